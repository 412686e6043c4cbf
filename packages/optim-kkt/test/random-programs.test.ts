/** Programs that no published set contains: degenerate, rank-deficient, badly scaled, contradictory by little. */
import { expect, test } from 'vitest';
import fc from 'fast-check';
import { type QuadraticProgram, certifyInfeasible, certifyKkt, quadraticProgram } from '../src/index.ts';

interface Built {
  readonly problem: QuadraticProgram;
  readonly bounded: boolean;
  readonly infeasible: boolean;
}

/**
 * Around a point x₀ that satisfies everything: rows of every kind through it or beside it, P of any rank, bounds that
 * hold, fix or free. With `bounded` q is chosen so that x₀ is optimal. `gap` adds a row that contradicts another by so much.
 * `units` multiplies rows and columns by powers of ten up to that exponent.
 */
function build(
  v: readonly number[],
  { n, m, bounded, duplicate, gap, units }: { n: number; m: number; bounded: boolean; duplicate: boolean; gap: number; units: number },
): Built {
  let at = 0;
  const take = (): number => v[at++ % v.length];
  const unit = (): number => (take() + 3) / 6;
  const coarse = (): number => (take() > 0 ? Math.round(take()) : take());
  const A = Array.from({ length: m }, () => Array.from({ length: n }, () => (take() > 1.5 ? 0 : coarse())));
  const x0 = Array.from({ length: n }, coarse);
  if (duplicate && m > 2) {
    A[1] = A[0].map((a) => 2 * a);
    A[m - 1] = A[0].map((a, j) => a + A[1][j]);
  }
  const F = Array.from({ length: Math.floor(unit() * n) }, () => Array.from({ length: n }, take));
  const P = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) P[i][j] = P[j][i] = F.reduce((s, f) => s + f[i] * f[j], 0);
  const side = (value: number): [low: number, high: number] => {
    const u = unit();
    const slack = take() > 0 ? 0 : unit();
    return u < 0.2
      ? [value, value]
      : u < 0.4
        ? [-Infinity, value + slack]
        : u < 0.6
          ? [value - slack, Infinity]
          : u < 0.7
            ? [-1e20, value + slack]
            : u < 0.8
              ? [-Infinity, 1e30]
              : [value - slack, value + 1 + unit()];
  };
  const rows = A.map((a) => side(a.reduce((s, c, j) => s + c * x0[j], 0)));
  const bounds = x0.map(side);
  const multiplier = ([low, high]: [number, number], value: number): number =>
    low === high ? take() : high === value ? unit() : low === value ? -unit() : 0;
  const y = A.map((a, i) =>
    multiplier(
      rows[i],
      a.reduce((s, c, j) => s + c * x0[j], 0),
    ),
  );
  const w = x0.map((value, j) => multiplier(bounds[j], value));
  const q = x0.map((_, j) =>
    bounded ? -P[j].reduce((s, c, k) => s + c * x0[k], 0) - A.reduce((s, a, i) => s + a[j] * y[i], 0) - w[j] : take(),
  );
  if (gap > 0 && m > 0) {
    const value = A[0].reduce((s, c, j) => s + c * x0[j], 0);
    A.push(A[0]);
    rows[0] = [rows[0][0], value + 1];
    rows.push([value + 1 + gap, Infinity]);
  }
  const ten = (): number => 10 ** Math.round(2 * units * unit() - units);
  const D = x0.map(ten);
  const E = A.map(ten);
  return {
    bounded,
    infeasible: gap > 0 && m > 0,
    problem: {
      P: P.map((r, i) => r.map((c, j) => c * (D[i] * D[j]))),
      q: q.map((c, j) => c * D[j]),
      lower: bounds.map((b, j) => b[0] / D[j]),
      upper: bounds.map((b, j) => b[1] / D[j]),
      rows: {
        matrix: A.map((a, i) => a.map((c, j) => c * E[i] * D[j])),
        lower: rows.map((r, i) => r[0] * E[i]),
        upper: rows.map((r, i) => r[1] * E[i]),
      },
    },
  };
}

