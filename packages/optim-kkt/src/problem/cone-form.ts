/**
 * A row program as cone data: equalities first (zero cone), then every finite limit as a row of the nonnegative cone,
 * a two-sided row as two. The way back collects the multipliers of the parts.
 */
import { type CscMatrix } from '@adjoint/tensor';
import type { ConeData } from '../interior-point/cone-data.ts';
import { byRows } from './quadratic-program.ts';
import type { RowAnswer, RowProgram } from './row-program.ts';

export interface ConeForm {
  readonly data: ConeData;
  /** Gathers cone multipliers z into those of rows and bounds. */
  multipliers(z: Float64Array): { readonly y: Float64Array; readonly w: Float64Array };
  /** Splits an answer into cone vectors (for a warm start). */
  split(answer: RowAnswer): { readonly x: Float64Array; readonly z: Float64Array; readonly s: Float64Array };
}

/** Row i ≥ 0 of A or variable −1 − i; sign −1 for a lower limit. */
interface Part {
  readonly of: number;
  readonly sign: 1 | -1;
  readonly limit: number;
}

export function coneForm(program: RowProgram): ConeForm {
  const { P, q, A, rowLower, rowUpper, lower, upper } = program;
  const n = q.length;
  const m = rowLower.length;
  const equalities: Part[] = [];
  const inequalities: Part[] = [];
  const add = (of: number, low: number, high: number): void => {
    if (low === high) equalities.push({ of, sign: 1, limit: high });
    else {
      if (high < Infinity) inequalities.push({ of, sign: 1, limit: high });
      if (low > -Infinity) inequalities.push({ of, sign: -1, limit: -low });
    }
  };
  for (let i = 0; i < m; i++) add(i, rowLower[i], rowUpper[i]);
  for (let j = 0; j < n; j++) add(-1 - j, lower[j], upper[j]);
  const parts = [...equalities, ...inequalities];
  const b = new Float64Array(parts.length);
  for (let k = 0; k < b.length; k++) b[k] = parts[k].limit;
  const data: ConeData = {
    P,
    q,
    constant: program.constant,
    A: expandRows(A, parts),
    b,
    cones: [
      { kind: 'zero', size: equalities.length },
      { kind: 'nonnegative', size: inequalities.length },
    ],
  };
  return {
    data,
    multipliers(z) {
      const y = new Float64Array(m);
      const w = new Float64Array(n);
      parts.forEach((p, k) => {
        if (p.of >= 0) y[p.of] += p.sign * z[k];
        else w[-1 - p.of] += p.sign * z[k];
      });
      return { y, w };
    },
    split({ x, y, w }) {
      const s = data.b.slice();
      const z = new Float64Array(parts.length);
      for (let j = 0; j < n; j++)
        for (let p = data.A.columnPointers[j]; p < data.A.columnPointers[j + 1]; p++) s[data.A.rowIndices[p]] -= data.A.values[p] * x[j];
      parts.forEach((p, k) => {
        const v = p.of >= 0 ? y[p.of] : w[-1 - p.of];
        z[k] = k < equalities.length ? v : Math.max(0, p.sign * v);
      });
      return { x, z, s };
    },
  };
}

/** The matrix whose row k is ± row `of` of A, or ± the unit row of a variable. */
function expandRows(A: CscMatrix, parts: readonly Part[]): CscMatrix {
  const n = A.columns;
  const rows = byRows(A);
  const pointers = new Int32Array(n + 1);
  const each = (visit: (k: number, j: number, v: number) => void): void => {
    parts.forEach(({ of, sign }, k) => {
      if (of < 0) visit(k, -1 - of, sign);
      else for (let p = rows.columnPointers[of]; p < rows.columnPointers[of + 1]; p++) visit(k, rows.rowIndices[p], sign * rows.values[p]);
    });
  };
  each((_k, j) => {
    pointers[j + 1]++;
  });
  for (let j = 0; j < n; j++) pointers[j + 1] += pointers[j];
  const next = pointers.slice();
  const rowIndices = new Int32Array(pointers[n]);
  const values = new Float64Array(pointers[n]);
  each((k, j, v) => {
    rowIndices[next[j]] = k;
    values[next[j]++] = v;
  });
  return { rows: parts.length, columns: n, columnPointers: pointers, rowIndices, values };
}
