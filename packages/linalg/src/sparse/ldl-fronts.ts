/**
 * The numeric half of L D Lᵀ by fronts: each is assembled from the entries of A and the updates of its children,
 *
 *   F = [ F_JJ  · ; F_RJ  F_RR ],   F_JJ = L₁ D L₁ᵀ,   L₂ = F_RJ L₁⁻ᵀ D⁻¹,   update U = F_RR − L₂ D L₂ᵀ,
 *
 * so that nearly all work is products of dense matrices. Updates wait on a stack. Duff and Reid (1983); Liu (1992), "The
 * multifrontal method for sparse matrix solution: theory and practice".
 */
import type { FrontTree } from './front-tree.ts';
import type { LdlSymbolic } from './ldl-symbolic.ts';
import { type DenseWork, denseLdl, denseWork } from './ldl-trailing.ts';

export interface FrontScratch {
  readonly front: Float64Array;
  readonly stack: Float64Array;
  readonly local: Int32Array;
  readonly next: Int32Array;
  readonly work: DenseWork;
}

export const frontScratch = ({ largestFront, stackSize }: FrontTree, n: number): FrontScratch => ({
  front: new Float64Array(largestFront * largestFront),
  stack: new Float64Array(stackSize),
  local: new Int32Array(n),
  next: new Int32Array(largestFront),
  work: denseWork(largestFront),
});

/**
 * @param entries values of the permuted upper triangle
 * @param lower   receives L by columns, as `symbolic` has them
 * @param pivot   decides on each pivot; what it returns is used and kept by it
 */
export function factorFronts(
  { columnPointers, rowIndices }: LdlSymbolic,
  tree: FrontTree,
  entries: Float64Array,
  lower: Float64Array,
  pivot: (k: number, d: number) => number,
  { front, stack, local, next, work }: FrontScratch,
): void {
  const { start, width, indices, children, entryPointers, entryPlaces, entryIndices } = tree;
  const waiting: number[] = [];
  let top = 0;
  for (let f = 0; f < width.length; f++) {
    const from = start[f];
    const order = start[f + 1] - from;
    const columns = width[f];
    for (let t = 0; t < order; t++) {
      local[indices[from + t]] = t;
      for (let b = 0, row = t * order; b <= t; b++) front[row + b] = 0;
    }
    for (let t = 0; t < columns; t++) {
      const i = indices[from + t];
      for (let q = entryPointers[i]; q < entryPointers[i + 1]; q++) front[local[entryIndices[q]] * order + t] = entries[entryPlaces[q]];
    }
    for (let c = 0; c < children[f]; c++) {
      const child = waiting.pop()!;
      const first = start[child] + width[child];
      const rows = start[child + 1] - first;
      top -= rows * rows;
      addUpdate(front, order, stack, top, rows, indices, first, local);
    }
    denseLdl(front, order, columns, (t, d) => pivot(indices[from + t], d), work);
    keepColumns(front, order, columns, indices, from, columnPointers, rowIndices, lower, next);
    const rows = order - columns;
    for (let a = 0; a < rows; a++) {
      const row = (columns + a) * order + columns;
      for (let b = 0, at = top + a * rows; b <= a; b++) stack[at + b] = front[row + b];
    }
    top += rows * rows;
    waiting.push(f);
  }
}

/** The columns of L out of the front, row by row; places that joined fronts have but L has not are zeros and left out. */
function keepColumns(
  front: Float64Array,
  order: number,
  columns: number,
  indices: Int32Array,
  from: number,
  columnPointers: Int32Array,
  rowIndices: Int32Array,
  lower: Float64Array,
  next: Int32Array,
): void {
  for (let t = 0; t < columns; t++) next[t] = columnPointers[indices[from + t]];
  for (let a = 1; a < order; a++) {
    const i = indices[from + a];
    const row = a * order;
    for (let t = 0, end = Math.min(a, columns); t < end; t++) {
      const p = next[t];
      if (p === columnPointers[indices[from + t] + 1] || rowIndices[p] !== i) continue;
      lower[p] = front[row + t];
      next[t] = p + 1;
    }
  }
}

/** F ← F + U at the rows and columns of the child's indices. */
function addUpdate(
  front: Float64Array,
  order: number,
  stack: Float64Array,
  from: number,
  rows: number,
  indices: Int32Array,
  first: number,
  local: Int32Array,
): void {
  for (let a = 0; a < rows; a++) {
    const row = local[indices[first + a]] * order;
    const u = from + a * rows;
    for (let b = 0; b <= a; b++) front[row + local[indices[first + b]]] += stack[u + b];
  }
}
