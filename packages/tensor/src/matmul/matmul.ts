/**
 * Matrix product over the last two axes; leading axes broadcast.
 *
 * A transposed view is not copied: the kernel takes it with a flag. Integers are multiplied in float64 and must fit.
 */
import * as kernels from '@adjoint/kernels';
import { asTensor } from '../core/as-tensor.ts';
import { bind, bind1 } from '../core/bind.ts';
import { type DType, allocate, isFloat, promote } from '../core/dtype.ts';
import type { Primitive } from '../core/primitive.ts';
import { type Shape, broadcastShapes, sameShape, showShape, sizeOf, stridesOf } from '../core/shape.ts';
import type { Aval, Tensor } from '../core/tensor.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { ShapeError } from '../errors.ts';
import { alignBatch } from '../elementwise/align-batch.ts';
import { astype } from '../elementwise/astype.ts';
import { kernelOf } from '../elementwise/construct.ts';
import { sumTo } from '../shape/sum-to.ts';
import { mT } from '../shape/transpose.ts';

type Floats = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer>;
/** A matrix as a kernel sees it: row-major with leading dimension `ld`, transposed or not. */
interface Operand {
  readonly array: Floats;
  readonly offset: number;
  readonly ld: number;
  readonly transposed: boolean;
}

function outputShape(x: Aval, y: Aval): Shape {
  const a = x.shape;
  const b = y.shape;
  const k = a[a.length - 1];
  const l = b[b.length - 2];
  if (k !== l)
    throw new ShapeError(
      `matmul: ${showShape(a)} by ${showShape(b)}`,
      `the last axis of the left operand (${k}) must equal the last but one of the right (${l})`,
    );
  return [...broadcastShapes('matmul', a.slice(0, -2), b.slice(0, -2)), a[a.length - 2], b[b.length - 1]];
}

/** The last two axes of a view with unit stride along one of them; anything else is packed first. */
function operand(x: DenseTensor): Operand {
  const rank = x.shape.length;
  const rows = x.shape[rank - 2];
  const columns = x.shape[rank - 1];
  const s = x.strides;
  if (s !== null && rank === 2) {
    if (s[1] === 1 && s[0] >= columns) return { array: x.storage as Floats, offset: x.offset, ld: s[0], transposed: false };
    if (s[0] === 1 && s[1] >= rows) return { array: x.storage as Floats, offset: x.offset, ld: s[1], transposed: true };
  }
  return { array: x.packed() as Floats, offset: 0, ld: columns, transposed: false };
}

export const matmulPrimitive: Primitive = {
  name: 'matmul',
  abstract: ([x, y]) => [{ shape: outputShape(x, y), dtype: x.dtype }],
  evaluate: ([x, y]) => {
    const shape = outputShape(x, y);
    const dtype = x.dtype as 'float64' | 'float32';
    const out = allocate(dtype, sizeOf(shape)) as Floats;
    const a = operand(x);
    const b = operand(y);
    const m = shape[shape.length - 2];
    const n = shape[shape.length - 1];
    const k = x.shape[x.shape.length - 1];
    const gemm = kernelOf('gemm', kernels.gemm);
    const lead = shape.slice(0, -2);
    const count = sizeOf(lead);
    if (sizeOf(shape) === 0) return [new DenseTensor(shape, dtype, out)];
    const offsetsA = matrixOffsets(x.shape, lead);
    const offsetsB = matrixOffsets(y.shape, lead);
    for (let i = 0; i < count; i++) {
      gemm(
        a.transposed,
        b.transposed,
        m,
        n,
        k,
        1,
        a.array,
        a.offset + offsetsA(i),
        a.ld,
        b.array,
        b.offset + offsetsB(i),
        b.ld,
        0,
        out,
        i * m * n,
        n,
      );
    }
    return [new DenseTensor(shape, dtype, out)];
  },
  jvp: ([s, t], [x, y]) => {
    const left = s && s.matmul(y);
    const right = t && x.matmul(t);
    return [left === null ? right : right === null ? left : left.add(right)];
  },
  vjp: ([ct], [x, y], _out, _p, wanted) => [
    wanted[0] ? sumTo(ct!.matmul(mT(y)), x.shape) : null,
    wanted[1] ? sumTo(mT(x).matmul(ct!), y.shape) : null,
  ],
  batch: (inputs, batched) => bind(matmulPrimitive, alignBatch(inputs, batched), undefined),
};

/** Where matrix i of the broadcast leading axes starts in a packed operand. */
function matrixOffsets(shape: Shape, lead: Shape): (i: number) => number {
  const own = shape.slice(0, -2);
  const size = shape[shape.length - 2] * shape[shape.length - 1];
  if (own.length === 0) return () => 0;
  if (sameShape(own, lead)) return (i) => i * size;
  const missing = lead.length - own.length;
  const from = stridesOf(own);
  const strides = lead.map((_, d) => (d < missing || own[d - missing] === 1 ? 0 : from[d - missing]));
  return (i) => {
    let rest = i;
    let offset = 0;
    for (let d = lead.length - 1; d >= 0; d--) {
      offset += (rest % lead[d]) * strides[d];
      rest = Math.floor(rest / lead[d]);
    }
    return offset * size;
  };
}

/**
 * Matrix product as NumPy's `matmul`: a vector counts as a row on the left and as a column on the right.
 *
 * @throws ShapeError for operands of shape [] or lengths that do not fit
 * @example matmul(tensor([[1, 2], [3, 4]]), tensor([1, 1])) // [3, 7]
 */
export function matmul(x: Tensor, y: Tensor): Tensor {
  const a = asTensor(x);
  const b = asTensor(y);
  if (a.shape.length === 0 || b.shape.length === 0)
    throw new ShapeError(`matmul: ${showShape(a.shape)} by ${showShape(b.shape)}`, 'use mul for a product with a number');
  const row = a.shape.length === 1;
  const column = b.shape.length === 1;
  const dtype = promote(a.dtype, b.dtype);
  const inner: DType = isFloat(dtype) ? dtype : 'float64';
  const left = row ? a.reshape([1, a.size]) : a;
  const right = column ? b.reshape([b.size, 1]) : b;
  const product = bind1(matmulPrimitive, [astype(left, inner), astype(right, inner)], undefined);
  const full = product.shape;
  const c =
    row || column
      ? product.reshape([...full.slice(0, -2), ...(row ? [] : [full[full.length - 2]]), ...(column ? [] : [full[full.length - 1]])])
      : product;
  return isFloat(dtype) ? c : astype(c, dtype === 'bool' ? 'int32' : dtype);
}
