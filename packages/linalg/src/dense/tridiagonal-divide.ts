/**
 * Eigenvalues and vectors of a symmetric tridiagonal matrix by divide and conquer.
 *
 * T is torn into two halves and a matrix of rank one; the halves' eigensystems are joined by the roots of a secular
 * equation, after deflation of what the rank-one part does not move. All vectors of a join come from two matrix products.
 * Cuppen (1981), "A divide and conquer method for the symmetric tridiagonal eigenproblem"; Gu and Eisenstat (1995).
 */
import { gemm } from './kernels.ts';
import { EPS } from './machine.ts';
import { exponentOf, maxAbs, scaleInPlace } from './scaling.ts';
import { rotatedRows, rotationBytes } from './rotated-rows.ts';
import { secularRoots } from './secular-equation.ts';
import { tridiagonalQl } from './tridiagonal-ql.ts';
import { rotateRange } from './vector.ts';
import { workspace } from './workspace.ts';

/** Up to this order QL is faster. */
const LEAF = 48;

interface Work {
  readonly n: number;
  readonly d: Float64Array;
  readonly e: Float64Array;
  /** Vectors by rows, each block on its own rows and columns. */
  readonly rows: Float64Array;
  readonly spare: Float64Array;
  readonly gathered: Float64Array;
}

/** `d` becomes the eigenvalues, ascending, row i of the result the vector of dᵢ; null without convergence. Destroys e. */
export function tridiagonalDivide(d: Float64Array, e: Float64Array, n: number): Float64Array<ArrayBuffer> | null {
  const k = -exponentOf(Math.max(maxAbs(d, 0, n), maxAbs(e, 0, Math.max(n - 1, 0))));
  const rows = new Float64Array(n * n);
  scaleInPlace(d, k);
  scaleInPlace(e, k);
  const big = n > LEAF ? n * n : 0;
  const work = { n, d, e, rows, spare: new Float64Array(big), gathered: new Float64Array(big) };
  if (!divide(work, 0, n)) return null;
  scaleInPlace(d, -k);
  return rows;
}

function divide(work: Work, from: number, size: number): boolean {
  if (size <= LEAF) return leaf(work, from, size);
  const { d, e } = work;
  const first = size >> 1;
  const cut = from + first;
  const coupling = e[cut - 1];
  const rho = Math.abs(coupling);
  d[cut - 1] -= rho;
  d[cut] -= rho;
  if (!divide(work, from, first) || !divide(work, cut, size - first)) return false;
  join(work, from, first, size, rho, coupling < 0 ? -1 : 1);
  return true;
}

