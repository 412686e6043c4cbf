/**
 * A = U·T·Uᴴ with T complex upper triangular, from the real Schur form: a rotation for each 2×2 block.
 * Golub and Van Loan, section 7.6.1.
 */
import { realSchurInPlace } from './schur.ts';

/** A complex matrix in two arrays. */
export interface Split {
  readonly re: Float64Array<ArrayBuffer>;
  readonly im: Float64Array<ArrayBuffer>;
}

/** n×n, finite and of moderate size; null when the iteration did not converge. */
export function complexSchur(a: ArrayLike<number>, n: number): { readonly t: Split; readonly u: Split } | null {
  const re = Float64Array.from(a);
  const { z, im: wi, re: wr, converged } = realSchurInPlace(re, n, true);
  if (!converged) return null;
  const t = { re, im: new Float64Array(n * n) };
  const u = { re: z!, im: new Float64Array(n * n) };
  for (let k = n - 2; k >= 0; k--) {
    const sub = re[(k + 1) * n + k];
    if (sub === 0) continue;
    // λ − t_{k+1,k+1} = μ, and G = [μ̄ s; −s μ]/r makes the block triangular.
    const mr = wr[k] - re[(k + 1) * n + k + 1];
    const mi = wi[k];
    const r = Math.hypot(mr, mi, sub);
    const cr = mr / r;
    const ci = mi / r;
    const s = sub / r;
    for (let j = k; j < n; j++) rotate(t, k * n + j, (k + 1) * n + j, cr, -ci, s);
    for (let i = 0; i < k + 2; i++) rotate(t, i * n + k, i * n + k + 1, cr, ci, s);
    for (let i = 0; i < n; i++) rotate(u, i * n + k, i * n + k + 1, cr, ci, s);
    t.re[(k + 1) * n + k] = 0;
    t.im[(k + 1) * n + k] = 0;
  }
  return { t, u };
}

/** (x, y) ← (c·x + s·y, c̄·y − s·x) */
function rotate({ re, im }: Split, p: number, q: number, cr: number, ci: number, s: number): void {
  const xr = re[p];
  const xi = im[p];
  const yr = re[q];
  const yi = im[q];
  re[p] = cr * xr - ci * xi + s * yr;
  im[p] = cr * xi + ci * xr + s * yi;
  re[q] = cr * yr + ci * yi - s * xr;
  im[q] = cr * yi - ci * yr - s * xi;
}

/** Real part of U·X·Vᴴ, X m×n. */
export function transformBack(u: Split, x: Split, v: Split, m: number, n: number): Float64Array<ArrayBuffer> {
  const w = multiply(u, x, m, m, n);
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let s = 0;
      for (let k = 0; k < n; k++) s += w.re[i * n + k] * v.re[j * n + k] + w.im[i * n + k] * v.im[j * n + k];
      out[i * n + j] = s;
    }
  return out;
}

/** X·Y, X m×k, Y k×n. */
export function multiply(x: Split, y: Split, m: number, k: number, n: number): Split {
  const re = new Float64Array(m * n);
  const im = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let p = 0; p < k; p++) {
      const a = x.re[i * k + p];
      const b = x.im[i * k + p];
      if (a === 0 && b === 0) continue;
      for (let j = 0; j < n; j++) {
        const c = y.re[p * n + j];
        const d = y.im[p * n + j];
        re[i * n + j] += a * c - b * d;
        im[i * n + j] += a * d + b * c;
      }
    }
  return { re, im };
}

/** Uᴴ, n×n. */
export function conjugateTranspose(u: Split, n: number): Split {
  const re = new Float64Array(n * n);
  const im = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      re[j * n + i] = u.re[i * n + j];
      im[j * n + i] = -u.im[i * n + j];
    }
  return { re, im };
}

/** (ar + i·ai)/(br + i·bi). Smith (1962). */
export function divide(ar: number, ai: number, br: number, bi: number): readonly [number, number] {
  if (Math.abs(br) >= Math.abs(bi)) {
    const r = bi / br;
    const d = br + bi * r;
    return [(ar + ai * r) / d, (ai - ar * r) / d];
  }
  const r = br / bi;
  const d = bi + br * r;
  return [(ar * r + ai) / d, (ai * r - ar) / d];
}
