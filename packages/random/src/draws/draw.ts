/**
 * Draws as primitives: a key in, an array out, each element from its own counter.
 *
 * Leading axes of the key are leading axes of the draw, which is the batch rule. A draw has no derivative with
 * respect to its key; the derivatives by parameters come from the tensor operations around it.
 */
import {
  ArgumentError,
  DTypeError,
  type DType,
  type FloatDType,
  type Primitive,
  type Shape,
  ShapeError,
  type Tensor,
  type TypedArrayOf,
  allocate,
  bind,
  bind1,
  adoptBuffer,
  showShape,
  sizeOf,
} from '@adjoint/tensor';
import { GENERATORS, type Generator, type GeneratorName } from '../generators/generator.ts';
import { type Key, requireKey } from '../key/key.ts';

/** A shape, or the length of the only axis. */
export type ShapeLike = Shape | number;

export interface DrawParams {
  readonly generator: GeneratorName;
  readonly shape: Shape;
  readonly dtype: DType;
}
/** Writes the elements 0 … out.length − 1 of the draw of the key (k0, k1); a fill that is shared by threads begins at `from`. */
export type Fill<P> = (out: TypedArrayOf, generator: Generator, k0: number, k1: number, params: P, from?: number) => void;

/* @__NO_SIDE_EFFECTS__ */
export function drawPrimitive<P extends DrawParams>(name: string, fill: Fill<P>): Primitive<P> {
  const self: Primitive<P> = {
    name,
    detached: true,
    abstract: ([k], { shape, dtype }) => [{ shape: [...k.shape.slice(0, -1), ...shape], dtype }],
    evaluate: ([k], params) => {
      const words = k.packed();
      const n = sizeOf(params.shape);
      const out = allocate(params.dtype, (n * words.length) / 2);
      for (let i = 0; i < words.length; i += 2) {
        fill(
          words.length === 2 ? out : out.subarray((i / 2) * n, (i / 2 + 1) * n),
          GENERATORS[params.generator],
          words[i],
          words[i + 1],
          params,
        );
      }
      const shape = [...k.shape.slice(0, -1), ...params.shape];
      return [params.dtype === 'bool' ? adoptBuffer(Int32Array.from(out), shape).astype('bool') : adoptBuffer(out as Float64Array, shape)];
    },
    batch: (inputs, _batched, params) => bind(self, inputs, params),
  };
  return self;
}

/** Applies a draw to a key, traced or not. */
export function draw<P extends DrawParams>(primitive: Primitive<P>, key: Key, params: Omit<P, 'generator'>): Tensor {
  requireKey(primitive.name, key);
  return bind1(primitive, [key.words], { ...params, generator: key.generator } as P);
}

/** @throws ShapeError unless every dimension is an integer ≥ 0 */
export function shapeOf(name: string, shape: ShapeLike): Shape {
  const s = typeof shape === 'number' ? [shape] : [...shape];
  if (!s.every((d) => Number.isSafeInteger(d) && d >= 0))
    throw new ShapeError(`${name}: shape ${showShape(s)}`, 'dimensions are integers ≥ 0');
  return s;
}

/** @throws DTypeError unless the dtype is a float */
export function floatDType(name: string, dtype: DType = 'float64'): FloatDType {
  if (dtype !== 'float64' && dtype !== 'float32') throw new DTypeError(`${name}: dtype ${dtype}`, 'use float64 or float32');
  return dtype;
}

/** @throws ArgumentError unless x is finite */
export function requireFinite(name: string, what: string, x: number): void {
  if (typeof x !== 'number' || !Number.isFinite(x)) throw new ArgumentError(`${name}: ${what} is ${x}`, `${what} is a finite number`);
}
