/**
 * A direction among the variables without bounds that no row and no curvature notices, and along which the objective
 * falls: the part of −q that is orthogonal to the rows of A and P. The interior point is blind to it, because its linear
 * system is singular exactly there.
 */
import { addSparseProduct, addSymmetricProduct } from '@adjoint/linalg';
import { dot, maxAbs } from './certificate/measures.ts';
import { nullSpace } from './certificate/null-space.ts';
import type { RowProgram } from './problem/row-program.ts';

/** Beyond these sizes the dense search costs more than it is worth; a fall must exceed what it disturbs so often. */
const MOST_FREE = 200;
const MOST_ROWS = 2000;
const CLEARLY = 1e9;

/** @returns the direction, or null when there is none, or the program is large */
export function freeFall({ P, q, A, rowLower, rowUpper, lower, upper }: RowProgram): Float64Array | null {
  const n = q.length;
  const free: number[] = [];
  for (let j = 0; j < n; j++) if (lower[j] === -Infinity && upper[j] === Infinity) free.push(j);
  const f = free.length;
  if (f === 0 || f > MOST_FREE || A.rows > MOST_ROWS || n > MOST_ROWS) return null;
  const rows = new Map<number, Float64Array>();
  const put = (row: number, k: number, v: number): void => {
    const dense = rows.get(row) ?? new Float64Array(f);
    dense[k] = v;
    rows.set(row, dense);
  };
  const place = new Int32Array(n).fill(-1);
  free.forEach((j, k) => {
    place[j] = k;
  });
  for (let j = 0; j < n; j++) {
    if (place[j] >= 0)
      for (let p = A.columnPointers[j]; p < A.columnPointers[j + 1]; p++) {
        const i = A.rowIndices[p];
        if (rowLower[i] > -Infinity || rowUpper[i] < Infinity) put(i, place[j], A.values[p]);
      }
    for (let p = P.columnPointers[j]; p < P.columnPointers[j + 1]; p++) {
      const i = P.rowIndices[p];
      if (place[j] >= 0) put(A.rows + i, place[j], P.values[p]);
      if (place[i] >= 0) put(A.rows + j, place[i], P.values[p]);
    }
  }
  const J = new Float64Array(rows.size * f);
  [...rows.values()].forEach((r, i) => {
    J.set(r, i * f);
  });
  const { basis, dimension } = nullSpace(J, rows.size, f);
  const d = new Float64Array(n);
  for (let c = 0; c < dimension; c++) {
    let along = 0;
    for (let k = 0; k < f; k++) along -= basis[k * dimension + c] * q[free[k]];
    for (let k = 0; k < f; k++) d[free[k]] += along * basis[k * dimension + c];
  }
  const Ad = addSparseProduct(new Float64Array(A.rows), 1, A, d);
  for (let i = 0; i < Ad.length; i++) if (rowLower[i] === -Infinity && rowUpper[i] === Infinity) Ad[i] = 0;
  const disturbed = Math.max(
    maxAbs(Ad) / (1 + maxAbs(A.values)),
    maxAbs(addSymmetricProduct(new Float64Array(n), 1, P, d)) / (1 + maxAbs(P.values)),
  );
  return -dot(q, d) > CLEARLY * disturbed * maxAbs(q) && -dot(q, d) > 1e-12 * maxAbs(q) ** 2 ? d : null;
}
