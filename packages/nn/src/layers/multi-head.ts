/**
 * Attention in several heads as modules: of a sequence to itself, and of a sequence to a memory.
 *
 * Vaswani, Shazeer, Parmar et al. (2017), "Attention is all you need", section 3.2.2.
 */
import { ArgumentError, DTypeError, type Shape, ShapeError, type Tensor } from '@adjoint/tensor';
import type { Key } from '@adjoint/random';
import { type Applied, type ApplyContext, EMPTY, type Empty, type InitOptions, type Module } from '../core/module.ts';
import { pathKey } from '../core/path-key.ts';
import { requireFlag } from '../core/require-kind.ts';
import { requireSize } from '../core/require-size.ts';
import { type AttentionOptions, type Positions, attendTo } from './attention.ts';
import { type KeptPositions, countOf, keepMore, partsOf } from './kept-positions.ts';
import { type LinearParams, linear } from './linear.ts';
import { linearMap } from './linear-map.ts';

export interface SelfAttentionParams {
  readonly query: LinearParams;
  readonly key: LinearParams;
  readonly value: LinearParams;
  readonly output: LinearParams;
}
export interface SelfAttentionOptions {
  /** Position t sees positions ≤ t only (default false). */
  readonly causal?: boolean;
  /** Whether the four maps have a b (default true). */
  readonly bias?: boolean;
}
export interface CrossAttentionOptions {
  /** Features of the memory (default: those of x). */
  readonly memoryFeatures?: number;
  /** Whether the four maps have a b (default true). */
  readonly bias?: boolean;
}
/** Each [N, heads, S, features/heads]. */
interface KeysAndValues {
  readonly key: Tensor;
  readonly value: Tensor;
}

/** What both kinds share. */
function inHeads(
  name: string,
  features: number,
  heads: number,
  memoryFeatures: number,
  bias: boolean,
): {
  readonly outputShape: (shape: Shape) => Shape;
  readonly init: (key: Key, shape: Shape, options?: InitOptions) => { readonly params: SelfAttentionParams; readonly state: Empty };
  readonly split: (x: Tensor, p: LinearParams) => Tensor;
  readonly mix: (p: SelfAttentionParams, x: Tensor, parts: readonly Positions[], options: AttentionOptions) => Tensor;
} {
  requireSize(`${name}: features`, features);
  requireSize(`${name}: heads`, heads);
  requireSize(`${name}: features of the memory`, memoryFeatures);
  requireFlag(`${name}: bias`, bias);
  if (features % heads !== 0)
    throw new ArgumentError(`${name}: ${heads} heads of ${features} features`, 'the number of features is a multiple of the heads');
  const fromX = linear(features, features, { bias });
  const fromMemory = linear(memoryFeatures, features, { bias });
  const split = (x: Tensor, { W, b }: LinearParams): Tensor =>
    linearMap(x, W, b)
      .reshape([x.shape[0], x.shape[1], heads, features / heads])
      .transpose([0, 2, 1, 3]);
  const outputShape = (shape: Shape): Shape => {
    if (shape.length !== 2 || shape[1] !== features)
      throw new ShapeError(`${name}: an example of shape [${shape.join(', ')}]`, `it is [positions, ${features}]`);
    return shape;
  };
  return {
    outputShape,
    split,
    init(key, shape, options) {
      outputShape(shape);
      const make = (part: string, map: typeof fromX): LinearParams => map.init(pathKey(key, part), [map.inputs], options).params;
      return {
        params: {
          query: make('query', fromX),
          key: make('key', fromMemory),
          value: make('value', fromMemory),
          output: make('output', fromX),
        },
        state: EMPTY,
      };
    },
    mix(p, x, parts, options) {
      const mixed = attendTo(parts, split(x, p.query), options).transpose([0, 2, 1, 3]).reshape([x.shape[0], x.shape[1], features]);
      return linearMap(mixed, p.output.W, p.output.b);
    },
  };
}

/** bool [N, S] as a mask of attention, [N, 1, 1, S]. */
function paddingMask(name: string, mask: Tensor | undefined, N: number, S: number): AttentionOptions {
  if (mask === undefined) return {};
  if (mask.dtype !== 'bool')
    throw new DTypeError(`${name}: a mask of dtype ${mask.dtype}`, 'it is bool, false where a position only fills up');
  if (mask.rank !== 2 || mask.shape[0] !== N || mask.shape[1] !== S)
    throw new ShapeError(`${name}: a mask of shape [${mask.shape.join(', ')}] for ${N} sequences of ${S} positions`, `give [${N}, ${S}]`);
  return { mask: mask.reshape([N, 1, 1, S]) };
}

