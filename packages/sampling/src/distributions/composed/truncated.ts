/**
 * A distribution given that low < X ≤ high: differences of the tail that is smaller at `low`, on the logarithm, so that
 * a window far out in a tail keeps its digits. For the normal distribution `truncatedNormal` reaches further.
 */
import { uniform } from '@adjoint/random';
import { ArgumentError, type Tensor, type TensorLike, asTensor, full, where } from '@adjoint/tensor';
import { concreteValues } from '../core/constraint.ts';
import type { Distribution } from '../core/distribution.ts';
import { log1mexpTensor } from './bijector.ts';

/**
 * @throws ArgumentError unless low < high with some probability between them (as a double)
 * @example truncated(gamma({ shape: 2 }), { low: 10 }).mean() // NaN: no general form; draw or integrate
 */
export function truncated(
  base: Distribution,
  { low = -Infinity, high = Infinity }: { readonly low?: TensorLike; readonly high?: TensorLike },
): Distribution {
  const a = asTensor(low).astype('float64');
  const b = asTensor(high).astype('float64');
  const above = base.cdf(a).greater(0.5);
  const Fa = base.logcdf(a);
  const Fb = base.logcdf(b);
  const Sa = base.logsf(a);
  const Sb = base.logsf(b);
  /** log(e^m − e^l), m ≥ l */
  const difference = (m: Tensor, l: Tensor): Tensor =>
    where(l.equal(-Infinity), m, m.add(log1mexpTensor(m.sub(where(l.equal(-Infinity), m, l)))));
  const mass = where(above, difference(Sa, Sb), difference(Fb, Fa));
  const values = concreteValues(mass);
  if (values !== null && !Array.from(values).every((m) => m > -Infinity))
    throw new ArgumentError(
      `truncated: no probability of ${base.name} in (${String(low)}, ${String(high)}]`,
      'low lies below high, and the window meets the support',
    );
  const clip = (x: TensorLike): Tensor => asTensor(x).astype('float64').maximum(a).minimum(b);
  const logcdf = (x: TensorLike): Tensor => {
    const y = clip(x);
    return where(above, difference(Sa, base.logsf(y)), difference(base.logcdf(y), Fa)).sub(mass);
  };
  const logsf = (x: TensorLike): Tensor => {
    const y = clip(x);
    return where(above, difference(base.logsf(y), Sb), difference(Fb, base.logcdf(y))).sub(mass);
  };
  const Z = mass.exp();
  const batchShape = mass.shape;
  const unknown = () => full(batchShape, NaN);
  const valid = (p: Tensor): Tensor => where(p.greaterEqual(0), where(p.lessEqual(1), p, NaN), NaN);
  const quantile = (p: TensorLike): Tensor => {
    const u = valid(asTensor(p).astype('float64'));
    const x = where(above, base.isf(Sa.exp().sub(u.mul(Z)).clamp(0, 1)), base.quantile(Fa.exp().add(u.mul(Z)).clamp(0, 1)));
    return where(u.equal(u), x.maximum(a).minimum(b), NaN);
  };
  return {
    name: `truncated(${base.name})`,
    discrete: base.discrete,
    parameters: { ...base.parameters, low: a, high: b },
    batchShape,
    get support() {
      return {
        lower: base.support.lower.maximum(base.discrete ? a.floor().add(1) : a),
        upper: base.support.upper.minimum(base.discrete ? b.floor() : b),
      };
    },
    sample: (key, shape = []) => quantile(uniform(key, [...(typeof shape === 'number' ? [shape] : shape), ...batchShape])),
    logpdf: (x) => {
      const y = asTensor(x).astype('float64');
      return where(base.discrete ? y.greater(a) : y.greaterEqual(a), where(y.lessEqual(b), base.logpdf(y).sub(mass), -Infinity), -Infinity);
    },
    pdf(x) {
      return this.logpdf(x).exp();
    },
    cdf: (x) => logcdf(x).exp(),
    sf: (x) => logsf(x).exp(),
    logcdf,
    logsf,
    quantile,
    isf: (q) => {
      const u = valid(asTensor(q).astype('float64'));
      const x = where(above, base.isf(Sb.exp().add(u.mul(Z)).clamp(0, 1)), base.quantile(Fb.exp().sub(u.mul(Z)).clamp(0, 1)));
      return where(u.equal(u), x.maximum(a).minimum(b), NaN);
    },
    mean: unknown,
    variance: unknown,
    entropy: unknown,
  };
}
