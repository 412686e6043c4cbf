/** Uniform distribution on [low, high]: f = 1/(high − low). */
import { math } from '@adjoint/kernels';
import * as random from '@adjoint/random';
import { ArgumentError, type TensorLike, asTensor, log } from '@adjoint/tensor';
import { concreteValues, real } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import type { Family } from './core/family.ts';

/** (x − a)/(b − a) kept in [0, 1] */
const share = (x: number, a: number, b: number): number => (x <= a ? 0 : x >= b ? 1 : x === x ? (x - a) / (b - a) : NaN);
const rest = (x: number, a: number, b: number): number => (x <= a ? 1 : x >= b ? 0 : x === x ? (b - x) / (b - a) : NaN);
/** log s where s is small, log1p(−r) where the rest r is */
const logShare = (s: number, r: number): number => (s < 0.5 ? math.log(s) : math.log1p(-r));
/** a + p·(b − a), from the nearer end */
const between = (p: number, a: number, b: number): number =>
  !(p >= 0 && p <= 1) ? NaN : p < 0.5 ? a + p * (b - a) : b - (1 - p) * (b - a);

export const uniformFamily: Family = {
  name: 'uniform',
  discrete: false,
  parameters: [
    { name: 'low', constraint: real },
    { name: 'high', constraint: real },
  ],
  lower: (a) => a,
  upper: (_a, b) => b,
  logpdf: (x, a, b) => (x >= a && x <= b ? -math.log(b - a) : x === x ? -Infinity : NaN),
  cdf: share,
  sf: rest,
  logcdf: (x, a, b) => logShare(share(x, a, b), rest(x, a, b)),
  logsf: (x, a, b) => logShare(rest(x, a, b), share(x, a, b)),
  quantile: between,
  isf: (q, a, b) => between(q, b, a),
  score: (_x, [a, b], i) => (i === 0 ? null : i === 1 ? b.sub(a).reciprocal() : b.sub(a).reciprocal().neg()),
  velocity: (x, [a, b], i) => (i === 1 ? b.sub(x) : x.sub(a)).div(b.sub(a)),
  mean: (a, b) => a.mul(0.5).add(b.mul(0.5)),
  variance: (a, b) => b.sub(a).square().div(12),
  entropy: (a, b) => log(b.sub(a)),
  draw: (key, shape, [a, b]) => random.uniform(key, shape).mul(b.sub(a)).add(a),
};

/**
 * The uniform distribution on [low, high].
 *
 * @throws ArgumentError unless low < high, both finite
 * @example uniform({ low: -1, high: 1 }).variance() // 1/3
 */
export function uniform({ low = 0, high = 1, ...others }: { readonly low?: TensorLike; readonly high?: TensorLike } = {}): Distribution {
  const width = concreteValues(asTensor(high).sub(low));
  if (width !== null)
    for (let i = 0; i < width.length; i++) {
      if (!(width[i] > 0 && width[i] < Infinity))
        throw new ArgumentError(
          `uniform: high − low is ${width[i]}${width.length > 1 ? ` at ${i}` : ''}`,
          'low lies below high, both finite',
        );
    }
  return distribution(uniformFamily, { low, high, ...others });
}
