/**
 * Singular values and vectors of an upper bidiagonal matrix by divide and conquer.
 *
 * A row is taken out, which leaves two blocks; with their decompositions the matrix is [zᵀ; 0 D] up to orthogonal
 * factors, whose singular values are the roots of 1 + Σ zⱼ²/(dⱼ² − σ²). The upper block has one column more than rows.
 * Gu and Eisenstat (1995), "A divide-and-conquer algorithm for the bidiagonal SVD".
 */
import { bidiagonalQr } from './bidiagonal-qr.ts';
import { givens } from './givens.ts';
import { gemm } from './kernels.ts';
import { EPS } from './machine.ts';
import { rotatedRows, rotationBytes } from './rotated-rows.ts';
import { exponentOf, maxAbs, scaleInPlace } from './scaling.ts';
import { secularRoots } from './secular-equation.ts';
import { rotateRange } from './vector.ts';
import { workspace } from './workspace.ts';

const LEAF = 48;
/** Blocks below this, where the largest entry is about 1, are taken as they are: their squares leave the range. */
const NOTHING = 1e-100;

interface Work {
  readonly n: number;
  readonly d: Float64Array;
  readonly e: Float64Array;
  /** Vectors by rows, n×n, each block on its own rows and columns. */
  readonly uT: Float64Array;
  readonly vT: Float64Array;
  readonly spare: Float64Array;
  readonly gathered: Float64Array;
}
export interface BidiagonalVectors {
  readonly uT: Float64Array<ArrayBuffer>;
  readonly vT: Float64Array<ArrayBuffer>;
}

/** `d` becomes the singular values, descending; rows of the results are their vectors. Destroys e; null without convergence. */
export function bidiagonalDivide(d: Float64Array, e: Float64Array, n: number): BidiagonalVectors | null {
  const k = -exponentOf(Math.max(maxAbs(d, 0, n), maxAbs(e, 0, Math.max(n - 1, 0))));
  scaleInPlace(d, k);
  scaleInPlace(e, k);
  const big = n > LEAF ? n * n : 0;
  const uT = new Float64Array(n * n);
  const vT = new Float64Array(n * n);
  if (!divide({ n, d, e, uT, vT, spare: new Float64Array(big), gathered: new Float64Array(big) }, 0, n, n)) return null;
  scaleInPlace(d, -k);
  return { uT, vT };
}

/** The block of `size` rows and `columns` (size or size + 1) columns at `from`. */
function divide(work: Work, from: number, size: number, columns: number): boolean {
  if (size <= LEAF) return leaf(work, from, size, columns);
  const first = size >> 1;
  if (!divide(work, from, first, first + 1) || !divide(work, from + first + 1, size - first - 1, columns - first - 1)) return false;
  join(work, from, first, size, columns);
  return true;
}

function leaf({ n, d, e, uT, vT }: Work, from: number, size: number, columns: number): boolean {
  const values = d.slice(from, from + size);
  const above = e.slice(from, from + size - 1);
  const extra = columns > size;
  const rightAt = 8 * size * size;
  const leftPairs = rightAt + 8 * columns * columns;
  const rightPairs = leftPairs + rotationBytes(columns);
  const w = workspace(rightPairs + rotationBytes(columns));
  const memory = w.float64();
  const left = memory.subarray(0, size * size).fill(0);
  const right = memory.subarray(size * size, size * size + columns * columns).fill(0);
  for (let i = 0; i < size; i++) left[i * size + i] = 1;
  for (let i = 0; i < columns; i++) right[i * columns + i] = 1;
  const u = rotatedRows(w, 0, size, leftPairs);
  const v = rotatedRows(w, rightAt, columns, rightPairs);
  if (extra) {
    // Rotations from the right make it lower bidiagonal with a zero column: the transpose of an upper one.
    for (let i = 0; i < size; i++) {
      const { c, s, r } = givens(values[i], e[from + i]);
      values[i] = r;
      if (i < size - 1) {
        above[i] = s * values[i + 1];
        values[i + 1] *= c;
      }
      v.turn(i, i + 1, c, s);
    }
    if (!bidiagonalQr(values, above, size, v, u)) return false;
  } else if (!bidiagonalQr(values, above, size, u, v)) return false;
  u.settle();
  v.settle();
  const order = Array.from(values, (_, i) => i).sort((i, j) => values[j] - values[i]);
  order.forEach((o, i) => {
    d[from + i] = values[o];
    uT.set(left.subarray(o * size, o * size + size), (from + i) * n + from);
    vT.set(right.subarray(o * columns, o * columns + columns), (from + i) * n + from);
  });
  if (extra) vT.set(right.subarray(size * columns), (from + size) * n + from);
  return true;
}

