/**
 * D⁻¹·A·D with powers of two in D, so that rows and columns have 2-norms of one size: exact, and rounding errors of the
 * eigenvalue algorithm become small relative to each part.
 *
 * Parlett and Reinsch (1969); James, Langou, Lowery (2014), "On matrix balancing and eigenvector computation": the 2-norm,
 * diagonal included, does not make well-behaved matrices worse.
 */
import { norm2 } from './vector.ts';
import { powerOfTwo, timesPowerOfTwo } from './scaling.ts';

/** Balances `a` in place; returns the exponents of D, null when all are zero. */
export function balanceInPlace(a: number[], n: number): Int32Array<ArrayBuffer> | null {
  let d: Int32Array<ArrayBuffer> | null = null;
  for (let round = 0, changed = true; changed && round < 40; round++) {
    changed = false;
    for (let i = 0; i < n; i++) {
      let c2 = 0;
      let r2 = 0;
      for (let j = 0, p = i, q = i * n; j < n; j++, p += n, q++) {
        c2 += a[p] * a[p];
        r2 += a[q] * a[q];
      }
      const safe = c2 > 1e-280 && c2 < 1e300 && r2 > 1e-280 && r2 < 1e300;
      if (safe && r2 < 4 * c2 && c2 < 4 * r2) continue; // k would be 0
      const c = safe ? Math.sqrt(c2) : norm2(Float64Array.from({ length: n }, (_, j) => a[j * n + i]));
      const r = safe ? Math.sqrt(r2) : norm2(a, i * n, n);
      if (c === 0 || r === 0) continue;
      const k = Math.max(-400, Math.min(400, Math.round(Math.log2(r / c) / 2)));
      if (k === 0) continue;
      const up = powerOfTwo(k);
      const newC = c * up;
      const newR = r / up;
      if (!(newC * newC + newR * newR < 0.95 * 0.95 * (c * c + r * r)) && !(Math.max(newC, newR) < 0.95 * Math.max(c, r))) continue;
      changed = true;
      d ??= new Int32Array(n);
      d[i] += k;
      for (let j = 0; j < n; j++) {
        a[j * n + i] *= up;
        a[i * n + j] /= up;
      }
    }
  }
  return d;
}

/** Rows of V (right vectors) times D, or D⁻¹ for left vectors; the largest exponent is taken out first. */
export function undoBalance(v: Float64Array, n: number, columns: number, d: Int32Array, left: boolean): void {
  let top = -Infinity;
  for (let i = 0; i < n; i++) top = Math.max(top, left ? -d[i] : d[i]);
  for (let i = 0; i < n; i++) {
    const k = (left ? -d[i] : d[i]) - top;
    if (k !== 0) for (let j = 0; j < columns; j++) v[i * columns + j] = timesPowerOfTwo(v[i * columns + j], k);
  }
}
