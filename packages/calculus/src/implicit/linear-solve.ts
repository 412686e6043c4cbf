/**
 * A x = b for the small systems of implicit derivatives, by elimination with partial pivoting.
 *
 * With λ = A⁻ᵀ x̄:  b̄ = λ,  Ā = −λ xᵀ.
 */
import type { DenseTensor } from '@adjoint/tensor';
import { type Primitive, SingularMatrixError, type Tensor, adoptBuffer, bind1, outer } from '@adjoint/tensor';

const solvePrimitive: Primitive = {
  name: 'implicit solve',
  abstract: ([, b]) => [b],
  evaluate: ([a, b]) => [eliminate(a, b)],
  vjp: ([ct], [a], [x], _p, wanted) => {
    const λ = bind1(solvePrimitive, [a.mT(), ct!], undefined);
    return [wanted[0] === null ? null : outer(λ, x).neg(), λ];
  },
};

function eliminate(matrix: DenseTensor, rhs: DenseTensor): Tensor {
  const n = rhs.size;
  const a = Float64Array.from(matrix.data());
  const x = Float64Array.from(rhs.data());
  for (let k = 0; k < n; k++) {
    let p = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]) > Math.abs(a[p * n + k])) p = i;
    if (!(Math.abs(a[p * n + k]) > 0))
      throw new SingularMatrixError(
        k,
        0,
        'implicit derivative: the Jacobian at the solution is singular',
        'the solution is not a differentiable function of the parameters there',
      );
    if (p !== k) {
      for (let j = 0; j < n; j++) [a[k * n + j], a[p * n + j]] = [a[p * n + j], a[k * n + j]];
      [x[k], x[p]] = [x[p], x[k]];
    }
    for (let i = k + 1; i < n; i++) {
      const m = a[i * n + k] / a[k * n + k];
      for (let j = k + 1; j < n; j++) a[i * n + j] -= m * a[k * n + j];
      x[i] -= m * x[k];
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i] -= a[i * n + j] * x[j];
    x[i] /= a[i * n + i];
  }
  return adoptBuffer(x, [n]);
}

/** Solves A x = b, A [n, n] and b [n]. @throws SingularMatrixError */
export const solveSmall = (a: Tensor, b: Tensor): Tensor => bind1(solvePrimitive, [a, b], undefined);
