/**
 * Attention:  softmax(QKᵀ/√d + mask) V, in several heads side by side.
 *
 * Vaswani, Shazeer, Parmar et al. (2017), "Attention is all you need", sections 3.2.1 and 3.2.2.
 */
import { ArgumentError, type Shape, ShapeError, type Tensor, arange, softmax, where } from '@adjoint/tensor';
import { EMPTY, type Empty, type Module } from '../core/module.ts';
import { pathKey } from '../core/path-key.ts';
import { requireSize } from '../core/require-size.ts';
import { type LinearParams, linear } from './linear.ts';
import { linearMap } from './linear-map.ts';

export interface AttentionOptions {
  /** Position t sees positions ≤ t only (default false). */
  readonly causal?: boolean;
  /** bool, broadcast to [..., T, S]: false where a position must not be seen. A row that sees nothing is an error of the caller and gives the mean of all. */
  readonly mask?: Tensor;
}

/**
 * @param query [..., T, d]  @param key [..., S, d]  @param value [..., S, e]
 * @returns [..., T, e]
 * @throws ShapeError when the axes do not fit
 */
export function attention(query: Tensor, key: Tensor, value: Tensor, options: AttentionOptions = {}): Tensor {
  const d = query.shape[query.rank - 1], T = query.shape[query.rank - 2], S = key.shape[key.rank - 2];
  if (query.rank < 2 || key.rank < 2 || value.rank < 2 || key.shape[key.rank - 1] !== d || value.shape[value.rank - 2] !== S) {
    throw new ShapeError(`attention: query [${query.shape.join(', ')}], key [${key.shape.join(', ')}], value [${value.shape.join(', ')}]`, 'give [..., T, d], [..., S, d] and [..., S, e]');
  }
  let scores = query.matmul(key.mT()).mul(1 / Math.sqrt(d));
  if (options.causal === true) scores = where(arange(0, T, 1, 'int32').expandDims(1).add(S - T).less(arange(0, S, 1, 'int32')), HIDDEN, scores);
  if (options.mask !== undefined) scores = where(options.mask, scores, HIDDEN);
  return softmax(scores, -1).matmul(value);
}

/** Far below any score, yet finite, so that no row becomes NaN. */
const HIDDEN = -1e30;

export interface SelfAttentionParams { readonly query: LinearParams; readonly key: LinearParams; readonly value: LinearParams; readonly output: LinearParams }
export interface SelfAttentionOptions {
  /** Position t sees positions ≤ t only (default false). */
  readonly causal?: boolean;
  /** Whether the four maps have a b (default true). */
  readonly bias?: boolean;
}

/**
 * Every position of a sequence attends to the others.
 *
 * @param features of x, [N, T, features]
 * @param heads    a divisor of the features
 * @throws ArgumentError when the heads do not divide the features
 * @example selfAttention(32, 4, { causal: true }).outputShape([64, 32]) // [64, 32]
 */
export function selfAttention(features: number, heads: number, options: SelfAttentionOptions = {}): Module<SelfAttentionParams, Empty> {
  requireSize('selfAttention: features', features);
  requireSize('selfAttention: heads', heads);
  if (features % heads !== 0) throw new ArgumentError(`selfAttention: ${heads} heads of ${features} features`, 'the number of features is a multiple of the heads');
  const { causal = false, bias = true } = options, map = linear(features, features, { bias });
  const outputShape = (shape: Shape): Shape => {
    if (shape.length !== 2 || shape[1] !== features) throw new ShapeError(`selfAttention: an example of shape [${shape.join(', ')}]`, `it is [positions, ${features}]`);
    return shape;
  };
  return {
    kind: 'self-attention', outputShape,
    init(key, shape, init) {
      outputShape(shape);
      const make = (name: string): LinearParams => map.init(pathKey(key, name), shape, init).params;
      return { params: { query: make('query'), key: make('key'), value: make('value'), output: make('output') }, state: EMPTY };
    },
    apply(p, state, x) {
      outputShape(x.shape.slice(1));
      const [N, T] = x.shape;
      const split = ({ W, b }: LinearParams): Tensor => linearMap(x, W, b).reshape([N, T, heads, features / heads]).transpose([0, 2, 1, 3]);
      const mixed = attention(split(p.query), split(p.key), split(p.value), { causal }).transpose([0, 2, 1, 3]).reshape([N, T, features]);
      return { y: linearMap(mixed, p.output.W, p.output.b), state };
    },
    operations: ([T]) => 8 * T * features * features + 4 * T * T * features,
  };
}
