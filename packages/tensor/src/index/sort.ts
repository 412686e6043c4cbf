/** Order along an axis, stable, with NaN last as in NumPy. */
import { asTensor } from '../core/as-tensor.ts';
import { bind, bind1 } from '../core/bind.ts';
import { allocate } from '../core/dtype.ts';
import type { Primitive } from '../core/primitive.ts';
import { normalizeAxis, sizeOf } from '../core/shape.ts';
import type { Tensor } from '../core/tensor.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { createRadixOrder } from './radix-order.ts';
import { takeAlongAxis } from './take-along-axis.ts';

interface Along {
  readonly axis: number;
}

export const argsortPrimitive: Primitive<Along> = {
  name: 'argsort',
  detached: true,
  abstract: ([x]) => [{ shape: x.shape, dtype: 'int32' }],
  evaluate: ([x], { axis }) => {
    const out = allocate('int32', x.size);
    const values = x.packed();
    const n = x.shape[axis];
    const inner = sizeOf(x.shape.slice(axis + 1));
    const outer = sizeOf(x.shape.slice(0, axis));
    const order = new Int32Array(n);
    const line = new Float64Array(n);
    const radix = n < LONG ? undefined : createRadixOrder(n);
    for (let o = 0; o < outer; o++)
      for (let k = 0; k < inner; k++) {
        const start = o * n * inner + k;
        for (let i = 0; i < n; i++) {
          order[i] = i;
          line[i] = values[start + i * inner];
        }
        if (radix === undefined) order.sort((a, b) => compare(line[a], line[b]) || a - b);
        else radix(line, order);
        for (let i = 0; i < n; i++) out[start + i * inner] = order[i];
      }
    return [new DenseTensor(x.shape, 'int32', out)];
  },
  batch: (inputs, _b, { axis }) => bind(argsortPrimitive, inputs, { axis: axis + 1 }),
};
/** From here on counting digits is faster than comparing. */
const LONG = 300;
const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : a === b ? 0 : Number(a !== a) - Number(b !== b));

/** Indices that sort x along an axis; equal elements keep their order. */
export function argsort(x: Tensor, axis = -1): Tensor<'int32'> {
  const a = asTensor(x);
  return bind1(argsortPrimitive, [a], { axis: normalizeAxis('argsort', axis, a.shape.length) }) as Tensor<'int32'>;
}

/** x in ascending order along an axis; the derivative follows the elements. @example sort(tensor([3, 1, 2])) // [1, 2, 3] */
export const sort = (x: Tensor, axis = -1): Tensor => takeAlongAxis(x, argsort(x, axis), axis);
