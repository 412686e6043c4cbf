/**
 * AP = Q·R with r₀₀ ≥ r₁₁ ≥ … ≥ 0, and the complete orthogonal decomposition that follows from it. One matrix.
 *
 * Differentiable while permutation and rank stay: what the matrix does not determine (columns of Q beyond the rank) has
 * the derivative 0.
 */
import { type DenseTensor, type Primitive, ShapeError, type Tensor, adoptBuffer, argsort, bind, gather, mT, scalar } from '@adjoint/tensor';
import { EPS } from '../dense/machine.ts';
import { plainQr } from '../dense/plain-qr.ts';
import { formQ, pivotedQrInPlace, signsOf, upperTriangle } from '../dense/qr.ts';
import { maxAbs, safeExponent, scaleInPlace } from '../dense/scaling.ts';
import { asMatrix, finiteValues, requireTolerance, wrap, wrapFinite } from './matrices.ts';
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

function rankOf(R: Float64Array, m: number, n: number, tolerance: number): number {
  let rank = 0;
  const first = Math.abs(R[0] ?? 0);
  while (rank < Math.min(m, n) && Math.abs(R[rank * n + rank]) > tolerance * first) rank++;
  return rank;
}

function single(name: string, A: Tensor): Tensor {
  const a = asMatrix(name, A);
  if (a.rank !== 2) throw new ShapeError(`${name}: shape [${a.shape.join(', ')}]`, `${name} takes one matrix`);
  return a;
}

/** Up to so many entries the columns, once in order, are factored anew by the more accurate loops of plain-qr.ts. */
const MOST_PLAIN = 150;

interface Pivoted {
  readonly Q: Float64Array<ArrayBuffer>;
  readonly R: Float64Array<ArrayBuffer>;
  readonly permutation: Int32Array<ArrayBuffer>;
}

function plainFactors(a: Float64Array<ArrayBuffer>, m: number, n: number): Pivoted {
  const { permutation } = pivotedQrInPlace(a.slice(), m, n);
  const ordered = new Float64Array(m * n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) ordered[i * n + j] = a[i * n + permutation[j]];
  return { ...plainQr(ordered, 0, m, n), permutation };
}

function blockedFactors(a: Float64Array<ArrayBuffer>, m: number, n: number, r: number): Pivoted {
  const { tau, permutation } = pivotedQrInPlace(a, m, n);
  const R = upperTriangle(a, n, r);
  const signs = signsOf(R, n, r);
  return { Q: formQ(a, m, n, tau, r, undefined, signs), R, permutation };
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
    const { Q, R, permutation } = m * n <= MOST_PLAIN ? plainFactors(f, m, n) : blockedFactors(f, m, n, r);
    const rank = rankOf(R, m, n, tolerance ?? Math.max(m, n) * EPS);
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
  const [Q, R, permutation, count] = bind(pivotedQrPrimitive, [single('completeOrthogonal', A)], {
    name: 'completeOrthogonal',
    tolerance: requireTolerance('completeOrthogonal', tolerance, undefined),
  });
  const rank = count.item();
  // The first `rank` rows of R, transposed, are n×rank: their QR, R₁ᵀ = V₀·Tᵀ, leaves T lower triangular.
  const { Q: V0, R: T } = qr(mT(R.slice([0, rank])));
  return { U: Q.slice(null, [0, rank]), T: mT(T), V: gather(V0, argsort(permutation), 0), rank };
}
