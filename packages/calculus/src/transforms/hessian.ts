/** Second derivatives of scalar functions: forward mode over reverse mode. */
import { type Tensor, type TensorLike } from '@adjoint/tensor';
import { grad } from './grad.ts';
import { jacobian } from './jacobian.ts';
import { jvp } from './jvp.ts';

type Field = (x: Tensor) => Tensor;

/**
 * Hessian, shape [...x, ...x]: Hᵢⱼ = ∂²f/∂xᵢ∂xⱼ.
 *
 * @example hessian((x) => x.prod())(tensor([2, 3])) // [[0, 1], [1, 0]]
 */
export const hessian = (f: Field): ((x: TensorLike) => Tensor) => jacobian((x) => grad(f)(x), { mode: 'forward' });

/** Hessian times a direction, at the cost of about two gradients. */
export const hvp = (f: Field, x: TensorLike, direction: TensorLike): Tensor => jvp((v: Tensor) => grad(f)(v), x, direction).tangent;
