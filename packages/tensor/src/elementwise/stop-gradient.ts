/** The value without its derivative. A primitive, since only a primitive is still there inside a batch or a graph. */
import { asTensor } from '../core/as-tensor.ts';
import { bind, bind1 } from '../core/bind.ts';
import type { Primitive } from '../core/primitive.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';

export const stopGradientPrimitive: Primitive = {
  name: 'stopGradient',
  broadcasts: true,
  detached: true,
  abstract: ([x]) => [{ shape: x.shape, dtype: x.dtype }],
  evaluate: (inputs) => inputs,
  batch: (inputs) => bind(stopGradientPrimitive, inputs, undefined),
};

/** x, taken as a constant by every derivative around it. @example stopGradient(x).item() // reads x under grad */
export const stopGradient = (x: TensorLike): Tensor => bind1(stopGradientPrimitive, [asTensor(x)], undefined);
