/**
 * Draws with parameters: a primitive of the key and of parameter tensors that broadcast to the shape.
 *
 * An element that is rejected tries again from its own counters (attempt·2³² + index), so that it depends on the key,
 * its index and its own parameters only. No derivative by the parameters exists here: a transform that asks for one
 * gets a TransformError; the distributions of `@adjoint/sampling` have them.
 */
import {
  ArgumentError,
  type DenseTensor,
  type DType,
  type Primitive,
  type Shape,
  ShapeError,
  type Tensor,
  type TensorLike,
  type TypedArrayOf,
  adoptBuffer,
  allocate,
  asTensor,
  bind1,
  broadcastShapes,
  interpreterOf,
  sameShape,
  showShape,
  sizeOf,
} from '@adjoint/tensor';
import { GENERATORS, type Generator, type GeneratorName } from '../generators/generator.ts';
import { type Key, requireKey } from '../key/key.ts';
import { requireSingle } from '../key/split.ts';
import { type ShapeLike, shapeOf } from './draw.ts';
import { type Blocks, CHUNK, blocksFor, uniformOf } from './blocks.ts';

export interface ParametricParams {
  readonly generator: GeneratorName;
  readonly shape: Shape;
  readonly dtype: DType;
}
/** Parameter values by index: a scalar has one value for all. */
export type Values = (i: number) => number;
/** The stream number `tag` below the key of the draw, or below its child number `child` of a split. */
export type Streams = (tag: number, child?: 0 | 1) => Stream;
export type ParametricFill = (out: TypedArrayOf, streams: Streams, parameters: readonly Values[]) => void;

/** Uniforms on (0, 1) and standard normals by index and attempt, from one of the keys below the key of the draw. */
export interface Stream {
  /** First attempts of the elements from … from + n − 1: 52 bits, moved by half a step from 0. */
  readonly fill: (out: Float64Array, n: number, from: number) => void;
  /** Standard normals of the same uniforms. */
  readonly deviates: (out: Float64Array, n: number, from: number) => void;
  /** An attempt of the elements named by `indices`. */
  readonly again: (out: Float64Array, n: number, indices: Uint32Array, attempt: number) => void;
  readonly at: (i: number, attempt: number) => number;
  readonly blocks: Blocks;
}

const HALF_STEP = 1.1102230246251565e-16;
function stream(generator: Generator, k0: number, k1: number, blocks: Blocks): Stream {
  const one = new Uint32Array(1);
  const two = new Uint32Array(1);
  return {
    blocks,
    fill(out, n, from) {
      blocks.uniforms(out, n, generator, k0, k1, from, HALF_STEP);
    },
    deviates(out, n, from) {
      blocks.deviates(out, n, generator, k0, k1, from, HALF_STEP, -1);
    },
    again(out, n, indices, attempt) {
      blocks.listed(out, n, generator, k0, k1, attempt, indices, HALF_STEP);
    },
    at(i, attempt) {
      generator.pairs(one, two, 1, k0, k1, attempt * 4294967296 + i);
      return uniformOf(one[0], two[0]) + HALF_STEP;
    },
  };
}

/** Elements by rejection, chunk by chunk: `accept(i, u, v)` with u and v of the two streams returns false to be asked again with those of the next attempt. */
export function eachAccepted(
  total: number,
  [us, vs]: readonly [Stream, Stream],
  accept: (i: number, u: number, v: number) => boolean,
): void {
  const size = Math.min(CHUNK, total);
  const u = new Float64Array(size);
  const v = new Float64Array(size);
  const pending = new Uint32Array(size);
  for (let at = 0; at < total; at += CHUNK) {
    const n = Math.min(CHUNK, total - at);
    us.fill(u, n, at);
    vs.fill(v, n, at);
    let left = 0;
    for (let i = 0; i < n; i++) if (!accept(at + i, u[i], v[i])) pending[left++] = at + i;
    for (let attempt = 1; left > 0; attempt++) {
      const asked = left;
      us.again(u, asked, pending, attempt);
      vs.again(v, asked, pending, attempt);
      left = 0;
      for (let i = 0; i < asked; i++) if (!accept(pending[i], u[i], v[i])) pending[left++] = pending[i];
    }
  }
}

