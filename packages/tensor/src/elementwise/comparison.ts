/**
 * Comparisons and logic: bool results without derivative, readable under `grad`.
 *
 * Beware: a tensor is an object, so `if (x.less(0))` is always true in JavaScript; write `if (x.less(0).item())`.
 */
import * as kernels from '@adjoint/kernels';
import { asTensor } from '../core/as-tensor.ts';
import type { Primitive } from '../core/primitive.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { DTypeError } from '../errors.ts';
import { binary, elementwise2 } from './construct.ts';

export const equalPrimitive: Primitive = /* @__PURE__ */ elementwise2('equal', 'equal', kernels.equal, null, 'bool');
export const notEqualPrimitive: Primitive = /* @__PURE__ */ elementwise2('notEqual', 'notEqual', kernels.notEqual, null, 'bool');
export const lessPrimitive: Primitive = /* @__PURE__ */ elementwise2('less', 'less', kernels.less, null, 'bool');
export const lessEqualPrimitive: Primitive = /* @__PURE__ */ elementwise2('lessEqual', 'lessEqual', kernels.lessEqual, null, 'bool');
export const greaterPrimitive: Primitive = /* @__PURE__ */ elementwise2('greater', 'greater', kernels.greater, null, 'bool');
export const greaterEqualPrimitive: Primitive = /* @__PURE__ */ elementwise2(
  'greaterEqual',
  'greaterEqual',
  kernels.greaterEqual,
  null,
  'bool',
);
export const andPrimitive: Primitive = /* @__PURE__ */ elementwise2('and', 'and', kernels.and, null, 'bool');
export const orPrimitive: Primitive = /* @__PURE__ */ elementwise2('or', 'or', kernels.or, null, 'bool');
export const xorPrimitive: Primitive = /* @__PURE__ */ elementwise2('xor', 'xor', kernels.xor, null, 'bool');

type Bool = Tensor<'bool'>;
/** x = y; NaN equals nothing */
export const equal = (x: TensorLike, y: TensorLike): Bool => binary(equalPrimitive, x, y) as Bool;
export const notEqual = (x: TensorLike, y: TensorLike): Bool => binary(notEqualPrimitive, x, y) as Bool;
export const less = (x: TensorLike, y: TensorLike): Bool => binary(lessPrimitive, x, y) as Bool;
export const lessEqual = (x: TensorLike, y: TensorLike): Bool => binary(lessEqualPrimitive, x, y) as Bool;
/** x > y. In a condition read it: `if (greater(x, 0).item())`. */
export const greater = (x: TensorLike, y: TensorLike): Bool => binary(greaterPrimitive, x, y) as Bool;
export const greaterEqual = (x: TensorLike, y: TensorLike): Bool => binary(greaterEqualPrimitive, x, y) as Bool;

const logic = (p: Primitive, x: Tensor, y: Tensor): Bool => {
  for (const t of [x, y])
    if (asTensor(t).dtype !== 'bool') throw new DTypeError(`${p.name}: dtype ${t.dtype}`, "compare first, or convert with astype('bool')");
  return binary(p, x, y) as Bool;
};
/** @throws DTypeError unless both are bool */
export const and = (x: Tensor, y: Tensor): Bool => logic(andPrimitive, x, y);
export const or = (x: Tensor, y: Tensor): Bool => logic(orPrimitive, x, y);
export const xor = (x: Tensor, y: Tensor): Bool => logic(xorPrimitive, x, y);
