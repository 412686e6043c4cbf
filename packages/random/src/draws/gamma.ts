/** Gamma draws with scale 1, and what is made of them: beta and Dirichlet. */
import { type Primitive, type Tensor, type TensorLike, bind1 } from '@adjoint/tensor';
import type { Key } from '../key/key.ts';
import { CHUNK } from './blocks.ts';
import type { ShapeLike } from './draw.ts';
import { gammaBlocks } from './gamma-blocks.ts';
import { type ParametricFill, type ParametricParams, parametricDraw, parametricPrimitive, positiveRule } from './parametric.ts';
import { proportionsPrimitive } from './plain-arithmetic.ts';

const fill =
  (logarithm: boolean): ParametricFill =>
  (out, streams, [α]) => {
    const blocks = gammaBlocks(out.length, streams, α);
    const values = out as Float64Array;
    for (let at = 0; at < out.length; at += CHUNK) {
      const n = Math.min(CHUNK, out.length - at);
      const part = values.subarray(at, at + n);
      if (logarithm) blocks.logarithms(part, n, at);
      else blocks.values(part, n, at);
    }
  };
const gammaPrimitive: Primitive<ParametricParams> = parametricPrimitive('gamma', fill(false));
const logGammaPrimitive: Primitive<ParametricParams> = parametricPrimitive('logGamma', fill(true));
const betaPrimitive: Primitive<ParametricParams> = parametricPrimitive('beta', (out, streams, [a, b]) => {
  const first = gammaBlocks(out.length, (tag) => streams(tag, 0), a);
  const second = gammaBlocks(out.length, (tag) => streams(tag, 1), b);
  const { sigmoids } = streams(1).blocks;
  const other = new Float64Array(Math.min(CHUNK, out.length));
  for (let at = 0; at < out.length; at += CHUNK) {
    const n = Math.min(CHUNK, out.length - at);
    const part = (out as Float64Array).subarray(at, at + n);
    first.logarithms(part, n, at);
    second.logarithms(other, n, at);
    for (let i = 0; i < n; i++) part[i] -= other[i];
    sigmoids(part, n);
  }
});

/**
 * Gamma with shape α and scale 1: density x^(α−1) e^(−x)/Γ(α).
 *
 * @param alpha a number > 0, or a tensor that broadcasts to `shape`
 * @throws ArgumentError for a shape parameter that is not finite and > 0, naming it
 * @example gamma(key(0), 2.5, [1000]).div(rate)
 */
export const gamma = (key: Key, alpha: TensorLike, shape?: ShapeLike): Tensor =>
  parametricDraw(gammaPrimitive, key, [alpha], [positiveRule('alpha')], shape, 'float64');

/** The logarithm of a gamma draw with the same key: finite for the smallest shape parameters, where the draw underflows. */
export const logGamma = (key: Key, alpha: TensorLike, shape?: ShapeLike): Tensor =>
  parametricDraw(logGammaPrimitive, key, [alpha], [positiveRule('alpha')], shape, 'float64');

/**
 * Beta with exponents a and b: G(a)/(G(a) + G(b)) of two gamma draws, taken on their logarithms.
 *
 * @throws ArgumentError for an exponent that is not finite and > 0, naming it
 */
export const beta = (key: Key, a: TensorLike, b: TensorLike, shape?: ShapeLike): Tensor =>
  parametricDraw(betaPrimitive, key, [a, b], [positiveRule('a'), positiveRule('b')], shape, 'float64');

/**
 * Dirichlet: points of the simplex with concentrations `alpha` along the last axis.
 *
 * @param alpha shape [..., k], entries > 0
 * @param shape of the draws in front of the shape of `alpha`
 * @throws ArgumentError for a concentration that is not finite and > 0
 */
export function dirichlet(key: Key, alpha: Tensor, shape: ShapeLike = []): Tensor {
  const front = typeof shape === 'number' ? [shape] : shape;
  return bind1(proportionsPrimitive, [logGamma(key, alpha, [...front, ...alpha.shape])], undefined);
}
