/**
 * Bias and covariance of the gradient of every step over keys, at fixed parameters.
 *
 *   bias_t = Σᵢ (E[M_{t,i}] − 1/n) ∇fᵢ,   Cov_t = Σᵢⱼ Cov[M_{t,i}, M_{t,j}] ∇fᵢ ∇fⱼᵀ
 *
 * Exact from the moments that the sampler declares; else from drawn keys, with the standard error of the bias. What is
 * declared is believed here: `certifyBatchSampler` tests it.
 */
import type { BatchSamplerV1, WeightMoments } from '@adjoint/plugin';
import { foldIn } from '@adjoint/random';
import { ShapeError, type Tensor, adoptBuffer } from '@adjoint/tensor';
import { requireData, stepsOf } from './batches.ts';
import type { BatchSamplerEvidence } from './certify-batch-sampler.ts';

export interface StepMoments {
  /** Whether both come from declared moments, without sampling error. */
  readonly exact: boolean;
  /** E[g_t] − ∇F, [d]. */
  readonly bias: Tensor<'float64'>;
  /** Monte Carlo standard error of the bias, [d]; zero when exact. */
  readonly biasError: Tensor<'float64'>;
  /** Cov[g_t], [d, d]. */
  readonly covariance: Tensor<'float64'>;
}

/**
 * @returns one entry for each step of an epoch; O(n²d) a step where covariances are declared pair by pair
 * @throws ShapeError when the gradients do not fit; ArgumentError for wrong sizes
 * @example batchMoments(shuffle(), { size: 6, batchSize: 2, gradients, key: key(0) })[0].covariance
 */
export function batchMoments(sampler: BatchSamplerV1, evidence: BatchSamplerEvidence): readonly StepMoments[] {
  const { gradients, key, keys = 400, ...data } = evidence;
  const n = data.size;
  const d = gradients.shape[1];
  requireData('batchMoments', data);
  if (gradients.rank !== 2 || gradients.shape[0] !== n)
    throw new ShapeError(
      `batchMoments: gradients of shape [${gradients.shape.join(', ')}] for ${n} examples`,
      'give one row for each example, [n, d]',
    );
  const G = Float64Array.from(gradients.data());
  const full = new Float64Array(d);
  for (let i = 0; i < n; i++) for (let c = 0; c < d; c++) full[c] += G[i * d + c] / n;
  const declared = Array.from({ length: stepsOf(data) }, (_, t) => sampler.moments?.(data, t));
  if (declared.every((m) => m?.covariance !== undefined)) return declared.map((m) => exactStep(m as WeightMoments, G, n, d));

  const drawn = Array.from({ length: keys }, (_, k) =>
    sampler.batches({ ...data, key: foldIn(key, k), epoch: 0 }).map(({ indices, weights }) => {
      const g = new Float64Array(d);
      indices.forEach((i, k2) => {
        const w = weights === undefined ? 1 / indices.length : weights[k2];
        for (let c = 0; c < d; c++) g[c] += w * G[i * d + c];
      });
      return g;
    }),
  );
  return declared.map((_m, t) => {
    const mean = new Float64Array(d);
    const covariance = new Float64Array(d * d);
    for (const steps of drawn) for (let c = 0; c < d; c++) mean[c] += steps[t][c] / keys;
    for (const steps of drawn)
      for (let a = 0; a < d; a++)
        for (let b = 0; b < d; b++) covariance[a * d + b] += ((steps[t][a] - mean[a]) * (steps[t][b] - mean[b])) / (keys - 1);
    return {
      exact: false,
      bias: adoptBuffer(mean.map((x, c) => x - full[c])),
      biasError: adoptBuffer(mean.map((_x, c) => Math.sqrt(covariance[c * d + c] / keys))),
      covariance: adoptBuffer(covariance, [d, d]),
    };
  });
}

function exactStep({ mean, covariance }: WeightMoments, G: Float64Array, n: number, d: number): StepMoments {
  const bias = new Float64Array(d);
  const C = new Float64Array(d * d);
  const declared = covariance as NonNullable<typeof covariance>;
  for (let i = 0; i < n; i++) for (let c = 0; c < d; c++) bias[c] += ((typeof mean === 'number' ? mean : mean[i]) - 1 / n) * G[i * d + c];
  const row = new Float64Array(d);
  const sum = new Float64Array(d);
  for (let i = 0; i < n; i++) for (let c = 0; c < d; c++) sum[c] += G[i * d + c];
  for (let i = 0; i < n; i++) {
    // Σⱼ Cov[Mᵢ, Mⱼ] ∇fⱼ
    if (typeof declared === 'function') {
      row.fill(0);
      for (let j = 0; j < n; j++) {
        const m = declared(i, j);
        if (m !== 0) for (let c = 0; c < d; c++) row[c] += m * G[j * d + c];
      }
    } else for (let c = 0; c < d; c++) row[c] = declared.other * sum[c] + (declared.same - declared.other) * G[i * d + c];
    for (let a = 0; a < d; a++) for (let b = 0; b < d; b++) C[a * d + b] += G[i * d + a] * row[b];
  }
  return { exact: true, bias: adoptBuffer(bias), biasError: adoptBuffer(new Float64Array(d)), covariance: adoptBuffer(C, [d, d]) };
}
