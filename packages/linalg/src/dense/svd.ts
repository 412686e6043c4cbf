/**
 * A = U·Σ·Vᵀ: Householder bidiagonalisation and divide and conquer (the QR iteration of Demmel and Kahan for small ones
 * and for values alone), after a QR factorisation when A is tall; or one-sided Jacobi, which keeps columns of any scale.
 */
import { applyBidiagonalU, applyBidiagonalV, bidiagonalize } from './bidiagonal.ts';
import { bidiagonalDivide } from './bidiagonal-divide.ts';
import { bidiagonalQr } from './bidiagonal-qr.ts';
import { oneSidedJacobi } from './jacobi-svd.ts';
import { denseKernels } from './kernels.ts';
import { EPS } from './machine.ts';
import { plainSvd } from './plain-svd.ts';
import { applyQ, pivotedQrInPlace, qrInPlace, upperTriangle } from './qr.ts';
import { maxAbs, safeExponent, scaleInPlace, timesPowerOfTwo } from './scaling.ts';
import { smallSvd } from './small-svd.ts';
import { identityMatrix, transposed } from './transpose.ts';

export interface DenseSvd {
  /** Descending, length k = min(m, n). */
  readonly values: Float64Array<ArrayBuffer>;
  /** m×k, or m×m when full; null when not asked for. */
  readonly u: Float64Array<ArrayBuffer> | null;
  /** k×n, or n×n when full. */
  readonly vT: Float64Array<ArrayBuffer> | null;
  readonly converged: boolean;
}
export interface SvdRequest {
  readonly vectors?: boolean;
  /** 'auto' is QR iteration unless the entries' scales are too far apart for a common one. */
  readonly method?: 'auto' | 'qr-iteration' | 'jacobi';
}

/** Thin singular value decomposition of an m×n matrix. */
export function singularValueDecomposition(a: ArrayLike<number>, m: number, n: number, request: SvdRequest = {}): DenseSvd {
  const vectors = request.vectors !== false;
  const method = request.method ?? 'auto';
  if (m < n) {
    const t = singularValueDecomposition(transposed(a, m, n), n, m, request);
    return { values: t.values, u: t.vT && transposed(t.vT, m, m), vT: t.u && transposed(t.u, n, m), converged: t.converged };
  }
  if (n === 0)
    return {
      values: new Float64Array(0),
      u: vectors ? new Float64Array(0) : null,
      vT: vectors ? new Float64Array(0) : null,
      converged: true,
    };
  const max = maxAbs(a, 0, m * n);
  const k = safeExponent(max);
  if (n <= MOST_PLAIN && k === 0 && vectors && method !== 'jacobi' && !isTall(m, n)) return plainSvd(a, m, n) ?? FAILED;
  const work = new Float64Array(a);
  if (method === 'jacobi' || (method === 'auto' && k !== 0 && flushes(work, k))) return jacobi(work, m, n, vectors);
  scaleInPlace(work, k);
  const svd = bidiagonalSvd(work, m, n, vectors);
  if (k !== 0) for (let i = 0; i < n; i++) svd.values[i] = timesPowerOfTwo(svd.values[i], -k);
  return svd;
}

/** Whether scaling by 2ᵏ would lose a nonzero entry. */
function flushes(a: Float64Array, k: number): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== 0 && Math.abs(timesPowerOfTwo(a[i], k)) < 1e-290) return true;
  return false;
}

/** Up to this order plain loops beat calls. */
const MOST_PLAIN = 9;
/** Up to this order QR iteration on the whole matrix is faster than divide and conquer. */
const SMALL = 100;

/** Then a QR factorisation comes first. */
const isTall = (m: number, n: number): boolean => m > 1.6 * n && n > 1;

const FAILED: DenseSvd = { values: /* @__PURE__ */ new Float64Array(0), u: null, vT: null, converged: false };

