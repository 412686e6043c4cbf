import { type TensorLike, asTensor, full } from '@adjoint/tensor';
import type { Distribution } from '../core/distribution.ts';
import type { Bijector } from './bijector.ts';

/**
 * The distribution of f(X) for a continuous X and a bijector f: densities by the change of variables, tails and
 * quantiles by those of X. Mean, variance and entropy have no general form and are NaN.
 *
 *   log f_Y(y) = log f_X(x) − log |f′(x)|,   x = f⁻¹(y)
 *
 * @example transformed(normal(), exponentialMap()).quantile(0.5) // log-normal: 1
 */
export function transformed(base: Distribution, map: Bijector): Distribution {
  const back = (y: TensorLike) => map.inverse(asTensor(y).astype('float64'));
  const up = map.increasing;
  const unknown = () => full(base.batchShape, NaN);
  return {
    name: `transformed(${base.name}, ${map.name})`,
    discrete: false,
    parameters: base.parameters,
    batchShape: base.batchShape,
    get support() {
      const { lower, upper } = base.support;
      const a = map.forward(lower);
      const b = map.forward(upper);
      return up ? { lower: a, upper: b } : { lower: b, upper: a };
    },
    sample: (key, shape) => map.forward(base.sample(key, shape)),
    logpdf: (y) => {
      const x = back(y);
      return base.logpdf(x).sub(map.logSlope(x));
    },
    pdf(y) {
      return this.logpdf(y).exp();
    },
    cdf: (y) => (up ? base.cdf(back(y)) : base.sf(back(y))),
    sf: (y) => (up ? base.sf(back(y)) : base.cdf(back(y))),
    logcdf: (y) => (up ? base.logcdf(back(y)) : base.logsf(back(y))),
    logsf: (y) => (up ? base.logsf(back(y)) : base.logcdf(back(y))),
    quantile: (p) => map.forward(up ? base.quantile(p) : base.isf(p)),
    isf: (q) => map.forward(up ? base.isf(q) : base.quantile(q)),
    mean: unknown,
    variance: unknown,
    entropy: unknown,
  };
}
