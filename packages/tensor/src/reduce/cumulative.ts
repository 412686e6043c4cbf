/** Running sums and products along one axis. */
import * as kernels from '@adjoint/kernels';
import { asTensor } from '../core/as-tensor.ts';
import { bind, bind1 } from '../core/bind.ts';
import { type DType, allocate, isFloat } from '../core/dtype.ts';
import type { Primitive } from '../core/primitive.ts';
import { normalizeAxis, sizeOf } from '../core/shape.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { astype } from '../elementwise/astype.ts';
import { kernelOf } from '../elementwise/construct.ts';
import { ones, zeros } from '../creation/constants.ts';
import { concat } from '../shape/concat.ts';
import { flip } from '../shape/flip.ts';
import { narrow } from '../shape/slice.ts';
import type { ReductionMap } from './reduction.ts';

interface Along {
  readonly axis: number;
}
const integer = (d: DType): DType => (d === 'bool' ? 'int32' : d);

/* @__NO_SIDE_EFFECTS__ */
function scan(name: string, map: ReductionMap, rules: Pick<Primitive<Along>, 'jvp' | 'vjp'>): Primitive<Along> {
  const self: Primitive<Along> = {
    name,
    ...rules,
    abstract: ([x]) => [{ shape: x.shape, dtype: x.dtype }],
    evaluate: ([x], { axis }) => {
      const out = allocate(x.dtype, sizeOf(x.shape));
      kernelOf(name, map)(out, x.packed(), sizeOf(x.shape.slice(0, axis)), x.shape[axis], sizeOf(x.shape.slice(axis + 1)));
      return [new DenseTensor(x.shape, x.dtype, out)];
    },
    batch: (inputs, _b, { axis }) => bind(self, inputs, { axis: axis + 1 }),
  };
  return self;
}

export const cumsumPrimitive: Primitive<Along> = /* @__PURE__ */ scan('cumsum', kernels.cumsum, {
  jvp: ([t], _x, _y, p) => [bind1(cumsumPrimitive, [t!], p)],
  vjp: ([ct], _x, _y, p) => [flip(bind1(cumsumPrimitive, [flip(ct!, p.axis)], p), p.axis)],
});

/**
 * Tangent of the running product by the recursion ẏₖ = ẏₖ₋₁xₖ + yₖ₋₁ẋₖ, in log₂ n steps of doubling: no division, so
 * zeros are no exception (Hillis and Steele, 1986).
 */
function tangentOfCumprod(x: Tensor, t: Tensor, axis: number): Tensor {
  const n = x.shape[axis];
  const shift = (a: Tensor, by: number, fill: Tensor): Tensor => concat([fill, narrow(a, axis, 0, n - by)], axis);
  let product = x;
  let tangent = t;
  for (let by = 1; by < n; by *= 2) {
    const edge = x.shape.map((m, d) => (d === axis ? by : m));
    const earlier = shift(product, by, ones(edge, x.dtype));
    const earlierTangent = shift(tangent, by, zeros(edge, x.dtype));
    tangent = earlierTangent.mul(product).add(earlier.mul(tangent));
    product = earlier.mul(product);
  }
  return tangent;
}
export const cumprodPrimitive: Primitive<Along> = /* @__PURE__ */ scan('cumprod', kernels.cumprod, {
  jvp: ([t], [x], _y, { axis }) => [tangentOfCumprod(x, t!, axis)],
});

function along(p: Primitive<Along>, x: TensorLike, axis: number | undefined): Tensor {
  const a = asTensor(x);
  const b = astype(axis === undefined ? a.flatten() : a, integer(a.dtype));
  return bind1(p, [isFloat(b.dtype) ? b : astype(b, 'float64')], { axis: normalizeAxis(p.name, axis ?? 0, b.shape.length) }).astype(
    b.dtype,
  );
}
/** Running sum along an axis, or of all elements in order. @throws DTypeError when an integer result overflows */
export const cumsum = (x: TensorLike, axis?: number): Tensor => along(cumsumPrimitive, x, axis);
/** Running product along an axis, or of all elements in order. @throws DTypeError when an integer result overflows */
export const cumprod = (x: TensorLike, axis?: number): Tensor => along(cumprodPrimitive, x, axis);