function bidiagonalSvd(a: Float64Array, m: number, n: number, vectors: boolean): DenseSvd {
  const tall = isTall(m, n);
  const tau = tall ? qrInPlace(a, m, n) : null;
  const core = tall ? upperTriangle(a, n, n) : a;
  const rows = tall ? n : m;
  if (vectors && n <= SMALL) {
    const small = n <= MOST_PLAIN || denseKernels() === undefined ? plainSvd(core, rows, n) : smallSvd(core, rows, n);
    if (!small) return FAILED;
    if (!tau) return small;
    const u = new Float64Array(m * n);
    u.set(small.u);
    applyQ(a, m, n, tau, false, u, n);
    return { ...small, u };
  }
  const form = bidiagonalize(core, rows, n);
  const { d, e } = form;
  if (!vectors) {
    const converged = bidiagonalQr(d, e, n, null, null);
    return { values: d.sort().reverse(), u: null, vT: null, converged };
  }
  const parts = bidiagonalDivide(d, e, n);
  if (!parts) return FAILED;
  const u = new Float64Array(m * n);
  u.set(transposed(parts.uT, n, n));
  applyBidiagonalU(u, rows, n, form);
  applyBidiagonalV(parts.vT, n, n, form);
  if (tau) applyQ(a, m, n, tau, false, u, n);
  return { values: d, u, vT: parts.vT, converged: true };
}

const descending = (d: Float64Array): number[] => Array.from(d, (_, i) => i).sort((i, j) => d[j] - d[i]);

/** Pivoted QR first, then Jacobi on the rows of R: fewer sweeps, and the grading is where Jacobi wants it. */
function jacobi(a: Float64Array, m: number, n: number, vectors: boolean): DenseSvd {
  const { tau, permutation } = pivotedQrInPlace(a, m, n);
  const rows = upperTriangle(a, n, n);
  const vT0 = vectors ? identityMatrix(n) : null;
  // Columns of Rᵀ are the rows of R: Rᵀ·W = X·Σ, so R = W·Σ·Xᵀ, AP = (QW)·Σ·Xᵀ.
  const norms = oneSidedJacobi(rows, n, n, vT0);
  const d = norms ?? new Float64Array(n);
  const order = descending(d);
  const values = Float64Array.from(order, (i) => d[i]);
  if (!vT0) return { values, u: null, vT: null, converged: norms !== null };
  completeRows(rows, n, order, values);
  const u = new Float64Array(m * n);
  const vT = new Float64Array(n * n);
  for (let c = 0; c < n; c++) {
    for (let i = 0; i < n; i++) {
      u[i * n + c] = vT0[order[c] * n + i];
      vT[c * n + permutation[i]] = rows[order[c] * n + i];
    }
  }
  applyQ(a, m, n, tau, false, u, n);
  return { values, u, vT, converged: norms !== null };
}

/** Vectors of zero singular values: the rest of an orthonormal basis, by Gram-Schmidt against unit vectors, twice. */
function completeRows(rows: Float64Array, n: number, order: readonly number[], values: Float64Array): void {
  let next = 0;
  for (let c = 0; c < n; c++) {
    if (values[c] > 0) continue;
    const at = order[c] * n;
    for (; next < n; next++) {
      for (let i = 0; i < n; i++) rows[at + i] = i === next ? 1 : 0;
      let length = 1;
      for (let pass = 0; pass < 2; pass++) {
        for (let p = 0; p < c; p++) {
          const other = order[p] * n;
          let s = 0;
          for (let i = 0; i < n; i++) s += rows[at + i] * rows[other + i];
          for (let i = 0; i < n; i++) rows[at + i] -= s * rows[other + i];
        }
        length = 0;
        for (let i = 0; i < n; i++) length += rows[at + i] ** 2;
        length = Math.sqrt(length);
        if (length < 0.5 / Math.sqrt(n)) break;
        for (let i = 0; i < n; i++) rows[at + i] /= length;
      }
      if (length > 100 * EPS && length >= 0.5 / Math.sqrt(n)) {
        next++;
        break;
      }
    }
  }
}
