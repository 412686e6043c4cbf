/**
 * The pattern of the linear system, without the rows that can be eliminated by hand: a row a·x_j of a half-line (a bound)
 * touches one variable alone,
 *
 *   a x_j − h z = r   ⇒   z = (a x_j − r)/h,   and column j gains a²/h on its diagonal.
 *
 * What stays is the upper triangle of [P Aᵀ; A −H] of the variables and the other rows, with a place for every diagonal
 * entry and for every entry of H.
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
}

export function kktLayout({ P, A, q, b }: ConeData, kernels: readonly ConeKernel[]): KktLayout {
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
  for (let i = 0; i < m; i++)
    if (isBound[i] === 1) boundCount++;
    else rowEntries += counts[i];
  for (const k of kernels) if (!k.diagonal) blockEntries += (k.size * (k.size + 1)) / 2 - k.size;
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
  const next = new Int32Array(m);
  const blocks = new Map<ConeKernel, Int32Array>();
  let c = 0;
  for (const kernel of kernels) {
    const first = n + c;
    const places = kernel.diagonal ? null : new Int32Array((kernel.size * (kernel.size + 1)) / 2);
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
  };
}
