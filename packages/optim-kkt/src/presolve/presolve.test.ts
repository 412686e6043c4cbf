import { expect, test } from 'vitest';
import fc from 'fast-check';
import { certifyInfeasible, certifyKkt, quadraticProgram } from '../index.ts';
import { rowProgram } from '../problem/quadratic-program.ts';
import { type Presolved, presolve } from './presolve.ts';

const integer = fc.integer({ min: -3, max: 3 });

test('with and without: one status, one objective, multipliers that are certified for the program as given', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(integer, { minLength: 30, maxLength: 30 }), (v) => {
      const P = [
        [v[0] ** 2 + 1, v[0], 0, 0],
        [v[0], 1, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, Math.abs(v[1])],
      ];
      // Rows of one variable, a chain that fixes variables one by one, an empty row and ordinary rows.
      const matrix = [
        [v[2] || 1, 0, 0, 0],
        [v[3] || 1, v[4] || 1, 0, 0],
        [0, v[5], v[6], v[7]],
        [0, 0, 0, 0],
        [1, 1, 1, 1],
        [0, 0, v[8] || 2, 0],
      ];
      const problem = {
        P,
        q: v.slice(9, 13),
        rows: {
          matrix,
          lower: [v[13], v[14], -5, -1, -20, -4],
          upper: [v[13] + Math.abs(v[15]), v[14] + 2 * Math.abs(v[16]), 5 + v[17], 1, 20, 4],
        },
        lower: [-10, -10, -10, v[18]],
        upper: [10, 10, 10, v[18] + Math.abs(v[19])],
      };
      const plain = quadraticProgram(problem, { presolve: false });
      const simpler = quadraticProgram(problem);
      seen.add(simpler.status);
      expect(simpler.status).toBe(plain.status);
      if (plain.status === 'solved') {
        expect(Math.abs(simpler.objective - plain.objective)).toBeLessThan(1e-6 * (1 + Math.abs(plain.objective)));
        expect(certifyKkt(problem, simpler.x, simpler.multipliers).verdict).toBe('holds');
      } else expect(certifyInfeasible(problem, simpler.ray!).verdict).not.toBe('fails');
    }),
    { numRuns: 120 },
  );
  expect([...seen].sort()).toEqual(['primal-infeasible', 'solved']);
});

test('a chain of equalities disappears altogether', () => {
  // x = 1, x + y = 3, y + z = 5: everything is fixed
  const problem = {
    q: [1, 1, 1],
    A: [
      [1, 0, 0],
      [1, 1, 0],
      [0, 1, 1],
    ],
    b: [1, 3, 5],
  };
  const found = presolve(rowProgram(problem).program) as Presolved;
  expect(found.removed).toEqual({ rows: 3, variables: 3 });
  const restored = found.restore({ x: new Float64Array(0), y: new Float64Array(0), w: new Float64Array(0) }, 'none');
  expect([...restored.x]).toEqual([1, 2, 3]);
  expect(certifyKkt(problem, restored.x, { equalities: restored.y }).verdict).toBe('holds');
  for (const w of restored.w) expect(w).toBeCloseTo(0, 12);
});

test('a row that becomes a bound gets its multiplier back', () => {
  const r = quadraticProgram({
    P: [
      [2, 0],
      [0, 2],
    ],
    q: [-8, 0],
    G: [
      [2, 0],
      [1, 1],
    ],
    h: [4, 10],
  });
  expect(r.multipliers.inequalities.toTypedArray()[0]).toBeCloseTo(2, 6);
  expect(r.multipliers.upper.toTypedArray()[0]).toBe(0);
});

interface Planted {
  readonly P: number[][];
  readonly q: number[];
  readonly matrix: number[][];
  readonly low: number[];
  readonly high: number[];
  readonly lower: number[];
  readonly upper: number[];
}

