/**
 * Eigenvalues and vectors of a small symmetric matrix by cyclic Jacobi rotations, to high relative accuracy; the
 * verifiers keep their own, so that they share no code with what they judge.
 *
 * Golub and Van Loan (2013), "Matrix Computations", section 8.5.
 */

/** @param a row-major, n × n, symmetric @returns ascending eigenvalues; `vectors[i * n + k]` is element i of vector k */
export function symmetricEigen(a: ArrayLike<number>, n: number): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const s = Float64Array.from(a);
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let rotated = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = s[p * n + q];
        const app = s[p * n + p];
        const aqq = s[q * n + q];
        if (Math.abs(apq) <= 0.25 * Number.EPSILON * Math.sqrt(Math.abs(app)) * Math.sqrt(Math.abs(aqq)) || apq === 0) continue;
        const θ = (aqq - app) / (2 * apq);
        const t = (θ >= 0 ? 1 : -1) / (Math.abs(θ) + Math.sqrt(1 + θ * θ));
        const c = 1 / Math.sqrt(1 + t * t);
        const r = t * c;
        if (t === 0) {
          s[p * n + q] = s[q * n + p] = 0;
          continue;
        }
        rotated = true;
        for (let k = 0; k < n; k++) {
          const kp = s[k * n + p];
          const kq = s[k * n + q];
          s[k * n + p] = c * kp - r * kq;
          s[k * n + q] = r * kp + c * kq;
        }
        for (let k = 0; k < n; k++) {
          const pk = s[p * n + k];
          const qk = s[q * n + k];
          s[p * n + k] = c * pk - r * qk;
          s[q * n + k] = r * pk + c * qk;
          const vp = v[k * n + p];
          const vq = v[k * n + q];
          v[k * n + p] = c * vp - r * vq;
          v[k * n + q] = r * vp + c * vq;
        }
        s[p * n + q] = s[q * n + p] = 0;
      }
    }
    if (!rotated) break;
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => s[i * n + i] - s[j * n + j]);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    for (let k = 0; k < n; k++) vectors[k * n + to] = v[k * n + from];
  });
  return { values: Float64Array.from(order, (i) => s[i * n + i]), vectors };
}
