/** Exponentials and logarithms, in the forms that keep small and large arguments accurate. */
import * as kernels from '@adjoint/kernels';
import type { Primitive } from '../core/primitive.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { elementwise1, elementwise2, floatBinary, floatUnary } from './construct.ts';

export const expPrimitive: Primitive = /* @__PURE__ */ elementwise1('exp', 'exp', kernels.exp, (_x, y) => y);
export const expm1Primitive: Primitive = /* @__PURE__ */ elementwise1('expm1', 'expm1', kernels.expm1, (x) => x.exp());
export const logPrimitive: Primitive = /* @__PURE__ */ elementwise1('log', 'log', kernels.log, (x) => x.reciprocal());
export const log1pPrimitive: Primitive = /* @__PURE__ */ elementwise1('log1p', 'log1p', kernels.log1p, (x) => x.add(1).reciprocal());
/** σ′ = σ(x)·σ(−x): 1 − σ would lose every digit for large x. */
export const sigmoidPrimitive: Primitive = /* @__PURE__ */ elementwise1('sigmoid', 'sigmoid', kernels.sigmoid, (x, y) =>
  y.mul(x.neg().sigmoid()),
);
export const softplusPrimitive: Primitive = /* @__PURE__ */ elementwise1('softplus', 'softplus', kernels.softplus, (x) => x.sigmoid());
export const xlogyPrimitive: Primitive = /* @__PURE__ */ elementwise2('xlogy', 'xlogy', kernels.xlogy, {
  dx: (_x, y) => y.log(),
  dy: (x, y) => x.div(y),
});

export const exp = (x: TensorLike): Tensor => floatUnary(expPrimitive, x);
/** eˣ − 1, accurate near 0 */
export const expm1 = (x: TensorLike): Tensor => floatUnary(expm1Primitive, x);
/** Natural logarithm; −∞ at 0, NaN below. */
export const log = (x: TensorLike): Tensor => floatUnary(logPrimitive, x);
/** log(1 + x), accurate near 0 */
export const log1p = (x: TensorLike): Tensor => floatUnary(log1pPrimitive, x);
/** 1 / (1 + e⁻ˣ) */
export const sigmoid = (x: TensorLike): Tensor => floatUnary(sigmoidPrimitive, x);
/** log(1 + eˣ), without overflow */
export const softplus = (x: TensorLike): Tensor => floatUnary(softplusPrimitive, x);
/** x·log y, and 0 where x = 0 */
export const xlogy = (x: TensorLike, y: TensorLike): Tensor => floatBinary(xlogyPrimitive, x, y);