const programs = (units: number, gap: fc.Arbitrary<number>): fc.Arbitrary<Built> =>
  fc
    .record({
      v: fc.array(
        fc.double({ min: -3, max: 3, noNaN: true }).map((x) => Math.round(x * 1024) / 1024),
        { minLength: 97, maxLength: 97 },
      ),
      n: fc.integer({ min: 1, max: 9 }),
      m: fc.integer({ min: 0, max: 11 }),
      bounded: fc.boolean(),
      duplicate: fc.boolean(),
      gap,
    })
    .map(({ v, ...rest }) => build(v, { ...rest, units }));

/** What must hold of every answer. @returns whether the status decides the question */
function examine({ problem, bounded, infeasible }: Built): boolean {
  const r = quadraticProgram(problem);
  for (const x of r.x.data()) expect(x).toSatisfy(Number.isFinite);
  if (r.status === 'solved') expect(certifyKkt(problem, r.x, r.multipliers).verdict).toBe('holds');
  if (r.status === 'primal-infeasible') {
    expect(infeasible).toBe(true);
    expect(certifyInfeasible(problem, r.ray!).verdict).not.toBe('fails');
  }
  if (r.status === 'dual-infeasible') {
    expect(bounded && !infeasible).toBe(false);
    expect(certifyInfeasible(problem, { direction: r.direction! }).verdict).not.toBe('fails');
  }
  return ['solved', 'primal-infeasible', 'dual-infeasible'].includes(r.status);
}

function decided(arbitrary: fc.Arbitrary<Built>, runs: number): number {
  let count = 0;
  fc.assert(
    fc.property(arbitrary, (p) => {
      if (examine(p)) count++;
    }),
    { numRuns: runs, seed: 20 },
  );
  return count / runs;
}

test('programs with a solution, or falling without end: nearly all decided, none wrongly', () => {
  expect(decided(programs(0, fc.constant(0)), 250)).toBeGreaterThan(0.98);
});

test('rows and columns in units of 1e−3 … 1e3: the same', () => {
  expect(decided(programs(3, fc.constant(0)), 150)).toBeGreaterThan(0.95);
});

test('rows that contradict one another by 1, 1e−3 or 1e−5', () => {
  expect(decided(programs(0, fc.constantFrom(1, 1e-3, 1e-5)), 80)).toBeGreaterThan(0.93);
});

test('a limit of 1e20 is no limit: it must not loosen what feasibility is measured against', () => {
  const problem = {
    q: [1, 1],
    rows: {
      matrix: [
        [1, 2],
        [1, 2],
      ],
      lower: [3, -1e20],
      upper: [1e20, 2],
    },
    lower: [0, 0],
    upper: [1e20, 1e30],
  };
  const r = quadraticProgram(problem);
  expect(r.status).toBe('primal-infeasible');
  expect(r.certificate.verdict).toBe('holds');
  const far = { q: [1], G: [[-1]], h: [-3], upper: [1e20] };
  expect(certifyKkt(far, [2.9], { inequalities: [1] }).verdict).toBe('fails');
  expect(certifyKkt(far, [3], { inequalities: [1] }).verdict).toBe('holds');
  expect(certifyKkt(far, [3], { inequalities: [1], upper: [1e-3] }).verdict).toBe('fails');
});

test('a contradiction of 1e−5 is proven exactly, with an objective that pulls against it', () => {
  const r = quadraticProgram({
    q: [0.4, -2.1],
    rows: {
      matrix: [
        [-1, 0.3],
        [0, 1],
        [0, 1],
      ],
      lower: [-Infinity, -0.25, 1.17001],
      upper: [2.8, 1.17, Infinity],
    },
    lower: [-2, -0.8],
    upper: [2.3, Infinity],
  });
  expect(r.status).toBe('primal-infeasible');
  expect(r.certificate.verdict).toBe('holds');
});
