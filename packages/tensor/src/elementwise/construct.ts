/**
 * Makers of elementwise primitives: evaluation with broadcasting, derivatives from partials, batching.
 *
 * A rule is given as partial derivatives: d f(x, y) = fₓ·dx + f_y·dy, cotangents x̄ = z̄·fₓ and ȳ = z̄·f_y.
 * Operands are brought to one dtype before the primitive is applied (`binary`), on logical shapes, so that a number
 * traced by a compiler or batched by a map behaves as the number did.
 */
import { asTensor, scalar } from '../core/as-tensor.ts';
import { bind } from '../core/bind.ts';
import { currentKernels } from '../core/context.ts';
import { type AnyTypedArray, type DType, allocate, classOf, isFloat, promote } from '../core/dtype.ts';
import type { Maybe, Primitive } from '../core/primitive.ts';
import { broadcastShapes, sameShape, sizeOf } from '../core/shape.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { DenseTensor, type TensorBase } from '../core/tensor-class.ts';
import { alignBatch } from './align-batch.ts';
import { astype } from './astype.ts';

/** `out[i] = f(x[i·xStep], y[i·yStep])`; a step is 0 (a scalar) or 1. */
export type BinaryMap = (out: AnyTypedArray, x: AnyTypedArray, xStep: 0 | 1, y: AnyTypedArray, yStep: 0 | 1) => void;
/** `out[i] = f(x[i])`. */
export type UnaryMap = (out: AnyTypedArray, x: AnyTypedArray) => void;
/** A factor of a derivative; ±1 and other numbers are never multiplied as tensors. */
export type Factor = Tensor | number;

const times = (t: Tensor, f: Factor): Tensor => (f === 1 ? t : f === -1 ? t.neg() : t.mul(f));
const plus = (a: Maybe, b: Maybe): Maybe => (a === null ? b : b === null ? a : a.add(b));

/** The replacement of a kernel in force, else the plain one. */
export function kernelOf<F>(name: string, plain: F): F {
  const replaced = currentKernels();
  return replaced === null ? plain : (((replaced as Record<string, unknown>)[name] as F | undefined) ?? plain);
}

/** The packed values of `x` broadcast to `shape`. */
export function spread(x: DenseTensor, shape: readonly number[]): AnyTypedArray {
  return sameShape(x.shape, shape) ? x.packed() : (x.broadcastTo(shape) as DenseTensor).packed();
}

/** Applies a map to dense operands of one dtype, with broadcasting. */
export function evaluateBinary(name: string, map: BinaryMap, x: DenseTensor, y: DenseTensor, dtype: DType): DenseTensor {
  const same = sameShape(x.shape, y.shape);
  const shape = same ? x.shape : broadcastShapes(name, x.shape, y.shape);
  const n = sizeOf(shape);
  const out = allocate(dtype, n);
  if (same) map(out, x.packed(), 1, y.packed(), 1);
  else if (y.shape.length === 0) map(out, x.packed(), 1, y.packed(), 0);
  else if (x.shape.length === 0) map(out, x.packed(), 0, y.packed(), 1);
  else if (!byRows(map, out, shape, x, y)) map(out, spread(x, shape), 1, spread(y, shape), 1);
  return new DenseTensor(shape, dtype, out);
}

/** An operand of all rows beside one row, or beside one number for each row, is read where it is. @returns whether it was that */
function byRows(map: BinaryMap, out: AnyTypedArray, shape: readonly number[], x: DenseTensor, y: DenseTensor): boolean {
  const first = sameShape(x.shape, shape);
  const part = first ? y : x;
  const lead = shape.length - part.shape.length;
  if (!first && !sameShape(y.shape, shape)) return false;
  // The axes on which `part` has the length of the result: the last ones, or the first.
  let k = shape.length;
  let inner = 1;
  const long = (d: number): boolean => d >= lead && part.shape[d - lead] === shape[d];
  const row = k > 0 && long(k - 1);
  while (k > 0 && long(k - 1) === row) inner *= shape[--k];
  for (let d = 0; d < k; d++) if (long(d) === row && shape[d] !== 1) return false;
  if (inner < LEAST_ROW) return false;
  const full = (first ? x : y).packed();
  const few = part.packed();
  for (let i = 0, at = 0; at < out.length; i++, at += inner) {
    const to = out.subarray(at, at + inner);
    const a = full.subarray(at, at + inner);
    const b = row ? few : few.subarray(i, i + 1);
    if (first) map(to, a, 1, b, row ? 1 : 0);
    else map(to, b, row ? 1 : 0, a, 1);
  }
  return true;
}
const LEAST_ROW = 16;

interface BinaryRule {
  /** ∂f/∂x and ∂f/∂y at (x, y), z = f(x, y). Absent: the result has no derivative. */
  readonly dx: (x: Tensor, y: Tensor, z: Tensor) => Factor;
  readonly dy: (x: Tensor, y: Tensor, z: Tensor) => Factor;
}

