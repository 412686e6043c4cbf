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
import { CHUNK } from './blocks.ts';
import type { ShapeLike } from './draw.ts';
import { type ParametricFill, type ParametricParams, eachAccepted, parametricDraw, parametricPrimitive, positiveRule } from './parametric.ts';


const fill = (logarithm: boolean): ParametricFill => (out, streams, [α]) => {
  const normals = streams(1), boosts = streams(3), { blocks } = normals, logs = new Float64Array(Math.min(CHUNK, out.length)), boost = new Float64Array(logs.length);
  let a = NaN, d = 0, c = 0, small = false;
  eachAccepted(out.length, [normals, streams(2)], (i, z, u) => {
    const shape = α(i);
    if (shape !== a) { a = shape; d = (a < 1 ? a + 1 : a) - 1 / 3; c = 1 / Math.sqrt(9 * d); small ||= a < 1; }
    const t = 1 + c * z;
    if (t <= 0) return false;
    const v = t * t * t;
    if (!(u < 1 - 0.0331 * z * z * z * z || math.log(u) < 0.5 * z * z + d * (1 - v + math.log(v)))) return false;
    out[i] = d * v;
    return true;
  }, {
    prepare: (u, n) => { blocks.normals(u, n, -1); },
    after: (at, n) => {
      if (!logarithm && !small) return;
      logs.set(out.subarray(at, at + n));
      blocks.logs(logs, n);
      if (small) {
        boosts.fill(boost, n, at);
        blocks.logs(boost, n);
      }
      for (let i = 0; i < n; i++) {
        const shape = α(at + i), l = shape < 1 ? logs[i] + boost[i] / shape : logs[i];
        if (logarithm) out[at + i] = l;
        else if (shape < 1) out[at + i] = math.exp(l);
      }
    },
  });
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
