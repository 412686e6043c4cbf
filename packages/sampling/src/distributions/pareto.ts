/** Pareto and Kumaraswamy distributions: S(x) = (m/x)^α for x ≥ m; F(x) = 1 − (1 − x^a)^b on [0, 1]. */
import { math } from '@adjoint/kernels';
import { type TensorLike, digamma, exp, lgamma, log, log1p, where } from '@adjoint/tensor';
import { EULER } from '../special/constants.ts';
import { log1mexp } from '../special/log1mexp.ts';
import { type Wide, addWide, expTwice, expWide, logOfWide, logQuotient, logWide, negWide, timesWide } from '../special/wide.ts';
import { positive } from './core/constraint.ts';
import { type Distribution, distribution } from './core/distribution.ts';
import { drawByQuantile } from './core/draw-by-quantile.ts';
import type { Family } from './core/family.ts';

/** α·log(x/m), without loss near x = m */
const logShare = (x: number, α: number, m: number): number =>
  α * (x < 2 * m ? math.log1p((x - m) / m) : math.log(x / m) === Infinity ? math.log(x) - math.log(m) : math.log(x / m));

export const paretoFamily: Family = {
  name: 'pareto',
  discrete: false,
  parameters: [
    { name: 'shape', constraint: positive },
    { name: 'scale', constraint: positive },
  ],
  lower: (_α, m) => m,
  upper: () => Infinity,
  logpdf: (x, α, m) => (x < m ? -Infinity : math.log(α) - math.log(x) - logShare(x, α, m)),
  cdf: (x, α, m) => (x <= m ? 0 : -math.expm1(-logShare(x, α, m))),
  sf: (x, α, m) => (x <= m ? 1 : x === Infinity ? 0 : expWide(timesWide(logQuotient(m, x), α))),
  logcdf: (x, α, m) => (x <= m ? -Infinity : log1mexp(logShare(x, α, m))),
  logsf: (x, α, m) => (x <= m ? 0 : -logShare(x, α, m)),
  quantile: (p, α, m) => (p >= 0 && p <= 1 ? m * math.exp(-math.log1p(-p) / α) : NaN),
  isf: (q, α, m) => (q >= 0 && q <= 1 ? m * math.exp(-math.log(q) / α) : NaN),
  score: (x, [α, m], i) => (i === 0 ? α.add(1).div(x).neg() : i === 1 ? α.reciprocal().sub(log(x)).add(log(m)) : α.div(m)),
  velocity: (x, [α, m], i) =>
    i === 1
      ? x
          .mul(log(x).sub(log(m)))
          .div(α)
          .neg()
      : x.div(m),
  mean: (α, m) => where(α.greater(1), α.mul(m).div(α.sub(1)), Infinity),
  variance: (α, m) =>
    where(
      α.greater(2),
      m
        .square()
        .mul(α)
        .div(α.sub(1).square().mul(α.sub(2))),
      Infinity,
    ),
  entropy: (α, m) => log(m.div(α)).add(α.reciprocal()).add(1),
  draw: drawByQuantile(() => paretoFamily),
};

/** log(1 − x^a), 0 < x < 1, in two doubles: 1 − x^a loses nothing at either end */
const logComplement = (x: number, a: number): Wide => logOfWide(addWide([1, 0], negWide(expTwice(timesWide(logWide(x), a)))));
/** b·log(1 − x^a) */
const logSurvival = (x: number, a: number, b: number): Wide => timesWide(logComplement(x, a), b);

export const kumaraswamyFamily: Family = {
  name: 'kumaraswamy',
  discrete: false,
  parameters: [
    { name: 'a', constraint: positive },
    { name: 'b', constraint: positive },
  ],
  lower: () => 0,
  upper: () => 1,
  logpdf: (x, a, b) => {
    if (!(x >= 0 && x <= 1)) return x !== x ? NaN : -Infinity;
    return (
      math.log(a) +
      math.log(b) +
      (a === 1 ? 0 : (a - 1) * math.log(x)) +
      (b === 1 ? 0 : (b - 1) * (x === 0 ? 0 : x === 1 ? -Infinity : logComplement(x, a)[0]))
    );
  },
  cdf: (x, a, b) => {
    if (!(x > 0 && x < 1)) return x <= 0 ? 0 : x >= 1 ? 1 : NaN;
    const [l, rest] = logSurvival(x, a, b);
    return -math.expm1(l) - rest * math.exp(l);
  },
  sf: (x, a, b) => (x > 0 && x < 1 ? expWide(logSurvival(x, a, b)) : x <= 0 ? 1 : x >= 1 ? 0 : NaN),
  logcdf: (x, a, b) => {
    if (!(x > 0 && x < 1)) return x <= 0 ? -Infinity : x >= 1 ? 0 : NaN;
    const logPower = a * math.log(x);
    return logPower < -40 && math.log(b) + logPower < -40 ? math.log(b) + logPower : log1mexp(-logSurvival(x, a, b)[0]);
  },
  logsf: (x, a, b) => (x > 0 && x < 1 ? logSurvival(x, a, b)[0] : x <= 0 ? 0 : x >= 1 ? -Infinity : NaN),
  quantile: (p, a, b) => (p >= 0 && p <= 1 ? math.exp(log1mexp(-math.log1p(-p) / b) / a) : NaN),
  isf: (q, a, b) => (q >= 0 && q <= 1 ? math.exp(log1mexp(-math.log(q) / b) / a) : NaN),
  score: (x, [a, b], i) => {
    const l = log(x);
    const h = exp(l.mul(a));
    const r = h.div(h.neg().add(1)); // x^a/(1 − x^a)
    if (i === 0) return a.sub(1).sub(b.sub(1).mul(a).mul(r)).div(x);
    return i === 1 ? a.reciprocal().add(l).sub(b.sub(1).mul(r).mul(l)) : b.reciprocal().add(log1p(h.neg()));
  },
  velocity: (x, [a, b], i) => {
    const l = log(x);
    const h = exp(l.mul(a));
    return i === 1 ? x.mul(l).div(a).neg() : x.mul(h.neg().add(1)).mul(log1p(h.neg())).div(a.mul(b).mul(h));
  },
  mean: (a, b) => moment(a, b, 1),
  variance: (a, b) => moment(a, b, 2).sub(moment(a, b, 1).square()),
  entropy: (a, b) =>
    a
      .reciprocal()
      .neg()
      .add(1)
      .mul(digamma(b.add(1)).add(EULER))
      .add(b.reciprocal().neg().add(1))
      .sub(log(a.mul(b))),
  draw: drawByQuantile(() => kumaraswamyFamily),
};
/** E Xⁿ = b·B(1 + n/a, b) */
const moment = (a: Parameters<Family['mean']>[0], b: Parameters<Family['mean']>[0], n: number): Parameters<Family['mean']>[0] => {
  const c = a.reciprocal().mul(n).add(1);
  return b.mul(
    exp(
      lgamma(c)
        .add(lgamma(b))
        .sub(lgamma(c.add(b))),
    ),
  );
};

/**
 * The Pareto distribution with tail exponent `shape` on [scale, ∞).
 *
 * @throws ArgumentError unless both are finite and > 0
 */
export const pareto = (parameters: { readonly shape: TensorLike; readonly scale?: TensorLike }): Distribution =>
  distribution(paretoFamily, parameters, { scale: 1 });

/**
 * The Kumaraswamy distribution on [0, 1].
 *
 * @throws ArgumentError unless a and b are finite and > 0
 */
export const kumaraswamy = (parameters: { readonly a: TensorLike; readonly b: TensorLike }): Distribution =>
  distribution(kumaraswamyFamily, parameters);
