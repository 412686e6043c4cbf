/**
 * The pattern of the linear system, without the rows that can be eliminated by hand: a row a·x_j of a half-line (a bound)
 * touches one variable alone,
 *
 *   a x_j − h z = r   ⇒   z = (a x_j − r)/h,   and column j gains a²/h on its diagonal.
 *
 * What stays is the upper triangle of [P Aᵀ; A −H] of the variables and the other rows, with a place for every diagonal
 * entry and for every entry of H.
 *
 * A cone that gives the eigenvectors T and eigenvalues D of its H = TᵀD T has T A for A and −D for −H instead, and T z
 * for z: eliminating a block whose eigenvalues are further apart than 1/machine ε would leave nothing of the small ones.
 * Its rows share one pattern.
 */
import type { CscMatrix } from '@adjoint/tensor';
import type { ConeData } from './cone-data.ts';
import type { ConeKernel } from './cones/cone-kernel.ts';

export interface KktLayout {
  readonly matrix: CscMatrix;
  /** Place of every diagonal entry; the first n with the diagonal of P in `quadratic`. */
  readonly diagonal: Int32Array;
  readonly quadratic: Float64Array;
  /** The rows of A that stay, in the order of the matrix behind its n variables. */
  readonly rows: Int32Array;
  /** The rows that are eliminated, their variable and their coefficient. */
  readonly bounds: { readonly rows: Int32Array; readonly variables: Int32Array; readonly factors: Float64Array };
  /** For every kernel that is not diagonal the places of its block, by columns. */
  readonly blocks: ReadonlyMap<ConeKernel, Int32Array>;
  readonly turned: readonly TurnedRows[];
}

/** The rows of a cone that is turned: entries of A by columns, and where the turned columns go. */
export interface TurnedRows {
  readonly kernel: ConeKernel;
  /** Its first row among the rows that stay. */
  readonly first: number;
  /** The columns that meet the cone. */
  readonly columns: readonly number[];
  /** Entries of A in these rows: row within the cone, value, and the ends of each column that meets the cone. */
  readonly rows: Int32Array;
  readonly values: Float64Array;
  readonly ends: Int32Array;
  /** Places of the turned columns, each of as many entries as the cone has rows. */
  readonly places: Int32Array;
}

