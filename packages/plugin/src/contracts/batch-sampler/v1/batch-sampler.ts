/**
 * Batch sampler, contract v1: which examples each step of stochastic gradient descent sees, as a pure function of a key.
 *
 *   F(θ) = (1/n) Σᵢ fᵢ(θ),   g_t = Σₖ wₖ ∇f_{iₖ} = Σᵢ M_{t,i} ∇fᵢ
 *
 * where the batch of step t holds the examples i₁ … i_b with weights w₁ … w_b, and M_{t,i} is the total weight of example i
 * in it. At fixed parameters g_t is unbiased for every F exactly when E_key[M_{t,i}] = 1/n for every i. A sampler claims
 * that it is, or that it is not; `certifyBatchSampler` of `@adjoint/sampling` checks the claim, exactly from the moments
 * of M where they are declared, else by drawing keys.
 *
 * Robbins & Monro (1951); weights as of Horvitz & Thompson (1952).
 */
import type { Batch } from './batch.ts';
import type { BatchData } from './batch-data.ts';
import type { BatchRequest } from './batch-request.ts';
import type { WeightMoments } from './weight-moments.ts';

export interface BatchSamplerV1 {
  /** What is claimed of E_key[g_t] at every step t. */
  readonly claim: 'unbiased' | 'biased';
  /** The batches of one epoch in order. Pure: the same request gives the same batches. */
  batches(request: BatchRequest): readonly Batch[];
  /** Mean and covariance over keys of the weights in the batch of `step` (from 0), before anything is drawn. Absent: not declared. */
  moments?(data: BatchData, step: number): WeightMoments;
  /** The same given the batches that the epoch has drawn so far; the next step is `past.length`. Absent: not declared. */
  momentsGivenPast?(data: BatchData, past: readonly Batch[]): WeightMoments;
}
