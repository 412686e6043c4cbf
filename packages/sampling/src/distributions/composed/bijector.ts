/**
 * Smooth invertible maps of the line, with the logarithm of their slope: changes of variable, and ways to move a
 * constrained parameter over all real numbers.
 */
import {
  type Tensor,
  type TensorLike,
  ArgumentError,
  asTensor,
  exp,
  expm1,
  log,
  log1p,
  sigmoid,
  softplus,
  tanh,
  where,
} from '@adjoint/tensor';
import { concreteValues } from '../core/constraint.ts';

export interface Bijector {
  readonly name: string;
  readonly increasing: boolean;
  readonly forward: (x: Tensor) => Tensor;
  readonly inverse: (y: Tensor) => Tensor;
  /** log |f′(x)| */
  readonly logSlope: (x: Tensor) => Tensor;
}

/** x ↦ scale·x + shift. @throws ArgumentError unless `scale` is a finite number other than 0 */
export function affine({ scale = 1, shift = 0 }: { readonly scale?: number; readonly shift?: TensorLike }): Bijector {
  if (!Number.isFinite(scale) || scale === 0) throw new ArgumentError(`affine: scale is ${scale}`, 'the scale is finite and not 0');
  return {
    name: 'affine',
    increasing: scale > 0,
    forward: (x) => x.mul(scale).add(shift),
    inverse: (y) => y.sub(shift).div(scale),
    logSlope: (x) => x.mul(0).add(log(Math.abs(scale))),
  };
}

/** x ↦ low + eˣ: onto the numbers above `low`. */
export const exponentialMap = (low: TensorLike = 0): Bijector => ({
  name: 'exponentialMap',
  increasing: true,
  forward: (x) => exp(x).add(low),
  inverse: (y) => log(y.sub(low)),
  logSlope: (x) => x,
});

/** x ↦ log(1 + eˣ): onto the positive numbers, nearly the identity for large x. */
export const softplusMap: Bijector = {
  name: 'softplus',
  increasing: true,
  forward: (x) => softplus(x),
  /** log(e^y − 1) = y + log(1 − e^(−y)) */
  inverse: (y) => y.add(log(expm1(y.neg()).neg())),
  logSlope: (x) => softplus(x.neg()).neg(),
};

/** x ↦ low + (high − low)/(1 + e^(−x)): onto an interval. */
export const logitInterval = (low: TensorLike = 0, high: TensorLike = 1): Bijector => {
  const width = asTensor(high).sub(low);
  return {
    name: 'logitInterval',
    increasing: true,
    forward: (x) => sigmoid(x).mul(width).add(low),
    inverse: (y) => log(y.sub(low)).sub(log(asTensor(high).sub(y))),
    logSlope: (x) => softplus(x).add(softplus(x.neg())).neg().add(log(width)),
  };
};

/** x ↦ tanh x, onto (−1, 1). */
export const tanhMap: Bijector = {
  name: 'tanh',
  increasing: true,
  forward: (x) => tanh(x),
  inverse: (y) => log1p(y).sub(log1p(y.neg())).mul(0.5),
  /** log(1 − tanh²x) = 2(log 2 − x − softplus(−2x)) */
  logSlope: (x) =>
    x
      .neg()
      .sub(softplus(x.mul(-2)))
      .add(0.6931471805599453)
      .mul(2),
};

/** The maps one after the other, the first one first. @throws ArgumentError for none */
export function chain(...maps: readonly Bijector[]): Bijector {
  if (maps.length === 0) throw new ArgumentError('chain: no maps', 'give at least one bijector');
  return {
    name: `chain(${maps.map((m) => m.name).join(', ')})`,
    increasing: maps.filter((m) => !m.increasing).length % 2 === 0,
    forward: (x) => maps.reduce((y, m) => m.forward(y), x),
    inverse: (y) => maps.reduceRight((x, m) => m.inverse(x), y),
    logSlope: (x) => {
      let total = maps[0].logSlope(x);
      let at = maps[0].forward(x);
      for (const m of maps.slice(1)) {
        total = total.add(m.logSlope(at));
        at = m.forward(at);
      }
      return total;
    },
  };
}

/**
 * A map of all real numbers onto the support of a continuous distribution: the way in which samplers move parameters.
 *
 * @throws ArgumentError for supports of mixed kind in one batch, or one bounded above only
 */
export function bijectorOnto(support: { readonly lower: Tensor; readonly upper: Tensor }): Bijector {
  const lower = concreteValues(support.lower);
  const upper = concreteValues(support.upper);
  const kind = (values: ArrayLike<number> | null): boolean | null =>
    values === null ? null : Array.from(values).every(Number.isFinite) ? true : Array.from(values).some(Number.isFinite) ? null : false;
  const below = kind(lower);
  const above = kind(upper);
  if (below === false && above === false) return affine({});
  if (below === true && above === false) return exponentialMap(support.lower);
  if (below === true && above === true) return logitInterval(support.lower, support.upper);
  if (below === false && above === true) return chain(exponentialMap(0), affine({ scale: -1, shift: support.upper }));
  throw new ArgumentError(
    'bijectorOnto: ends of the support that are finite for some members of the batch only, or traced',
    'treat the members one by one, outside of the transform',
  );
}

/** log(1 − e^(−y)) of a tensor y ≥ 0 */
export const log1mexpTensor = (y: Tensor): Tensor =>
  where(y.less(0.6931471805599453), log(expm1(y.neg()).neg()), log1p(exp(y.neg()).neg()));