/** A primitive of two operands of one dtype. `kernel` names the map in the Kernels contract. */
/* @__NO_SIDE_EFFECTS__ */
export function elementwise2(
  name: string,
  kernel: string,
  map: BinaryMap,
  rule: BinaryRule | null,
  result: 'same' | 'bool' = 'same',
): Primitive {
  const outDType = (d: DType): DType => (result === 'bool' ? 'bool' : d);
  const self: Primitive = {
    name,
    broadcasts: true,
    ...(rule === null ? { detached: true as const } : null),
    abstract: ([x, y]) => [{ shape: broadcastShapes(name, x.shape, y.shape), dtype: outDType(x.dtype) }],
    evaluate: ([x, y]) => [evaluateBinary(name, kernelOf(kernel, map), x, y, outDType(x.dtype))],
    batch: (inputs, batched) => bind(self, alignBatch(inputs, batched), undefined),
  };
  return rule === null
    ? self
    : Object.assign(self, {
        jvp: ([s, t]: readonly Maybe[], [x, y]: readonly Tensor[], [z]: readonly Tensor[]) => [
          plus(s && times(s, rule.dx(x, y, z)), t && times(t, rule.dy(x, y, z))),
        ],
        vjp: (
          [ct]: readonly Maybe[],
          [x, y]: readonly Tensor[],
          [z]: readonly Tensor[],
          _p: undefined,
          wanted: readonly (object | null)[],
        ) => [wanted[0] ? times(ct!, rule.dx(x, y, z)) : null, wanted[1] ? times(ct!, rule.dy(x, y, z)) : null],
      } satisfies Partial<Primitive>);
}

/** A primitive of one operand; `derivative(x, y)` is f′ at x with y = f(x), null where it vanishes everywhere. */
/* @__NO_SIDE_EFFECTS__ */
export function elementwise1(
  name: string,
  kernel: string,
  map: UnaryMap,
  derivative: ((x: Tensor, y: Tensor) => Factor) | null,
): Primitive {
  const self: Primitive = {
    name,
    broadcasts: true,
    abstract: ([x]) => [{ shape: x.shape, dtype: x.dtype }],
    evaluate: ([x]) => {
      const out = allocate(x.dtype, sizeOf(x.shape));
      kernelOf(kernel, map)(out, x.packed());
      return [new DenseTensor(x.shape, x.dtype, out)];
    },
    jvp: ([t], [x], [y]) => [derivative === null ? null : times(t!, derivative(x, y))],
    vjp: ([ct], [x], [y]) => [derivative === null ? null : times(ct!, derivative(x, y))],
    batch: (inputs) => bind(self, inputs, undefined),
  };
  return self;
}

/**
 * Two operands in one dtype. A JS number or a rank-0 tensor takes the dtype of the other when that is of its class
 * or above; otherwise both are promoted. A number that is not an integer counts as a float.
 */
export function unify(x: TensorLike, y: TensorLike): [TensorBase, TensorBase] {
  if (typeof x === 'number') {
    if (typeof y === 'number') return [scalar(x), scalar(y)];
    const b = asTensor(y);
    return numberLike(x, b.dtype) ? [scalar(x, b.dtype), b] : [scalar(x), cast(b, 'float64')];
  }
  const a = asTensor(x);
  if (typeof y === 'number') return numberLike(y, a.dtype) ? [a, scalar(y, a.dtype)] : [cast(a, 'float64'), scalar(y)];
  const b = asTensor(y);
  if (a.dtype === b.dtype) return [a, b];
  if (b.shape.length === 0 && a.shape.length !== 0 && classOf(b.dtype) <= classOf(a.dtype)) return [a, cast(b, a.dtype)];
  if (a.shape.length === 0 && b.shape.length !== 0 && classOf(a.dtype) <= classOf(b.dtype)) return [cast(a, b.dtype), b];
  const common = promote(a.dtype, b.dtype);
  return [cast(a, common), cast(b, common)];
}
const cast = (x: TensorBase, dtype: DType): TensorBase => (x.dtype === dtype ? x : (astype(x, dtype) as TensorBase));
/** Whether a JS number can be an operand in this dtype without changing it. */
const numberLike = (x: number, dtype: DType): boolean =>
  isFloat(dtype) || (dtype === 'int32' ? (x | 0) === x : dtype === 'uint32' ? x >>> 0 === x : false);

const apply = (p: Primitive, a: TensorBase, b: TensorBase): Tensor =>
  a.interpreter === null && b.interpreter === null
    ? p.evaluate([a as DenseTensor, b as DenseTensor], undefined)[0]
    : bind(p, [a, b], undefined)[0];

/** Applies a binary primitive to operands brought to one dtype. */
export function binary(p: Primitive, x: TensorLike, y: TensorLike): Tensor {
  const [a, b] = unify(x, y);
  return apply(p, a, b);
}

/** The same for arithmetic that leaves {0, 1}: two bool operands count as int32, as they do in sums. */
export function arithmetic(p: Primitive, x: TensorLike, y: TensorLike): Tensor {
  const [a, b] = unify(x, y);
  return a.dtype === 'bool' ? apply(p, cast(a, 'int32'), cast(b, 'int32')) : apply(p, a, b);
}

/** The same for operations that leave the integers: integer and bool operands become float64. */
export function floatBinary(p: Primitive, x: TensorLike, y: TensorLike): Tensor {
  const [a, b] = unify(x, y);
  return isFloat(a.dtype) ? apply(p, a, b) : apply(p, cast(a, 'float64'), cast(b, 'float64'));
}

export function unary(p: Primitive, x: TensorLike): Tensor {
  const a = asTensor(x);
  return a.interpreter === null ? p.evaluate([a as DenseTensor], undefined)[0] : bind(p, [a], undefined)[0];
}

/** The same for operations that leave the integers. */
export function floatUnary(p: Primitive, x: TensorLike): Tensor {
  const a = asTensor(x);
  return unary(p, isFloat(a.dtype) ? a : astype(a, 'float64'));
}