/**
 * Every position of a sequence attends to the others, but for those that `context.mask` leaves out.
 *
 * @param features of x, [N, T, features]
 * @param heads    a divisor of the features
 * @throws ArgumentError when the heads do not divide the features
 * @example selfAttention(32, 4, { causal: true }).outputShape([64, 32]) // [64, 32]
 */
export function selfAttention(features: number, heads: number, options: SelfAttentionOptions = {}): Module<SelfAttentionParams, Empty> {
  const { causal = false, bias = true } = options;
  requireFlag('selfAttention: causal', causal);
  const { outputShape, init, split, mix } = inHeads('selfAttention', features, heads, features, bias);
  const look = (p: SelfAttentionParams, x: Tensor): KeysAndValues => {
    outputShape(x.shape.slice(1));
    return { key: split(x, p.key), value: split(x, p.value) };
  };
  return {
    kind: 'self-attention',
    outputShape,
    init,
    apply(p, state, x, { mask } = {}) {
      const { key, value } = look(p, x);
      const options = { causal, ...paddingMask('selfAttention', mask, x.shape[0], x.shape[1]) };
      return { y: mix(p, x, [{ keys: key.mT(), values: value }], options), state };
    },
    ...(causal
      ? {
          advance(p: SelfAttentionParams, _state: Empty, x: Tensor, history: unknown, { mask }: ApplyContext = {}) {
            const { key, value } = look(p, x);
            const kept = keepMore(history as KeptPositions | null, key, value);
            const options = { causal, ...paddingMask('selfAttention', mask, x.shape[0], countOf(kept)) };
            return { y: mix(p, x, partsOf(kept), options), history: kept };
          },
        }
      : null),
    operations: ([T]) => 8 * T * features * features + 4 * T * T * features,
  };
}

/**
 * Every position attends to those of another sequence, `context.memory` [N, S, memoryFeatures], but for those that
 * `context.memoryMask` leaves out.
 *
 * @param features of x, [N, T, features]
 * @throws ArgumentError when the heads do not divide the features, and (apply) without a memory; ShapeError for another memory
 * @example crossAttention(32, 4).apply(params, state, x, { memory })
 */
export function crossAttention(features: number, heads: number, options: CrossAttentionOptions = {}): Module<SelfAttentionParams, Empty> {
  const { memoryFeatures = features, bias = true } = options;
  const { outputShape, init, split, mix } = inHeads('crossAttention', features, heads, memoryFeatures, bias);
  const keep = (p: SelfAttentionParams, x: Tensor, memory: Tensor | undefined): Positions => {
    outputShape(x.shape.slice(1));
    if (memory === undefined) throw new ArgumentError('crossAttention: no memory', 'give apply what it looks at: { memory }');
    if (memory.rank !== 3 || memory.shape[0] !== x.shape[0] || memory.shape[2] !== memoryFeatures)
      throw new ShapeError(
        `crossAttention: a memory of shape [${memory.shape.join(', ')}] beside x [${x.shape.join(', ')}]`,
        `it is [${x.shape[0]}, positions, ${memoryFeatures}]`,
      );
    return { keys: split(memory, p.key).mT(), values: split(memory, p.value) };
  };
  const maskOf = (x: Tensor, { values }: Positions, memoryMask: Tensor | undefined): AttentionOptions =>
    paddingMask('crossAttention', memoryMask, x.shape[0], values.shape[2]);
  return {
    kind: 'cross-attention',
    outputShape,
    init,
    apply(p, state, x, { memory, memoryMask } = {}): Applied<Empty> {
      const kept = keep(p, x, memory);
      return { y: mix(p, x, [kept], maskOf(x, kept, memoryMask)), state };
    },
    advance(p, _state, x, history, { memory, memoryMask } = {}) {
      const kept = (history as Positions | null) ?? keep(p, x, memory);
      return { y: mix(p, x, [kept], maskOf(x, kept, memoryMask)), history: kept };
    },
  };
}
