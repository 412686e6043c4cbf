/** Products. The derivative multiplies the others, from both sides, so that zeros among them are no exception. */
import * as kernels from '@adjoint/kernels';
import { bind } from '../core/bind.ts';
import { type DType, isFloat } from '../core/dtype.ts';
import type { Primitive } from '../core/primitive.ts';
import type { Axes, ReduceOptions, Tensor, TensorLike } from '../core/tensor.ts';
import { sizeOf } from '../core/shape.ts';
import { kernelOf } from '../elementwise/construct.ts';
import { ones } from '../creation/constants.ts';
import { concat } from '../shape/concat.ts';
import { flip } from '../shape/flip.ts';
import { narrow } from '../shape/slice.ts';
import { transpose } from '../shape/transpose.ts';
import { cumprod } from './cumulative.ts';
import { type Reduced, reduce, reduction, spreadBack, withoutAxes } from './reduction.ts';
import { exactInteger } from './sum.ts';

/** ∏_{j≠i} xⱼ over the reduced axes, for every i. */
function productOfOthers(x: Tensor, axes: readonly number[]): Tensor {
  const kept = x.shape.map((_, d) => d).filter((d) => !axes.includes(d));
  const order = [...kept, ...axes];
  const lead = withoutAxes(x.shape, axes);
  const n = sizeOf(axes.map((a) => x.shape[a]));
  const last = lead.length;
  const rows = transpose(x, order).reshape([...lead, n]);
  const before = (r: Tensor): Tensor => concat([ones([...lead, 1], x.dtype), narrow(cumprod(r, last), last, 0, n - 1)], last);
  const others = n === 0 ? rows : before(rows).mul(flip(before(flip(rows, last)), last));
  return transpose(
    others.reshape(order.map((d) => x.shape[d])),
    order.map((_, d) => order.indexOf(d)),
  );
}

const integer = (d: DType): DType => (d === 'bool' ? 'int32' : d);
const floating = /* @__PURE__ */ reduction('prod', 'prod', {
  map: kernels.prod,
  dtype: integer,
  rules: {
    jvp: ([t], [x], _y, { axes }) => [t!.mul(productOfOthers(x, axes)).sum(axes)],
    vjp: ([ct], [x], _y, { axes }) => [spreadBack(ct!, x.shape, axes).mul(productOfOthers(x, axes))],
  },
});
export const prodPrimitive: Primitive<Reduced> = {
  ...floating,
  evaluate: ([x], p) => (isFloat(x.dtype) ? floating.evaluate([x], p) : [exactInteger('prod', x, p.axes, kernelOf('prod', kernels.prod))]),
  batch: (inputs, _b, { axes }) => bind(prodPrimitive, inputs, { axes: axes.map((a) => a + 1) }),
};

/** Product over axes (default all). @throws DTypeError when an integer product overflows its dtype */
export const prod = (x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor => reduce(prodPrimitive, x, axes, options);
