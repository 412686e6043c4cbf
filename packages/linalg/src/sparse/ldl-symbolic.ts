/**
 * What a factorisation P A Pᵀ = L D Lᵀ can know from the pattern of A alone: the order, the elimination tree, the
 * pattern of L by rows and columns, and where each entry of A lands. Computed once, used for any number of values.
 *
 * Davis (2005), "Algorithm 849: a concise sparse Cholesky factorization package", for the up-looking pattern.
 */
import { ArgumentError, ShapeError } from '@adjoint/tensor';
import { amdOrdering } from './amd.ts';
import type { CscMatrix } from '@adjoint/tensor';
import { entryCount } from './csc-matrix.ts';
import { eliminationTree } from './elimination-tree.ts';
import { type FrontTree, frontTree } from './front-tree.ts';
import { MOST_BITS, smallOrdering } from './small-ordering.ts';

export interface LdlSymbolic {
  readonly size: number;
  /** `order[k]` is the row of A that is eliminated k-th. */
  readonly order: Int32Array;
  readonly parent: Int32Array;
  /** The permuted upper triangle: column pointers, rows, and for every entry of A its place there. */
  readonly upperPointers: Int32Array;
  readonly upperRows: Int32Array;
  readonly place: Int32Array;
  /** The strictly lower triangle of L by columns. */
  readonly columnPointers: Int32Array;
  readonly rowIndices: Int32Array;
  /** The same pattern by rows, columns ascending. */
  readonly rowPointers: Int32Array;
  readonly rowColumns: Int32Array;
  /** How many columns from j on have the rows of one another below themselves: they are worked on together. */
  readonly run: Int32Array;
  /** How to go about it by dense fronts, where there is enough work for them. */
  readonly fronts: FrontTree | null;
}

export interface LdlOrdering {
  /** Elimination order: (approximate) minimum degree (default), as given, or a permutation of one's own. */
  readonly ordering?: 'amd' | 'natural' | Int32Array;
}

/**
 * @param upper upper triangle of a symmetric matrix (entries below the diagonal are refused)
 * @throws ShapeError    when the matrix is not square or has entries below the diagonal
 * @throws ArgumentError when `ordering` is not a permutation
 */
export function ldlSymbolic(upper: CscMatrix, options: LdlOrdering = {}): LdlSymbolic {
  const n = upper.columns;
  if (upper.rows !== n) throw new ShapeError(`ldlSymbolic: a ${upper.rows} × ${n} matrix`, 'the matrix must be square');
  const order = chooseOrder(upper, options.ordering ?? 'amd');
  const { pointers, rows, place } = permuteUpper(upper, order);
  const permuted: CscMatrix = { rows: n, columns: n, columnPointers: pointers, rowIndices: rows, values: new Float64Array(0) };
  const { parent, counts } = eliminationTree(permuted);

  const columnPointers = new Int32Array(n + 1);
  const rowPointers = new Int32Array(n + 1);
  for (let j = 0; j < n; j++) columnPointers[j + 1] = columnPointers[j] + counts[j];
  const total = columnPointers[n];
  const rowIndices = new Int32Array(total);
  const rowColumns = new Int32Array(total);
  const filled = columnPointers.slice();
  const visited = new Int32Array(n).fill(-1);
  for (let k = 0, at = 0; k < n; k++) {
    visited[k] = k;
    for (let p = pointers[k]; p < pointers[k + 1]; p++) {
      for (let i = rows[p]; visited[i] !== k; i = parent[i]) {
        rowIndices[filled[i]++] = k;
        visited[i] = k;
        at++;
      }
    }
    rowPointers[k + 1] = at;
  }
  filled.set(rowPointers.subarray(0, n));
  for (let j = 0; j < n; j++) for (let p = columnPointers[j]; p < columnPointers[j + 1]; p++) rowColumns[filled[rowIndices[p]]++] = j;
  const run = new Int32Array(n).fill(1);
  for (let j = n - 2; j >= 0; j--) if (parent[j] === j + 1 && counts[j] === counts[j + 1] + 1) run[j] = run[j + 1] + 1;
  const pattern = {
    size: n,
    order,
    parent,
    upperPointers: pointers,
    upperRows: rows,
    place,
    columnPointers,
    rowIndices,
    rowPointers,
    rowColumns,
    run,
  };
  return { ...pattern, fronts: paysFronts(counts) ? frontTree(pattern) : null };
}

/** Operations of a factorisation, and operations for each entry of L, from which fronts are faster than rows. */
const FRONTS_FROM = 1e7;
const FRONTS_DENSITY = 250;

function paysFronts(counts: Int32Array): boolean {
  let entries = 0;
  let operations = 0;
  for (const c of counts) {
    entries += c;
    operations += c * c;
  }
  return operations >= FRONTS_FROM && operations >= FRONTS_DENSITY * entries;
}

function chooseOrder(upper: CscMatrix, ordering: 'amd' | 'natural' | Int32Array): Int32Array {
  const n = upper.columns;
  if (ordering === 'amd') return n <= MOST_BITS ? smallOrdering(upper) : amdOrdering(upper);
  if (ordering === 'natural') return Int32Array.from({ length: n }, (_, i) => i);
  const seen = new Uint8Array(n);
  for (const i of ordering) if (i >= 0 && i < n) seen[i] = 1;
  if (ordering.length !== n || seen.includes(0))
    throw new ArgumentError(`ldlSymbolic: an ordering of ${ordering.length} numbers for ${n} rows`, 'give each row exactly once');
  return ordering.slice();
}

/** The upper triangle of P A Pᵀ, rows in no particular order, and where each entry of A went. */
function permuteUpper(
  upper: CscMatrix,
  order: Int32Array,
): { readonly pointers: Int32Array; readonly rows: Int32Array; readonly place: Int32Array } {
  const n = upper.columns;
  const inverse = new Int32Array(n);
  const pointers = new Int32Array(n + 1);
  const count = entryCount(upper);
  for (let k = 0; k < n; k++) inverse[order[k]] = k;
  for (let j = 0; j < n; j++) {
    for (let p = upper.columnPointers[j]; p < upper.columnPointers[j + 1]; p++) {
      if (upper.rowIndices[p] > j)
        throw new ShapeError(
          `ldlSymbolic: an entry at (${upper.rowIndices[p]}, ${j}) is below the diagonal`,
          'pass sparseUpperTriangle(A)',
        );
      pointers[Math.max(inverse[j], inverse[upper.rowIndices[p]]) + 1]++;
    }
  }
  for (let j = 0; j < n; j++) pointers[j + 1] += pointers[j];
  const next = pointers.slice();
  const rows = new Int32Array(count);
  const place = new Int32Array(count);
  for (let j = 0; j < n; j++) {
    for (let p = upper.columnPointers[j]; p < upper.columnPointers[j + 1]; p++) {
      const a = inverse[j];
      const b = inverse[upper.rowIndices[p]];
      const q = next[Math.max(a, b)]++;
      rows[q] = Math.min(a, b);
      place[p] = q;
    }
  }
  return { pointers, rows, place };
}
