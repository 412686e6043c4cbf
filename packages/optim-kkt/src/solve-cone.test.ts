import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { certifyCone, coneProgram, quadraticProgram } from './index.ts';

const svec = (M: number[][]): number[] => M.flatMap((_, j) => M.slice(0, j + 1).map((r, i) => (i === j ? r[j] : Math.SQRT2 * r[j])));
const column = (rows: number[]): number[][] => rows.map((v) => [v]);

describe('second-order cone', () => {
  test('the length of (3, 4) is 5, with the unit vector as multiplier', () => {
    const r = coneProgram({
      q: [1, 0, 0],
      A: [
        [0, 1, 0],
        [0, 0, 1],
        [-1, 0, 0],
        [0, -1, 0],
        [0, 0, -1],
      ],
      b: [3, 4, 0, 0, 0],
      cones: [
        { kind: 'zero', size: 2 },
        { kind: 'second-order', size: 3 },
      ],
    });
    expect(r.status).toBe('solved');
    expect(r.objective).toBeCloseTo(5, 7);
    const z = r.multipliers.toTypedArray();
    expect(z[3] / z[2]).toBeCloseTo(-0.6, 7);
    expect(r.certificate.verdict).toBe('holds');
  });
  test('distance of a point to a plane in closed form, any data', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 6, maxLength: 6 }), (v) => {
        const a = v.slice(0, 3).map((x, i) => x + (i === 0 ? 10 : 0));
        const p = v.slice(3);
        // minimise t with ‖x − p‖ ≤ t and aᵀx = 1
        const r = coneProgram({
          q: [1, 0, 0, 0],
          A: [
            [0, ...a],
            [-1, 0, 0, 0],
            [0, -1, 0, 0],
            [0, 0, -1, 0],
            [0, 0, 0, -1],
          ],
          b: [1, 0, ...p.map((x) => -x)],
          cones: [
            { kind: 'zero', size: 1 },
            { kind: 'second-order', size: 4 },
          ],
        });
        const distance = Math.abs(a.reduce((s, x, i) => s + x * p[i], -1)) / Math.hypot(...a);
        return r.status === 'solved' && Math.abs(r.objective - distance) <= 1e-6;
      }),
      { numRuns: 25 },
    );
  });
});

describe('semidefinite cone', () => {
  test('the largest eigenvalue', () => {
    const M = [
      [2, -1, 0],
      [-1, 3, 1],
      [0, 1, -4],
    ];
    const I = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    const r = coneProgram({ q: [1], A: column(svec(I).map((v) => -v)), b: svec(M).map((v) => -v), cones: [{ kind: 'psd', order: 3 }] });
    expect(r.status).toBe('solved');
    expect(r.objective).toBeCloseTo(3.71331115, 6);
    expect(r.certificate.verdict).toBe('holds');
  });
  test('maximum cut of the pentagon: 5 (1 + cos π/5) / 2', () => {
    const n = 5;
    const L = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) => (i === j ? 2 : (i - j + n) % n === 1 || (j - i + n) % n === 1 ? -1 : 0)),
    );
    const size = (n * (n + 1)) / 2;
    const A: number[][] = [];
    const b: number[] = [];
    for (let j = 0; j < n; j++) {
      const row = new Array<number>(size).fill(0);
      row[(j * (j + 3)) / 2] = 1;
      A.push(row);
      b.push(1);
    }
    for (let k = 0; k < size; k++) {
      const row = new Array<number>(size).fill(0);
      row[k] = -1;
      A.push(row);
      b.push(0);
    }
    const r = coneProgram({
      q: svec(L).map((v) => -v / 4),
      A,
      b,
      cones: [
        { kind: 'zero', size: n },
        { kind: 'psd', order: n },
      ],
    });
    expect(r.status).toBe('solved');
    expect(-r.objective).toBeCloseTo((5 * (1 + Math.cos(Math.PI / 5))) / 2, 6);
    expect(r.certificate.verdict).toBe('holds');
  });
  test('a negative definite requirement is infeasible', () => {
    // S = −I − 0·x must be positive semidefinite
    const r = coneProgram({
      q: [1],
      A: [[0], [0], [0]],
      b: svec([
        [-1, 0],
        [0, -1],
      ]),
      cones: [{ kind: 'psd', order: 2 }],
    });
    expect(r.status).toBe('primal-infeasible');
  });
});

