/**
 * Draws by inversion: X = F⁻¹(U) for a uniform U.
 *
 * A cdf given as a function is inverted by bisection safeguarded interpolation: the bracket halves at least every third
 * step, and ends when it is as narrow as doubles allow or F agrees with u to its last digits. A table is inverted by
 * linear interpolation, which makes the density piecewise constant.
 *
 * Devroye (1986), "Non-Uniform Random Variate Generation", chapter II.2.
 */
import { type Key, uniform } from '@adjoint/random';
import { ArgumentError, ConvergenceError, type Shape, type Tensor, adoptBuffer } from '@adjoint/tensor';

const HALF_STEP = 2 ** -53;
const units = (key: Key, shape: Shape): ArrayLike<number> => uniform(key, shape).data();

export interface CdfInverse {
  /** x with F(x) = p to the accuracy of F. */
  quantile(p: number): number;
  /** Draws of this shape, float64. */
  sample(key: Key, shape?: Shape): Tensor<'float64'>;
}

/**
 * @param cdf F, continuous and not decreasing
 * @param support where F goes from 0 to 1; an infinite end is searched by doubling
 * @throws ArgumentError when F is not a distribution function at its ends, or decreases where it is looked at
 * @example inverseTransform((x) => 1 - Math.exp(-x), { lower: 0, upper: Infinity }).quantile(0.5) // log 2
 */
export function inverseTransform(cdf: (x: number) => number, support: { readonly lower: number; readonly upper: number }): CdfInverse {
  const { lower, upper } = support;
  if (!(lower < upper)) throw new ArgumentError(`inverseTransform: support [${lower}, ${upper}]`, 'lower must be less than upper');
  const at = (x: number): number => {
    const p = x === -Infinity ? 0 : x === Infinity ? 1 : cdf(x);
    if (!(p >= -1e-12 && p <= 1 + 1e-12))
      throw new ArgumentError(`inverseTransform: F(${x}) = ${p}`, 'a distribution function lies in [0, 1]');
    return p;
  };
  if (at(lower) > 1e-9 || at(upper) < 1 - 1e-9)
    throw new ArgumentError(`inverseTransform: F goes from ${at(lower)} to ${at(upper)}`, 'it must go from 0 to 1 over its support');
  const quantile = (p: number): number => {
    if (!(p >= 0 && p <= 1)) throw new ArgumentError(`inverseTransform: probability ${p}`, 'a probability lies in [0, 1]');
    let [a, b] = bracket(at, p, lower, upper);
    let fa = at(a) - p;
    let fb = at(b) - p;
    let slow = 0;
    if (fa >= 0) return a;
    if (fb < 0) return b;
    for (let step = 0; step < 2000; step++) {
      const middle = a + (b - a) / 2;
      const interpolated = slow < 2 && fb !== fa ? a - (fa * (b - a)) / (fb - fa) : middle;
      const x = interpolated > a && interpolated < b ? interpolated : middle;
      if (!(x > a && x < b)) return b;
      const fx = at(x) - p;
      const width = b - a;
      if (fx < fa || fx > fb)
        throw new ArgumentError(`inverseTransform: F decreases near ${x}`, 'a distribution function does not decrease');
      if (fx === 0) return x;
      if (fx < 0) {
        a = x;
        fa = fx;
      } else {
        b = x;
        fb = fx;
      }
      slow = b - a > width / 2 ? slow + 1 : 0;
    }
    throw new ConvergenceError(2000, `inverseTransform: no quantile of ${p}`, 'is the distribution function continuous and finite?');
  };
  return {
    quantile,
    sample: (key, shape = []) =>
      adoptBuffer(
        Float64Array.from(units(key, shape), (u) => quantile(u + HALF_STEP)),
        shape,
      ),
  };
}

/** An interval with F(a) < p ≤ F(b). */
function bracket(at: (x: number) => number, p: number, lower: number, upper: number): [number, number] {
  if (Number.isFinite(lower) && Number.isFinite(upper)) return [lower, upper];
  const origin = Number.isFinite(lower) ? lower : Number.isFinite(upper) ? upper : 0;
  let a = Number.isFinite(lower) ? lower : origin - 1;
  let b = Number.isFinite(upper) ? upper : origin + 1;
  for (let step = 1; a !== lower && at(a) >= p && a > -Number.MAX_VALUE; step *= 2) a = Math.max(origin - 2 * step, -Number.MAX_VALUE);
  for (let step = 1; b !== upper && at(b) < p && b < Number.MAX_VALUE; step *= 2) b = Math.min(origin + 2 * step, Number.MAX_VALUE);
  return [a, b];
}

/**
 * Inversion of a tabulated distribution function, linear between its points.
 *
 * @param x ascending, [m], m ≥ 2
 * @param cumulative F at x: not decreasing, from 0 to 1
 * @throws ArgumentError naming the entry that is wrong
 */
export function inverseTransformTable(x: readonly number[] | Float64Array, cumulative: readonly number[] | Float64Array): CdfInverse {
  const m = x.length;
  const xs = Float64Array.from(x);
  const F = Float64Array.from(cumulative);
  if (m < 2 || F.length !== m)
    throw new ArgumentError(`inverseTransformTable: ${m} points, ${F.length} values`, 'give at least two points, and one value for each');
  for (let i = 0; i < m; i++) {
    if (!Number.isFinite(xs[i]) || (i > 0 && !(xs[i] > xs[i - 1])))
      throw new ArgumentError(`inverseTransformTable: x[${i}] = ${xs[i]}`, 'points are finite and ascend');
    if (!(F[i] >= 0 && F[i] <= 1) || (i > 0 && F[i] < F[i - 1]))
      throw new ArgumentError(`inverseTransformTable: F[${i}] = ${F[i]}`, 'values lie in [0, 1] and do not decrease');
  }
  if (F[0] !== 0 || F[m - 1] !== 1)
    throw new ArgumentError(`inverseTransformTable: F goes from ${F[0]} to ${F[m - 1]}`, 'it must go from 0 to 1');
  const quantile = (p: number): number => {
    let low = 0;
    let high = m - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (F[middle] < p) low = middle;
      else high = middle;
    }
    return F[high] === F[low] ? xs[low] : xs[low] + (xs[high] - xs[low]) * ((p - F[low]) / (F[high] - F[low]));
  };
  return {
    quantile,
    sample: (key, shape = []) =>
      adoptBuffer(
        Float64Array.from(units(key, shape), (u) => quantile(u + HALF_STEP)),
        shape,
      ),
  };
}
