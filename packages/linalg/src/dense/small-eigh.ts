/**
 * Eigenvalues and vectors of a small symmetric matrix in one workspace: Householder tridiagonalisation, the product of
 * its reflectors, QL on the rows of that product. Martin, Reinsch, Wilkinson (1968), "Householder's tridiagonalization of
 * a symmetric matrix"; Golub and Van Loan, algorithms 8.3.1 and 8.3.3.
 */
import type { SmallEigen } from './plain-eigh.ts';
import { rotatedRows, rotationBytes } from './rotated-rows.ts';
import { reflectLast } from './symmetric-tridiagonal.ts';
import { tridiagonalQl } from './tridiagonal-ql.ts';
import { workspace } from './workspace.ts';

/** Reads the upper triangle of `a`, whose squares are in range. Vectors are columns; null without convergence. */
export function smallSymmetricEigen(a: Float64Array, n: number): SmallEigen | null {
  const ld = 8 * n;
  const z = n * ld;
  const p = 2 * z;
  const pairs = p + ld;
  const bytes = pairs + rotationBytes(n);
  const w = workspace(bytes);
  const memory = w.float64();
  const d = new Float64Array(n);
  const e = new Float64Array(n);
  const tau = new Float64Array(n);
  const q = z >> 3;
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) memory[i * n + j] = a[j * n + i];
  for (let k = n - 1; k > 0; k--) {
    const row = k * ld;
    const at = k * n + k;
    const t = (tau[k] = reflectLast(w, memory, row, k));
    d[k] = memory[at];
    e[k - 1] = memory[at - 1];
    memory[at - 1] = 1;
    if (t === 0) continue;
    memory.fill(0, p >> 3, (p >> 3) + k);
    w.symv(k, t, 0, ld, row, p);
    w.axpy(k, -0.5 * t * w.dot(k, p, row), row, p);
    w.syr2(k, -1, row, p, 0, ld);
  }
  d[0] = memory[0];
  // Qᵀ = H₁H₂⋯ grows from its corner: reflector k has k entries
  memory.fill(0, q, q + n * n);
  for (let k = 0; k < n; k++) memory[q + k * n + k] = 1;
  for (let k = 2; k < n; k++) {
    if (tau[k] === 0) continue;
    memory.fill(0, p >> 3, (p >> 3) + k);
    w.gemv(k, k, -tau[k], z, ld, k * ld, p);
    w.ger(k, k, 1, p, 8, k * ld, z, ld);
  }
  const turned = rotatedRows(w, z, n, pairs);
  if (!tridiagonalQl(d, e, n, turned)) return null;
  turned.settle();
  return ascending(d, memory, q, n);
}

/** Values in order, rows of `memory` from `q` on as columns. */
function ascending(d: Float64Array, memory: Float64Array, q: number, n: number): SmallEigen {
  const values = new Float64Array(n);
  const vectors = new Float64Array(n * n);
  const place = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    // insertion: n is small, and QL leaves most in order
    let at = i;
    for (; at > 0 && values[at - 1] > d[i]; at--) {
      values[at] = values[at - 1];
      place[at] = place[at - 1];
    }
    values[at] = d[i];
    place[at] = i;
  }
  for (let c = 0; c < n; c++) for (let i = 0, from = q + place[c] * n; i < n; i++) vectors[i * n + c] = memory[from + i];
  return { values, vectors, converged: true };
}
