/**
 * Arithmetic, elementwise with broadcasting, with its partial derivatives.
 *
 * IEEE 754 throughout: x/0 is ±∞ or NaN. Integer operands stay integers, modulo 2³², except in division and powers,
 * which give float64. Bools count as int32 where a sum, difference or product of them need not be a bool.
 */
import * as kernels from '@adjoint/kernels';
import { asTensor } from '../core/as-tensor.ts';
import type { Primitive } from '../core/primitive.ts';
import type { Tensor, TensorLike } from '../core/tensor.ts';
import { astype } from './astype.ts';
import { arithmetic, binary, elementwise1, elementwise2, floatBinary, floatUnary, unary } from './construct.ts';
import { where } from './where.ts';

export const addPrimitive: Primitive = /* @__PURE__ */ elementwise2('add', 'add', kernels.add, { dx: () => 1, dy: () => 1 });
export const subPrimitive: Primitive = /* @__PURE__ */ elementwise2('sub', 'sub', kernels.sub, { dx: () => 1, dy: () => -1 });
export const mulPrimitive: Primitive = /* @__PURE__ */ elementwise2('mul', 'mul', kernels.mul, { dx: (_x, y) => y, dy: (x) => x });
export const divPrimitive: Primitive = /* @__PURE__ */ elementwise2('div', 'div', kernels.div, {
  dx: (_x, y) => y.reciprocal(),
  dy: (_x, y, z) => z.div(y).neg(),
});
/** ∂/∂x = y·x^(y−1), which is 0 for y = 0; ∂/∂y = xʸ·log x, which is 0 for x = 0 < y. */
export const powPrimitive: Primitive = /* @__PURE__ */ elementwise2('pow', 'pow', kernels.pow, {
  dx: (x, y) => where(y.equal(0), 0, y.mul(x.pow(y.sub(1)))),
  dy: (x, y, z) => where(x.equal(0), where(y.greater(0), 0, Number.NaN), z.mul(where(x.equal(0), 1, x).log())),
});
export const remainderPrimitive: Primitive = /* @__PURE__ */ elementwise2('remainder', 'remainder', kernels.remainder, {
  dx: () => 1,
  dy: (x, y) => x.div(y).floor().neg(),
});
/** 1 where x wins, ½ at a tie: both modes pick the same subgradient. */
const share = (wins: Tensor, tie: Tensor, dtype: Tensor['dtype']): Tensor => astype(wins, dtype).add(astype(tie, dtype).mul(0.5));
export const maximumPrimitive: Primitive = /* @__PURE__ */ elementwise2('maximum', 'maximum', kernels.maximum, {
  dx: (x, y, z) => share(x.greater(y), x.equal(y), z.dtype),
  dy: (x, y, z) => share(y.greater(x), x.equal(y), z.dtype),
});
export const minimumPrimitive: Primitive = /* @__PURE__ */ elementwise2('minimum', 'minimum', kernels.minimum, {
  dx: (x, y, z) => share(x.less(y), x.equal(y), z.dtype),
  dy: (x, y, z) => share(y.less(x), x.equal(y), z.dtype),
});

export const negPrimitive: Primitive = /* @__PURE__ */ elementwise1('neg', 'neg', kernels.neg, () => -1);
export const absPrimitive: Primitive = /* @__PURE__ */ elementwise1('abs', 'abs', kernels.abs, (x) => x.sign());
export const signPrimitive: Primitive = /* @__PURE__ */ elementwise1('sign', 'sign', kernels.sign, null);
export const squarePrimitive: Primitive = /* @__PURE__ */ elementwise1('square', 'square', kernels.square, (x) => x.mul(2));
export const sqrtPrimitive: Primitive = /* @__PURE__ */ elementwise1('sqrt', 'sqrt', kernels.sqrt, (_x, y) => y.reciprocal().mul(0.5));
export const reciprocalPrimitive: Primitive = /* @__PURE__ */ elementwise1('reciprocal', 'reciprocal', kernels.reciprocal, (_x, y) =>
  y.square().neg(),
);
export const reluPrimitive: Primitive = /* @__PURE__ */ elementwise1('relu', 'relu', kernels.relu, (x) => astype(x.greater(0), x.dtype));

/** Bools as int32. */
const count = (x: Tensor): Tensor => (x.dtype === 'bool' ? astype(x, 'int32') : x);

/** x + y. @example add(tensor([1, 2]), 1) // [2, 3] */
export const add = (x: TensorLike, y: TensorLike): Tensor => arithmetic(addPrimitive, x, y);
/** x − y */
export const sub = (x: TensorLike, y: TensorLike): Tensor => arithmetic(subPrimitive, x, y);
/** x · y, element by element */
export const mul = (x: TensorLike, y: TensorLike): Tensor => arithmetic(mulPrimitive, x, y);
/** x / y; integers give float64 */
export const div = (x: TensorLike, y: TensorLike): Tensor => floatBinary(divPrimitive, x, y);
/** xʸ; computed in floats: integers give float64 */
export const pow = (x: TensorLike, y: TensorLike): Tensor => (y === 2 ? square(x) : floatBinary(powPrimitive, x, y));
/** x − y·⌊x/y⌋, with the sign of the divisor as in NumPy */
export const remainder = (x: TensorLike, y: TensorLike): Tensor => arithmetic(remainderPrimitive, x, y);
/** The larger element; NaN if one is NaN. At a tie each operand receives half of the derivative. */
export const maximum = (x: TensorLike, y: TensorLike): Tensor => binary(maximumPrimitive, x, y);
/** The smaller element; NaN if one is NaN. */
export const minimum = (x: TensorLike, y: TensorLike): Tensor => binary(minimumPrimitive, x, y);
/** min(max(x, lower), upper) */
export const clamp = (x: TensorLike, lower: TensorLike, upper: TensorLike): Tensor => minimum(maximum(x, lower), upper);

/** −x; a bool counts as int32 */
export const neg = (x: TensorLike): Tensor => unary(negPrimitive, count(asTensor(x)));
export const abs = (x: TensorLike): Tensor => unary(absPrimitive, x);
/** −1, 0 or 1; NaN stays NaN. Its derivative is zero. */
export const sign = (x: TensorLike): Tensor => unary(signPrimitive, x);
export const square = (x: TensorLike): Tensor => unary(squarePrimitive, x);
export const sqrt = (x: TensorLike): Tensor => floatUnary(sqrtPrimitive, x);
/** 1 / x */
export const reciprocal = (x: TensorLike): Tensor => floatUnary(reciprocalPrimitive, x);
/** max(x, 0), with derivative 0 at 0 */
export const relu = (x: TensorLike): Tensor => unary(reluPrimitive, x);
