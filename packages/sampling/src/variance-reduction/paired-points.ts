/**
 * Uniform points that cancel each other's errors, with the errors that are left.
 *
 *   antithetic   u and 1 − u:  exact for what is odd about the middle
 *   stratified   the same number of points in each of m equal slices: exact for what is constant in each slice
 *
 * Hammersley and Morton (1956); Owen (2013), sections 8.2, 8.4.
 */
import { type Key, uniform } from '@adjoint/random';
import { ArgumentError, type Tensor, adoptBuffer, concat } from '@adjoint/tensor';
import { errorOfSum } from '../importance/importance-result.ts';

export interface MeanEstimate {
  readonly estimate: number;
  readonly standardError: number;
}
const HALF_STEP = 2 ** -53;

/** Points inside (0, 1), [2·pairs, …shape]; the second half mirrors the first. @throws ArgumentError unless pairs ≥ 1 */
export function antitheticUniform(key: Key, pairs: number, shape: readonly number[] = []): Tensor<'float64'> {
  requireCount('antitheticUniform', 'pairs', pairs, 1);
  const u = uniform(key, [pairs, ...shape]).add(HALF_STEP);
  return concat([u, u.neg().add(1)], 0) as Tensor<'float64'>;
}

/** Mean of values at antithetic points; the pairs are independent, their two halves are not. @throws ArgumentError for fewer than two pairs */
export function antitheticMean(values: Tensor): MeanEstimate {
  const h = Float64Array.from(values.data());
  const pairs = h.length / 2;
  requireCount('antitheticMean', 'pairs', pairs, 2);
  const means = h.subarray(0, pairs).map((v, i) => (v + h[pairs + i]) / (2 * pairs));
  return { estimate: means.reduce((a, b) => a + b, 0), standardError: errorOfSum(means, [pairs]) };
}

/** Points inside (0, 1), [slices·perSlice], slice by slice. @throws ArgumentError unless both are ≥ 1 */
export function stratifiedUniform(key: Key, slices: number, perSlice = 2): Tensor<'float64'> {
  requireCount('stratifiedUniform', 'slices', slices, 1);
  requireCount('stratifiedUniform', 'perSlice', perSlice, 1);
  const u = uniform(key, [slices * perSlice]).data();
  return adoptBuffer(Float64Array.from(u, (v, i) => Math.min((Math.floor(i / perSlice) + v + HALF_STEP) / slices, 1 - HALF_STEP)));
}

/** Mean of values at stratified points. @throws ArgumentError when values do not fill the slices, two or more in each */
export function stratifiedMean(values: Tensor, slices: number): MeanEstimate {
  const n = values.size;
  const perSlice = n / slices;
  requireCount('stratifiedMean', 'values in a slice', perSlice, 2);
  const terms = Float64Array.from(values.data(), (v) => v / n);
  return {
    estimate: terms.reduce((a, b) => a + b, 0),
    standardError: errorOfSum(
      terms,
      Array.from({ length: slices }, () => perSlice),
    ),
  };
}

function requireCount(name: string, what: string, count: number, least: number): void {
  if (!Number.isInteger(count) || count < least) throw new ArgumentError(`${name}: ${what} = ${count}`, `it is an integer ≥ ${least}`);
}
