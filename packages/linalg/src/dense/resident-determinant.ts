/** det A in the scratch memory of the kernels in force, for a matrix that is plainly well scaled. */
import { EVEN, extentsOf, LARGE, placed } from './placed-matrix.ts';
import { DOUBTFUL, FAR } from './plain-determinant.ts';
import { integers } from './small-memory.ts';

/** @returns NaN for a matrix that needs care, or without such memory */
export function residentDeterminant(A: Float64Array<ArrayBuffer>, n: number, from: number): number {
  const memory = placed(A, n, from, false);
  if (memory === null) return NaN;
  const { systems, w, lda, scratch } = memory;
  const { most, least, norm } = extentsOf(memory);
  if (!(norm < LARGE && most > 1 / LARGE && least >= EVEN * most)) return NaN;
  const pivots = integers(n);
  if (systems.factor(n, 0, lda, pivots, scratch) >= 0) return NaN;
  let det = 1;
  for (let i = 0, at = 0, step = (lda >> 3) + 1; i < n; i++, at += step) {
    det *= pivots[i] === i ? w[at] : -w[at];
    const size = Math.abs(det);
    if (!(size < FAR && size > 1 / FAR && Math.abs(w[at]) >= DOUBTFUL * most)) return NaN;
  }
  return det;
}
