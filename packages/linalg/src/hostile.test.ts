import { expect, test } from 'vitest';
import fc from 'fast-check';
import { NonFiniteError, NotPositiveDefiniteError, ShapeError, SingularMatrixError, eye, matmul, tensor, zeros } from '@adjoint/tensor';
import {
  certifySolve,
  cholesky,
  cond,
  det,
  eigh,
  inverse,
  lstsq,
  lu,
  norm,
  pinv,
  qr,
  rank,
  slogdet,
  solve,
  solveExpert,
  svd,
  triangularSolve,
} from './index.ts';

const singular = tensor([
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
]);

test('a singular matrix is named so, with its pivot, even where rounding hides it', () => {
  expect(() => solve(singular, tensor([1, 0, 0]))).toThrow(SingularMatrixError);
  expect(() =>
    solve(
      tensor([
        [0.1, 0.2],
        [0.3, 0.6000000000000001],
      ])
        .mul(1)
        .sub(0),
      tensor([1, 1]),
    ),
  ).not.toThrow(NonFiniteError);
  try {
    solve(singular, tensor([1, 0, 0]));
  } catch (e) {
    expect(e).toMatchObject({ pivot: 2, code: 'SINGULAR_MATRIX' });
  }
  expect(() => inverse(zeros([2, 2]))).toThrow(SingularMatrixError);
  expect(() =>
    lu(
      tensor([
        [1, 2],
        [2, 4],
      ]),
    ).solve(tensor([1, 1])),
  ).toThrow(/pivot 1 is zero/);
  expect(
    cond(
      tensor([
        [1, 2],
        [2, 4],
      ]),
      1,
    ),
  ).toBe(Infinity);
  expect(() =>
    triangularSolve(
      tensor([
        [1, 0],
        [1, 0],
      ]),
      eye(2),
    ),
  ).toThrow(/entry 1 of the diagonal/);
});

test('the matrix of a batch that fails is named', () => {
  expect(() =>
    solve(
      tensor([
        [
          [1, 0],
          [0, 1],
        ],
        [
          [1, 1],
          [1, 1],
        ],
      ]),
      eye(2),
    ),
  ).toThrow(/matrix 1 of the batch/);
});

test('a nonsingular matrix with a condition number beyond 1/ε is solved, and the certificate says how far', () => {
  const hilbert = (n: number) => tensor(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_x, j) => 1 / (i + j + 1))));
  const H = hilbert(13);
  const x = solve(H, matmul(H, tensor(new Array(13).fill(1))));
  expect(certifySolve(H, matmul(H, tensor(new Array(13).fill(1))), x)).toMatchObject({ verdict: 'undecided' });
});

test('entries near the ends of the range', () => {
  for (const s of [1e200, 1e-200, 1e307, 5e-324 * 2 ** 60]) {
    const A = tensor([
      [2, 1],
      [1, 3],
    ]).mul(s);
    const x = solve(A, tensor([3, 5]).mul(s));
    expect(x.at(0).item(), String(s)).toBeCloseTo(0.8, 3 + (s > 1e-300 ? 11 : 0));
    if (s > 1e-300) expect(svd(A).S.at(0).item() / s).toBeCloseTo(3.618033988749895, 12);
    if (s > 1e-300) expect(eigh(A).values.at(1).item() / s).toBeCloseTo(3.618033988749895, 12);
  }
  expect(
    solve(
      tensor([
        [1e-200, 0],
        [0, 1e200],
      ]),
      tensor([1e-200, 1e200]),
    ).toArray(),
  ).toEqual([1, 1]);
  expect(
    solve(
      tensor([
        [1e-17, 0],
        [0, 1],
      ]),
      tensor([1e-17, 1]),
    ).toArray(),
  ).toEqual([1, 1]);
});

test('NaN, infinities and wrong shapes are refused before any work', () => {
  for (const f of [cholesky, qr, svd, eigh, det, inverse, lu])
    expect(
      () =>
        f(
          tensor([
            [1, NaN],
            [NaN, 1],
          ]),
        ),
      f.name,
    ).toThrow(NonFiniteError);
  expect(() => solve(eye(2), tensor([1, Infinity]))).toThrow(/element 1 is Infinity/);
  for (const f of [cholesky, det, eigh, inverse, lu]) expect(() => f(zeros([2, 3])), f.name).toThrow(ShapeError);
  for (const f of [qr, svd]) expect(() => f(zeros([3]))).toThrow(ShapeError);
  expect(() => solve(eye(2), tensor([1, 2, 3]))).toThrow(/b needs 2 rows/);
  expect(() => lstsq(eye(2), tensor([1, 2, 3]))).toThrow(ShapeError);
  expect(() => certifySolve(eye(2), tensor([1, 2]), tensor([1]))).toThrow(ShapeError);
});

test('matrices that are not positive definite, or not symmetric', () => {
  expect(() =>
    cholesky(
      tensor([
        [1, 2],
        [2, 1],
      ]),
    ),
  ).toThrow(NotPositiveDefiniteError);
  try {
    cholesky(
      tensor([
        [1, 2],
        [2, 1],
      ]),
    );
  } catch (e) {
    expect(e).toMatchObject({ order: 2 });
  }
  expect(() =>
    cholesky(
      tensor([
        [1, 2],
        [0, 9],
      ]),
    ),
  ).toThrow(/not symmetric at \(1, 0\)/);
  expect(() =>
    eigh(
      tensor([
        [1, 2],
        [0, 9],
      ]),
    ),
  ).toThrow(/not symmetric/);
  expect(() =>
    solve(
      tensor([
        [1, 2],
        [2, 1],
      ]),
      tensor([1, 1]),
      { structure: 'positive-definite' },
    ),
  ).toThrow(NotPositiveDefiniteError);
  expect(
    solve(
      tensor([
        [1, 2],
        [2, 1],
      ]),
      tensor([3, 3]),
    ).toArray(),
  ).toEqual([1, 1]);
});