describe('exponential cone', () => {
  test('e is the least t with (1, 1, t) inside', () => {
    const r = coneProgram({ q: [1], A: [[0], [0], [-1]], b: [1, 1, 0], cones: [{ kind: 'exponential' }] });
    expect(r.status).toBe('solved');
    expect(r.objective).toBeCloseTo(Math.E, 6);
    expect(r.certificate.verdict).toBe('holds');
  });
  test('log Σ exp as a program', () => {
    // minimise t with Σ uᵢ ≤ 1 and exp(aᵢ − t) ≤ uᵢ
    const a = [0.3, -1.2, 2, 0];
    const A = [[0, 1, 1, 1, 1]];
    const b = [1];
    a.forEach((v, i) => {
      const u = [0, 0, 0, 0, 0];
      u[1 + i] = -1;
      A.push([1, 0, 0, 0, 0], [0, 0, 0, 0, 0], u);
      b.push(v, 1, 0);
    });
    const r = coneProgram({
      q: [1, 0, 0, 0, 0],
      A,
      b,
      cones: [{ kind: 'nonnegative', size: 1 }, ...a.map(() => ({ kind: 'exponential' as const }))],
    });
    expect(r.status).toBe('solved');
    expect(r.objective).toBeCloseTo(Math.log(a.reduce((s, v) => s + Math.exp(v), 0)), 6);
    expect(r.certificate.verdict).toBe('holds');
  });
});

describe('box cone', () => {
  test('agrees with two-sided rows, multipliers by side', () => {
    const P = [
      [2, 0.5],
      [0.5, 1],
    ];
    const q = [-3, 4];
    const M = [
      [1, 1],
      [1, -1],
    ];
    const box = coneProgram({
      P,
      q,
      A: M.map((r) => r.map((v) => -v)),
      b: [0, 0],
      cones: [{ kind: 'box', lower: [-1, -Infinity], upper: [0.5, 2] }],
    });
    const rows = quadraticProgram({ P, q, rows: { matrix: M, lower: [-1, -Infinity], upper: [0.5, 2] } });
    expect(box.status).toBe('solved');
    expect(box.objective).toBeCloseTo(rows.objective, 7);
    expect(box.certificate.verdict).toBe('holds');
  });
});

test('a wrong multiplier and a point outside of its cone are refused', () => {
  const p = { q: [1], A: [[0], [0], [-1]], b: [1, 1, 0], cones: [{ kind: 'exponential' as const }] };
  const r = coneProgram(p);
  expect(certifyCone(p, r.x, r.multipliers.mul(1.01)).verdict).toBe('fails');
  expect(certifyCone(p, r.x.sub(0.01), r.multipliers).checks[0].verdict).toBe('fails');
});

test.each<[string, () => unknown, RegExp]>([
  [
    'cones that do not fill the rows',
    () => coneProgram({ q: [1], A: [[1], [1]], b: [0, 0], cones: [{ kind: 'nonnegative', size: 1 }] }),
    /take 1 rows, A has 2/,
  ],
  [
    'an unknown cone',
    () => coneProgram({ q: [1], A: [[1]], b: [0], cones: [{ kind: 'power', size: 1 } as never] }),
    /cone 0 is of kind power/,
  ],
  [
    'a fractional size',
    () => coneProgram({ q: [1], A: [[1]], b: [0], cones: [{ kind: 'zero', size: 0.5 }] }),
    /cone 0 \(zero\) has the size 0\.5/,
  ],
  [
    'crossed limits',
    () => coneProgram({ q: [1], A: [[1]], b: [0], cones: [{ kind: 'box', lower: [2], upper: [1] }] }),
    /lower limit 2 above/,
  ],
])('refuses %s', (_name, run, message) => {
  expect(run).toThrow(message);
});
