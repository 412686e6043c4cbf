import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { certifyInfeasible, certifyKkt, linearProgram, quadraticProgram } from '../index.ts';
import { rowProgram } from '../problem/quadratic-program.ts';
import { dropDependent } from './dependent-rows.ts';
import { type Presolved, presolve } from './presolve.ts';
import { rowCombinations } from './sparse-elimination.ts';
import { presolveState } from './state.ts';

type Problem = Parameters<typeof quadraticProgram>[0];

const droppedRows = (problem: Problem): number[] => {
  const s = presolveState(rowProgram(problem).program);
  expect(dropDependent(s)).toBe(null);
  return [...s.keptRow].flatMap((kept, i) => (kept === 0 ? [i] : []));
};
const sparse = (row: readonly number[]): { columns: number[]; values: number[] } => {
  const columns = row.flatMap((v, c) => (v === 0 ? [] : [c]));
  return { columns, values: columns.map((c) => row[c]) };
};
/** Rank by elimination over the rationals, as fractions of integers. */
function rank(matrix: readonly (readonly number[])[]): number {
  const rows = matrix.map((r) => r.map(BigInt));
  let found = 0;
  for (let c = 0; c < (rows[0]?.length ?? 0); c++) {
    const p = rows.findIndex((r, i) => i >= found && r[c] !== 0n);
    if (p < 0) continue;
    [rows[found], rows[p]] = [rows[p], rows[found]];
    for (let i = found + 1; i < rows.length; i++) {
      const a = rows[i][c];
      rows[i] = rows[i].map((v, k) => v * rows[found][c] - a * rows[found][k]);
    }
    found++;
  }
  return found;
}

/** Supply and demand of a transportation problem: the rows of sources and of sinks have the same sum. */
function transportation(sources: number, sinks: number): { A: number[][]; b: number[]; q: number[] } {
  const A: number[][] = [];
  const b: number[] = [];
  const cell = (i: number, j: number): number => i * sinks + j;
  for (let i = 0; i < sources; i++) {
    A.push(Array.from({ length: sources * sinks }, (_, k) => (Math.floor(k / sinks) === i ? 1 : 0)));
    b.push(sinks);
  }
  for (let j = 0; j < sinks; j++) {
    A.push(Array.from({ length: sources * sinks }, (_, k) => (k % sinks === j ? 1 : 0)));
    b.push(sources);
  }
  const q = Array.from({ length: sources * sinks }, () => 0);
  for (let i = 0; i < sources; i++) for (let j = 0; j < sinks; j++) q[cell(i, j)] = ((i * 7 + j * 5) % 11) + 1;
  return { A, b, q };
}

describe('combinations of rows', () => {
  test('as many as the rank leaves over, each with multipliers that cancel exactly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 7, maxLength: 7 }), { minLength: 1, maxLength: 5 }),
        fc.array(fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 5, maxLength: 5 }), { maxLength: 4 }),
        (base, weights) => {
          const matrix = [...base, ...weights.map((w) => base[0].map((_, c) => base.reduce((s, r, i) => s + w[i] * r[c], 0)))];
          const found = rowCombinations(matrix.map(sparse), 7, 1e6);
          const zeroRows = matrix.filter((r) => r.every((v) => v === 0)).length;
          expect(found.length + zeroRows).toBe(matrix.length - rank(matrix));
          for (const { multipliers } of found)
            for (let c = 0; c < 7; c++) {
              const terms = multipliers.map(([i, y]) => y * matrix[i][c]);
              const size = terms.reduce((s, t) => s + Math.abs(t), 0);
              // Multipliers are quotients of sums of at most five products: some dozens of roundings of their terms.
              expect(Math.abs(terms.reduce((s, t) => s + t, 0))).toBeLessThanOrEqual(64 * Number.EPSILON * size);
            }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('stops at the effort it is given, and says nothing of what it did not reach', () => {
    const matrix = Array.from({ length: 40 }, (_, i) => Array.from({ length: 12 }, (_, c) => ((i * i + 3 * c * i + c) % 7) - 3));
    expect(rowCombinations(matrix.map(sparse), 12, 1).length).toBeLessThan(rowCombinations(matrix.map(sparse), 12, 1e7).length);
  });

  test('a chain of differences closes', () => {
    const n = 400;
    const matrix = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, c) => (c === i ? 1 : c === (i + 1) % n ? -1 : 0)));
    const [only, ...more] = rowCombinations(matrix.map(sparse), n, 1e6);
    expect(more).toEqual([]);
    expect(only.multipliers.map(([, y]) => Math.abs(y))).toEqual(Array.from({ length: n }, () => 1));
  });
});

