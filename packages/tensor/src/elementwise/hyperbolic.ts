/** Hyperbolic functions and their inverses. */
import * as kernels from '@adjoint/kernels';
import type { Primitive } from '../core/primitive.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { elementwise1, floatUnary } from './construct.ts';
import { hypot } from './trigonometric.ts';

export const sinhPrimitive: Primitive = /* @__PURE__ */ elementwise1('sinh', 'sinh', kernels.sinh, (x) => cosh(x));
export const coshPrimitive: Primitive = /* @__PURE__ */ elementwise1('cosh', 'cosh', kernels.cosh, (x) => sinh(x));
/** 1/cosh² rather than 1 − y², which has no correct digit left for large x. */
export const tanhPrimitive: Primitive = /* @__PURE__ */ elementwise1('tanh', 'tanh', kernels.tanh, (x) => cosh(x).reciprocal().square());
export const asinhPrimitive: Primitive = /* @__PURE__ */ elementwise1('asinh', 'asinh', kernels.asinh, (x) => hypot(x, 1).reciprocal());
export const acoshPrimitive: Primitive = /* @__PURE__ */ elementwise1('acosh', 'acosh', kernels.acosh, (x) =>
  x.sub(1).sqrt().mul(x.add(1).sqrt()).reciprocal(),
);
export const atanhPrimitive: Primitive = /* @__PURE__ */ elementwise1('atanh', 'atanh', kernels.atanh, (x) =>
  x.neg().add(1).mul(x.add(1)).reciprocal(),
);

export const sinh = (x: TensorLike): Tensor => floatUnary(sinhPrimitive, x);
export const cosh = (x: TensorLike): Tensor => floatUnary(coshPrimitive, x);
export const tanh = (x: TensorLike): Tensor => floatUnary(tanhPrimitive, x);
export const asinh = (x: TensorLike): Tensor => floatUnary(asinhPrimitive, x);
export const acosh = (x: TensorLike): Tensor => floatUnary(acoshPrimitive, x);
export const atanh = (x: TensorLike): Tensor => floatUnary(atanhPrimitive, x);
