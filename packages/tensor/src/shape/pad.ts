import { asTensor } from '../core/as-tensor.ts';
import { type Shape, showShape } from '../core/shape.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { ShapeError } from '../errors.ts';
import { full, ones } from '../creation/constants.ts';
import { where } from '../elementwise/where.ts';
import { place } from './slice.ts';

/**
 * x with a border of a constant.
 *
 * @param widths [before, after] for each axis
 * @throws ShapeError unless there is one pair of integers ≥ 0 for each axis
 * @example pad(tensor([1, 2]), [[1, 0]]) // [0, 1, 2]
 */
export function pad(x: TensorLike, widths: readonly (readonly [before: number, after: number])[], value = 0): Tensor {
  const a = asTensor(x);
  if (widths.length !== a.shape.length || widths.some((w) => !w.every((n) => Number.isInteger(n) && n >= 0))) {
    throw new ShapeError(
      `pad: widths ${JSON.stringify(widths)} of a tensor of shape ${showShape(a.shape)}`,
      'give one pair [before, after] of integers ≥ 0 for each axis',
    );
  }
  const shape: Shape = a.shape.map((n, d) => n + widths[d][0] + widths[d][1]);
  const part = { starts: widths.map((w) => w[0]), sizes: a.shape, steps: a.shape.map(() => 1) };
  const inside = place(a, shape, part);
  return value === 0 ? inside : where(place(ones(a.shape, 'bool'), shape, part), inside, full(shape, value, a.dtype));
}
