/**
 * LU with partial pivoting of a banded matrix: lower bandwidth p, upper q; U gets bandwidth p + q.
 *
 * Entry (i, j) is kept at row i, place j − i + p of a band of width 2p + q + 1. Golub and Van Loan, section 4.3.3.
 */
import { productError, sumError } from './double-double.ts';
import { exponentOf, timesPowerOfTwo } from './scaling.ts';

/** Where a banded matrix has its numbers. */
export interface Band {
  readonly n: number;
  /** Bandwidth below the diagonal. */
  readonly p: number;
  /** Bandwidth above it. */
  readonly q: number;
  entry(i: number, j: number): number;
}
export interface BandLu {
  readonly band: Float64Array<ArrayBuffer>;
  readonly pivots: Int32Array<ArrayBuffer>;
  readonly zeroPivot: number;
}

export function bandLu({ n, p, q, entry }: Band): BandLu {
  const width = 2 * p + q + 1;
  const band = new Float64Array(n * width);
  const pivots = new Int32Array(n);
  for (let i = 0; i < n; i++) for (let j = Math.max(0, i - p); j <= Math.min(n - 1, i + q); j++) band[i * width + j - i + p] = entry(i, j);
  let zeroPivot = -1;
  for (let k = 0; k < n; k++) {
    const last = Math.min(n - 1, k + p);
    const end = Math.min(n - 1, k + p + q);
    let r = k;
    for (let i = k + 1; i <= last; i++) if (Math.abs(band[i * width + k - i + p]) > Math.abs(band[r * width + k - r + p])) r = i;
    pivots[k] = r;
    const pivot = band[r * width + k - r + p];
    if (pivot === 0) {
      if (zeroPivot < 0) zeroPivot = k;
      continue;
    }
    if (r !== k)
      for (let j = k; j <= end; j++) {
        const a = k * width + j - k + p;
        const b = r * width + j - r + p;
        const t = band[a];
        band[a] = band[b];
        band[b] = t;
      }
    for (let i = k + 1; i <= last; i++) {
      const at = i * width + k - i + p;
      const l = band[at] / pivot;
      band[at] = l;
      if (l !== 0) for (let j = k + 1; j <= end; j++) band[i * width + j - i + p] -= l * band[k * width + j - k + p];
    }
  }
  return { band, pivots, zeroPivot };
}

/** b ← A⁻¹·b, one right side. */
export function bandSolve({ band, pivots }: BandLu, { n, p, q }: Band, b: Float64Array): void {
  const width = 2 * p + q + 1;
  for (let k = 0; k < n; k++) {
    const r = pivots[k];
    if (r !== k) {
      const t = b[k];
      b[k] = b[r];
      b[r] = t;
    }
    for (let i = k + 1; i <= Math.min(n - 1, k + p); i++) b[i] -= band[i * width + k - i + p] * b[k];
  }
  for (let i = n - 1; i >= 0; i--) {
    let s = b[i];
    for (let j = i + 1; j <= Math.min(n - 1, i + p + q); j++) s -= band[i * width + j - i + p] * b[j];
    b[i] = s / band[i * width + p];
  }
}

export interface BandSolution {
  readonly x: Float64Array<ArrayBuffer>;
  /** First row of zeros or zero pivot, −1 if none; x is then not the solution. */
  readonly zeroRow: number;
  readonly zeroPivot: number;
  /** Size of the step of refinement relative to x: about κ·ε for the scaled rows. */
  readonly correction: number;
}

/** Rows scaled by powers of two, LU, and one step of refinement with residuals in 106 bits; right sides b [n, k] from `from` on. */
export function solveBand(a: Band, b: ArrayLike<number>, k: number, from = 0): BandSolution {
  const { n, p, q } = a;
  const x = new Float64Array(n * k);
  const rows = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    let top = 0;
    for (let j = Math.max(0, i - p); j <= Math.min(n - 1, i + q); j++) top = Math.max(top, Math.abs(a.entry(i, j)));
    if (top === 0) return { x, zeroRow: i, zeroPivot: -1, correction: Infinity };
    rows[i] = -exponentOf(top);
  }
  const scaled: Band = { n, p, q, entry: (i, j) => timesPowerOfTwo(a.entry(i, j), rows[i]) };
  const f = bandLu(scaled);
  if (f.zeroPivot >= 0) return { x, zeroRow: -1, zeroPivot: f.zeroPivot, correction: Infinity };
  let correction = 0;
  for (let col = 0; col < k; col++) {
    let top = 0;
    for (let i = 0; i < n; i++)
      top = Math.max(top, Math.abs(timesPowerOfTwo(b[from + i * k + col], rows[i] > 0 ? Math.min(rows[i], 600) : rows[i])));
    const shift = top === 0 ? 0 : -exponentOf(top);
    const rhs = Float64Array.from({ length: n }, (_, i) => timesPowerOfTwo(b[from + i * k + col], rows[i] + shift));
    const y = rhs.slice();
    bandSolve(f, a, y);
    const r = Float64Array.from({ length: n }, (_, i) => {
      let hi = rhs[i];
      let lo = 0;
      for (let j = Math.max(0, i - p); j <= Math.min(n - 1, i + q); j++) {
        const m = -scaled.entry(i, j);
        const t = m * y[j];
        const s = hi + t;
        lo += sumError(hi, t, s) + productError(m, y[j], t);
        hi = s;
      }
      return hi + lo;
    });
    bandSolve(f, a, r);
    let size = 0;
    let step = 0;
    for (let i = 0; i < n; i++) {
      size = Math.max(size, Math.abs(y[i]));
      step = Math.max(step, r[i] - r[i] === 0 ? Math.abs(r[i]) : Infinity);
      x[i * k + col] = timesPowerOfTwo(r[i] - r[i] === 0 ? y[i] + r[i] : y[i], -shift);
    }
    if (size > 0) correction = Math.max(correction, step / size);
  }
  return { x, zeroRow: -1, zeroPivot: -1, correction };
}
