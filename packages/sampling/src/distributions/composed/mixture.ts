/** Finite mixtures: f = Σ wᵢ fᵢ, on the logarithm throughout. */
import { categorical, split } from '@adjoint/random';
import {
  ArgumentError,
  type Tensor,
  type TensorLike,
  asTensor,
  broadcastShapes,
  full,
  log,
  logSumExp,
  maximum,
  minimum,
  stack,
  where,
} from '@adjoint/tensor';
import { invertSteps, invertTails } from '../../special/invert-tails.ts';
import { nonNegative, requireParameter } from '../core/constraint.ts';
import type { Distribution } from '../core/distribution.ts';

/**
 * The mixture of these components with these weights (up to a factor).
 *
 * Draws are differentiable by the parameters of the components, not by the weights; quantiles are found numerically and
 * carry no derivative; the entropy has no closed form (NaN).
 *
 * @param weights shape [k]
 * @throws ArgumentError for weights that are negative or all 0, or that do not match the components
 * @example mixture({ weights: tensor([0.3, 0.7]), components: [normal({ mean: -2 }), normal({ mean: 2 })] })
 */
export function mixture({ weights, components }: { readonly weights: Tensor; readonly components: readonly Distribution[] }): Distribution {
  const k = components.length;
  if (weights.rank !== 1 || weights.shape[0] !== k || k === 0)
    throw new ArgumentError(`mixture: weights of shape [${weights.shape.join(', ')}] for ${k} components`, 'one weight per component');
  requireParameter('mixture', 'weights', nonNegative, weights);
  const discrete = components[0].discrete;
  if (components.some((c) => c.discrete !== discrete))
    throw new ArgumentError('mixture: discrete and continuous components', 'components are all discrete or all continuous');
  const w = weights.div(weights.sum());
  const logw = log(w);
  const batchShape = broadcastShapes('mixture', ...components.map((c) => c.batchShape));
  const logSum = (f: (c: Distribution) => Tensor): Tensor => logSumExp(stack(spread(components.map((c, i) => f(c).add(logw.at(i))))), 0);
  const sum = (f: (c: Distribution) => Tensor): Tensor => components.map((c, i) => f(c).mul(w.at(i))).reduce((a, b) => a.add(b));
  const ends = () => ({
    lower: components.map((c) => c.support.lower).reduce((a, b) => minimum(a, b)),
    upper: components.map((c) => c.support.upper).reduce((a, b) => maximum(a, b)),
  });

  const invert = (p: number, above: boolean): number => {
    const lower = ends().lower.item();
    const upper = ends().upper.item();
    const guess = (above ? components[0].isf(p) : components[0].quantile(p)).item();
    if (discrete)
      return invertSteps(
        (x) => sum((c) => c.cdf(x)).item(),
        (x) => sum((c) => c.sf(x)).item(),
        lower,
        upper,
        p,
        above,
        Number.isFinite(guess) ? guess : 0,
      );
    return invertTails(
      {
        lower,
        upper,
        logpdf: (x) => logSum((c) => c.logpdf(x)).item(),
        tails: (x) => ({
          lower: sum((c) => c.cdf(x)).item(),
          upper: sum((c) => c.sf(x)).item(),
          logLower: logSum((c) => c.logcdf(x)).item(),
          logUpper: logSum((c) => c.logsf(x)).item(),
        }),
      },
      p,
      above,
      guess,
    );
  };
  const each = (p: TensorLike, above: boolean): Tensor => {
    if (batchShape.length > 0) throw new ArgumentError('mixture: quantile of a batch of mixtures', 'ask one mixture at a time');
    const x = asTensor(p).astype('float64');
    const out = x.toTypedArray().map((v) => invert(v, above));
    return x.shape.length === 0 ? asTensor(out[0]) : stack([...out].map((v) => asTensor(v))).reshape(x.shape);
  };
  return {
    name: 'mixture',
    discrete,
    batchShape,
    parameters: { weights: w },
    get support() {
      return ends();
    },
    sample: (key, shape = []) => {
      const keys = split(key, k + 1);
      const s = [...(typeof shape === 'number' ? [shape] : shape)];
      const front = [...s, ...batchShape];
      const which = categorical(keys[0], logw, front);
      return components
        .map((c, i) => c.sample(keys[i + 1], s.concat(batchShape.slice(0, batchShape.length - c.batchShape.length))))
        .reduce((drawn, x, i) => where(which.equal(i), x, drawn));
    },
    logpdf: (x) => logSum((c) => c.logpdf(x)),
    pdf: (x) => logSum((c) => c.logpdf(x)).exp(),
    cdf: (x) => sum((c) => c.cdf(x)),
    sf: (x) => sum((c) => c.sf(x)),
    logcdf: (x) => logSum((c) => c.logcdf(x)),
    logsf: (x) => logSum((c) => c.logsf(x)),
    quantile: (p) => each(p, false),
    isf: (q) => each(q, true),
    mean: () => sum((c) => c.mean()),
    variance: () => {
      const m = sum((c) => c.mean());
      return sum((c) => c.variance().add(c.mean().sub(m).square()));
    },
    entropy: () => full(batchShape, NaN),
  };
}
/** Terms brought to one shape, so that they can be stacked. */
function spread(terms: readonly Tensor[]): Tensor[] {
  const shape = broadcastShapes('mixture', ...terms.map((t) => t.shape));
  return terms.map((t) => t.broadcastTo(shape));
}
