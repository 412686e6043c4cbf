/**
 * Activations: a = f(z) elementwise, without parameters, each with its derivative as the backward pass uses it.
 */
import { type Shape, type Tensor, erf, where } from '@adjoint/tensor';
import { positionwise } from '../core/advance.ts';
import { EMPTY, type Empty, type Module } from '../core/module.ts';
import { requireFinite } from '../core/require-kind.ts';
import { reluMap } from './relu-map.ts';

export interface ActivationModule extends Module<Empty, Empty> {
  derivative(z: Tensor, a: Tensor): Tensor;
}

/** An activation from f and f′. */
export function activation(kind: string, f: (z: Tensor) => Tensor, derivative: (z: Tensor, a: Tensor) => Tensor): ActivationModule {
  return positionwise<ActivationModule>({
    kind,
    derivative,
    outputShape: (shape: Shape) => shape,
    init: () => ({ params: EMPTY, state: EMPTY }),
    apply: (_params, state, x) => ({ y: f(x), state }),
    operations: (shape) => shape.reduce((n, length) => n * length, 1),
  });
}

/** max(0, z); f′(0) = 0. */
export const relu = (): ActivationModule => ({ ...activation('relu', reluMap, (z) => z.greater(0).astype(z.dtype)), exchange: 'relu' });
export const tanh = (): ActivationModule =>
  activation(
    'tanh',
    (z) => z.tanh(),
    (_z, a) => a.square().neg().add(1),
  );
/** 1/(1 + e⁻ᶻ) */
export const sigmoid = (): ActivationModule =>
  activation(
    'sigmoid',
    (z) => z.sigmoid(),
    (_z, a) => a.mul(a.neg().add(1)),
  );
/** z, the activation that does nothing. */
export const identity = (): ActivationModule =>
  activation(
    'identity',
    (z) => z,
    (z) => z.greater(-Infinity).astype(z.dtype),
  );
/** log(1 + eᶻ) */
export const softplus = (): ActivationModule =>
  activation(
    'softplus',
    (z) => z.softplus(),
    (z) => z.sigmoid(),
  );
/** z·sigmoid(z), also called swish. Elfwing, Uchibe, Doya (2018). */
export const silu = (): ActivationModule =>
  activation(
    'silu',
    (z) => z.mul(z.sigmoid()),
    (z, a) => {
      const s = z.sigmoid();
      return s.add(a.mul(s.neg().add(1)));
    },
  );
/** z < 0 is multiplied by `slope` (default 0.01). Maas, Hannun, Ng (2013). @throws ArgumentError unless it is finite */
export function leakyRelu(slope = 0.01): ActivationModule {
  requireFinite('leakyRelu: slope', slope);
  return activation(
    'leaky-relu',
    (z) => where(z.greater(0), z, z.mul(slope)),
    (z) =>
      z
        .greater(0)
        .astype(z.dtype)
        .mul(1 - slope)
        .add(slope),
  );
}
/** α(eᶻ − 1) for z < 0. Clevert, Unterthiner, Hochreiter (2016). @throws ArgumentError unless α is finite */
export function elu(alpha = 1): ActivationModule {
  requireFinite('elu: alpha', alpha);
  return activation(
    'elu',
    (z) => where(z.greater(0), z, z.minimum(0).expm1().mul(alpha)),
    (z, a) => where(z.greater(0), 1, a.add(alpha)),
  );
}

/**
 * z·Φ(z) with the exact normal distribution function, or with the older formula z/2·(1 + tanh √(2/π)(z + 0.044715z³)).
 *
 * Hendrycks, Gimpel (2016), "Gaussian error linear units".
 */
export function gelu(options: { readonly approximate?: boolean } = {}): ActivationModule {
  if (options.approximate === true)
    return activation(
      'gelu-tanh',
      (z) => z.mul(tanhCdf(z)),
      (z) => tanhCdf(z).add(z.mul(tanhDensity(z))),
    );
  return activation(
    'gelu',
    (z) => z.mul(normalCdf(z)),
    (z) => normalCdf(z).add(z.mul(normalDensity(z))),
  );
}
const CUBIC = 0.044715;
const SCALE = 0.7978845608028654; // √(2/π)
const inner = (z: Tensor): Tensor => z.square().mul(CUBIC).add(1).mul(z).mul(SCALE);
const tanhCdf = (z: Tensor): Tensor => inner(z).tanh().add(1).mul(0.5);
const tanhDensity = (z: Tensor): Tensor =>
  inner(z)
    .tanh()
    .square()
    .neg()
    .add(1)
    .mul(
      z
        .square()
        .mul(3 * CUBIC)
        .add(1),
    )
    .mul(0.5 * SCALE);
const normalCdf = (z: Tensor): Tensor => erf(z.mul(Math.SQRT1_2)).add(1).mul(0.5);
const normalDensity = (z: Tensor): Tensor => z.square().mul(-0.5).exp().mul(0.3989422804014327);
