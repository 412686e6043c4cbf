/**
 * The Jacobian J, shape [...output, ...input]: Jᵢⱼ = ∂fᵢ/∂xⱼ.
 *
 * Forward mode pushes one basis vector for each input, reverse mode pulls one covector for each output; the cheaper is
 * chosen from the shapes. Both run as one batch.
 */
import { type Tensor, type TensorLike, asTensor, eye, flatten, isFloat, isTensor, TransformError } from '@adjoint/tensor';
import { jvp } from './jvp.ts';
import { linearize } from './linearize.ts';
import { vjp } from './vjp.ts';
import { vmap } from './vmap.ts';

type Field = (x: Tensor) => Tensor;
export interface JacobianOptions {
  /** Default 'auto': forward when there are no more inputs than outputs. */
  readonly mode?: 'auto' | 'forward' | 'reverse';
}

const basis = (x: Tensor): Tensor => eye(x.size, x.size, isFloat(x.dtype) ? x.dtype : 'float64').reshape([x.size, ...x.shape]);

/** One column for each basis vector. */
function forward(f: Field, x: Tensor): Tensor {
  const columns = vmap((t: Tensor) => jvp(f, x, t).tangent)(basis(x)), rank = columns.rank;
  return columns.transpose([...Array.from({ length: rank - 1 }, (_, i) => i + 1), 0]).reshape([...columns.shape.slice(1), ...x.shape]);
}
/** One row for each basis covector. */
function reverse(f: Field, x: Tensor): Tensor {
  const { value, pullback } = vjp(f, x);
  return vmap((ct: Tensor) => pullback(ct))(basis(value)).reshape([...value.shape, ...x.shape]);
}

/**
 * Jacobian of a tensor function of one tensor.
 *
 * @returns shape [...output, ...input]
 * @example jacobian((x) => x.square())(tensor([1, 2])) // [[2, 0], [0, 4]]
 */
export function jacobian(f: Field, { mode = 'auto' }: JacobianOptions = {}): (x: TensorLike) => Tensor {
  return (at) => {
    const x = asTensor(at);
    if (mode === 'forward') return forward(f, x);
    if (mode === 'reverse') return reverse(f, x);
    const { value, differential } = linearize((v: Tensor) => requireTensor(f(v)), x);
    if (x.size > value.size) return reverse(f, x);
    const columns = vmap((t: Tensor) => differential(t))(basis(x));
    return columns.transpose([...Array.from({ length: columns.rank - 1 }, (_, i) => i + 1), 0]).reshape([...value.shape, ...x.shape]);
  };
}

function requireTensor(y: unknown): Tensor {
  if (!isTensor(y)) throw new TransformError(`jacobian: the function returned ${typeof y}`, 'return one tensor');
  return flatten(y).leaves[0];
}
