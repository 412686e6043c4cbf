/**
 * AP = Q·R with |r₀₀| ≥ |r₁₁| ≥ …, and the complete orthogonal decomposition that follows from it. One matrix.
 *
 * Differentiable while permutation and rank stay: what the matrix does not determine (columns of Q beyond the rank) has
 * the derivative 0.
 */
import { type DenseTensor, type Primitive, ShapeError, type Tensor, adoptBuffer, argsort, bind, gather, mT, scalar } from '@adjoint/tensor';
import { EPS } from '../dense/machine.ts';
import { formQ, pivotedQrInPlace, upperTriangle } from '../dense/qr.ts';
import { maxAbs, safeExponent, scaleInPlace } from '../dense/scaling.ts';
import { asMatrix, finiteValues, wrap, wrapFinite } from './matrices.ts';
import { qr } from './qr.ts';
import { qrTangent } from './qr-tangent.ts';

export interface PivotedQrFactors {
  /** [m, r], r = min(m, n) */
  readonly Q: Tensor;
  /** [r, n] */
  readonly R: Tensor;
  /** Column j of AP is column permutation[j] of A. */
  readonly permutation: Tensor<'int32'>;
  /** Number of |rᵢᵢ| > max(m, n)·ε·|r₀₀|. */
  readonly rank: number;
}

function rankOf(f: Float64Array, m: number, n: number, tolerance: number): number {
  let rank = 0;
  const first = Math.abs(f[0] ?? 0);
  while (rank < Math.min(m, n) && Math.abs(f[rank * n + rank]) > tolerance * first) rank++;
  return rank;
}

function single(name: string, A: Tensor): Tensor {
  const a = asMatrix(name, A);
  if (a.rank !== 2) throw new ShapeError(`${name}: shape [${a.shape.join(', ')}]`, `${name} takes one matrix`);
  return a;
}

interface Params {
  readonly name: string;
  readonly tolerance: number | undefined;
}
/** Q, R, the permutation and the rank. */
export const pivotedQrPrimitive: Primitive<Params> = {
  name: 'pivotedQr',
  abstract: ([a]) => {
    const [m, n] = a.shape;
    const r = Math.min(m, n);
    return [
      { shape: [m, r], dtype: a.dtype },
      { shape: [r, n], dtype: a.dtype },
      { shape: [n], dtype: 'int32' },
      { shape: [], dtype: 'int32' },
    ];
  },
  evaluate: ([a]: readonly DenseTensor[], { name, tolerance }) => {
    const [m, n] = a.shape;
    const f = finiteValues(name, a).slice();
    const k = safeExponent(maxAbs(f));
    const r = Math.min(m, n);
    scaleInPlace(f, k);
    const { tau, permutation } = pivotedQrInPlace(f, m, n);
    const Q = formQ(f, m, n, tau, r);
    const R = upperTriangle(f, n, r);
    const rank = rankOf(f, m, n, tolerance ?? Math.max(m, n) * EPS);
    scaleInPlace(R, -k);
    return [wrap(Q, [m, r], a.dtype), wrapFinite(name, R, [r, n], a.dtype), adoptBuffer(permutation), scalar(rank, 'int32')];
  },
  jvp: ([t], _a, [Q, R, permutation, rank]) => [...qrTangent(gather(t!, permutation, 1), Q, R, rank), null, null],
};

/**
 * @throws ShapeError, NonFiniteError
 * @example pivotedQr(tensor([[0, 2], [0, 1]])).permutation // [1, 0]
 */
export function pivotedQr(A: Tensor): PivotedQrFactors {
  const [Q, R, permutation, rank] = bind(pivotedQrPrimitive, [single('pivotedQr', A)], { name: 'pivotedQr', tolerance: undefined });
  return {
    Q,
    R,
    permutation: permutation as Tensor<'int32'>,
    get rank() {
      return rank.item();
    },
  };
}

/**
 * A = U·T·Vᵀ with U [m, k] and V [n, k] of orthonormal columns and T [k, k] lower triangular and nonsingular, k the rank.
 * Golub and Van Loan, section 5.4.7.
 *
 * @param tolerance |rᵢᵢ| up to this fraction of |r₀₀| counts as zero (default max(m, n)·ε)
 */
export function completeOrthogonal(
  A: Tensor,
  { tolerance }: { readonly tolerance?: number } = {},
): { readonly U: Tensor; readonly T: Tensor; readonly V: Tensor; readonly rank: number } {
  const [Q, R, permutation, count] = bind(pivotedQrPrimitive, [single('completeOrthogonal', A)], { name: 'completeOrthogonal', tolerance });
  const rank = count.item();
  // The first `rank` rows of R, transposed, are n×rank: their QR, R₁ᵀ = V₀·Tᵀ, leaves T lower triangular.
  const { Q: V0, R: T } = qr(mT(R.slice([0, rank])));
  return { U: Q.slice(null, [0, rank]), T: mT(T), V: gather(V0, argsort(permutation), 0), rank };
}
