/**
 * Effective sample size of importance weights.
 *
 *   ESS = (Σ wᵢ)² / Σ wᵢ²,   1 ≤ ESS ≤ n
 *
 * The number of independent draws of the target that would estimate a bounded function as well as the n weighted ones
 * do. It judges the weights, not the estimate of one particular function.
 *
 * Kong (1992), "A note on importance sampling using standardized weights".
 */
import { math } from '@adjoint/kernels';
import type { Tensor } from '@adjoint/tensor';
import { requireLogWeights } from './require-log-weights.ts';

/**
 * @param logWeights log importance weights, shape [n], n ≥ 1; −∞ is a zero weight
 * @throws NonFiniteError when a weight is NaN or +∞, or all are zero; ShapeError when there is none
 * @example effectiveSampleSize(tensor([0, 0, -Infinity])) // 2
 */
export const effectiveSampleSize = (logWeights: Tensor): number => essOf(requireLogWeights('effectiveSampleSize', logWeights));

/** The same of plain numbers, of which at least one is finite. */
export function essOf(logWeights: Float64Array): number {
  const top = logWeights.reduce((m, x) => Math.max(m, x), -Infinity);
  let total = 0;
  let squares = 0;
  for (const x of logWeights) {
    const w = math.exp(x - top);
    total += w;
    squares += w * w;
  }
  return (total * total) / squares;
}
