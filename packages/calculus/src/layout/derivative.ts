/**
 * Derivatives by scalars, vectors and matrices, with the layout stated.
 *
 *   numerator layout:    N[i…, j reversed…] = ∂yᵢ/∂xⱼ     axes of y, then those of x in reverse
 *   denominator layout:  D[j…, i reversed…] = ∂yᵢ/∂xⱼ     N with all axes reversed
 *
 *   | y     | x      | numerator | denominator |
 *   |-------|--------|-----------|-------------|
 *   | []    | []     | []        | []          |
 *   | []    | [n]    | [1, n]    | [n, 1]      |
 *   | [m]   | []     | [m, 1]    | [1, m]      |
 *   | [m]   | [n]    | [m, n]    | [n, m]      |
 *   | []    | [p, q] | [q, p]    | [p, q]      |
 *   | [p,q] | []     | [p, q]    | [q, p]      |
 *   | [m]   | [p, q] | [m, q, p] | [p, q, m]   |
 *
 * Magnus and Neudecker (2019), "Matrix Differential Calculus", chapter 9, discusses both conventions.
 */
import { ArgumentError, type Tensor, type TensorLike, asTensor } from '@adjoint/tensor';
import { jacobian } from '../transforms/jacobian.ts';

export type Layout = 'numerator' | 'denominator';

/**
 * ∂f/∂X at `x`.
 *
 * @param f from a tensor of any rank to a tensor of any rank
 * @returns shape by the table above; a vector result is a row or a column, never without orientation
 * @throws ArgumentError for a layout that is neither
 * @example derivative((X) => X.matmul(b).sum(), A, { layout: 'denominator' }).shape // the shape of A
 */
export function derivative(f: (x: Tensor) => Tensor, x: TensorLike, options: { readonly layout: Layout }): Tensor {
  const layout = (options as { readonly layout: Layout } | undefined)?.layout;
  if (layout !== 'numerator' && layout !== 'denominator')
    throw new ArgumentError(`derivative: layout ${String(layout)}`, "state the layout: 'numerator' or 'denominator'");
  const at = asTensor(x);
  const J = jacobian(f)(at);
  const outRank = J.rank - at.rank;
  const axes = J.shape.map((_, d) => d);
  const numerator = J.transpose([...axes.slice(0, outRank), ...axes.slice(outRank).reverse()]);
  const oriented = J.rank !== 1 ? numerator : outRank === 1 ? numerator.reshape([-1, 1]) : numerator.reshape([1, -1]);
  return layout === 'numerator' ? oriented : oriented.transpose();
}
