/**
 * A·X = B for a matrix that is plainly well scaled and well conditioned, entirely in the scratch memory of the kernels in
 * force: it is looked at once, factored, its condition estimated, and the solution refined with residuals in 106 bits.
 *
 * What is not plain is left to dense-solve.ts, with nothing written: rows or columns a tenth as large as others, numbers
 * beyond 2^±300, an estimate of 1/κ₁ within a factor of a thousand of n·ε, refinement that does not contract at once.
 * Hager (1984) and Higham (1988) for the estimate: its first step and every column of X, with so wide a margin.
 */
import { MOST_EXACT } from './exact-solve.ts';
import { EPS } from './machine.ts';
import { EVEN, evenDiagonal, extentsOf, LARGE, type Placed, placed } from './placed-matrix.ts';
import { integers } from './small-memory.ts';

const MARGIN = 1000;
/** Right sides with entries this much smaller than others are left to dense-solve.ts, where each equation is looked at. */
const FAINT = 2 ** -40;

const sumOfSizes = (w: ArrayLike<number>, at: number, n: number): number => {
  let s = 0;
  for (let i = 0; i < n; i++) s += Math.abs(w[at + i]);
  return s;
};

/** Entry i of a vector of alternating signs with sizes in [1, 2) that no vector of small integers is orthogonal to. */
export const probe = (i: number): number => {
  const t = 0.6180339887498949 * i;
  const size = 1 + t - Math.floor(t);
  return (i & 1) === 0 ? size : -size;
};

/**
 * Columns of the solution to `out` from `to` on. `apply` solves with the factors in place.
 *
 * @returns false where refinement does not contract at once, or a column says that ‖A⁻¹‖₁ ≥ mostInverse
 */
function refined(
  { systems, w, n, lda, vector }: Placed,
  B: ArrayLike<number>,
  k: number,
  bFrom: number,
  out: Float64Array,
  to: number,
  order: number[] | null,
  apply: (at: number) => void,
  mostInverse: number,
): boolean {
  const b = vector(0);
  const r = vector(1);
  const x = vector(2);
  const y = vector(3);
  const ib = b >> 3;
  const ir = r >> 3;
  const ix = x >> 3;
  const iy = y >> 3;
  for (let c = 0; c < k; c++) {
    let most = 0;
    let least = Infinity;
    let length = 0;
    for (let i = 0, at = bFrom + c; i < n; i++, at += k) {
      const v = B[at];
      const size = Math.abs(v);
      w[ib + i] = v;
      length += size;
      if (!(size <= most)) most = size;
      if (size < least && size > 0) least = size;
    }
    if (!(least >= FAINT * most) && n <= MOST_EXACT) return false; // an equation of small numbers may need more than the largest |xᵢ| shows
    if (!(most < LARGE && (most > 1 / LARGE || most === 0))) return false;
    for (let i = 0; i < n; i++) w[ix + i] = order === null ? w[ib + i] : w[ib + order[i]];
    w[ix + n] = 0;
    apply(x);
    if (!(sumOfSizes(w, ix, n) < mostInverse * length) && length > 0) return false;
    for (let step = 1; step <= 2; step++) {
      systems.residual(n, 0, lda, x, b, r);
      for (let i = 0; i < n; i++) w[iy + i] = order === null ? w[ir + i] : w[ir + order[i]];
      apply(y);
      let moved = 0;
      let size = 0;
      for (let i = 0; i < n; i++) {
        const d = w[iy + i];
        const v = w[ix + i];
        const e = Math.abs(d);
        const s = Math.abs(v);
        if (!(e <= moved)) moved = e;
        if (s > size) size = s;
        w[ix + i] = v + d;
      }
      if (!(moved <= (step === 1 ? 1e-4 : 1e-11) * size)) return false; // what is left is c³ for steps of c and c²
      if (moved <= 1e-10 * size) break; // a step contracts by the size of the one before: the next would move nothing
    }
    for (let i = 0, at = to + c; i < n; i++, at += k) out[at] = w[ix + i];
  }
  return true;
}

/**
 * @param kind 'auto' takes L·Lᵀ where A is symmetric with a positive diagonal, 'positive-definite' nothing else
 * @returns whether X was written to `out` from `to` on; false says nothing about the system
 */
export function residentSolve(
  A: Float64Array<ArrayBuffer>,
  n: number,
  from: number,
  B: ArrayLike<number>,
  k: number,
  bFrom: number,
  out: Float64Array,
  to: number,
  kind: 'auto' | 'general' | 'positive-definite',
): boolean {
  const memory = placed(A, n, from, true);
  if (memory === null) return false;
  const { blas, systems, w, lda, factors, vector, scratch } = memory;
  if (kind !== 'general' && evenDiagonal(A, n, from) && systems.symmetric(n, 0, lda)) return solvePositive(memory, B, k, bFrom, out, to);
  if (kind === 'positive-definite') return false;
  const { most, least, norm } = extentsOf(memory);
  if (!(norm < LARGE && most > 1 / LARGE && least >= EVEN * most)) return false;
  const pivots = integers(n);
  if (systems.factor(n, factors, lda, pivots, scratch) >= 0) return false;
  const order = permutation(pivots);
  const apply = (at: number): void => {
    blas.trsv(true, false, true, n, factors, lda, at);
    blas.trsv(false, false, false, n, factors, lda, at);
  };
  // ‖A⁻¹‖₁ from below: by A⁻¹p, and by its signs s, as |sᵀA⁻¹eⱼ| ≤ ‖A⁻¹eⱼ‖₁
  const v = vector(0);
  const iv = v >> 3;
  let length = 0;
  for (let i = 0; i < n; i++) length += Math.abs((w[iv + i] = probe(order[i])));
  apply(v);
  let inverse = sumOfSizes(w, iv, n) / length;
  for (let i = 0; i < n; i++) w[iv + i] = w[iv + i] >= 0 ? 1 : -1;
  blas.trsv(false, true, false, n, factors, lda, v);
  blas.trsv(true, true, true, n, factors, lda, v);
  for (let i = 0; i < n; i++) {
    const z = Math.abs(w[iv + i]);
    if (!(z <= inverse)) inverse = z;
  }
  if (!(1 / (norm * inverse) > MARGIN * n * EPS)) return false;
  return refined(memory, B, k, bFrom, out, to, order, apply, 1 / (MARGIN * n * EPS * norm));
}

/** The same by L·Lᵀ, A symmetric. */
function solvePositive(memory: Placed, B: ArrayLike<number>, k: number, bFrom: number, out: Float64Array, to: number): boolean {
  const { blas, systems, w, n, lda, factors, scratch } = memory;
  const step = (lda >> 3) + 1;
  let most = 0;
  for (let i = 0; i < n; i++) most = Math.max(most, w[i * step]);
  if (systems.factorPositive(n, factors, lda, scratch) > 0) return false;
  for (let i = 0, at = factors >> 3; i < n; i++, at += step) if (!(w[at] * w[at] > 1e-10 * most)) return false; // κ is not plainly modest
  const apply = (at: number): void => {
    blas.trsv(false, true, false, n, factors, lda, at);
    blas.trsv(false, false, false, n, factors, lda, at);
  };
  return refined(memory, B, k, bFrom, out, to, null, apply, Infinity);
}

/** Row i of PA is row order[i] of A. */
function permutation(pivots: Int32Array): number[] {
  const n = pivots.length;
  const order: number[] = [];
  for (let i = 0; i < n; i++) order.push(i);
  for (let i = 0; i < n; i++) {
    const p = pivots[i];
    const t = order[i];
    order[i] = order[p];
    order[p] = t;
  }
  return order;
}
