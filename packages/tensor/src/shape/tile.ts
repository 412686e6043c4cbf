import { asTensor } from '../core/as-tensor.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { ShapeError } from '../errors.ts';

/**
 * x repeated as a block along its axes; missing leading entries or axes count as 1.
 *
 * @throws ShapeError unless the repeats are integers ≥ 0
 * @example tile(tensor([1, 2]), [2, 2]) // [[1, 2, 1, 2], [1, 2, 1, 2]]
 */
export function tile(x: TensorLike, repeats: readonly number[]): Tensor {
  if (repeats.some((r) => !Number.isInteger(r) || r < 0))
    throw new ShapeError(`tile: repeats [${repeats.join(', ')}]`, 'repeats are integers ≥ 0');
  const a = asTensor(x);
  const rank = Math.max(a.shape.length, repeats.length);
  const shape = [...new Array<number>(rank - a.shape.length).fill(1), ...a.shape];
  const times = [...new Array<number>(rank - repeats.length).fill(1), ...repeats];
  const blocks = a.reshape(shape.flatMap((n) => [1, n])).broadcastTo(shape.flatMap((n, d) => [times[d], n]));
  return blocks.reshape(shape.map((n, d) => n * times[d]));
}

/** Every element of x repeated `count` times in a row along an axis. */
export function repeat(x: Tensor, count: number, axis: number): Tensor {
  const d = axis < 0 ? axis + x.shape.length : axis;
  return x
    .expandDims(d + 1)
    .broadcastTo([...x.shape.slice(0, d + 1), count, ...x.shape.slice(d + 1)])
    .reshape(x.shape.map((n, i) => (i === d ? n * count : n)));
}
