/**
 * Equally weighted draws from weighted ones: sampling-importance-resampling.
 *
 *   systematic    points (u + k)/m on the cumulated weights, one u
 *   stratified    points (u_k + k)/m
 *   multinomial   m independent points
 *
 * All are unbiased: draw i is chosen m·w̄ᵢ times on average. Systematic and stratified points add the least noise.
 *
 * Rubin (1987); Kitagawa (1996); Douc and Cappé (2005).
 */
import { math } from '@adjoint/kernels';
import { type Key, uniform } from '@adjoint/random';
import { ArgumentError, type Tensor, adoptBuffer, gather } from '@adjoint/tensor';
import type { ImportanceResult } from './importance-result.ts';
import { requireLogWeights } from './require-log-weights.ts';

export type ResamplingScheme = 'systematic' | 'stratified' | 'multinomial';

/**
 * @param logWeights [n], up to a constant
 * @returns m indices of [0, n), int32, ascending
 * @throws ArgumentError for a wrong m; ShapeError, NonFiniteError for wrong weights
 * @example resample(tensor([0, -Infinity, 0]), 4, key(0)) // 0, 0, 2, 2
 */
export function resample(logWeights: Tensor, m: number, key: Key, scheme: ResamplingScheme = 'systematic'): Tensor<'int32'> {
  if (!Number.isInteger(m) || m < 1) throw new ArgumentError(`resample: ${m} draws`, 'the number of draws is an integer ≥ 1');
  const log = requireLogWeights('resample', logWeights);
  const top = log.reduce((a, x) => Math.max(a, x), -Infinity);
  const n = log.length;
  const cumulated = new Float64Array(n);
  const out = new Int32Array(m);
  let total = 0;
  for (let i = 0; i < n; i++) cumulated[i] = total += math.exp(log[i] - top);
  const points = pointsOf(m, key, scheme);
  let last = n - 1;
  while (log[last] === -Infinity) last--;
  for (let k = 0, i = 0; k < m; k++) {
    while (i < last && cumulated[i] <= points[k] * total) i++;
    out[k] = i;
  }
  return adoptBuffer(out);
}

function pointsOf(m: number, key: Key, scheme: ResamplingScheme): Float64Array {
  const u = Float64Array.from(uniform(key, scheme === 'systematic' ? 1 : m).data());
  return scheme === 'multinomial'
    ? u.sort()
    : Float64Array.from({ length: m }, (_, k) => ((scheme === 'systematic' ? u[0] : u[k]) + k) / m);
}

/** Equally weighted draws of the target, [m, …], from a weighted sample; good as far as its weights are (see its certificates). */
export const resampleDraws = (result: ImportanceResult, m: number, key: Key, scheme?: ResamplingScheme): Tensor =>
  gather(result.draws, resample(result.logWeights, m, key, scheme), 0);
