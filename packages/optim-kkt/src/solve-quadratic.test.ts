import { expect, test } from 'vitest';
import { sparseDiagonal, sparseFromTriplets } from '@adjoint/linalg';
import { readReferenceText } from '@adjoint/reference-data';
import { tensor } from '@adjoint/tensor';
import { quadraticProgram } from './index.ts';

const iris = (): { x: number[][]; y: number[] } => {
  const rows = readReferenceText('optim/iris.csv')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number))
    .filter((r) => r[4] > 0);
  return { x: rows.map((r) => [r[2], r[3]]), y: rows.map((r) => (r[4] === 1 ? -1 : 1)) };
};

test('support vector machine of iris: the dual has 24 support vectors and the bias of the textbook', () => {
  const { x, y } = iris();
  const n = y.length;
  const P = y.map((yi, i) => y.map((yj, j) => yi * yj * (x[i][0] * x[j][0] + x[i][1] * x[j][1])));
  const r = quadraticProgram({
    P,
    q: new Array<number>(n).fill(-1),
    A: [y],
    b: [0],
    lower: new Array<number>(n).fill(0),
    upper: new Array<number>(n).fill(1),
  });
  expect(r.status).toBe('solved');
  expect(r.certificate.verdict).toBe('holds');
  const α = r.x.toTypedArray();
  expect(α.filter((a) => a > 1e-5).length).toBe(24);
  expect(r.multipliers.equalities.item()).toBeCloseTo(-14.4149, 3);
});

test('the multipliers of a projection are known in closed form', () => {
  // Nearest point of {x + y ≤ 1} to (1, 1): (½, ½), multiplier ½ of ½‖x − a‖².
  const r = quadraticProgram({
    P: [
      [1, 0],
      [0, 1],
    ],
    q: [-1, -1],
    constant: 1,
    G: [[1, 1]],
    h: [1],
  });
  expect(r.status).toBe('solved');
  expect(r.x.toTypedArray()[0]).toBeCloseTo(0.5, 8);
  expect(r.multipliers.inequalities.item()).toBeCloseTo(0.5, 8);
  expect(r.objective).toBeCloseTo(0.25, 8);
  expect(r.dualObjective).toBeCloseTo(0.25, 7);
});

test('bounds, two-sided rows and fixed variables have their own multipliers', () => {
  const r = quadraticProgram({
    P: tensor([
      [2, 0],
      [0, 2],
    ]),
    q: [0, 0],
    rows: { matrix: [[1, 1]], lower: [2], upper: [5] },
    lower: [-Infinity, 1.5],
    upper: [Infinity, 1.5],
  });
  expect(r.status).toBe('solved');
  expect(r.x.toTypedArray()[0]).toBeCloseTo(0.5, 7);
  expect(r.multipliers.rows?.lower.item()).toBeCloseTo(1, 6);
  expect(r.multipliers.lower.toTypedArray()[1] - r.multipliers.upper.toTypedArray()[1]).toBeCloseTo(2, 6);
});

test('an infeasible program says so, with a ray; an unbounded one with a direction', () => {
  const none = quadraticProgram({ P: [[1]], q: [0], G: [[1], [-1]], h: [1, -2] });
  expect(none.status).toBe('primal-infeasible');
  const [a, b] = none.ray!.inequalities.toTypedArray();
  expect(Math.abs(a - b)).toBeLessThan(1e-6 * a);
  const falling = quadraticProgram({ q: [-1, 0], lower: [0, 0], upper: [Infinity, 1] });
  expect(falling.status).toBe('dual-infeasible');
  expect(falling.direction!.toTypedArray()[0]).toBeGreaterThan(0);
});

test.each<[string, () => unknown, RegExp]>([
  ['NaN in q', () => quadraticProgram({ q: [1, NaN] }), /q\[1\] is NaN/],
  ['an infinite coefficient', () => quadraticProgram({ q: [1], G: [[Infinity]], h: [1] }), /G\[0\]\[0\] is Infinity/],
  ['sizes', () => quadraticProgram({ q: [1], G: [[1, 2]], h: [1] }), /G has shape \[1, 2\]/],
  ['a missing right-hand side', () => quadraticProgram({ q: [1], G: [[1]] }), /h has 0 elements/],
  ['crossed bounds', () => quadraticProgram({ q: [1, 1], lower: [0, 2], upper: [1, 1] }), /variable 1 has the lower limit 2/],
  ['a bound under another name', () => quadraticProgram({ q: [1], l: [0] } as never), /no field l[\s\S]*lower, upper/],
  [
    'a row under another name',
    () => quadraticProgram({ q: [1], rows: { A: [[1]], matrix: [[1]], lower: [0], upper: [1] } } as never),
    /rows has no field A/,
  ],
  [
    'asymmetry',
    () =>
      quadraticProgram({
        P: [
          [1, 2],
          [0, 1],
        ],
        q: [0, 0],
      }),
    /P is not symmetric/,
  ],
])('refuses %s before any work', (_name, run, message) => {
  expect(run).toThrow(message);
});