/** Around x₀ between its bounds: ordinary rows, multiples of them with other limits, rows that the bounds imply, and rows that the bounds just meet. */
function planted(v: readonly number[]): Planted {
  let at = 0;
  const take = (): number => v[at++ % v.length];
  const n = 5;
  const x0 = Array.from({ length: n }, take);
  const lower = x0.map((x) => x - Math.abs(take()));
  const upper = x0.map((x) => x + Math.abs(take()));
  const F = [0, 1].map(() => Array.from({ length: n }, take));
  const P = x0.map((_, i) => x0.map((__, j) => F.reduce((s, f) => s + f[i] * f[j], 0)));
  const matrix: number[][] = [];
  const low: number[] = [];
  const high: number[] = [];
  const add = (a: number[], l: number, u: number): void => {
    matrix.push(a);
    low.push(l);
    high.push(u);
  };
  const value = (a: number[]): number => a.reduce((s, c, j) => s + c * x0[j], 0);
  const extreme = (a: number[], side: 1 | -1): number => a.reduce((s, c, j) => s + c * (c * side > 0 ? upper[j] : lower[j]), 0);
  for (let k = 0; k < 3; k++) {
    const a = Array.from({ length: n }, take);
    const u = value(a);
    const c = take() || 2;
    add(a, take() > 0 ? u : u - Math.abs(take()), u);
    const loose = Math.abs(take());
    const tight = take() > 0 ? 0 : 1;
    add(
      a.map((e) => c * e),
      c > 0 ? c * u - loose - tight : c * u - tight * loose,
      c > 0 ? c * u + tight * loose : c * u + loose + tight,
    );
  }
  const b = Array.from({ length: n }, take);
  const wide = Array.from({ length: n }, take);
  add(wide, extreme(wide, -1) - 1, extreme(wide, 1));
  // Met at a corner of the box only where x0 is that corner: then it fixes all its variables.
  if (x0.every((x, j) => b[j] === 0 || x === (b[j] > 0 ? lower[j] : upper[j]))) add(b, -Infinity, value(b));
  const corner = x0.map((x, j) => (x === lower[j] ? 1 : x === upper[j] ? -1 : 0));
  add(corner, -Infinity, value(corner));
  return { P, q: Array.from({ length: n }, take), matrix, low, high, lower, upper };
}

const asProblem = (p: Planted): Parameters<typeof quadraticProgram>[0] => ({
  P: p.P,
  q: p.q,
  rows: { matrix: p.matrix, lower: p.low, upper: p.high },
  lower: p.lower,
  upper: p.upper,
});

test('multiples of rows, rows that bounds imply and rows that fix their variables leave, and their multipliers come back', () => {
  let rows = 0;
  let variables = 0;
  fc.assert(
    fc.property(fc.array(integer, { minLength: 61, maxLength: 61 }), (v) => {
      const problem = asProblem(planted(v));
      const found = presolve(rowProgram(problem).program);
      if (found !== null && 'removed' in found) {
        rows += found.removed.rows;
        variables += found.removed.variables;
      }
      const r = quadraticProgram(problem);
      const plain = quadraticProgram(problem, { presolve: false });
      expect(r.status).toBe('solved');
      expect(certifyKkt(problem, r.x, r.multipliers).verdict).toBe('holds');
      // The certificates bound both by the gap.
      if (plain.status === 'solved')
        expect(Math.abs(r.objective - plain.objective)).toBeLessThanOrEqual(3e-8 * (1 + Math.abs(plain.objective)));
    }),
    { numRuns: 150, seed: 7 },
  );
  expect(rows).toBeGreaterThan(400);
  expect(variables).toBeGreaterThan(100);
});

test('contradictions that are met on the way are proven without an iteration', () => {
  fc.assert(
    fc.property(
      fc.array(integer, { minLength: 61, maxLength: 61 }),
      fc.integer({ min: 0, max: 3 }),
      fc.constantFrom(1e-3, 1, 50),
      (v, kind, gap) => {
        const p = planted(v);
        const a = [1, 2, 0, -1, v[0]];
        const bound = a.reduce((s, c, j) => s + c * (c > 0 ? p.upper[j] : p.lower[j]), 0);
        const rows: [number[], number, number][] = [
          [[a, bound + gap, Infinity]], // beyond what the bounds allow
          [
            [a, -Infinity, 1],
            [a.map((c) => -3 * c), -Infinity, -3 - 3 * gap],
          ], // a ≤ 1 and a ≥ 1 + gap
          [[[0, 2, 0, 0, 0], 2 * (p.upper[1] + gap), Infinity]], // a bound above the other
          [[[0, 0, 0, 0, 0], gap, Infinity]],
        ][kind] as [number[], number, number][];
        const problem = asProblem({
          ...p,
          matrix: [...p.matrix, ...rows.map((r) => r[0])],
          low: [...p.low, ...rows.map((r) => r[1])],
          high: [...p.high, ...rows.map((r) => r[2])],
        });
        const r = quadraticProgram(problem);
        expect(r.status).toBe('primal-infeasible');
        expect(r.iterations).toBe(0);
        expect(certifyInfeasible(problem, r.ray!).verdict).toBe('holds');
      },
    ),
    { numRuns: 100, seed: 8 },
  );
});

