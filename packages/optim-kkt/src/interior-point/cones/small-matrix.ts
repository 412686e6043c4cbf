/** Small dense matrices, row-major n × n, for the semidefinite cone. */

/** C ← A B, A Bᵀ or Aᵀ B. */
export function product(A: Float64Array, B: Float64Array, n: number, transposed: 'none' | 'left' | 'right' = 'none'): Float64Array {
  const C = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const a = transposed === 'left' ? A[k * n + i] : A[i * n + k];
      if (a !== 0) for (let j = 0; j < n; j++) C[i * n + j] += a * (transposed === 'right' ? B[j * n + k] : B[k * n + j]);
    }
  }
  return C;
}

/** The lower Cholesky factor, or null when there is none. */
export function choleskyOf(A: Float64Array, n: number): Float64Array | null {
  const L = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    let d = A[j * n + j];
    for (let k = 0; k < j; k++) d -= L[j * n + k] ** 2;
    if (!(d > 0) || d === Infinity) return null;
    L[j * n + j] = Math.sqrt(d);
    for (let i = j + 1; i < n; i++) {
      let sum = A[i * n + j];
      for (let k = 0; k < j; k++) sum -= L[i * n + k] * L[j * n + k];
      L[i * n + j] = sum / L[j * n + j];
    }
  }
  return L;
}

/**
 * A = U diag(σ) Vᵀ of a nonsingular A by one-sided Jacobi rotations, accurate for small singular values too.
 * Demmel and Veselić (1992), "Jacobi's method is more accurate than QR".
 */
export function jacobiSvd(A: Float64Array, n: number): { readonly U: Float64Array; readonly σ: Float64Array; readonly V: Float64Array } {
  const U = A.slice();
  const V = new Float64Array(n * n);
  const σ = new Float64Array(n);
  for (let i = 0; i < n; i++) V[i * n + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let rotated = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        let α = 0;
        let β = 0;
        let γ = 0;
        for (let k = 0; k < n; k++) {
          const u = U[k * n + p];
          const v = U[k * n + q];
          α += u * u;
          β += v * v;
          γ += u * v;
        }
        if (Math.abs(γ) <= 4 * Number.EPSILON * Math.sqrt(α) * Math.sqrt(β)) continue;
        rotated = true;
        const ζ = (β - α) / (2 * γ);
        const t = (ζ >= 0 ? 1 : -1) / (Math.abs(ζ) + Math.sqrt(1 + ζ * ζ));
        const c = 1 / Math.sqrt(1 + t * t);
        const s = c * t;
        for (const M of [U, V])
          for (let k = 0; k < n; k++) {
            const u = M[k * n + p];
            const v = M[k * n + q];
            M[k * n + p] = c * u - s * v;
            M[k * n + q] = s * u + c * v;
          }
      }
    }
    if (!rotated) break;
  }
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += U[k * n + j] ** 2;
    σ[j] = Math.sqrt(sum);
    for (let k = 0; k < n; k++) U[k * n + j] /= σ[j];
  }
  return { U, σ, V };
}

/** The symmetric matrix of svec entries: the upper triangle by columns, off-diagonal entries times √2. */
export function unpack(v: Float64Array, offset: number, n: number): Float64Array {
  const M = new Float64Array(n * n);
  for (let j = 0, k = offset; j < n; j++)
    for (let i = 0; i <= j; i++, k++) M[i * n + j] = M[j * n + i] = i === j ? v[k] : v[k] * Math.SQRT1_2;
  return M;
}

export function pack(M: Float64Array, n: number, out: Float64Array, offset: number): void {
  for (let j = 0, k = offset; j < n; j++)
    for (let i = 0; i <= j; i++, k++) out[k] = i === j ? M[i * n + i] : (M[i * n + j] + M[j * n + i]) * Math.SQRT1_2;
}
