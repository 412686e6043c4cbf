/**
 * y ← (A − σI)⁻¹·x, whose largest eigenvalues 1/(λ − σ) belong to the λ nearest σ: LU for a dense matrix, L D Lᵀ in a fill-
 * reducing order for a sparse one. Where σ is an eigenvalue to the last digit, the factors are those of a shift next to it.
 *
 * Ericsson and Ruhe (1980), "The spectral transformation Lanczos method".
 */
import { ArgumentError, type CscMatrix, SingularMatrixError, type Tensor, asTensor } from '@adjoint/tensor';
import { luInPlace, luSolveInPlace } from '../dense/lu.ts';
import { EPS } from '../dense/machine.ts';
import { maxAbs } from '../dense/scaling.ts';
import { norm2 } from '../dense/vector.ts';
import { finiteValues } from '../factorizations/matrices.ts';
import {
  addSparseProduct,
  entryCount,
  ldlSolve,
  sparseAdd,
  sparseDiagonal,
  sparseLdl,
  sparseUpperTriangle,
  symmetricNorm1,
} from '../sparse/index.ts';
import type { LinearOperator } from './linear-operator.ts';
import { unstructured } from './thick-restart.ts';

type Solve = (x: Float64Array, y: Float64Array) => void;

/** @throws ArgumentError where elimination without pivoting, of a sparse matrix, lost too many digits */
export function shiftInvert(A: Tensor | CscMatrix, σ: number): LinearOperator {
  const [n, apply] = 'rowIndices' in A ? sparse(A, σ) : dense(asTensor(A), σ);
  return { rows: n, columns: n, apply, applyTransposed: apply };
}

/** σ, then shifts ever further from it, until there are factors. */
function nearby(σ: number, size: number, factor: (shift: number) => Solve | null): Solve {
  for (let step = 0; step < 4; step++) {
    const found = factor(step === 0 ? σ : σ + 16 ** step * EPS * Math.max(size, Math.abs(σ)));
    if (found) return found;
  }
  throw new ArgumentError(`eigsh: no factors of A − σI for σ = ${σ}`, 'move sigma a little, or give `inverse`');
}

function dense(A: Tensor, σ: number): readonly [number, Solve] {
  const n = A.shape[0];
  const values = finiteValues('eigsh', A as never);
  return [
    n,
    nearby(σ, maxAbs(values), (shift) => {
      const f = Float64Array.from(values);
      for (let i = 0; i < n; i++) f[i * (n + 1)] -= shift;
      const { pivots, zeroPivot } = luInPlace(f, n, n);
      if (zeroPivot >= 0) return null;
      return (x, y) => {
        y.set(x);
        luSolveInPlace(f, pivots, n, y, 1);
      };
    }),
  ];
}

/** A residual above this says that pivots too small have spoilt the factors. */
const LOST = 1e-8;

function sparse(A: CscMatrix, σ: number): readonly [number, Solve] {
  const n = A.rows;
  const size = entryCount(A) === 0 ? 0 : symmetricNorm1(sparseUpperTriangle(A));
  return [
    n,
    nearby(σ, size, (shift) => {
      const shifted = sparseAdd(1, A, -shift, sparseDiagonal(new Float64Array(n).fill(1)));
      try {
        const factor = sparseLdl(sparseUpperTriangle(shifted));
        const solve: Solve = (x, y) => {
          ldlSolve(factor, x, y);
          const r = addSparseProduct(Float64Array.from(x), -1, shifted, y);
          const d = ldlSolve(factor, r);
          for (let i = 0; i < n; i++) y[i] += d[i];
        };
        const random = unstructured(n);
        const x = Float64Array.from({ length: n }, random);
        const y = new Float64Array(n);
        solve(x, y);
        const left = norm2(addSparseProduct(x.slice(), -1, shifted, y));
        return left <= LOST * (norm2(x) + (size + Math.abs(shift)) * norm2(y)) ? solve : null;
      } catch (e) {
        if (e instanceof SingularMatrixError) return null;
        throw e;
      }
    }),
  ];
}
