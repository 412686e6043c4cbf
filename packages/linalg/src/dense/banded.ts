/**
 * LU with partial pivoting of a banded matrix: lower bandwidth p, upper q; U gets bandwidth p + q.
 *
 * Entry (i, j) is kept at row i, place j − i + p of a band of width 2p + q + 1. Golub and Van Loan, section 4.3.3.
 */
export interface BandLu { readonly band: Float64Array<ArrayBuffer>; readonly pivots: Int32Array<ArrayBuffer>; readonly zeroPivot: number }

export function bandLu(entry: (i: number, j: number) => number, n: number, p: number, q: number): BandLu {
  const width = 2 * p + q + 1, band = new Float64Array(n * width), pivots = new Int32Array(n);
  for (let i = 0; i < n; i++) for (let j = Math.max(0, i - p); j <= Math.min(n - 1, i + q); j++) band[i * width + j - i + p] = entry(i, j);
  let zeroPivot = -1;
  for (let k = 0; k < n; k++) {
    const last = Math.min(n - 1, k + p), end = Math.min(n - 1, k + p + q);
    let r = k;
    for (let i = k + 1; i <= last; i++) if (Math.abs(band[i * width + k - i + p]) > Math.abs(band[r * width + k - r + p])) r = i;
    pivots[k] = r;
    const pivot = band[r * width + k - r + p];
    if (pivot === 0) { if (zeroPivot < 0) zeroPivot = k; continue; }
    if (r !== k) for (let j = k; j <= end; j++) {
      const a = k * width + j - k + p, b = r * width + j - r + p, t = band[a];
      band[a] = band[b];
      band[b] = t;
    }
    for (let i = k + 1; i <= last; i++) {
      const at = i * width + k - i + p, l = band[at] / pivot;
      band[at] = l;
      if (l !== 0) for (let j = k + 1; j <= end; j++) band[i * width + j - i + p] -= l * band[k * width + j - k + p];
    }
  }
  return { band, pivots, zeroPivot };
}

/** b ← A⁻¹·b, one right side. */
export function bandSolve({ band, pivots }: BandLu, n: number, p: number, q: number, b: Float64Array): void {
  const width = 2 * p + q + 1;
  for (let k = 0; k < n; k++) {
    const r = pivots[k];
    if (r !== k) { const t = b[k]; b[k] = b[r]; b[r] = t; }
    for (let i = k + 1; i <= Math.min(n - 1, k + p); i++) b[i] -= band[i * width + k - i + p] * b[k];
  }
  for (let i = n - 1; i >= 0; i--) {
    let s = b[i];
    for (let j = i + 1; j <= Math.min(n - 1, i + p + q); j++) s -= band[i * width + j - i + p] * b[j];
    b[i] = s / band[i * width + p];
  }
}
