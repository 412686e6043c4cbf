/** A distribution: a family with its parameters, every function of it as tensor operations. */
import type { Key, ShapeLike } from '@adjoint/random';
import {
  ArgumentError,
  type Maybe,
  type Primitive,
  type Shape,
  type Tensor,
  type TensorLike,
  asTensor,
  bind1,
  broadcastShapes,
} from '@adjoint/tensor';
import { requireParameter } from './constraint.ts';
import { elementwise } from './elementwise.ts';
import type { Family } from './family.ts';

/**
 * A distribution on the line. Values, probabilities and parameters broadcast; results are float64.
 *
 * Values outside of the support have density 0; probabilities outside of [0, 1] give NaN.
 */
export interface Distribution {
  readonly name: string;
  readonly discrete: boolean;
  /** The parameters by name. */
  readonly parameters: Readonly<Record<string, Tensor>>;
  /** Shape of the parameters broadcast together; draws end in it. */
  readonly batchShape: Shape;
  /** Smallest and largest value of the support, as limits where they do not belong to it. */
  readonly support: { readonly lower: Tensor; readonly upper: Tensor };
  /** Draws of shape [...shape, ...batchShape], differentiable by the parameters where the family allows it. */
  sample(key: Key, shape?: ShapeLike): Tensor;
  /** log of the density, or of the probability of a discrete value */
  logpdf(x: TensorLike): Tensor;
  pdf(x: TensorLike): Tensor;
  /** P(X ≤ x) */
  cdf(x: TensorLike): Tensor;
  /** P(X > x), with all its digits in the upper tail */
  sf(x: TensorLike): Tensor;
  logcdf(x: TensorLike): Tensor;
  logsf(x: TensorLike): Tensor;
  /** The value with probability p below it; the smallest value with cdf ≥ p when discrete. */
  quantile(p: TensorLike): Tensor;
  /** The value with probability q above it, for q too small to be written as 1 − p. */
  isf(q: TensorLike): Tensor;
  mean(): Tensor;
  variance(): Tensor;
  /** Differential entropy, or entropy of a discrete distribution, in nats. */
  entropy(): Tensor;
}

/** The primitives of a family, made when it is first used. */
interface Functions {
  readonly logpdf: Primitive;
  readonly cdf: Primitive;
  readonly sf: Primitive;
  readonly logcdf: Primitive;
  readonly logsf: Primitive;
  readonly quantile: Primitive;
  readonly isf: Primitive;
  readonly lower: Primitive;
  readonly upper: Primitive;
}

function functionsOf(family: Family): Functions {
  const { name, score, velocity, discrete } = family;
  const say = (f: string): string => `${name}.${f}`;
  const logpdf = elementwise(
    say('logpdf'),
    family.logpdf,
    score ? ([x, ...θ], _y, i) => (discrete && i === 0 ? null : score(x, θ, i)) : null,
  );
  const density = (args: readonly Tensor[]): Tensor => bind1(logpdf, args, undefined);
  /** The derivative of a function whose derivative by x is `slope`. */
  const tail = (slope: (args: readonly Tensor[], y: Tensor) => Tensor) =>
    !velocity
      ? null
      : (args: readonly Tensor[], y: Tensor, i: number): Maybe => {
          if (i === 0) return discrete ? null : slope(args, y);
          const v = velocity(args[0], args.slice(1), i);
          return v && slope(args, y).mul(v).neg();
        };
  /** The derivative of an inverse: 1/slope by the probability, the velocity by a parameter. */
  const inverse = (sign: 1 | -1) =>
    !velocity || discrete
      ? null
      : (args: readonly Tensor[], x: Tensor, i: number): Maybe =>
          i === 0
            ? density([x, ...args.slice(1)])
                .neg()
                .exp()
                .mul(sign)
            : velocity(x, args.slice(1), i);
  return {
    logpdf,
    cdf: elementwise(
      say('cdf'),
      family.cdf,
      tail((args) => density(args).exp()),
    ),
    sf: elementwise(
      say('sf'),
      family.sf,
      tail((args) => density(args).exp().neg()),
    ),
    logcdf: elementwise(
      say('logcdf'),
      family.logcdf,
      tail((args, y) => density(args).sub(y).exp()),
    ),
    logsf: elementwise(
      say('logsf'),
      family.logsf,
      tail((args, y) => density(args).sub(y).exp().neg()),
    ),
    quantile: elementwise(say('quantile'), family.quantile, inverse(1)),
    isf: elementwise(say('isf'), family.isf, inverse(-1)),
    lower: elementwise(say('lower'), family.lower, () => null),
    upper: elementwise(say('upper'), family.upper, () => null),
  };
}

type Parameters = Readonly<Record<string, TensorLike | undefined>>;

/**
 * The distribution of a family with these parameters, or their defaults.
 *
 * @throws ArgumentError naming parameter and value, for one outside of its range, missing or unknown; ShapeError when they do not broadcast
 */
export function distribution(family: Family, values: Parameters, defaults: Parameters = {}): Distribution {
  const known = family.parameters.map((p) => p.name);
  const unknown = Object.keys(values).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new ArgumentError(`${family.name}: there is no parameter ${unknown}`, `its parameters are ${known.join(', ')}`);
  const θ = family.parameters.map(({ name, constraint }) => {
    const value = values[name] ?? defaults[name];
    if (value === undefined) throw new ArgumentError(`${family.name}: ${name} is missing`, `${name} is ${constraint.says}`);
    const x = asTensor(value).astype('float64');
    requireParameter(family.name, name, constraint, x);
    return x;
  });
  const batchShape = broadcastShapes(family.name, ...θ.map((x) => x.shape));
  let functions: Functions | undefined;
  const apply = (f: keyof Functions, x: TensorLike): Tensor =>
    bind1((functions ??= functionsOf(family))[f], [asTensor(x).astype('float64'), ...θ], undefined);
  return {
    name: family.name,
    discrete: family.discrete,
    batchShape,
    parameters: Object.fromEntries(family.parameters.map((p, i) => [p.name, θ[i]])),
    get support() {
      functions ??= functionsOf(family);
      return { lower: bind1(functions.lower, θ, undefined), upper: bind1(functions.upper, θ, undefined) };
    },
    sample: (key, shape = []) => family.draw(key, [...(typeof shape === 'number' ? [shape] : shape), ...batchShape], θ),
    logpdf: (x) => apply('logpdf', x),
    pdf: (x) => apply('logpdf', x).exp(),
    cdf: (x) => apply('cdf', x),
    sf: (x) => apply('sf', x),
    logcdf: (x) => apply('logcdf', x),
    logsf: (x) => apply('logsf', x),
    quantile: (p) => apply('quantile', p),
    isf: (q) => apply('isf', q),
    mean: () => family.mean(...θ).broadcastTo(batchShape),
    variance: () => family.variance(...θ).broadcastTo(batchShape),
    entropy: () => family.entropy(...θ).broadcastTo(batchShape),
  };
}
