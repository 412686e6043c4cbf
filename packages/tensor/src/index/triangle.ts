import { scalar } from '../core/as-tensor.ts';
import { showShape } from '../core/shape.ts';
import type { Tensor } from '../core/tensor.ts';
import { ShapeError } from '../errors.ts';
import { arange } from '../creation/constants.ts';
import { where } from '../elementwise/where.ts';

function below(x: Tensor, diagonal: number): Tensor<'bool'> {
  if (x.rank < 2) throw new ShapeError(`triangle of shape ${showShape(x.shape)}`, 'a triangle needs two axes');
  const [rows, columns] = x.shape.slice(-2);
  return arange(rows)
    .reshape([rows, 1])
    .add(diagonal)
    .greaterEqual(arange(columns).reshape([1, columns]));
}
/** The lower triangle of the last two axes up to a diagonal (0 main, 1 above it), zeros elsewhere. */
export const lowerTriangle = (x: Tensor, diagonal = 0): Tensor => where(below(x, diagonal), x, scalar(0, x.dtype));
/** The upper triangle of the last two axes from a diagonal on, zeros elsewhere. */
export const upperTriangle = (x: Tensor, diagonal = 0): Tensor => where(below(x, diagonal - 1), scalar(0, x.dtype), x);
