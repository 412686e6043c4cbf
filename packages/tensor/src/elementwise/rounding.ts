/** Rounding to integers; the derivative is zero. */
import * as kernels from '@adjoint/kernels';
import type { Primitive } from '../core/primitive.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { elementwise1, unary } from './construct.ts';

export const floorPrimitive: Primitive = /* @__PURE__ */ elementwise1('floor', 'floor', kernels.floor, null);
export const ceilPrimitive: Primitive = /* @__PURE__ */ elementwise1('ceil', 'ceil', kernels.ceil, null);
export const roundPrimitive: Primitive = /* @__PURE__ */ elementwise1('round', 'round', kernels.round, null);

export const floor = (x: TensorLike): Tensor => unary(floorPrimitive, x);
export const ceil = (x: TensorLike): Tensor => unary(ceilPrimitive, x);
/** To the nearest integer, halves to even as in IEEE 754 and NumPy. */
export const round = (x: TensorLike): Tensor => unary(roundPrimitive, x);
