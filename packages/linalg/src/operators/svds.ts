/** A few singular values of any operator, by Lanczos' process on [0 A; Aᵀ 0], which does not square them. */
import { ArgumentError, type Tensor, adoptBuffer } from '@adjoint/tensor';
import { EPS } from '../dense/machine.ts';
import { type LanczosOptions, type LanczosResult, eigsh } from './lanczos.ts';
import { type LinearOperator, type OperatorLike, linearOperator, requireIterationOptions } from './linear-operator.ts';
import { freshDirection, normalize, unstructured } from './thick-restart.ts';

/**
 * The k largest singular values with their vectors, from the eigenvalues of [0 A; Aᵀ 0], which does not square them.
 *
 * @param A [m, n] dense or sparse, or an operator with `applyTransposed`
 * @example svds(tensor([[3, 0], [0, 4]]), 1).S // [4]
 */
export function svds(
  A: OperatorLike,
  k: number,
  options: Omit<LanczosOptions, 'which' | 'sigma' | 'inverse'> = {},
): { readonly U: Tensor; readonly S: Tensor; readonly Vt: Tensor; readonly status: LanczosResult['status']; readonly products: number } {
  requireIterationOptions('svds', { tolerance: options.tolerance, maxProducts: options.maxProducts, dimension: options.dimension });
  const op = linearOperator(A);
  const m = op.rows;
  const n = op.columns;
  if (!op.applyTransposed) throw new ArgumentError('svds: the operator has no applyTransposed', 'give y ← Aᵀ·x as applyTransposed');
  if (!Number.isInteger(k) || k < 1 || k > Math.min(m, n))
    throw new ArgumentError(`svds: ${k} singular values of an operator of ${m}×${n}`, `ask for 1 to ${Math.min(m, n)}`);
  const both: LinearOperator = {
    rows: m + n,
    columns: m + n,
    apply(x, y) {
      op.apply(x.subarray(m), y.subarray(0, m));
      op.applyTransposed!(x.subarray(0, m), y.subarray(m));
    },
  };
  const { values, vectors, status, products } = eigsh(both, k, options);
  const w = vectors.data();
  const U = new Float64Array(m * k);
  const Vt = new Float64Array(k * n);
  const S = Float64Array.from(values.data(), (s) => Math.max(0, s));
  const left = new Float64Array(k * m);
  const random = unstructured(m + n);
  const negligible = (m + n) * EPS * S[0];
  for (let c = 0; c < k; c++) {
    if (S[c] <= negligible) {
      // the two halves of such a vector are null vectors of Aᵀ and A that need not be orthogonal to others: any that are will do
      freshDirection(left, c, m, random);
      freshDirection(Vt, c, n, random);
    } else {
      for (let i = 0; i < m; i++) left[c * m + i] = w[i * k + c];
      for (let i = 0; i < n; i++) Vt[c * n + i] = w[(m + i) * k + c];
      normalize(left, c * m, m);
      normalize(Vt, c * n, n);
    }
    for (let i = 0; i < m; i++) U[i * k + c] = left[c * m + i];
  }
  return { U: adoptBuffer(U, [m, k]), S: adoptBuffer(S, [k]), Vt: adoptBuffer(Vt, [k, n]), status, products };
}
