import { expect, test } from 'vitest';
import { SingularMatrixError, type Tensor, adoptBuffer, tensor } from '@adjoint/tensor';
import {
  cond,
  condEstimate,
  det,
  inverse,
  lu,
  slogdet,
  solve,
  solveBanded,
  solveExpert,
  solveTridiagonal,
  triangularSolve,
} from '../index.ts';
import { exactDeterminant, exactSolve } from './exact-solve.ts';
import { timesPowerOfTwo } from './scaling.ts';

const EPS = 2 ** -52;
const hilbert = (n: number): Tensor =>
  adoptBuffer(
    Float64Array.from({ length: n * n }, (_, k) => 360360 / (Math.floor(k / n) + (k % n) + 1)), // integers up to order 7
    [n, n],
  );

test('integers decide: a matrix is singular or its system solved to the last bit, whatever the condition number', () => {
  // det = 2⁻⁷⁸: κ ≈ 1e24
  const e = 2 ** -39;
  const A = tensor([
    [1, 1 + e],
    [1 - e, 1],
  ]);
  // A⁻¹ = e⁻²·[1, −1 − e; e − 1, 1]
  expect(solve(A, tensor([1, 0])).toArray()).toEqual([2 ** 78, (e - 1) * 2 ** 78]);
  expect(det(A).item()).toBe(e * e);
  expect(slogdet(A).sign.item()).toBe(1);
  expect(slogdet(A).logAbs.item()).toBeCloseTo(-78 * Math.LN2, 12);
  expect(cond(A, 1)).toBe((2 + e) * (2 + e) * 2 ** 78);
  expect(condEstimate(A)).toBe(cond(A, 1));
  expect(cond(A) / (4 * 2 ** 78)).toBeCloseTo(1, 10); // σ₁ ≈ 2, σ₂ = det/σ₁
});

test('singular integer matrices are singular to all functions', () => {
  for (const rows of [
    [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ],
    [
      [3, -5, 1, 2],
      [1, 7, -2, 0],
      [4, 2, -1, 2],
      [5, 5, 5, 1],
    ],
  ]) {
    const A = tensor(rows);
    expect(det(A).item()).toBe(0);
    expect(slogdet(A).logAbs.item()).toBe(-Infinity);
    expect(() => solve(A, tensor(rows[0]))).toThrow(SingularMatrixError);
    expect(() => inverse(A)).toThrow(/exactly zero/);
    for (const kind of [1, 2, 'inf', 'fro'] as const) expect(cond(A, kind)).toBe(Infinity);
    expect(condEstimate(A)).toBe(Infinity);
  }
});

test('determinants of integer matrices: exact while small, right to n·ε·κ at any size', () => {
  expect(det(hilbert(5)).item() / 360360 ** 5).toBeCloseTo(1 / 266716800000, 22);
  const { fraction, exponent } = exactDeterminant(Float64Array.from(hilbert(7).data()), 7, 0);
  // det H₇ = 1/2067909047925770649600000
  expect(Math.abs((timesPowerOfTwo(fraction, exponent) / 360360 ** 7) * 2067909047925770649600000 - 1)).toBeLessThanOrEqual(16 * EPS);
  expect(exactDeterminant([0, 2, 3, 0], 2, 0)).toEqual({ fraction: expect.any(Number) as number, exponent: expect.any(Number) as number });
  expect(
    det(
      tensor([
        [0, 2],
        [3, 1e-9],
      ]),
    ).item(),
  ).toBe(-6); // one exchange
  const odd = exactDeterminant([0, 2, 3, 0], 2, 0);
  expect(timesPowerOfTwo(odd.fraction, odd.exponent)).toBe(-6);
});

test('entries from one end of the range to the other', () => {
  const tiny = 2 ** -1074;
  const A = tensor([
    [3 * tiny, 1e300],
    [1e300, -2 * tiny],
  ]);
  // x₁ = b₂/1e300 to 1900 bits
  expect(solve(A, tensor([1e-10, 1e300])).toArray()).toEqual([1, 1e-310]);
  expect(solveExpert(A, tensor([1e-10, 1e300])).x.toArray()).toEqual([1, 1e-310]);
  // b is the first column: the second unknown is 0, not the rounding of the first in units of its column
  const apart = [
    [1.8313252055002409e99, -1.0567356499032138e-70],
    [3.7826474517532278e155, -2.6480503686981677e-14],
  ];
  expect(solve(tensor(apart), tensor([apart[0][0], apart[1][0]])).toArray()).toEqual([1, 0]);
  const { zeroPivot, fractions, exponents } = exactSolve([tiny], 1, 0, [1e300], 1, 0);
  expect(zeroPivot).toBe(-1);
  expect(timesPowerOfTwo(fractions[0], exponents[0] - 1074)).toBe(1e300); // 2¹⁰⁷⁴·1e300 is no double
});

test('the factors of lu solve at the ends of the range', () => {
  const A = [
    [4, 1],
    [2, 3],
  ];
  for (const k of [-1072, 1020]) {
    const S = tensor(A.map((row) => row.map((v) => timesPowerOfTwo(v, k))));
    const f = lu(S);
    expect(f.solve(tensor([timesPowerOfTwo(5, k), timesPowerOfTwo(5, k)])).toArray()).toEqual([1, 1]);
    expect(f.rcond()).toBeCloseTo(1 / 3, 10);
    expect(f.slogdet().logAbs).toBeCloseTo(Math.log(10) + 2 * k * Math.LN2, 9);
    expect(f.U.at(0).toArray()).toEqual([timesPowerOfTwo(4, k), timesPowerOfTwo(1, k)]);
  }
  expect(() => lu(tensor([[1e-300]])).solve(tensor([1e300]))).toThrow(/range of doubles/);
});