describe('dependent equality rows', () => {
  test('one row of a transportation problem leaves, multipliers hold for all', () => {
    const { A, b, q } = transportation(4, 6);
    const problem = { A, b, q, lower: q.map(() => 0) };
    expect(droppedRows(problem)).toHaveLength(1);
    const plain = linearProgram(problem, { presolve: false });
    const r = linearProgram(problem);
    expect(r.status).toBe('solved');
    expect(r.objective).toBeCloseTo(plain.objective, 6);
    expect(certifyKkt(problem, r.x, r.multipliers).verdict).toBe('holds');
  });

  test('one row of a flow through a connected network leaves', () => {
    const n = 9;
    const arcs: [number, number][] = [];
    for (let i = 0; i < n; i++) arcs.push([i, (i + 1) % n], [i, (i + 4) % n]);
    const A = Array.from({ length: n }, (_, i) => arcs.map(([from, to]) => (from === i ? 1 : to === i ? -1 : 0)));
    const b = A.map((_, i) => (i === 0 ? 3 : i === 5 ? -3 : 0));
    const problem = { A, b, q: arcs.map((_, k) => 1 + (k % 3)), lower: arcs.map(() => 0), upper: arcs.map(() => 2) };
    expect(droppedRows(problem)).toHaveLength(1);
    const r = linearProgram(problem);
    expect(r.status).toBe('solved');
    expect(certifyKkt(problem, r.x, r.multipliers).verdict).toBe('holds');
  });

  test('demand that is not supply is infeasible at once, and the sums prove it', () => {
    const { A, b, q } = transportation(3, 5);
    b[1] += 0.5;
    const problem = { A, b, q, lower: q.map(() => 0) };
    const r = linearProgram(problem);
    expect(r.status).toBe('primal-infeasible');
    expect(r.iterations).toBe(0);
    expect(certifyInfeasible(problem, r.ray!).verdict).toBe('holds');
  });

  test('right-hand sides of any units: a contradiction is one of the row', () => {
    for (const unit of [1e-6, 1, 1e6]) {
      const { A, b, q } = transportation(3, 4);
      const rows = { A: A.map((r) => r.map((v) => v * unit)), b: b.map((v) => v * unit) };
      expect(droppedRows({ ...rows, q, lower: q.map(() => 0) })).toHaveLength(1);
      const r = linearProgram({ ...rows, b: rows.b.map((v, i) => (i === 0 ? 1.25 * v : v)), q, lower: q.map(() => 0) });
      expect(r.status).toBe('primal-infeasible');
    }
  });

  test('a coefficient that is off by 1e-9 makes a row independent: it stays', () => {
    for (const off of [1e-9, -3e-10]) {
      const { A, b, q } = transportation(4, 4);
      A[7][15] += off;
      expect(droppedRows({ A, b, q, lower: q.map(() => 0) })).toEqual([]);
    }
  });

  test('sums that differ by rounding agree; by more, without being a contradiction, they are left to the solver', () => {
    const { A, b, q } = transportation(3, 3);
    const at = (off: number): number[] => b.map((v, i) => (i === 4 ? v * (1 + off) : v));
    expect(droppedRows({ A, b: at(4e-16), q, lower: q.map(() => 0) })).toHaveLength(1);
    expect(droppedRows({ A, b: at(1e-10), q, lower: q.map(() => 0) })).toHaveLength(0);
  });

  test('combinations of combinations, with rows of one variable between', () => {
    const base = [
      [1, 2, 0, -1, 0, 3],
      [0, 1, 1, 0, 2, 0],
      [2, 0, -1, 1, 0, 1],
    ];
    const plus = (a: number, r: number, c: number, s: number): number[] => A[r].map((v, k) => a * v + c * A[s][k]);
    const A = [...base];
    A.push(plus(1, 0, 2, 1));
    A.push(plus(-1, 3, 3, 2));
    A.push(plus(0.5, 4, -0.25, 3));
    A.push([0, 0, 0, 0, 1, 0]);
    const x0 = [1, 0, 2, 0, 0.5, 1];
    const b = A.map((r) => r.reduce((s, v, k) => s + v * x0[k], 0));
    const problem = { A, b, q: [1, 2, 3, 1, 0, 1], lower: x0.map(() => 0), P: x0.map((_, i) => x0.map((__, k) => (i === k ? 1 : 0))) };
    const found = presolve(rowProgram(problem).program) as Presolved;
    expect(found.removed.rows).toBe(4);
    const r = quadraticProgram(problem);
    expect(r.status).toBe('solved');
    expect(certifyKkt(problem, r.x, r.multipliers).verdict).toBe('holds');
    expect(r.objective).toBeCloseTo(quadraticProgram(problem, { presolve: false }).objective, 6);
  });
});
