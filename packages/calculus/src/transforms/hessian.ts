/** Second derivatives of scalar functions: forward mode over reverse mode. */
import type { Leaves, Loose, Tensor, TensorLike } from '@adjoint/tensor';
import type { AnyFunction, Gradient } from './arguments.ts';
import { grad } from './grad.ts';
import { jacobian } from './jacobian.ts';
import { jvp } from './jvp.ts';

/**
 * Hessian, shape [...x, ...x]: Hᵢⱼ = ∂²f/∂xᵢ∂xⱼ. Of a function of a tree: a tree of trees, one block for each pair of leaves.
 *
 * @example hessian((x) => x.prod())(tensor([2, 3])) // [[0, 1], [1, 0]]
 */
export function hessian(f: (x: Tensor) => Tensor): (x: TensorLike) => Tensor;
export function hessian<T>(f: (x: T) => Tensor): (x: T | Loose<T>) => Leaves<T, Gradient<T>>;
export function hessian(f: AnyFunction): unknown {
  return jacobian(grad(f as (v: Tensor) => Tensor) as (x: Tensor) => Tensor, { mode: 'forward' });
}

/** Hessian times a direction, at the cost of about two gradients; the direction mirrors x. */
export function hvp(f: (x: Tensor) => Tensor, x: TensorLike, direction: TensorLike): Tensor;
export function hvp<T>(f: (x: T) => Tensor, x: T | Loose<T>, direction: T | Loose<T>): Gradient<T>;
export function hvp(f: AnyFunction, x: unknown, direction: unknown): unknown {
  return jvp((v: unknown) => grad(f as (w: Tensor) => Tensor)(v as Tensor), x, direction).tangent;
}
