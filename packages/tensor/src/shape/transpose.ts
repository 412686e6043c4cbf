/** Axes in another order, as a view. */
import { asTensor } from '../core/as-tensor.ts';
import { bind1 } from '../core/bind.ts';
import type { Primitive } from '../core/primitive.ts';
import { normalizeAxis, showShape, stridesOf } from '../core/shape.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { ShapeError } from '../errors.ts';
import { linear } from './linear.ts';

export const transposePrimitive: Primitive<{ readonly order: readonly number[] }> = /* @__PURE__ */ linear('transpose', {
  shape: (x, { order }) => order.map((o) => x.shape[o]),
  evaluate: (x, { order }, shape) => {
    const from = x.strides ?? stridesOf(x.shape);
    return new DenseTensor(
      shape,
      x.dtype,
      x.storage,
      order.map((o) => from[o]),
      x.offset,
    );
  },
  transposed: (ct, _x, { order }) => ct.transpose(order.map((_, i) => order.indexOf(i))),
  batched: ({ order }) => ({ order: [0, ...order.map((o) => o + 1)] }),
});

/**
 * @param order axis i of the result is axis order[i] of x; default: all axes reversed
 * @throws ShapeError unless `order` is a permutation of the axes
 */
export function transpose(x: TensorLike, order?: readonly number[]): Tensor {
  const a = asTensor(x);
  const rank = a.shape.length;
  if (rank < 2 && order === undefined) return a;
  const axes = order === undefined ? a.shape.map((_, i) => rank - 1 - i) : order.map((o) => normalizeAxis('transpose', o, rank));
  if (axes.length !== rank || new Set(axes).size !== rank)
    throw new ShapeError(
      `transpose: order [${axes.join(', ')}] of a tensor of shape ${showShape(a.shape)}`,
      `name each of the ${rank} axes once`,
    );
  return axes.every((o, i) => o === i) ? a : bind1(transposePrimitive, [a], { order: axes });
}

/** The last two axes exchanged. @throws ShapeError when x has fewer than two */
export function mT(x: Tensor): Tensor {
  const rank = x.shape.length;
  if (rank < 2) throw new ShapeError(`mT: shape ${showShape(x.shape)}`, 'a matrix transpose needs at least two axes');
  return transpose(x, [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2]);
}

/** One axis at another place, the rest in order. */
export function moveAxis(x: Tensor, from: number, to: number): Tensor {
  const rank = x.shape.length;
  const f = normalizeAxis('moveAxis', from, rank);
  const t = normalizeAxis('moveAxis', to, rank);
  const order = x.shape.map((_, i) => i).filter((i) => i !== f);
  order.splice(t, 0, f);
  return transpose(x, order);
}

/** Two axes exchanged. */
export function swapAxes(x: Tensor, a: number, b: number): Tensor {
  const rank = x.shape.length;
  const i = normalizeAxis('swapAxes', a, rank);
  const j = normalizeAxis('swapAxes', b, rank);
  return transpose(
    x,
    x.shape.map((_, k) => (k === i ? j : k === j ? i : k)),
  );
}