/** @param turns whether symmetric cones are turned: others always are */
export function kktLayout({ P, A, q, b }: ConeData, kernels: readonly ConeKernel[], turns = false): KktLayout {
  const n = q.length;
  const m = b.length;
  const counts = new Int32Array(m);
  const isBound = new Uint8Array(m);
  for (let p = 0; p < A.columnPointers[n]; p++) counts[A.rowIndices[p]]++;
  for (const k of kernels)
    if (k.diagonal && k.degree > 0) for (let i = k.offset; i < k.offset + k.size; i++) if (counts[i] === 1) isBound[i] = 1;
  let boundCount = 0;
  let blockEntries = 0;
  let rowEntries = 0;
  for (let i = 0; i < m; i++) if (isBound[i] === 1) boundCount++;
  const joint = jointColumns(
    A,
    kernels.filter((k) => k.writeTurned !== undefined && (turns || !k.symmetric)),
    m,
  );
  for (const k of kernels) {
    const columns = joint.get(k);
    if (columns !== undefined) counts.fill(columns.length, k.offset, k.offset + k.size);
    else if (!k.diagonal) blockEntries += (k.size * (k.size + 1)) / 2 - k.size;
    for (let i = k.offset; i < k.offset + k.size; i++) if (isBound[i] === 0) rowEntries += counts[i];
  }
  const kept = m - boundCount;
  const size = n + kept;
  const room = P.columnPointers[n] + n + rowEntries + kept + blockEntries;
  const pointers = new Int32Array(size + 1);
  const entries = new Int32Array(room);
  const values = new Float64Array(room);
  const diagonal = new Int32Array(size);
  const quadratic = new Float64Array(n);
  let at = 0;
  for (let j = 0; j < n; j++) {
    let last = -1;
    for (let p = P.columnPointers[j]; p < P.columnPointers[j + 1]; p++) {
      last = P.rowIndices[p];
      entries[at] = last;
      values[at++] = P.values[p];
    }
    if (last === j) quadratic[j] = values[at - 1];
    else entries[at++] = j;
    diagonal[j] = at - 1;
    pointers[j + 1] = at;
  }
  const rows = new Int32Array(kept);
  const isTurned = new Uint8Array(m);
  for (const k of joint.keys()) isTurned.fill(1, k.offset, k.offset + k.size);
  const next = new Int32Array(m);
  const blocks = new Map<ConeKernel, Int32Array>();
  let c = 0;
  for (const kernel of kernels) {
    const first = n + c;
    const places = kernel.diagonal || joint.has(kernel) ? null : new Int32Array((kernel.size * (kernel.size + 1)) / 2);
    for (let i = kernel.offset, placed = 0; i < kernel.offset + kernel.size; i++) {
      if (isBound[i] === 1) continue;
      rows[c] = i;
      next[i] = at;
      at += counts[i];
      if (places === null) entries[at++] = n + c;
      else
        for (let r = first; r <= n + c; r++) {
          places[placed++] = at;
          entries[at++] = r;
        }
      diagonal[n + c] = at - 1;
      pointers[n + ++c] = at;
    }
    if (places !== null) blocks.set(kernel, places);
  }
  const turned: TurnedRows[] = [];
  for (const [kernel, columns] of joint) turned.push(turnedPlaces(A, kernel, columns, rows.indexOf(kernel.offset), next, entries));
  const bounds = { rows: new Int32Array(boundCount), variables: new Int32Array(boundCount), factors: new Float64Array(boundCount) };
  for (let j = 0, t = 0; j < n; j++) {
    for (let p = A.columnPointers[j]; p < A.columnPointers[j + 1]; p++) {
      const i = A.rowIndices[p];
      if (isBound[i] === 1) {
        bounds.rows[t] = i;
        bounds.variables[t] = j;
        bounds.factors[t++] = A.values[p];
        continue;
      }
      if (isTurned[i] === 1) continue;
      entries[next[i]] = j;
      values[next[i]++] = A.values[p];
    }
  }
  return {
    matrix: { rows: size, columns: size, columnPointers: pointers, rowIndices: entries, values },
    diagonal,
    quadratic,
    rows,
    bounds,
    blocks,
    turned,
  };
}

/** For each of these cones the columns that meet it, ascending. */
function jointColumns(A: CscMatrix, kernels: readonly ConeKernel[], m: number): Map<ConeKernel, number[]> {
  const joint = new Map<ConeKernel, number[]>();
  const owner = new Array<ConeKernel | undefined>(m);
  for (const k of kernels) {
    joint.set(k, []);
    owner.fill(k, k.offset, k.offset + k.size);
  }
  if (joint.size > 0)
    for (let j = 0; j < A.columns; j++)
      for (let p = A.columnPointers[j]; p < A.columnPointers[j + 1]; p++) {
        const kernel = owner[A.rowIndices[p]];
        const columns = kernel === undefined ? undefined : joint.get(kernel);
        if (columns !== undefined && columns[columns.length - 1] !== j) columns.push(j);
      }
  return joint;
}

function turnedPlaces(
  A: CscMatrix,
  kernel: ConeKernel,
  columns: readonly number[],
  first: number,
  next: Int32Array,
  entries: Int32Array,
): TurnedRows {
  const { offset, size } = kernel;
  const rows: number[] = [];
  const values: number[] = [];
  const ends = new Int32Array(columns.length);
  const places = new Int32Array(columns.length * size);
  columns.forEach((j, c) => {
    for (let p = A.columnPointers[j]; p < A.columnPointers[j + 1]; p++) {
      const r = A.rowIndices[p] - offset;
      if (r < 0 || r >= size) continue;
      rows.push(r);
      values.push(A.values[p]);
    }
    ends[c] = rows.length;
    for (let r = 0; r < size; r++) {
      const at = next[offset + r] + c;
      entries[at] = j;
      places[c * size + r] = at;
    }
  });
  return { kernel, first, columns, rows: Int32Array.from(rows), values: Float64Array.from(values), ends, places };
}
