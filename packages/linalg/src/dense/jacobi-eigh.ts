/**
 * Eigenvalues and vectors of a symmetric matrix of a few rows by cyclic Jacobi rotations.
 *
 *   θ = (a_qq − a_pp)/(2a_pq),   t = sign θ/(|θ| + √(θ² + 1)),   c = 1/√(1 + t²),   s = t·c
 *
 * Rutishauser (1966), "The Jacobi method for real symmetric matrices"; Golub and Van Loan, section 8.5.
 */
const SWEEPS = 40;

/** Reads all of `a`, whose squares are in range, and destroys it. Values ascending, vectors in columns; null without convergence. */
export function jacobiEigen(
  a: Float64Array,
  n: number,
): { readonly values: Float64Array<ArrayBuffer>; readonly vectors: Float64Array<ArrayBuffer> } | null {
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; ; sweep++) {
    if (sweep === SWEEPS) return null;
    let left = 0;
    for (let p = 0; p < n - 1; p++)
      for (let q = p + 1; q < n; q++) {
        const b = a[p * n + q];
        if (b === 0) continue;
        const x = a[p * n + p];
        const y = a[q * n + q];
        const small = 100 * Math.abs(b);
        if (sweep > 3 && Math.abs(x) + small === Math.abs(x) && Math.abs(y) + small === Math.abs(y)) {
          a[p * n + q] = a[q * n + p] = 0;
          continue;
        }
        left++;
        rotate(a, v, n, p, q, b, y - x);
        a[p * n + q] = a[q * n + p] = 0;
      }
    if (left === 0) return sorted(a, v, n);
  }
}

function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number, b: number, gap: number): void {
  const θ = gap / (2 * b);
  const size = Math.abs(θ);
  const t = (θ < 0 ? -1 : 1) / (size + (size > 1e100 ? size : Math.sqrt(θ * θ + 1)));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  a[p * n + p] -= t * b;
  a[q * n + q] += t * b;
  for (let i = 0; i < n; i++) {
    if (i !== p && i !== q) {
      const x = a[i * n + p];
      const y = a[i * n + q];
      a[i * n + p] = a[p * n + i] = c * x - s * y;
      a[i * n + q] = a[q * n + i] = s * x + c * y;
    }
    const x = v[i * n + p];
    const y = v[i * n + q];
    v[i * n + p] = c * x - s * y;
    v[i * n + q] = s * x + c * y;
  }
}

/** Insertion of diagonal entries with their columns. */
function sorted(
  a: Float64Array,
  v: Float64Array<ArrayBuffer>,
  n: number,
): { readonly values: Float64Array<ArrayBuffer>; readonly vectors: Float64Array<ArrayBuffer> } {
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const d = a[i * n + i];
    let at = i;
    for (; at > 0 && values[at - 1] > d; at--) {
      values[at] = values[at - 1];
      for (let r = 0; r < n; r++) {
        const k = r * n + at;
        const t = v[k];
        v[k] = v[k - 1];
        v[k - 1] = t;
      }
    }
    values[at] = d;
  }
  return { values, vectors: v };
}