test('a chain of rows that fixes variables until nothing fits is a proof over all of them', () => {
  // x = 1, x + y = 3, y + z = 5, z ≤ 2
  const problem = {
    q: [1, 1, 1],
    A: [
      [1, 0, 0],
      [1, 1, 0],
      [0, 1, 1],
    ],
    b: [1, 3, 5],
    upper: [Infinity, Infinity, 2],
  };
  const r = quadraticProgram(problem);
  expect([r.status, r.iterations, r.certificate.verdict]).toEqual(['primal-infeasible', 0, 'holds']);
  expect(r.certificate.checks[0].value).toBeCloseTo(1, 12);
});

test('a singular program in thousands is solved, also where its simpler form is so only almost', () => {
  const problem = {
    P: [
      [2, 2, 1, 0, 0, -2, 0, 2, 0, 2, -1, -2],
      [2, 4, 0, 0, 0, -4, 0, 0, 0, 4, 0, 0],
      [1, 0, 1, 0, 0, 0, 0, 2, 0, 0, -1, -2],
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      [-2, -4, 0, 0, 0, 4, 0, 0, 0, -4, 0, 0],
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      [2, 0, 2, 0, 0, 0, 0, 4, 0, 0, -2, -4],
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      [2, 4, 0, 0, 0, -4, 0, 0, 0, 4, 0, 0],
      [-1, 0, -1, 0, 0, 0, 0, -2, 0, 0, 1, 2],
      [-2, 0, -2, 0, 0, 0, 0, -4, 0, 0, 2, 4],
    ],
    q: [-9, 5, -4, -12, -2, -6, -8, -13, 7, -3, -9, -1],
    lower: [-1000, -2000, -Infinity, -Infinity, -2000, 2000, -Infinity, 0, -Infinity, -Infinity, -Infinity, 0],
    upper: [-1000, Infinity, Infinity, Infinity, Infinity, 3000, -1000, Infinity, Infinity, Infinity, Infinity, 2000],
    G: [
      [-1, 1, 2, 3, 0, -3, -2, 2, 2, 0, -1, 0],
      [-3, -3, 2, -3, 1, -2, -2, -3, -1, 2, -2, 0],
      [0, -1, 0, -1, -2, 1, -2, -3, 3, -2, -1, 0],
      [-2, 3, -2, 2, 2, -2, 1, 1, 1, -2, 1, 0],
      [2, -1, 3, 1, 3, 3, 1, 3, 2, 0, 2, 0],
      [-2, 1, 3, 1, -1, -2, 0, -2, 2, -1, -1, 0],
      [1, -1, -2, -3, 0, 3, 2, -2, -2, 0, 1, 0],
    ],
    h: [1000, 4000, 12000, -13000, 15000, 6000, -1000],
    A: [
      [-2, 3, -2, -3, 2, -1, 2, -2, -1, 1, 1, 0],
      [-2, 1, -1, -3, 0, 0, -2, -3, 3, -2, -2, 0],
      [4, -4, 3, 6, -2, 1, 0, 5, -2, 1, 1, 0],
      [0, 4, -2, 0, 4, -2, 8, 2, -8, 6, 6, 0.5],
    ],
    b: [-12000, 7000, 5000, -38000],
    rows: {
      matrix: [
        [1, -3, -3, 3, -2, -2, 3, 1, -3, 1, 3, 0],
        [-3, 2, -2, -3, -3, 3, 3, -1, 2, 3, 1, 0],
        [1, -2, 0, 1, 2, 1, -3, -2, 3, 3, 2, 0],
      ],
      lower: [-10000, -Infinity, 10000],
      upper: [-9000, Infinity, Infinity],
    },
  };
  const r = quadraticProgram(problem);
  expect(r.status).toBe('solved');
  expect(certifyKkt(problem, r.x, r.multipliers).verdict).toBe('holds');
  expect(Math.abs(r.objective - quadraticProgram(problem, { presolve: false }).objective)).toBeLessThan(1e-4);
});