function leaf({ n, d, e, rows }: Work, from: number, size: number): boolean {
  const values = d.slice(from, from + size);
  const bytes = 8 * size * size;
  const w = workspace(bytes + rotationBytes(size));
  const vectors = w.float64();
  const turned = rotatedRows(w, 0, size, bytes);
  vectors.fill(0, 0, size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  if (!tridiagonalQl(values, e.slice(from, from + size - 1), size, turned)) return false;
  turned.settle();
  const order = Array.from(values, (_, i) => i).sort((i, j) => values[i] - values[j]);
  order.forEach((o, i) => {
    d[from + i] = values[o];
    rows.set(vectors.subarray(o * size, o * size + size), (from + i) * n + from);
  });
  return true;
}

/** Two sorted halves become one sorted whole. */
function join({ n, d, rows, spare, gathered }: Work, from: number, first: number, size: number, rho: number, sign: number): void {
  const cut = from + first;
  const end = from + size;
  const z = new Float64Array(size);
  const order = new Int32Array(size);
  // u = (last unit vector, ± first unit vector) of norm √2, in the basis of the halves
  for (let i = 0; i < size; i++) z[i] = (i < first ? rows[(from + i) * n + cut - 1] : sign * rows[(from + i) * n + cut]) * Math.SQRT1_2;
  for (let i = 0, p = 0, q = first; i < size; i++) order[i] = q >= size || (p < first && d[from + p] <= d[from + q]) ? p++ : q++;
  // kind: 0 of the first half, 1 of both by a rotation, 2 of the second
  const kind = new Uint8Array(size);
  const kept: number[] = [];
  const still: number[] = [];
  for (let i = first; i < size; i++) kind[i] = 2;
  const strength = 2 * rho;
  const tolerance = 4 * EPS * Math.max(maxAbs(d, from, size), maxAbs(z));
  let previous = -1;
  for (const j of order) {
    if (strength * Math.abs(z[j]) <= tolerance) {
      still.push(j);
      continue;
    }
    if (previous >= 0) {
      const length = Math.hypot(z[j], z[previous]);
      const c = z[j] / length;
      const s = -z[previous] / length;
      const gap = d[from + j] - d[from + previous];
      if (Math.abs(gap * c * s) <= tolerance) {
        // (previous, j) ← rotated, so that z[previous] = 0
        z[j] = length;
        z[previous] = 0;
        rotateRange(rows, (from + previous) * n + from, rows, (from + j) * n + from, size, c, s);
        if (kind[previous] !== kind[j]) kind[previous] = kind[j] = 1;
        const p = d[from + previous];
        const q = d[from + j];
        d[from + previous] = p * c * c + q * s * s;
        d[from + j] = p * s * s + q * c * c;
        still.push(previous);
        kept.pop();
      }
    }
    kept.push(j);
    previous = j;
  }
  const values = new Float64Array(size);
  const target = kept.length;
  if (target > 0) {
    const poles = Float64Array.from(kept, (j) => d[from + j]);
    const roots = secularRoots(
      target,
      poles,
      Float64Array.from(kept, (j) => z[j]),
      strength,
      false,
    );
    for (let i = 0; i < target; i++) values[i] = poles[roots.origins[i]] + roots.offsets[i];
    combine(kept, kind, roots.differences, roots.z, rows, spare, gathered, n, from, first, size);
  }
  still.forEach((j, i) => {
    values[target + i] = d[from + j];
    spare.set(rows.subarray((from + j) * n + from, (from + j) * n + end), (target + i) * size);
  });
  const sorted = Array.from(values, (_, i) => i).sort((i, j) => values[i] - values[j]);
  sorted.forEach((o, i) => {
    d[from + i] = values[o];
    rows.set(spare.subarray(o * size, o * size + size), (from + i) * n + from);
  });
}

/** Rows of `spare` ← the vectors ẑⱼ/(pⱼ − λᵢ), normalised, times the kept rows; halves that are zero are left out. */
function combine(
  kept: readonly number[],
  kind: Uint8Array,
  s: Float64Array,
  z: Float64Array,
  rows: Float64Array,
  spare: Float64Array,
  gathered: Float64Array,
  n: number,
  from: number,
  first: number,
  size: number,
): void {
  const count = kept.length;
  const place = new Int32Array(count);
  const counts = [0, 0, 0];
  for (const j of kept) counts[kind[j]]++;
  const next = [0, counts[0], counts[0] + counts[1]];
  kept.forEach((j, i) => {
    place[i] = next[kind[j]]++;
  });
  const left = counts[0] + counts[1];
  const right = counts[1] + counts[2];
  const line = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const at = i * count;
    let sum = 0;
    for (let j = 0; j < count; j++) {
      const v = z[j] / s[at + j];
      line[j] = v;
      sum += v * v;
    }
    const scale = 1 / Math.sqrt(sum);
    for (let j = 0; j < count; j++) s[at + place[j]] = line[j] * scale;
  }
  kept.forEach((j, i) => {
    gathered.set(rows.subarray((from + j) * n + from, (from + j) * n + from + size), place[i] * size);
  });
  gemm(false, false, count, first, left, 1, s, 0, count, gathered, 0, size, 0, spare, 0, size);
  gemm(false, false, count, size - first, right, 1, s, counts[0], count, gathered, counts[0] * size + first, size, 0, spare, first, size);
}
