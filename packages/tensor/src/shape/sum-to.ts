import { type Shape, sameShape } from '../core/shape.ts';
import type { Tensor } from '../core/tensor.ts';

/** Sums over the axes that a broadcast of `shape` had repeated: the transpose of broadcastTo. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.shape.length - shape.length;
  const repeated = x.shape.map((_, i) => i).filter((i) => i < lead || (shape[i - lead] === 1 && x.shape[i] !== 1));
  return x.sum(repeated).reshape(shape);
}
