import { asTensor } from '../core/as-tensor.ts';
import { normalizeAxis, showShape } from '../core/shape.ts';
import type { Tensor } from '../core/tensor.ts';
import { ShapeError } from '../errors.ts';
import { adoptBuffer } from '../creation/tensor.ts';
import { astype } from '../elementwise/astype.ts';
import { transpose } from '../shape/transpose.ts';
import { gather, scatterAdd } from './gather.ts';

/** Places of the main diagonal in a flattened rows×columns matrix. */
const places = (n: number, columns: number): Tensor => adoptBuffer(Int32Array.from({ length: n }, (_, i) => i * (columns + 1)));

/** The main diagonal over two axes (default the last two), as the last axis of the result. @throws ShapeError for a vector */
export function diagonal(x: Tensor, axis1 = -2, axis2 = -1): Tensor {
  const a = asTensor(x);
  const rank = a.shape.length;
  if (rank < 2) throw new ShapeError(`diagonal: shape ${showShape(a.shape)}`, 'a diagonal needs two axes');
  const i = normalizeAxis('diagonal', axis1, rank);
  const j = normalizeAxis('diagonal', axis2, rank);
  const rest = a.shape.map((_, d) => d).filter((d) => d !== i && d !== j);
  const rows = a.shape[i];
  const columns = a.shape[j];
  const lead = rest.map((d) => a.shape[d]);
  return gather(transpose(a, [...rest, i, j]).reshape([...lead, rows * columns]), places(Math.min(rows, columns), columns), rest.length);
}

/** Square matrices with these vectors (last axis) on the main diagonal. */
export function diagonalMatrix(x: Tensor): Tensor {
  const a = asTensor(x);
  const n = a.shape[a.shape.length - 1];
  const square = scatterAdd(a, places(n, n), n * n, a.shape.length - 1).reshape([...a.shape.slice(0, -1), n, n]);
  return a.dtype === 'bool' ? astype(square, 'bool') : square;
}

/** Sum of the main diagonal of the last two axes. */
export const trace = (x: Tensor): Tensor => diagonal(x).sum(-1);
