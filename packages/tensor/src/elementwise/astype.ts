/** Conversion of the element type: floats to integers truncate toward zero and refuse what does not fit. */
import { asTensor } from '../core/as-tensor.ts';
import { bind } from '../core/bind.ts';
import { type DType, allocate, isFloat, requireDType } from '../core/dtype.ts';
import type { Primitive } from '../core/primitive.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { DTypeError } from '../errors.ts';

const RANGE = { int32: [-2147483648, 2147483647], uint32: [0, 4294967295] } as const;

export const astypePrimitive: Primitive<{ readonly dtype: DType }> = {
  name: 'astype',
  broadcasts: true,
  abstract: ([x], p) => [{ shape: x.shape, dtype: p.dtype }],
  evaluate: ([x], { dtype }) => {
    const values = x.packed();
    const out = allocate(dtype, values.length);
    if (dtype === 'bool') for (let i = 0; i < out.length; i++) out[i] = values[i] !== 0 ? 1 : 0;
    else if (dtype === 'int32' || dtype === 'uint32') {
      const [low, high] = RANGE[dtype];
      for (let i = 0; i < out.length; i++) {
        const v = Math.trunc(values[i]);
        if (!(v >= low && v <= high))
          throw new DTypeError(
            `astype: element ${i} is ${values[i]}, outside ${dtype}`,
            `values must lie in [${low}, ${high}]; clamp them first`,
          );
        out[i] = v;
      }
    } else out.set(values);
    return [new DenseTensor(x.shape, dtype, out)];
  },
  jvp: ([t], _x, _y, { dtype }) => [isFloat(dtype) ? astype(t!, dtype) : null],
  vjp: ([ct], [x], _y, { dtype }) => [isFloat(dtype) && isFloat(x.dtype) ? astype(ct!, x.dtype) : null],
  batch: (inputs, _b, p) => bind(astypePrimitive, inputs, p),
};

/**
 * The same values in another element type. Floats become integers by truncation, bool by `≠ 0`.
 *
 * @throws DTypeError when a value does not fit an integer type (NaN included)
 * @example astype(tensor([1.9, -1.9]), 'int32') // [1, -1]
 */
export function astype<D extends DType>(x: TensorLike, dtype: D): Tensor<D> {
  requireDType('astype', dtype);
  const a = asTensor(x);
  return (a.dtype === dtype ? a : bind(astypePrimitive, [a], { dtype })[0]) as Tensor<D>;
}
