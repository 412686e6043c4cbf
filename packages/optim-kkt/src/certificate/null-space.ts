/**
 * An orthonormal basis of { d : J d = 0 } by Householder QR of Jᵀ with column exchange. The rank is decided at
 * max(m, n)·ε times the largest diagonal of R.
 */

/** @param J row-major, m × n @returns the basis, row-major n × k, and the rank */
export function nullSpace(J: ArrayLike<number>, m: number, n: number): { readonly basis: Float64Array; readonly dimension: number; readonly rank: number } {
  const r = new Float64Array(n * m), Q = new Float64Array(n * n);     // r = Jᵀ, n × m
  for (let i = 0; i < m; i++) {
    let size = 0;
    for (let j = 0; j < n; j++) size = Math.max(size, Math.abs(J[i * n + j]));
    for (let j = 0; j < n; j++) r[j * m + i] = size === 0 ? 0 : J[i * n + j] / size;
  }
  for (let i = 0; i < n; i++) Q[i * n + i] = 1;
  let rank = 0, first = 0;
  for (; rank < Math.min(m, n); rank++) {
    let best = rank, most = -1;
    for (let c = rank; c < m; c++) {
      let sum = 0;
      for (let i = rank; i < n; i++) sum += r[i * m + c] ** 2;
      if (sum > most) { most = sum; best = c; }
    }
    const norm = Math.sqrt(most);
    if (rank === 0) first = norm;
    if (!(norm > 8 * Math.max(m, n) * Number.EPSILON * first)) break;
    for (let i = 0; i < n; i++) { const t = r[i * m + rank]; r[i * m + rank] = r[i * m + best]; r[i * m + best] = t; }
    reflect(r, Q, n, m, rank, norm);
  }
  const dimension = n - rank, basis = new Float64Array(n * dimension);
  for (let i = 0; i < n; i++) for (let k = 0; k < dimension; k++) basis[i * dimension + k] = Q[i * n + rank + k];
  return { basis, dimension, rank };
}

/** Eliminates column k below row k with one reflection, applied to Q from the right. */
function reflect(r: Float64Array, Q: Float64Array, n: number, m: number, k: number, norm: number): void {
  const v = new Float64Array(n), α = r[k * m + k] > 0 ? -norm : norm;
  let vv = 0;
  for (let i = k; i < n; i++) { v[i] = r[i * m + k] - (i === k ? α : 0); vv += v[i] ** 2; }
  if (vv === 0) return;
  for (let c = k; c < m; c++) {
    let sum = 0;
    for (let i = k; i < n; i++) sum += v[i] * r[i * m + c];
    for (let i = k; i < n; i++) r[i * m + c] -= 2 * sum / vv * v[i];
  }
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = k; j < n; j++) sum += Q[i * n + j] * v[j];
    for (let j = k; j < n; j++) Q[i * n + j] -= 2 * sum / vv * v[j];
  }
}
