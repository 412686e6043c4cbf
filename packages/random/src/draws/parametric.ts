/**
 * Draws with parameters: a primitive of the key and of parameter tensors that broadcast to the shape.
 *
 * An element that is rejected tries again from its own counters (attempt·2³² + index), so that it depends on the key,
 * its index and its own parameters only. No derivative by the parameters exists here: a transform that asks for one
 * gets a TransformError; the distributions of `@adjoint/sampling` have them.
 */
import { ArgumentError, type DenseTensor, type DType, type Primitive, type Shape, ShapeError, type Tensor, type TensorLike, type TypedArrayOf, adoptBuffer, allocate, asTensor, bind1, broadcastShapes, interpreterOf, sameShape, showShape, sizeOf } from '@adjoint/tensor';
import { GENERATORS, type Generator, type GeneratorName } from '../generators/generator.ts';
import { type Key, requireKey } from '../key/key.ts';
import { requireSingle } from '../key/split.ts';
import { type ShapeLike, shapeOf } from './draw.ts';
import { CHUNK } from './unit-interval.ts';

export interface ParametricParams { readonly generator: GeneratorName; readonly shape: Shape; readonly dtype: DType }
/** Parameter values by index: a scalar has one value for all. */
export type Values = (i: number) => number;
export type ParametricFill = (out: TypedArrayOf, streams: (tag: number) => Stream, parameters: readonly Values[]) => void;

/** Uniforms on (0, 1) and standard normals by index and attempt, from one of the keys below the key of the draw. */
export interface Stream {
  /** Uniform numbers of the elements from … from + out.length − 1 at an attempt: 52 bits, moved by half a step from 0. */
  readonly fill: (out: Float64Array, from: number, attempt: number) => void;
  readonly at: (i: number, attempt: number) => number;
}

const HALF_STEP = 1.1102230246251565e-16;
function stream(generator: Generator, k0: number, k1: number): Stream {
  const one = new Uint32Array(1), two = new Uint32Array(1);
  const uniform = (high: number, low: number): number => high * 2.3283064365386963e-10 + (low >>> 12) * 2.220446049250313e-16 + HALF_STEP;
  return {
    fill(out, from, attempt) {
      const n = out.length, high = new Uint32Array(n), low = new Uint32Array(n);
      generator.pairs(high, low, n, k0, k1, attempt * 4294967296 + from);
      for (let i = 0; i < n; i++) out[i] = uniform(high[i], low[i]);
    },
    at(i, attempt) {
      generator.pairs(one, two, 1, k0, k1, attempt * 4294967296 + i);
      return uniform(one[0], two[0]);
    },
  };
}

/** The first attempts of all elements, made chunk by chunk: `use(i, u, v)` with u and v of the two streams. */
export function eachChunk(total: number, [us, vs]: readonly [Stream, Stream], use: (i: number, u: number, v: number) => void): void {
  for (let at = 0; at < total; at += CHUNK) {
    const n = Math.min(CHUNK, total - at), u = new Float64Array(n), v = new Float64Array(n);
    us.fill(u, at, 0);
    vs.fill(v, at, 0);
    for (let i = 0; i < n; i++) use(at + i, u[i], v[i]);
  }
}

/* @__NO_SIDE_EFFECTS__ */
export function parametricPrimitive(name: string, fill: ParametricFill): Primitive<ParametricParams> {
  return {
    name,
    abstract: (_inputs, { shape, dtype }) => [{ shape, dtype }],
    evaluate: ([k, ...parameters], { generator, shape, dtype }) => {
      const words = k.packed(), out = allocate(dtype, sizeOf(shape)), child = new Uint32Array(2);
      const values = parameters.map((p): Values => {
        const data = p.size === 1 ? p.packed() : (p.broadcastTo(shape) as DenseTensor).packed();
        return p.size === 1 ? () => data[0] : (i) => data[i];
      });
      const streams = (tag: number): Stream => {
        GENERATORS[generator].fold(child, words[0], words[1], tag);
        return stream(GENERATORS[generator], child[0], child[1]);
      };
      fill(out, streams, values);
      return [adoptBuffer(out as Float64Array, shape)];
    },
  };
}

/** What a parameter must satisfy, checked where its values can be read. */
export interface Rule { readonly name: string; readonly says: string; readonly holds: (x: number) => boolean }
export const positiveRule = (name: string): Rule => ({ name, says: 'finite and > 0', holds: (x) => x > 0 && x < Infinity });
export const countRule = (name: string): Rule => ({ name, says: 'an integer from 0 to 2^31 − 1', holds: (x) => Number.isInteger(x) && x >= 0 && x < 2147483648 });
export const probabilityRule = (name: string): Rule => ({ name, says: 'in [0, 1]', holds: (x) => x >= 0 && x <= 1 });

/**
 * Applies a parametric draw. The shape defaults to that of the parameters together, and must take their broadcast.
 *
 * @throws ArgumentError naming the parameter and its first wrong value; ShapeError when the shapes do not fit
 */
export function parametricDraw(primitive: Primitive<ParametricParams>, key: Key, parameters: readonly TensorLike[], rules: readonly Rule[], shape: ShapeLike | undefined, dtype: DType): Tensor {
  requireKey(primitive.name, key);
  requireSingle(primitive.name, key);
  const θ = parameters.map((p) => asTensor(p).astype('float64'));
  θ.forEach((p, i) => { requireRule(primitive.name, rules[i], p); });
  const together = broadcastShapes(primitive.name, ...θ.map((p) => p.shape)), s = shape === undefined ? together : shapeOf(primitive.name, shape);
  if (!sameShape(broadcastShapes(primitive.name, together, s), s)) throw new ShapeError(`${primitive.name}: parameters of shape ${showShape(together)} for a draw of shape ${showShape(s)}`, 'the parameters broadcast to the shape of the draw');
  return bind1(primitive, [key.words, ...θ], { generator: key.generator, shape: s, dtype });
}

function requireRule(name: string, rule: Rule, x: Tensor): void {
  if (interpreterOf(x) !== null) return;
  const values = x.data();
  for (let i = 0; i < values.length; i++) {
    if (!rule.holds(values[i])) throw new ArgumentError(`${name}: ${rule.name} is ${values[i]}${values.length > 1 ? ` at ${i}` : ''}`, `${rule.name} is ${rule.says}`);
  }
}