test('stops at limits and on a signal with a status', () => {
  const problem = {
    P: [
      [1, 0],
      [0, 1],
    ],
    q: [-1, -1],
    G: [[1, 1]],
    h: [1],
  };
  expect(quadraticProgram(problem, { maxIterations: 1 }).status).toBe('iteration-limit');
  expect(quadraticProgram(problem, { signal: AbortSignal.abort() }).status).toBe('aborted');
});

test('works at any scale', () => {
  for (const scale of [1e-6, 1, 1e6, 1e9]) {
    const r = quadraticProgram({ P: [[2 * scale]], q: [-2 * scale], upper: [0.5] });
    expect(r.status).toBe('solved');
    expect(r.x.item()).toBeCloseTo(0.5, 6);
    expect(r.multipliers.upper.item() / scale).toBeCloseTo(1, 5);
  }
});

test('where the optimum is a face, the answer is one of its vertices', () => {
  const r = quadraticProgram({
    q: [1, 1, 1],
    A: [
      [1, 1, 1],
      [2, 2, 2],
    ],
    b: [1, 2],
    lower: [0, 0, 0],
  });
  expect(r.status).toBe('solved');
  expect([...r.x.toTypedArray()].filter((v) => v > 1e-9).length).toBe(1);
});

test('numbers of any magnitude', () => {
  for (const scale of [1e-200, 1e200]) {
    expect(quadraticProgram({ P: [[scale]], q: [-scale], upper: [0.5] }).x.item()).toBeCloseTo(0.5, 6);
    expect(quadraticProgram({ P: [[1]], q: [-1], G: [[scale]], h: [0.5 * scale] }).x.item()).toBeCloseTo(0.5, 6);
  }
});

test('data of large magnitude are not called infeasible', () => {
  // xₖ₊₁ − xₖ ≥ (−1)ᵏ k − ½ in a ring: the least squares are 0.5209 n³ and the multipliers of the order of n².
  const n = 300;
  const G = Array.from({ length: n }, (_, k) => Array.from({ length: n }, (_v, j) => (j === k ? 1 : j === (k + 1) % n ? -1 : 0)));
  const h = Array.from({ length: n }, (_, k) => (k === n - 1 ? -(n - 0.5) : 0.5 - ((k + 1) % 2 === 0 ? 1 : -1) * (k + 1)));
  const r = quadraticProgram({
    P: Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_v, j) => (i === j ? 1 : 0))),
    q: new Array<number>(n).fill(0),
    G,
    h,
  });
  expect(r.status).toBe('solved');
  expect(r.certificate.verdict).toBe('holds');
});

test('a convex fit of large numbers is solved, not called unbounded', () => {
  const n = 200;
  for (const scale of [1, 1e2, 1e4, 1e6]) {
    const c = Float64Array.from({ length: n }, (_, i) => scale * (Math.exp((10 * i) / (n - 1)) + 0.1 * Math.sin(i)));
    const rows = Array.from({ length: n - 2 }, (_, i) => [i, i, i]).flat();
    const columns = Array.from({ length: n - 2 }, (_, i) => [i, i + 1, i + 2]).flat();
    const second = sparseFromTriplets(
      n - 2,
      n,
      rows,
      columns,
      rows.map((_, k) => [1, -2, 1][k % 3]),
    );
    const problem = {
      P: sparseDiagonal(new Float64Array(n).fill(1)),
      q: c.map((v) => -v),
      rows: { matrix: second, lower: new Float64Array(n - 2), upper: new Float64Array(n - 2).fill(Infinity) },
    };
    const r = quadraticProgram(problem);
    expect([r.status, r.certificate.verdict], `scale ${scale}`).toEqual(['solved', 'holds']);
  }
});

test('rows of small coefficients and large limits do not contradict one another', () => {
  const n = 1000;
  const at = Array.from({ length: n }, (_, i) => [i, i]).flat();
  const matrix = sparseFromTriplets(
    n,
    n,
    at,
    at.map((i, k) => (i + (k % 2)) % n),
    at.map((_, k) => (k % 2 === 0 ? 1e-5 : 0.5e-5)),
  );
  const limits = {
    matrix,
    lower: Float64Array.from({ length: n }, (_, i) => 10 + 5 * Math.sin(i)),
    upper: new Float64Array(n).fill(Infinity),
  };
  const q = new Float64Array(n).fill(1);
  for (const problem of [
    { q, rows: limits },
    { q, rows: limits, P: sparseDiagonal(new Float64Array(n).fill(1)) },
  ]) {
    const r = quadraticProgram(problem);
    expect([r.status, r.certificate.verdict]).toEqual(['solved', 'holds']);
  }
});
