/**
 * The bilinear map  (x, W) ↦ x Wᵀ,  x [N, in], W [out, in].
 *
 *   x̄ = ȳ W,   W̄ = ȳᵀ x
 *
 * A primitive of its own so that W̄ comes out as a product in W's layout, not as the transpose of one, and so that an x
 * of mostly zeros is multiplied without them where no faster kernels are in force.
 */
import {
  type DenseTensor,
  type Primitive,
  ShapeError,
  type Tensor,
  type TypedArrayOf,
  adoptBuffer,
  bind1,
  currentKernels,
} from '@adjoint/tensor';
import { allFinite, linesOf, linesTimes, transposed } from './sparse-rows.ts';

type Floats = TypedArrayOf<'float64' | 'float32'>;
/** Below this many multiplications zeros are not looked for. */
const LARGE = 2 ** 18;
const worthLooking = (multiplications: number): boolean => multiplications >= LARGE && currentKernels()?.gemm === undefined;

const product = (x: Tensor, W: Tensor): Tensor => x.matmul(W.mT());

/** x Wᵀ without the zeros of x, or null when there are too few or W is not finite. */
function sparseProduct(x: DenseTensor, W: DenseTensor): Tensor | null {
  const [rows, columns] = x.shape;
  const outputs = W.shape[0];
  const dtype = x.dtype as 'float32';
  if (!worthLooking(rows * columns * outputs)) return null;
  const lines = linesOf(x.packed() as Floats, rows, columns, 'rows');
  const weights = W.packed() as Floats;
  if (lines === null || !allFinite(weights)) return null;
  return adoptBuffer(linesTimes(lines, transposed(weights, outputs, columns, dtype), outputs, dtype), [rows, outputs]);
}

/** ȳᵀ x without the zeros of x, or null as before. */
function sparseGradient(ct: DenseTensor, x: DenseTensor): Tensor | null {
  const [rows, columns] = x.shape;
  const outputs = ct.shape[1];
  const dtype = x.dtype as 'float32';
  if (!worthLooking(rows * columns * outputs)) return null;
  const lines = linesOf(x.packed() as Floats, rows, columns, 'columns');
  const cotangents = ct.packed() as Floats;
  if (lines === null || !allFinite(cotangents)) return null;
  return adoptBuffer(transposed(linesTimes(lines, cotangents, outputs, dtype), columns, outputs, dtype), [outputs, columns]);
}

export const linearPrimitive: Primitive = {
  name: 'linear',
  abstract([x, W]) {
    if (x.shape.length !== 2 || W.shape.length !== 2 || x.shape[1] !== W.shape[1]) {
      throw new ShapeError(
        `linear: x [${x.shape.join(', ')}], W [${W.shape.join(', ')}]`,
        'x has one row for each example and as many columns as W',
      );
    }
    return [{ shape: [x.shape[0], W.shape[0]], dtype: x.dtype }];
  },
  evaluate([x, W]) {
    linearPrimitive.abstract([x, W], undefined);
    return [sparseProduct(x, W) ?? product(x, W)];
  },
  expand: ([x, W]) => [product(x, W)],
  jvp([dx, dW], [x, W]) {
    const left = dx && linearProduct(dx, W);
    const right = dW && linearProduct(x, dW);
    return [left === null ? right : right === null ? left : left.add(right)];
  },
  vjp: ([ct], [x, W], _y, _params, wanted) => [
    wanted[0] ? ct!.matmul(W) : null,
    wanted[1] ? bind1(hasProducts() ? inlineWeightGradient : weightGradientPrimitive, [ct!, x], undefined) : null,
  ],
  batch: ([x, W]) => [product(x, W)],
};

/** (ȳ, x) ↦ ȳᵀ x, bilinear too. */
const weightGradientPrimitive: Primitive = {
  name: 'linearWeightGradient',
  abstract: ([ct, x]) => [{ shape: [ct.shape[1], x.shape[1]], dtype: x.dtype }],
  evaluate: ([ct, x]) => [sparseGradient(ct, x) ?? ct.mT().matmul(x)],
  expand: ([ct, x]) => [ct.mT().matmul(x)],
  jvp([dct, dx], [ct, x]) {
    const left = dct && dct.mT().matmul(x);
    const right = dx && ct.mT().matmul(dx);
    return [left === null ? right : right === null ? left : left.add(right)];
  },
  vjp: ([g], [ct, x], _y, _params, wanted) => [wanted[0] ? linearProduct(x, g!) : null, wanted[1] ? ct.matmul(g!) : null],
  batch: ([ct, x]) => [ct.mT().matmul(x)],
};

/**
 * Where faster products are in force a captured program takes the products themselves, in its own memory; elsewhere it
 * keeps the primitives, which look for zeros.
 */
const hasProducts = (): boolean => currentKernels()?.gemm !== undefined;
/* @__NO_SIDE_EFFECTS__ */
const inlined = (p: Primitive): Primitive => ({ ...p, inline: true });
const inlineLinear: Primitive = /* @__PURE__ */ inlined(linearPrimitive);
const inlineWeightGradient: Primitive = /* @__PURE__ */ inlined(weightGradientPrimitive);

/** x Wᵀ in the dtype of W. @throws ShapeError unless x is [N, in] and W [out, in] */
export const linearProduct = (x: Tensor, W: Tensor): Tensor =>
  bind1(hasProducts() ? inlineLinear : linearPrimitive, [x.astype(W.dtype), W], undefined);

/** x Wᵀ + b over the last axis of x; the axes before it become the rows of one product. */
export function linearMap(x: Tensor, W: Tensor, b?: Tensor): Tensor {
  const rows = x.rank === 2 ? x : x.reshape([-1, x.shape[x.rank - 1]]);
  const image = linearProduct(rows, W);
  const z = b === undefined ? image : image.add(b);
  return x.rank === 2 ? z : z.reshape([...x.shape.slice(0, -1), W.shape[0]]);
}
