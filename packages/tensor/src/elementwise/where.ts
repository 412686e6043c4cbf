/** Choice by a condition: both alternatives are computed, and the one not chosen receives no derivative. */
import type { ChoiceKernel } from '@adjoint/kernels';
import { asTensor, scalar } from '../core/as-tensor.ts';
import { bind } from '../core/bind.ts';
import { allocate, promote } from '../core/dtype.ts';
import type { Primitive } from '../core/primitive.ts';
import { broadcastShapes, sizeOf } from '../core/shape.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { DTypeError } from '../errors.ts';
import { alignBatch } from './align-batch.ts';
import { kernelOf, spread, unify } from './construct.ts';

const choose: ChoiceKernel = (out, cs, xs, ys) => {
  for (let i = 0; i < out.length; i++) out[i] = cs[i] !== 0 ? xs[i] : ys[i];
};

export const wherePrimitive: Primitive = {
  name: 'where',
  broadcasts: true,
  abstract: ([c, x, y]) => [{ shape: broadcastShapes('where', c.shape, x.shape, y.shape), dtype: x.dtype }],
  evaluate: ([c, x, y]) => {
    const shape = broadcastShapes('where', c.shape, x.shape, y.shape);
    const out = allocate(x.dtype, sizeOf(shape));
    const cs = spread(c, shape);
    const xs = spread(x, shape);
    const ys = spread(y, shape);
    kernelOf('where', choose)(out, cs, xs, ys);
    return [new DenseTensor(shape, x.dtype, out)];
  },
  jvp: ([, s, t], [c]) => [s || t ? where(c, s ?? 0, t ?? 0) : null],
  vjp: ([ct], [c], _out, _p, wanted) => [null, wanted[1] ? where(c, ct!, 0) : null, wanted[2] ? where(c, 0, ct!) : null],
  batch: (inputs, batched) => bind(wherePrimitive, alignBatch(inputs, batched), undefined),
};

/**
 * x where the condition holds, else y, with broadcasting.
 *
 * Under differentiation a NaN or infinity in the branch not taken can still spoil the gradient (0·∞ inside that
 * branch's own rule): keep its argument in the domain too, `where(x.greater(0), log(where(x.greater(0), x, 1)), 0)`.
 *
 * @throws DTypeError when the condition is not bool
 */
export function where(condition: Tensor, x: TensorLike, y: TensorLike): Tensor {
  const c = asTensor(condition);
  if (c.dtype !== 'bool')
    throw new DTypeError(`where: the condition has dtype ${c.dtype}`, "compare first, e.g. x.greater(0), or convert with astype('bool')");
  if (typeof x === 'number' && typeof y === 'number') return bind(wherePrimitive, [c, scalar(x), scalar(y)], undefined)[0];
  const [a, b] = unify(x, y);
  const dtype = promote(a.dtype, b.dtype);
  return bind(wherePrimitive, [c, a.astype(dtype), b.astype(dtype)], undefined)[0];
}