/* @__NO_SIDE_EFFECTS__ */
export function parametricPrimitive(name: string, fill: ParametricFill): Primitive<ParametricParams> {
  return {
    name,
    abstract: (_inputs, { shape, dtype }) => [{ shape, dtype }],
    evaluate: ([k, ...parameters], { generator, shape, dtype }) => {
      const words = k.packed();
      const out = allocate(dtype, sizeOf(shape));
      const own = new Uint32Array(2);
      const pair = new Uint32Array(4);
      const blocks = blocksFor(out.length);
      const values = parameters.map((p): Values => {
        const data = p.size === 1 ? p.packed() : (p.broadcastTo(shape) as DenseTensor).packed();
        return p.size === 1 ? () => data[0] : (i) => data[i];
      });
      const streams: Streams = (tag, child) => {
        if (child === undefined) pair.set(words);
        else GENERATORS[generator].split(pair, 2, words[0], words[1]);
        const at = 2 * (child ?? 0);
        GENERATORS[generator].fold(own, pair[at], pair[at + 1], tag);
        return stream(GENERATORS[generator], own[0], own[1], blocks);
      };
      fill(out, streams, values);
      return [adoptBuffer(out as Float64Array, shape)];
    },
  };
}

/** What a parameter must satisfy, checked where its values can be read. */
export interface Rule {
  readonly name: string;
  readonly says: string;
  readonly holds: (x: number) => boolean;
}
export const positiveRule = (name: string): Rule => ({ name, says: 'finite and > 0', holds: (x) => x > 0 && x < Infinity });
export const countRule = (name: string): Rule => ({
  name,
  says: 'an integer from 0 to 2^31 − 1',
  holds: (x) => Number.isInteger(x) && x >= 0 && x < 2147483648,
});
export const probabilityRule = (name: string): Rule => ({ name, says: 'in [0, 1]', holds: (x) => x >= 0 && x <= 1 });

/**
 * Applies a parametric draw. The shape defaults to that of the parameters together, and must take their broadcast.
 *
 * @throws ArgumentError naming the parameter and its first wrong value; ShapeError when the shapes do not fit
 */
export function parametricDraw(
  primitive: Primitive<ParametricParams>,
  key: Key,
  parameters: readonly TensorLike[],
  rules: readonly Rule[],
  shape: ShapeLike | undefined,
  dtype: DType,
): Tensor {
  requireKey(primitive.name, key);
  requireSingle(primitive.name, key);
  const θ = parameters.map((p) => asTensor(p).astype('float64'));
  θ.forEach((p, i) => {
    requireRule(primitive.name, rules[i], p);
  });
  const together = broadcastShapes(primitive.name, ...θ.map((p) => p.shape));
  const s = shape === undefined ? together : shapeOf(primitive.name, shape);
  if (!sameShape(broadcastShapes(primitive.name, together, s), s))
    throw new ShapeError(
      `${primitive.name}: parameters of shape ${showShape(together)} for a draw of shape ${showShape(s)}`,
      'the parameters broadcast to the shape of the draw',
    );
  return bind1(primitive, [key.words, ...θ], { generator: key.generator, shape: s, dtype });
}

function requireRule(name: string, rule: Rule, x: Tensor): void {
  if (interpreterOf(x) !== null) return;
  const values = x.data();
  for (let i = 0; i < values.length; i++) {
    if (!rule.holds(values[i]))
      throw new ArgumentError(
        `${name}: ${rule.name} is ${values[i]}${values.length > 1 ? ` at ${i}` : ''}`,
        `${rule.name} is ${rule.says}`,
      );
  }
}