test('refinement that contracts slowly is not believed before the last digit', () => {
  // c ≈ κ·n·ε from 1e-2 to 1e-12: the solution is known, the right side exact
  for (let e = 8; e <= 46; e++) {
    const δ = 2 ** -e;
    const A = tensor([
      [1, 1 + δ, 2],
      [1 - δ, 1, 2 - δ],
      [3, 3 + δ, 6 + 4 * δ],
    ]);
    const x = solve(A, tensor([4 + δ, 4 - 2 * δ, 12 + 5 * δ])).toArray() as number[];
    for (const v of x) expect(Math.abs(v - 1), `2^-${e}`).toBeLessThanOrEqual(EPS);
  }
});

test('ill-conditioned triangles, and positive definite matrices of unknowns of many sizes', () => {
  const T = [
    [1.1820306679677927e-5, -10349.226169148413, 3.142409664398419e-6, 77060.28731245665],
    [0, 0.6104434546350388, 1.1873418829324422, 576.8010648227823],
    [0, 0, 1.7102596106970754e-5, -0.01985537641272304],
    [0, 0, 0, 0.0002653094099192052],
  ];
  const b = [66711.06115827095, 578.5988501603498, -0.01983827381661607, 0.0002653094099192052];
  // in integers: κ₁ = 8e20
  const { fractions, exponents } = exactSolve(T.flat(), 4, 0, b, 1, 0);
  const exact = Array.from(fractions, (f, i) => timesPowerOfTwo(f, exponents[i]));
  expect(exact[0]).toBeCloseTo(0.99996489156616, 13);
  for (const [rows, right, x] of [
    [T, b, exact],
    [[...T].reverse().map((row) => [...row].reverse()), [...b].reverse(), [...exact].reverse()],
  ])
    (solve(tensor(rows as number[][]), tensor(right as number[])).toArray() as number[]).forEach((v, i) =>
      expect(Math.abs(v / (x as number[])[i] - 1)).toBeLessThanOrEqual(EPS),
    );
  // D·[2 1; 1 2]·D with D = diag(1, 2⁻³⁰⁰), and b its first column
  const P = tensor([
    [2, 2 ** -300],
    [2 ** -300, 2 ** -599],
  ]);
  expect(solve(P, tensor([2, 2 ** -300])).toArray()).toEqual([1, 0]);
  expect(solve(P, tensor([2, 2 ** -300]), { structure: 'positive-definite' }).toArray()).toEqual([1, 0]);
});

test('bands of numbers from one end of the range to the other', () => {
  const T = [
    [-1.9959550999478277e117, 3.017362817841182e61, 0],
    [-9.121049402712568e-100, 2.313771824617104e20, -6.598751968332265e-113],
    [0, 2.8740187373417917e112, 2.7213733755130514e-144],
  ];
  const b = [0.8134978946726431, -0.08366215639358432, 0.48086673204781166];
  const { fractions, exponents } = exactSolve(T.flat(), 3, 0, b, 1, 0);
  const exact = Array.from(fractions, (f, i) => timesPowerOfTwo(f, exponents[i]));
  expect(exact[1]).not.toBe(0);
  expect(solveBanded(tensor(T), tensor(b), { lower: 1, upper: 1 }).toArray()).toEqual(exact);
  const [l, d, u] = [[T[1][0], T[2][1]], T.map((row, i) => row[i]), [T[0][1], T[1][2]]];
  expect(solveTridiagonal(tensor(l), tensor(d), tensor(u), tensor(b)).toArray()).toEqual(exact);
  // singular to doubles, not in fact: order 13, beyond what is solved in integers
  const n = 13;
  const nearly = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_unused, j) =>
      i === j ? (i === 0 || i === n - 1 ? 1 : 2) + (i === 0 ? 2 ** -50 : 0) : Math.abs(i - j) === 1 ? -1 : 0,
    ),
  ); // the Laplacian of a path, singular, plus 2⁻⁵⁰ in a corner: A·1 = 2⁻⁵⁰·e₁
  const right = Array.from({ length: n }, (_, i) => (i === 0 ? 1 : 0));
  expect(solveBanded(tensor(nearly), tensor(right), { lower: 1, upper: 1 }).toArray()).toEqual(right.map(() => 2 ** 50));
});

test('a triangle below the normal range keeps its digits, and a solution beyond the range is refused', () => {
  const t = 2 ** -1074;
  const T = tensor([
    [3 * t, 0, 0],
    [7 * t, 11 * t, 0],
    [5 * t, 2 * t, 9 * t],
  ]);
  const x = triangularSolve(T, tensor([t, 2 * t, 4 * t])).toArray() as number[];
  [1 / 3, -1 / 33, 79 / 297].forEach((v, i) => expect(Math.abs(x[i] / v - 1)).toBeLessThanOrEqual(4 * EPS));
  expect(() => triangularSolve(tensor([[1e-300]]), tensor([1e300]))).toThrow(/range of doubles/);
});
