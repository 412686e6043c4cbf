/** The Kronecker product. */
import type { Tensor } from '@adjoint/tensor';
import { asMatrix } from '../factorizations/matrices.ts';

/**
 * A ⊗ B: block (i, j) is aᵢⱼ·B. Leading axes broadcast.
 *
 * @example kron(eye(2), tensor([[5]])) // [[5, 0], [0, 5]]
 */
export function kron(A: Tensor, B: Tensor): Tensor {
  const a = asMatrix('kron', A);
  const b = asMatrix('kron', B);
  const [m, n] = a.shape.slice(-2);
  const [p, q] = b.shape.slice(-2);
  const product = a.reshape([...a.shape.slice(0, -2), m, 1, n, 1]).mul(b.reshape([...b.shape.slice(0, -2), 1, p, 1, q]));
  return product.reshape([...product.shape.slice(0, -4), m * p, n * q]);
}