test('empty, single, wide and tall matrices', () => {
  expect(det(zeros([0, 0])).item()).toBe(1);
  expect(solve(zeros([0, 0]), zeros([0])).shape).toEqual([0]);
  expect(svd(zeros([0, 3])).S.shape).toEqual([0]);
  expect(qr(zeros([3, 0])).Q.shape).toEqual([3, 0]);
  expect(eigh(zeros([0, 0])).values.shape).toEqual([0]);
  expect(solve(tensor([[4]]), tensor([2])).item()).toBe(0.5);
  expect(svd(tensor([[3, 4]])).S.item()).toBeCloseTo(5, 14);
  const { x, rank } = lstsq(tensor([[1, 1]]), tensor([2]));
  expect([rank, ...x.data()]).toEqual([1, expect.closeTo(1, 14), expect.closeTo(1, 14)]);
  expect(lstsq(singular, tensor([1, 1, 1])).rank).toBe(2);
});

test('a wrong answer fails its certificate', () => {
  const A = tensor([
    [2, 1],
    [1, 3],
  ]);
  const b = tensor([3, 5]);
  expect(certifySolve(A, b, tensor([0.8, 1.4])).verdict).toBe('holds');
  expect(certifySolve(A, b, tensor([0.8, 1.4 + 1e-12])).verdict).toBe('fails');
  expect(certifySolve(A, b, tensor([NaN, 1])).verdict).toBe('fails');
});

test('determinants beyond the range keep their logarithm', () => {
  const big = eye(400).mul(10);
  expect(det(big).item()).toBe(Infinity);
  expect(slogdet(big).logAbs.item()).toBeCloseTo(400 * Math.LN10, 9);
  expect(
    slogdet(
      tensor([
        [0, 1],
        [1, 0],
      ]),
    ).sign.item(),
  ).toBe(-1);
  expect(lu(big).slogdet().logAbs).toBeCloseTo(400 * Math.LN10, 9);
});

test('float32 keeps its dtype, and batches agree with single matrices', () => {
  const A = tensor(
    [
      [4, 1],
      [1, 3],
    ],
    'float32',
  );
  expect(solve(A, tensor([1, 2], 'float32')).dtype).toBe('float32');
  const batch = tensor([
    [
      [4, 1],
      [1, 3],
    ],
    [
      [2, 0],
      [1, 5],
    ],
  ]);
  expect(solve(batch, eye(2)).at(1).toArray()).toEqual(inverse(batch.at(1)).toArray());
  expect(svd(batch).S.shape).toEqual([2, 2]);
});

test('random systems of every size are backward stable', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 1e6 }), (n, seed) => {
      const value = (i: number): number => Math.sin((i + 1) * 12.9898 + seed) * 10 ** (4 * Math.sin(i * 0.37 + seed));
      const A = tensor(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_x, j) => value(i * n + j))));
      const b = tensor(Array.from({ length: n }, (_, i) => value(n * n + i)));
      expect(certifySolve(A, b, solve(A, b)).verdict).not.toBe('fails');
      const { Q, R } = qr(A);
      expect(norm(matmul(Q, R).sub(A), 'fro') / norm(A, 'fro')).toBeLessThan(8 * n * 2 ** -52);
    }),
    { numRuns: 60 },
  );
});

test('a solution beyond the range of doubles is an error, not an infinity', () => {
  for (const f of [
    () => solve(eye(3).mul(5e-324), tensor([1, 2, 3])),
    () => lstsq(eye(2).mul(5e-324), tensor([1, 2])),
    () => pinv(eye(2).mul(5e-324)),
    () => solveExpert(eye(2).mul(1e-310), tensor([1, 2])),
  ])
    expect(f).toThrow(/range of doubles/);
  const big = tensor([
    [1.7e308, 1.7e308],
    [1.7e308, -1.7e308],
  ]);
  for (const f of [svd, eigh, qr]) expect(() => f(big), f.name).toThrow(/range of doubles/);
  expect(cond(big)).toBeCloseTo(1, 14);
  expect(cond(eye(2).mul(1e-310), 1)).toBe(1);
  expect(lstsq(eye(2).mul(1.5e308), tensor([1.5e308, 0])).x.toArray()).toEqual([1, 0]);
  expect(
    rank(
      tensor([
        [1.7e308, 1.7e308],
        [1.7e308, -1.7e308],
      ]),
    ),
  ).toBe(2);
});

test('entries of wildly different scales do not make a matrix singular', () => {
  // nonsingular by construction: det = 1e-300·(…) far from rounding; the exact solution is known
  const A = tensor([
    [1e150, 1, 0],
    [1, 2e-150, 1e-140],
    [0, 1e-140, 1],
  ]);
  const x = solve(A, matmul(A, tensor([0, 0, 1])));
  expect(x.at(2).item()).toBeCloseTo(1, 12);
  for (let seed = 0; seed < 30; seed++) {
    const M = tensor(
      Array.from({ length: 7 }, (_, i) =>
        Array.from({ length: 7 }, (_x, j) => Math.sin(7.1 * (i * 7 + j + 1) + seed) * 10 ** (((i * j) % 7) * 50 - 150)),
      ),
    );
    const b = tensor(Array.from({ length: 7 }, (_, i) => Math.cos(i + seed)));
    expect(certifySolve(M, b, solve(M, b)).verdict).not.toBe('fails');
  }
});
