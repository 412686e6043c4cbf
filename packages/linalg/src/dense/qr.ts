/**
 * Householder QR in place, row-major: R on and above the diagonal, the reflectors' tails below it, τ apart.
 *
 * Blocked by the compact WY form: Q = I − V·T·Vᵀ for a panel. Schreiber and Van Loan (1989); Golub and Van Loan 5.2.2.
 */
import { applyLeft, reflect } from './householder.ts';
import { denseKernels, gemm, RESIDENT_FROM } from './kernels.ts';
import { norm2 } from './vector.ts';

/** Factors the m×n matrix `a`; returns τ of length min(m, n). */
export function qrInPlace(a: Float64Array, m: number, n: number, block?: number): Float64Array<ArrayBuffer> {
  const steps = Math.min(m, n);
  const tau = new Float64Array(steps);
  const work = new Float64Array(Math.max(n, 1));
  if (block === undefined && steps >= RESIDENT_FROM && denseKernels()?.geqrf(m, n, a, 0, n, tau)) return tau;
  const size = block ?? 32;
  const width = size > 1 && steps > 2 * size ? size : steps;
  for (let k0 = 0; k0 < steps; k0 += width) {
    const k1 = Math.min(steps, k0 + width);
    const limit = width === steps ? n : k1;
    const v = new Float64Array(m - k0);
    for (let k = k0; k < k1; k++) {
      takeColumn(a, m, n, k, v);
      tau[k] = reflect(v, 0, m - k);
      putColumn(a, m, n, k, v);
      v[0] = 1;
      applyLeft(v, 0, tau[k], a, k * n + k + 1, n, m - k, limit - k - 1, work);
    }
    if (limit < n) applyBlock(a, m, n, k0, k1, tau, true, a, n, k1, n - k1);
  }
  return tau;
}

function takeColumn(a: Float64Array, m: number, n: number, k: number, v: Float64Array): void {
  for (let i = k; i < m; i++) v[i - k] = a[i * n + k];
}
function putColumn(a: Float64Array, m: number, n: number, k: number, v: Float64Array): void {
  for (let i = k; i < m; i++) a[i * n + k] = v[i - k];
}

/** C ← QᵀC or Q·C for the reflectors k0..k1−1, on columns `first` … of the m-row matrix c. */
function applyBlock(
  a: Float64Array,
  m: number,
  n: number,
  k0: number,
  k1: number,
  tau: Float64Array,
  transpose: boolean,
  c: Float64Array,
  ldc: number,
  first: number,
  columns: number,
): void {
  const rows = m - k0;
  const nb = k1 - k0;
  const v = new Float64Array(rows * nb);
  const t = new Float64Array(nb * nb);
  for (let i = 0; i < rows; i++) for (let j = 0; j < nb && j <= i; j++) v[i * nb + j] = i === j ? 1 : a[(k0 + i) * n + k0 + j];
  // T is upper triangular: t_jj = τ_j, T[:j, j] = −τ_j·T[:j, :j]·(VᵀV)[:j, j].
  const gram = new Float64Array(nb * nb);
  gemm(true, false, nb, nb, rows, 1, v, 0, nb, v, 0, nb, 0, gram, 0, nb);
  for (let j = 0; j < nb; j++) {
    t[j * nb + j] = tau[k0 + j];
    for (let i = 0; i < j; i++) {
      let s = 0;
      for (let p = i; p < j; p++) s += t[i * nb + p] * gram[p * nb + j];
      t[i * nb + j] = -tau[k0 + j] * s;
    }
  }
  const w = new Float64Array(nb * columns);
  const tw = new Float64Array(nb * columns);
  const corner = k0 * ldc + first;
  gemm(true, false, nb, columns, rows, 1, v, 0, nb, c, corner, ldc, 0, w, 0, columns);
  gemm(transpose, false, nb, columns, nb, 1, t, 0, nb, w, 0, columns, 0, tw, 0, columns);
  gemm(false, false, rows, columns, nb, -1, v, 0, nb, tw, 0, columns, 1, c, corner, ldc);
}

/** C ← Qᵀ·C (transpose) or Q·C, C m×columns row-major, for the reflectors of `qrInPlace`. */
export function applyQ(
  a: Float64Array,
  m: number,
  n: number,
  tau: Float64Array,
  transpose: boolean,
  c: Float64Array,
  columns: number,
  block = 32,
): void {
  const steps = tau.length;
  if (block > 1 && steps > 2 * block && columns > 4) {
    const panels = Math.ceil(steps / block);
    for (let s = 0; s < panels; s++) {
      const k0 = (transpose ? s : panels - 1 - s) * block;
      applyBlock(a, m, n, k0, Math.min(steps, k0 + block), tau, transpose, c, columns, 0, columns);
    }
    return;
  }
  const v = new Float64Array(m);
  const work = new Float64Array(Math.max(columns, 1));
  for (let s = 0; s < steps; s++) {
    const k = transpose ? s : steps - 1 - s;
    takeColumn(a, m, n, k, v);
    v[0] = 1;
    applyLeft(v, 0, tau[k], c, k * columns, columns, m - k, columns, work);
  }
}

