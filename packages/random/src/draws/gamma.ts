/**
 * Gamma draws with scale 1, and what is made of them: beta and Dirichlet.
 *
 * Shape α ≥ 1: d·(1 + cz)³ with d = α − ⅓, c = 1/√(9d), accepted when log u < z²/2 + d − dv + d·log v.
 * Shape α < 1: a draw of α + 1 times u^(1/α), on the logarithm, so that tiny shapes do not underflow there.
 *
 * Marsaglia and Tsang (2000), "A simple method for generating gamma variables".
 */
import { math } from '@adjoint/kernels';
import { type Primitive, type Tensor, type TensorLike, asTensor, sigmoid, softmax } from '@adjoint/tensor';
import { type Key } from '../key/key.ts';
import { split } from '../key/split.ts';
import type { ShapeLike } from './draw.ts';
import { inverseNormal } from './inverse-normal.ts';
import { type ParametricFill, type ParametricParams, type Stream, parametricDraw, parametricPrimitive, positiveRule } from './parametric.ts';
import { CHUNK } from './unit-interval.ts';

const normalOf = (u: number): number => inverseNormal(2 * u - 1);

/** log of a gamma variable of shape α ≥ 1 from (z, u), NaN when rejected. */
function attempt(d: number, c: number, z: number, u: number): number {
  const t = 1 + c * z;
  if (t <= 0) return NaN;
  const v = t * t * t;
  return u < 1 - 0.0331 * z * z * z * z || math.log(u) < 0.5 * z * z + d * (1 - v + math.log(v)) ? d * v : NaN;
}

function retry(d: number, c: number, i: number, normals: Stream, uniforms: Stream): number {
  for (let k = 1; ; k++) {
    const x = attempt(d, c, normalOf(normals.at(i, k)), uniforms.at(i, k));
    if (x === x) return x;
  }
}

const fill = (logarithm: boolean): ParametricFill => (out, streams, [α]) => {
  const normals = streams(1), uniforms = streams(2), boosts = streams(3);
  let a = NaN, d = 0, c = 0;
  for (let at = 0; at < out.length; at += CHUNK) {
    const n = Math.min(CHUNK, out.length - at), z = new Float64Array(n), u = new Float64Array(n);
    normals.fill(z, at, 0);
    uniforms.fill(u, at, 0);
    for (let i = 0; i < n; i++) {
      const shape = α(at + i);
      if (shape !== a) { a = shape; d = (a < 1 ? a + 1 : a) - 1 / 3; c = 1 / Math.sqrt(9 * d); }
      let x = attempt(d, c, normalOf(z[i]), u[i]);
      if (x !== x) x = retry(d, c, at + i, normals, uniforms);
      if (logarithm || a < 1) {
        const l = math.log(x) + (a < 1 ? math.log(boosts.at(at + i, 0)) / a : 0);
        x = logarithm ? l : math.exp(l);
      }
      out[at + i] = x;
    }
  }
};
const gammaPrimitive: Primitive<ParametricParams> = parametricPrimitive('gamma', fill(false));
const logGammaPrimitive: Primitive<ParametricParams> = parametricPrimitive('logGamma', fill(true));

/**
 * Gamma with shape α and scale 1: density x^(α−1) e^(−x)/Γ(α).
 *
 * @param alpha a number > 0, or a tensor that broadcasts to `shape`
 * @throws ArgumentError for a shape parameter that is not finite and > 0, naming it
 * @example gamma(key(0), 2.5, [1000]).div(rate)
 */
export const gamma = (key: Key, alpha: TensorLike, shape?: ShapeLike): Tensor => parametricDraw(gammaPrimitive, key, [alpha], [positiveRule('alpha')], shape, 'float64');

/** The logarithm of a gamma draw with the same key: finite for the smallest shape parameters, where the draw underflows. */
export const logGamma = (key: Key, alpha: TensorLike, shape?: ShapeLike): Tensor => parametricDraw(logGammaPrimitive, key, [alpha], [positiveRule('alpha')], shape, 'float64');

/**
 * Beta with exponents a and b: G(a)/(G(a) + G(b)) of two gamma draws, taken on their logarithms.
 *
 * @throws ArgumentError for an exponent that is not finite and > 0, naming it
 */
export function beta(key: Key, a: TensorLike, b: TensorLike, shape?: ShapeLike): Tensor {
  const [first, second] = split(key), s = shape ?? asTensor(a).add(b).shape;
  const x = parametricDraw(logGammaPrimitive, first, [a], [positiveRule('a')], s, 'float64');
  return sigmoid(x.sub(parametricDraw(logGammaPrimitive, second, [b], [positiveRule('b')], s, 'float64')));
}

/**
 * Dirichlet: points of the simplex with concentrations `alpha` along the last axis.
 *
 * @param alpha shape [..., k], entries > 0
 * @param shape of the draws in front of the shape of `alpha`
 * @throws ArgumentError for a concentration that is not finite and > 0
 */
export function dirichlet(key: Key, alpha: Tensor, shape: ShapeLike = []): Tensor {
  const front = typeof shape === 'number' ? [shape] : shape;
  return softmax(logGamma(key, alpha, [...front, ...alpha.shape]), -1);
}