/** Rows from … from+first−1, the row taken out, and the rest become one block, values descending. */
function join(work: Work, from: number, first: number, size: number, columns: number): void {
  const { n, d, e, uT, vT, spare, gathered } = work;
  const cut = from + first;
  const alpha = d[cut];
  const beta = e[cut];
  const extra = columns > size;
  const z = new Float64Array(size);
  const last = from + columns - 1;
  for (let i = 0; i < first; i++) z[i] = alpha * vT[(from + i) * n + cut];
  for (let i = first + 1; i < size; i++) z[i] = beta * vT[(from + i) * n + cut + 1];
  // The null vectors of the two blocks become one, and one that belongs to the row taken out.
  let corner = alpha * vT[cut * n + cut];
  if (extra) {
    const { c, s, r } = givens(corner, beta * vT[last * n + cut + 1]);
    corner = r;
    rotateRange(vT, cut * n + from, vT, last * n + from, columns, c, s);
  }
  uT[cut * n + cut] = 1;
  d[cut] = 0;
  const top = Math.max(maxAbs(d, from, size), Math.abs(alpha), Math.abs(beta));
  const nothing = top < NOTHING;
  const tolerance = 4 * EPS * top;
  z[first] = Math.abs(corner) <= tolerance ? (corner < 0 ? -tolerance : tolerance) : corner;
  const order = new Int32Array(size - 1);
  for (let i = 0, p = first - 1, q = size - 1; i < size - 1; i++)
    order[i] = q <= first || (p >= 0 && d[from + p] <= d[from + q]) ? p-- : q--;
  // kind: 0 of the first block, 1 of both, 2 of the second
  const kind = new Uint8Array(size);
  const kept: number[] = nothing ? [] : [first];
  const still: number[] = nothing ? [first] : [];
  for (let i = first + 1; i < size; i++) kind[i] = 2;
  kind[first] = 1;
  let previous = -1;
  for (const j of order) {
    if (nothing || Math.abs(z[j]) <= tolerance) {
      still.push(j);
      continue;
    }
    if (previous >= 0 && d[from + j] - d[from + previous] <= tolerance) {
      const length = Math.hypot(z[j], z[previous]);
      const c = z[j] / length;
      const s = -z[previous] / length;
      z[j] = length;
      z[previous] = 0;
      rotateRange(uT, (from + previous) * n + from, uT, (from + j) * n + from, size, c, s);
      rotateRange(vT, (from + previous) * n + from, vT, (from + j) * n + from, columns, c, s);
      if (kind[previous] !== kind[j]) kind[previous] = kind[j] = 1;
      still.push(previous);
      kept.pop();
    }
    kept.push(j);
    previous = j;
  }
  const count = kept.length;
  const values = new Float64Array(size);
  const poles = Float64Array.from(kept, (j) => d[from + j]);
  if (count > 1) poles[1] = Math.max(poles[1], tolerance / 2);
  const {
    origins,
    offsets,
    differences,
    z: weights,
  } = secularRoots(
    count,
    poles,
    Float64Array.from(kept, (j) => z[j]),
    1,
    true,
  );
  for (let i = 0; i < count; i++) {
    const o = poles[origins[i]];
    values[i] = o + offsets[i] / (o + Math.sqrt(o * o + offsets[i]));
  }
  const { left, right } = vectorsOf(count, poles, weights, differences);
  still.forEach((j, i) => {
    values[count + i] = d[from + j];
  });
  const sorted = Array.from(values, (_, i) => i).sort((i, j) => values[j] - values[i]);
  for (const [rows, s, split, width] of [
    [uT, left, first, size],
    [vT, right, first + 1, columns],
  ] as const) {
    combine(kept, kind, s, rows, spare, gathered, n, from, split, width);
    still.forEach((j, i) => {
      spare.set(rows.subarray((from + j) * n + from, (from + j) * n + from + width), (count + i) * width);
    });
    sorted.forEach((o, i) => {
      rows.set(spare.subarray(o * width, o * width + width), (from + i) * n + from);
    });
  }
  sorted.forEach((o, i) => {
    d[from + i] = values[o];
  });
}

/** Right vectors ẑⱼ/(dⱼ² − σᵢ²), left ones −1, dⱼẑⱼ/(dⱼ² − σᵢ²), by rows and normalised. */
function vectorsOf(
  count: number,
  d: Float64Array,
  z: Float64Array,
  right: Float64Array,
): { readonly left: Float64Array; readonly right: Float64Array } {
  const left = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    const at = i * count;
    let leftSum = 0;
    let rightSum = 0;
    for (let j = 0; j < count; j++) {
      const v = z[j] / right[at + j];
      const u = j === 0 ? -1 : d[j] * v;
      right[at + j] = v;
      left[at + j] = u;
      leftSum += u * u;
      rightSum += v * v;
    }
    const l = 1 / Math.sqrt(leftSum);
    const r = 1 / Math.sqrt(rightSum);
    for (let j = at; j < at + count; j++) {
      left[j] *= l;
      right[j] *= r;
    }
  }
  return { left, right };
}

/** Rows of `spare` (width) ← S times the kept rows, without the halves that are zero. */
function combine(
  kept: readonly number[],
  kind: Uint8Array,
  s: Float64Array,
  rows: Float64Array,
  spare: Float64Array,
  gathered: Float64Array,
  n: number,
  from: number,
  split: number,
  width: number,
): void {
  const count = kept.length;
  const place = new Int32Array(count);
  const counts = [0, 0, 0];
  const line = new Float64Array(count);
  for (const j of kept) counts[kind[j]]++;
  const next = [0, counts[0], counts[0] + counts[1]];
  kept.forEach((j, i) => {
    place[i] = next[kind[j]]++;
    gathered.set(rows.subarray((from + j) * n + from, (from + j) * n + from + width), place[i] * width);
  });
  for (let i = 0; i < count; i++) {
    const at = i * count;
    for (let j = 0; j < count; j++) line[place[j]] = s[at + j];
    s.set(line, at);
  }
  const left = counts[0] + counts[1];
  const right = counts[1] + counts[2];
  gemm(false, false, count, split, left, 1, s, 0, count, gathered, 0, width, 0, spare, 0, width);
  gemm(
    false,
    false,
    count,
    width - split,
    right,
    1,
    s,
    counts[0],
    count,
    gathered,
    counts[0] * width + split,
    width,
    0,
    spare,
    split,
    width,
  );
}