/** The first `columns` columns of Q, m×columns; column j times signs[j] where given. */
export function formQ(
  a: Float64Array,
  m: number,
  n: number,
  tau: Float64Array,
  columns: number,
  block?: number,
  signs?: Float64Array,
): Float64Array<ArrayBuffer> {
  const q = new Float64Array(m * columns);
  const steps = tau.length;
  if (block === undefined && steps >= RESIDENT_FROM && columns >= steps && denseKernels()?.orgqr(m, columns, steps, a, 0, n, tau, q, signs))
    return q;
  for (let i = 0; i < Math.min(m, columns); i++) q[i * columns + i] = signs ? signs[i] : 1;
  applyQ(a, m, n, tau, false, q, columns, block);
  return q;
}

/** R, the upper triangle of the first `rows` rows. */
export function upperTriangle(a: Float64Array, n: number, rows: number): Float64Array<ArrayBuffer> {
  const r = new Float64Array(rows * n);
  for (let i = 0; i < rows; i++) for (let j = i; j < n; j++) r[i * n + j] = a[i * n + j];
  return r;
}

/** Makes the diagonal of R, `rows` × n, ≥ 0; @returns the signs that the columns of Q take over */
export function signsOf(R: Float64Array, n: number, rows: number): Float64Array<ArrayBuffer> {
  const signs = new Float64Array(rows);
  for (let j = 0; j < rows; j++) {
    signs[j] = R[j * n + j] < 0 ? -1 : 1;
    if (signs[j] < 0) for (let c = j; c < n; c++) R[j * n + c] = -R[j * n + c];
  }
  return signs;
}

export interface PivotedQr {
  readonly tau: Float64Array<ArrayBuffer>;
  /** Column j of AP is column permutation[j] of A. */
  readonly permutation: Int32Array<ArrayBuffer>;
}

/**
 * AP = QR with the column of largest remaining norm next, so that |r₀₀| ≥ |r₁₁| ≥ …
 *
 * Norms are downdated, and recomputed where cancellation would spoil them.
 * Businger and Golub (1965); Drmač and Bujanović (2008) on the downdating.
 */
export function pivotedQrInPlace(a: Float64Array, m: number, n: number): PivotedQr {
  const steps = Math.min(m, n);
  const tau = new Float64Array(steps);
  const permutation = Int32Array.from({ length: n }, (_, j) => j);
  const v = new Float64Array(m);
  const work = new Float64Array(Math.max(n, 1));
  const norms = new Float64Array(n);
  const reference = new Float64Array(n);
  const columnNorm = (j: number, k: number): number => {
    takeColumn2(a, m, n, k, j, v);
    return norm2(v, 0, m - k);
  };
  for (let j = 0; j < n; j++) norms[j] = reference[j] = columnNorm(j, 0);
  for (let k = 0; k < steps; k++) {
    let p = k;
    for (let j = k + 1; j < n; j++) if (norms[j] > norms[p]) p = j;
    if (p !== k) {
      for (let i = 0; i < m; i++) {
        const t = a[i * n + k];
        a[i * n + k] = a[i * n + p];
        a[i * n + p] = t;
      }
      norms[p] = norms[k];
      reference[p] = reference[k];
      const t = permutation[k];
      permutation[k] = permutation[p];
      permutation[p] = t;
    }
    takeColumn(a, m, n, k, v);
    tau[k] = reflect(v, 0, m - k);
    putColumn(a, m, n, k, v);
    v[0] = 1;
    applyLeft(v, 0, tau[k], a, k * n + k + 1, n, m - k, n - k - 1, work);
    for (let j = k + 1; j < n; j++) {
      if (norms[j] === 0) continue;
      const ratio = Math.abs(a[k * n + j]) / norms[j];
      const left = Math.max(0, (1 - ratio) * (1 + ratio));
      const relative = norms[j] / reference[j];
      if (left * relative * relative <= 1.5e-8) norms[j] = reference[j] = columnNorm(j, k + 1);
      else norms[j] *= Math.sqrt(left);
    }
  }
  return { tau, permutation };
}
function takeColumn2(a: Float64Array, m: number, n: number, k: number, j: number, v: Float64Array): void {
  for (let i = k; i < m; i++) v[i - k] = a[i * n + j];
}
