/** The collections of published problems, as programs of this package. */
import { readReference, readReferenceText } from '@adjoint/reference-data';
import type { CscMatrix } from '@adjoint/tensor';
import { type QuadraticProgram, type QuadraticResult, quadraticProgram, readLp, readMps } from '../src/index.ts';

interface Stored {
  colptr: number[];
  rowind: number[];
  val: number[];
}
interface StoredProgram {
  n: number;
  m: number;
  r: number;
  q: number[];
  l: (number | null)[];
  u: (number | null)[];
  A: Stored;
  P_upper: Stored;
}
export interface SetEntry {
  readonly name: string;
  readonly n: number;
  readonly fstar: number;
  readonly verified: boolean;
  readonly expect?: string;
  readonly status?: string;
}

const columns = (s: Stored, rows: number, count: number): CscMatrix => ({
  rows,
  columns: count,
  columnPointers: Int32Array.from(s.colptr),
  rowIndices: Int32Array.from(s.rowind),
  values: Float64Array.from(s.val),
});

/** Both triangles of a matrix whose upper one is stored. */
function both(upper: Stored, n: number): CscMatrix {
  const lists: [number, number][][] = Array.from({ length: n }, () => []);
  for (let j = 0; j < n; j++)
    for (let p = upper.colptr[j]; p < upper.colptr[j + 1]; p++) {
      lists[j].push([upper.rowind[p], upper.val[p]]);
      if (upper.rowind[p] !== j) lists[upper.rowind[p]].push([j, upper.val[p]]);
    }
  const pointers = new Int32Array(n + 1);
  lists.forEach((l, j) => {
    l.sort((a, b) => a[0] - b[0]);
    pointers[j + 1] = pointers[j] + l.length;
  });
  return {
    rows: n,
    columns: n,
    columnPointers: pointers,
    rowIndices: Int32Array.from(lists.flat().map((e) => e[0])),
    values: Float64Array.from(lists.flat().map((e) => e[1])),
  };
}

export function storedProgram(path: string): QuadraticProgram {
  const d = readReference<StoredProgram>(path);
  return {
    P: both(d.P_upper, d.n),
    q: d.q,
    constant: d.r,
    rows: { matrix: columns(d.A, d.m, d.n), lower: d.l.map((v) => v ?? -Infinity), upper: d.u.map((v) => v ?? Infinity) },
  };
}

export const marosMeszaros = (): readonly SetEntry[] => readReference<{ problems: SetEntry[] }>('optim/mm/index.json').problems;
export const netlib = (): readonly SetEntry[] => readReference<SetEntry[]>('optim/netlib/index.json');
export const infeasible = (): readonly SetEntry[] => readReference<SetEntry[]>('optim/infeas/index.json');
export const generated = (): readonly SetEntry[] => readReference<SetEntry[]>('optim/qpgen/index.json');

export function solveNetlib(name: string): number | string {
  const r = quadraticProgram(readMps(readReferenceText(`optim/netlib/${name}.mps.gz`)).program);
  return r.status === 'solved' && r.certificate.verdict === 'holds' ? r.objective : r.status;
}

export function solveInfeasible(name: string): QuadraticResult {
  const text = readReferenceText(`optim/infeas/${name}.gz`);
  return quadraticProgram((name.endsWith('.lp') ? readLp(text) : readMps(text)).program);
}

/**
 * A certified answer below the published optimum shows that the publication is wrong; one above it, that we are.
 */
export const worseThan = (objective: number, fstar: number, tolerance: number): boolean =>
  !(objective <= fstar + tolerance * Math.max(1, Math.abs(fstar)));
