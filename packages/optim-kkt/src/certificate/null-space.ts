/**
 * An orthonormal basis of { d : J d = 0 } by Householder QR of Jᵀ with column exchange. The rank is decided at
 * max(m, n)·ε times the largest diagonal of R.
 *
 * Norms of what is left of each row are brought forward, and computed anew where that cancels (Golub and Van Loan 2013, 5.4).
 */

/** @param J row-major, m × n @returns the basis, row-major n × k, and the rank */
export function nullSpace(
  J: ArrayLike<number>,
  m: number,
  n: number,
): { readonly basis: Float64Array; readonly dimension: number; readonly rank: number } {
  const rows: Float64Array[] = [];
  const squares = new Float64Array(m);
  const reference = new Float64Array(m);
  const reflections: Float64Array[] = [];
  for (let c = 0; c < m; c++) {
    const row = new Float64Array(n);
    let size = 0;
    for (let j = 0; j < n; j++) {
      row[j] = J[c * n + j];
      size = Math.max(size, Math.abs(row[j]));
    }
    if (size > 0) for (let j = 0; j < n; j++) row[j] /= size;
    rows.push(row);
    reference[c] = squares[c] = squareFrom(row, 0);
  }
  let rank = 0;
  let first = 0;
  for (; rank < Math.min(m, n); rank++) {
    let best = rank;
    for (let c = rank + 1; c < m; c++) if (squares[c] > squares[best]) best = c;
    const norm = Math.sqrt(squareFrom(rows[best], rank));
    if (rank === 0) first = norm;
    if (!(norm > 8 * Math.max(m, n) * Number.EPSILON * first)) break;
    [rows[rank], rows[best]] = [rows[best], rows[rank]];
    [squares[rank], squares[best]] = [squares[best], squares[rank]];
    [reference[rank], reference[best]] = [reference[best], reference[rank]];
    const v = new Float64Array(n);
    const pivot = rows[rank];
    for (let i = rank; i < n; i++) v[i] = pivot[i];
    v[rank] += pivot[rank] > 0 ? norm : -norm;
    reflections.push(v);
    const vv = squareFrom(v, rank);
    for (let c = rank + 1; c < m; c++) {
      reflect(rows[c], v, vv, rank);
      squares[c] -= rows[c][rank] * rows[c][rank];
      if (!(squares[c] > 1e-6 * reference[c])) reference[c] = squares[c] = squareFrom(rows[c], rank + 1);
    }
  }
  const dimension = n - rank;
  const basis = new Float64Array(n * dimension);
  const e = new Float64Array(n);
  const sizes = reflections.map((v, k) => squareFrom(v, k));
  for (let k = 0; k < dimension; k++) {
    e.fill(0);
    e[rank + k] = 1;
    for (let r = rank - 1; r >= 0; r--) reflect(e, reflections[r], sizes[r], r);
    for (let i = 0; i < n; i++) basis[i * dimension + k] = e[i];
  }
  return { basis, dimension, rank };
}

/** Σ vᵢ² from index k on. */
function squareFrom(v: Float64Array, k: number): number {
  let sum = 0;
  for (let i = k; i < v.length; i++) sum += v[i] * v[i];
  return sum;
}

/** x ← (I − 2vvᵀ/vᵀv) x, v being zero before index k. */
function reflect(x: Float64Array, v: Float64Array, vv: number, k: number): void {
  let sum = 0;
  for (let i = k; i < x.length; i++) sum += v[i] * x[i];
  if (sum === 0) return;
  const factor = (2 * sum) / vv;
  for (let i = k; i < x.length; i++) x[i] -= factor * v[i];
}
