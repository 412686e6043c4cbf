/** Circular functions, their inverses, and the length of a vector in the plane. */
import * as kernels from '@adjoint/kernels';
import type { Primitive } from '../core/primitive.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { elementwise1, elementwise2, floatBinary, floatUnary } from './construct.ts';
import { where } from './where.ts';

export const sinPrimitive: Primitive = /* @__PURE__ */ elementwise1('sin', 'sin', kernels.sin, (x) => x.cos());
export const cosPrimitive: Primitive = /* @__PURE__ */ elementwise1('cos', 'cos', kernels.cos, (x) => x.sin().neg());
export const tanPrimitive: Primitive = /* @__PURE__ */ elementwise1('tan', 'tan', kernels.tan, (_x, y) => y.square().add(1));
/** (1 − x)(1 + x) keeps the digits that 1 − x² would lose near ±1. */
const oneMinusSquare = (x: Tensor): Tensor => x.neg().add(1).mul(x.add(1));
export const asinPrimitive: Primitive = /* @__PURE__ */ elementwise1('asin', 'asin', kernels.asin, (x) =>
  oneMinusSquare(x).sqrt().reciprocal(),
);
export const acosPrimitive: Primitive = /* @__PURE__ */ elementwise1('acos', 'acos', kernels.acos, (x) =>
  oneMinusSquare(x).sqrt().reciprocal().neg(),
);
export const atanPrimitive: Primitive = /* @__PURE__ */ elementwise1('atan', 'atan', kernels.atan, (x) => x.square().add(1).reciprocal());
/** x / r², divided twice: r² may overflow where the quotient does not. */
const overSquaredLength = (x: Tensor, y: Tensor, by: Tensor): Tensor => {
  const r = hypot(x, y);
  return by.div(r).div(r);
};
export const atan2Primitive: Primitive = /* @__PURE__ */ elementwise2('atan2', 'atan2', kernels.atan2, {
  dx: (y, x) => overSquaredLength(y, x, x),
  dy: (y, x) => overSquaredLength(y, x, y).neg(),
});
/** The derivative at the origin is taken as 0. */
const direction = (x: Tensor, r: Tensor): Tensor => where(r.equal(0), 0, x.div(where(r.equal(0), 1, r)));
export const hypotPrimitive: Primitive = /* @__PURE__ */ elementwise2('hypot', 'hypot', kernels.hypot, {
  dx: (x, _y, r) => direction(x, r),
  dy: (_x, y, r) => direction(y, r),
});

export const sin = (x: TensorLike): Tensor => floatUnary(sinPrimitive, x);
export const cos = (x: TensorLike): Tensor => floatUnary(cosPrimitive, x);
export const tan = (x: TensorLike): Tensor => floatUnary(tanPrimitive, x);
export const asin = (x: TensorLike): Tensor => floatUnary(asinPrimitive, x);
export const acos = (x: TensorLike): Tensor => floatUnary(acosPrimitive, x);
export const atan = (x: TensorLike): Tensor => floatUnary(atanPrimitive, x);
/** The angle of the point (x, y), in (−π, π]. */
export const atan2 = (y: TensorLike, x: TensorLike): Tensor => floatBinary(atan2Primitive, y, x);
/** √(x² + y²) without overflow or underflow. */
export const hypot = (x: TensorLike, y: TensorLike): Tensor => floatBinary(hypotPrimitive, x, y);
