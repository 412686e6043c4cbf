import { normalizeAxis, showShape, sizeOf } from '../core/shape.ts';
import type { Tensor } from '../core/tensor.ts';
import { ShapeError } from '../errors.ts';
import { transpose } from '../shape/transpose.ts';
import { matmul } from './matmul.ts';

/**
 * Sum of products over pairs of axes; the other axes of x, then those of y, remain.
 *
 * @param axes how many last axes of x meet as many first axes of y (default 2), or the two lists of axes
 * @throws ShapeError when the lists or the lengths of their axes differ
 */
export function tensordot(x: Tensor, y: Tensor, axes: number | readonly [readonly number[], readonly number[]] = 2): Tensor {
  if (typeof axes === 'number' && !(Number.isInteger(axes) && axes >= 0 && axes <= Math.min(x.rank, y.rank))) {
    throw new ShapeError(
      `tensordot: ${axes} axes of ${showShape(x.shape)} with ${showShape(y.shape)}`,
      'the number of axes is an integer from 0 to the smaller rank',
    );
  }
  const [left, right] =
    typeof axes === 'number'
      ? [Array.from({ length: axes }, (_, i) => x.rank - axes + i), Array.from({ length: axes }, (_, i) => i)]
      : axes;
  const a = left.map((d) => normalizeAxis('tensordot', d, x.rank));
  const b = right.map((d) => normalizeAxis('tensordot', d, y.rank));
  if (a.length !== b.length || a.some((d, i) => x.shape[d] !== y.shape[b[i]])) {
    throw new ShapeError(
      `tensordot: axes [${a.join(', ')}] of ${showShape(x.shape)} with [${b.join(', ')}] of ${showShape(y.shape)}`,
      'the two lists pair axes of equal length',
    );
  }
  const freeA = x.shape.map((_, d) => d).filter((d) => !a.includes(d));
  const freeB = y.shape.map((_, d) => d).filter((d) => !b.includes(d));
  const shapeA = freeA.map((d) => x.shape[d]);
  const shapeB = freeB.map((d) => y.shape[d]);
  const k = sizeOf(a.map((d) => x.shape[d]));
  const rows = transpose(x, [...freeA, ...a]).reshape([sizeOf(shapeA), k]);
  const columns = transpose(y, [...b, ...freeB]).reshape([k, sizeOf(shapeB)]);
  return matmul(rows, columns).reshape([...shapeA, ...shapeB]);
}
