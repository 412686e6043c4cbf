/**
 * The bilinear map  (x, W) ↦ x Wᵀ,  x [N, in], W [out, in].
 *
 *   x̄ = ȳ W,   W̄ = ȳᵀ x
 *
 * A primitive of its own so that W̄ comes out as a product in W's layout, not as the transpose of one.
 */
import { type Primitive, ShapeError, type Tensor, bind1 } from '@adjoint/tensor';

const product = (x: Tensor, W: Tensor): Tensor => x.matmul(W.mT());

export const linearPrimitive: Primitive = {
  name: 'linear', inline: true,
  abstract([x, W]) {
    if (x.shape.length !== 2 || W.shape.length !== 2 || x.shape[1] !== W.shape[1]) {
      throw new ShapeError(`linear: x [${x.shape.join(', ')}], W [${W.shape.join(', ')}]`, 'x has one row for each example and as many columns as W');
    }
    return [{ shape: [x.shape[0], W.shape[0]], dtype: x.dtype }];
  },
  evaluate(inputs) {
    linearPrimitive.abstract(inputs, undefined);
    return [product(inputs[0], inputs[1])];
  },
  expand: ([x, W]) => [product(x, W)],
  jvp([dx, dW], [x, W]) {
    const left = dx && linearProduct(dx, W), right = dW && linearProduct(x, dW);
    return [left === null ? right : right === null ? left : left.add(right)];
  },
  vjp: ([ct], [x, W], _y, _params, wanted) => [wanted[0] ? ct!.matmul(W) : null, wanted[1] ? ct!.mT().matmul(x) : null],
  batch: ([x, W]) => [product(x, W)],
};

/** x Wᵀ in the dtype of W. @throws ShapeError unless x is [N, in] and W [out, in] */
export const linearProduct = (x: Tensor, W: Tensor): Tensor => bind1(linearPrimitive, [x.astype(W.dtype), W], undefined);

/** x Wᵀ + b over the last axis of x; the axes before it become the rows of one product. */
export function linearMap(x: Tensor, W: Tensor, b?: Tensor): Tensor {
  const rows = x.rank === 2 ? x : x.reshape([-1, x.shape[x.rank - 1]]);
  const image = linearProduct(rows, W), z = b === undefined ? image : image.add(b);
  return x.rank === 2 ? z : z.reshape([...x.shape.slice(0, -1), W.shape[0]]);
}
