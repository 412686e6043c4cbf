/**
 * Examples drawn as often as they are important, and weighted down for it: unbiased for any importance.
 *
 *   pᵢ ∝ importance,   w = 1/(b·n·pᵢ);   the trace of the variance is least for pᵢ ∝ ‖∇fᵢ‖
 *
 * Needell, Srebro, Ward (2014); Zhao and Zhang (2015), "Stochastic optimization with importance sampling".
 */
import type { Batch, BatchData, BatchSamplerV1, WeightMoments } from '@adjoint/plugin';
import { choice, foldIn } from '@adjoint/random';
import { ArgumentError } from '@adjoint/tensor';
import { keyOf, requireData, sizeOfBatch, stepsOf } from './batches.ts';

/** @throws ArgumentError (batches) without one positive, finite importance for each example */
export function importanceWeighted(): BatchSamplerV1 {
  const moments = (data: BatchData, step: number): WeightMoments => {
    const p = chancesOf(data);
    const n = data.size;
    const scale = 1 / (sizeOfBatch(data, step) * n * n);
    return { mean: 1 / n, covariance: (i, j) => scale * (i === j ? 1 / p[i] - 1 : -1) };
  };
  return {
    claim: 'unbiased',
    moments,
    momentsGivenPast: (data, past) => moments(data, past.length),
    batches(request) {
      const p = chancesOf(request);
      const n = request.size;
      const epoch = foldIn(keyOf(request), request.epoch ?? 0);
      return Array.from({ length: stepsOf(request) }, (_, t): Batch => {
        const b = sizeOfBatch(request, t);
        const indices = Int32Array.from(choice(foldIn(epoch, t), n, b, { weights: p }).data());
        return { indices, weights: Float64Array.from(indices, (i) => 1 / (b * n * p[i])) };
      });
    },
  };
}

function chancesOf(data: BatchData): Float64Array {
  requireData('importanceWeighted', data);
  const { importance, size } = data;
  if (importance === undefined || importance.length !== size)
    throw new ArgumentError(
      `importanceWeighted: ${importance === undefined ? 'no importance' : `${importance.length} values of importance`} for ${size} examples`,
      'give one for each example',
    );
  const p = Float64Array.from(importance);
  const bad = p.findIndex((x) => !(x > 0 && x < Infinity));
  const top = p.reduce((m, x) => Math.max(m, x), 0);
  if (bad >= 0)
    throw new ArgumentError(
      `importanceWeighted: importance[${bad}] = ${p[bad]}`,
      'importance is positive and finite: an example that is never drawn cannot be weighted',
    );
  const scaled = p.map((x) => x / top);
  const total = scaled.reduce((a, b) => a + b, 0);
  const chances = scaled.map((x) => x / total);
  const never = chances.findIndex((x) => !(1 / (size * x) < Infinity));
  if (never >= 0)
    throw new ArgumentError(
      `importanceWeighted: importance[${never}] = ${p[never]} beside ${top}, a chance of ${chances[never]}`,
      'raise the smallest importances: the weight 1/(n·p) of such an example is no finite number',
    );
  return chances;
}
