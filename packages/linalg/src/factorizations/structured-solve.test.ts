import { expect, test } from 'vitest';
import {
  ArgumentError,
  NonFiniteError,
  ShapeError,
  SingularMatrixError,
  type Tensor,
  adoptBuffer,
  eye,
  matmul,
  ones,
  stack,
  tensor,
  zeros,
} from '@adjoint/tensor';
import { norm, solve, solveBanded, solveTridiagonal } from '../index.ts';

const noise = (m: number, n: number, seed: number): Tensor =>
  adoptBuffer(
    Float64Array.from({ length: m * n }, (_, i) => Math.sin((i + 1) * 12.9898 + seed * 3.7) + Math.cos(i * i * 0.31 + seed)),
    [m, n],
  );
const band = (n: number, p: number, q: number, seed: number): Tensor =>
  adoptBuffer(
    Float64Array.from(noise(n, n, seed).data(), (v, k) => {
      const i = Math.floor(k / n);
      const j = k % n;
      return j >= i - p && j <= i + q ? v : 0;
    }),
    [n, n],
  );

test('banded systems agree with the general solver at every size and bandwidth', () => {
  for (const n of [1, 2, 3, 5, 10, 33])
    for (const [p, q] of [
      [0, 0],
      [1, 1],
      [2, 0],
      [0, 3],
      [3, 2],
      [50, 50],
    ]) {
      const A = band(n, p, q, n + p + q);
      const b = noise(n, 2, 5);
      const x = solveBanded(A, b, { lower: p, upper: q });
      // backward error of LU with refinement
      expect(
        norm(matmul(A, x).sub(b), 'fro') / (norm(A, 'fro') * norm(x, 'fro') + norm(b, 'fro')),
        `n = ${n}, ${p}, ${q}`,
      ).toBeLessThanOrEqual(4 * n * 2 ** -52);
    }
  expect(solveTridiagonal(tensor([1e200]), tensor([2e200, 2e200]), tensor([1e200]), tensor([3e200, 3e200])).toArray()).toEqual([1, 1]);
  expect(solveTridiagonal(tensor([1]), tensor([0, 0]), tensor([1]), tensor([2, 3])).toArray()).toEqual([3, 2]);
  expect(solveTridiagonal(zeros([0]), tensor([4]), zeros([0]), tensor([2])).toArray()).toEqual([0.5]);
  expect(() => solveTridiagonal(tensor([1]), tensor([1, 1]), tensor([1]), tensor([1, 2]))).toThrow(SingularMatrixError);
  expect(() => solveTridiagonal(tensor([NaN]), tensor([1, 1]), tensor([1]), tensor([1, 2]))).toThrow(NonFiniteError);
  expect(() => solveBanded(eye(2), ones([2]), { lower: -1, upper: 0 })).toThrow(ArgumentError);
  expect(() => solveBanded(eye(2), ones([3]), { lower: 0, upper: 0 })).toThrow(ShapeError);
});

test('banded systems in batches, with one right side for all or one for each', () => {
  const As = stack([band(5, 1, 2, 3), band(5, 1, 2, 9)]);
  const b = noise(5, 2, 7);
  const bs = stack([b, b.mul(3)]);
  const width = { lower: 1, upper: 2 };
  for (const [i, A] of [As.at(0), As.at(1)].entries()) {
    expect(solveBanded(As, bs, width).at(i).toArray()).toEqual(solveBanded(A, bs.at(i), width).toArray());
    expect(solveBanded(As, b, width).at(i).toArray()).toEqual(solveBanded(A, b, width).toArray());
  }
  const d = tensor([
    [2, 3, 4],
    [5, 6, 7],
  ]);
  const x = solveTridiagonal(tensor([1, -1]), d, tensor([0.5, 2]), tensor([[1], [2], [3]]));
  expect(x.shape).toEqual([2, 3, 1]);
  expect(x.at(1).flatten().toArray()).toEqual(solveTridiagonal(tensor([1, -1]), d.at(1), tensor([0.5, 2]), tensor([1, 2, 3])).toArray());
  expect(solveTridiagonal(tensor([1], 'int32'), tensor([2, 2], 'int32'), tensor([1], 'int32'), tensor([3, 3], 'int32')).toArray()).toEqual([
    1, 1,
  ]);
  expect(solveTridiagonal(tensor([1], 'float32'), tensor([2, 2], 'float32'), tensor([1], 'float32'), tensor([3, 3], 'float32')).dtype).toBe(
    'float32',
  );
  expect(() => solveBanded(As.mul(tensor([1, 0]).reshape([2, 1, 1])), b, width)).toThrow(/row 0 is zero \(matrix 1 of the batch\)/);
  expect(solveBanded(zeros([0, 0]), zeros([0]), width).shape).toEqual([0]);
  expect(solveBanded(zeros([0, 2, 2]), zeros([2, 3]), width).shape).toEqual([0, 2, 3]);
});

test('entries outside the band are not read', () => {
  const A = tensor([
    [2, NaN],
    [1, 4],
  ]);
  expect(solveBanded(A, tensor([2, 9]), { lower: 1, upper: 0 }).toArray()).toEqual([1, 2]);
});

test('auto sees triangles: graded ones are solved componentwise', () => {
  const L = tensor([
    [1e-200, 0, 0],
    [1, 1e100, 0],
    [1, 1, 1],
  ]);
  const x = tensor([1, 2, 3]);
  const b = tensor([1e-200, 1 + 2e100, 6]);
  expect(solve(L, b).toArray()).toEqual(x.toArray());
  expect(() =>
    solve(
      tensor([
        [1, 1],
        [0, 0],
      ]),
      tensor([1, 1]),
    ),
  ).toThrow(SingularMatrixError);
});

test('auto sees narrow bands, and leaves them to the general solver where they are nearly singular', () => {
  for (const [p, q] of [
    [1, 1],
    [3, 1],
    [0, 4],
    [2, 2],
  ]) {
    const n = 90;
    const A = band(n, p, q, p + 7 * q);
    const b = noise(n, 2, 5);
    const x = solve(A, b);
    expect(norm(matmul(A, x).sub(b), 'fro') / (norm(A, 'fro') * norm(x, 'fro') + norm(b, 'fro')), `${p}, ${q}`).toBeLessThanOrEqual(
      n * 2 ** -52,
    );
  }
  const n = 60;
  const entries = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    entries[i * n + i] = 2;
    if (i > 0) entries[i * n + i - 1] = entries[(i - 1) * n + i] = -1;
  }
  entries[0] = entries[n * n - 1] = 1; // the Laplacian without ends: A·1 = 0
  const A = adoptBuffer(entries, [n, n]);
  expect(() => solve(A, noise(n, 1, 3))).toThrow(SingularMatrixError);
  const nearly = A.add(eye(n).mul(2 ** -45));
  const b = matmul(nearly, ones([n, 1])); // κ ≈ 2⁴⁷: b is exact, and so must x be
  expect(solve(nearly, b).toArray()).toEqual(ones([n, 1]).toArray());
  expect(solve(nearly, b).toArray()).toEqual(solve(nearly, b, { structure: 'general' }).toArray());
});

test('a promise of positive definiteness is checked for symmetry', () => {
  expect(() =>
    solve(
      tensor([
        [2, 1],
        [0, 2],
      ]),
      tensor([1, 1]),
      { structure: 'positive-definite' },
    ),
  ).toThrow(/not symmetric/);
});

test('batched failures: NaN with a status, the rest is solved', () => {
  const A = tensor([
    [
      [2, 0],
      [0, 2],
    ],
    [
      [1, 2],
      [2, 4],
    ],
    [
      [0, 1],
      [1, 0],
    ],
  ]);
  const { x, status } = solve(A, tensor([[1], [2]]), { onFailure: 'nan-with-status' });
  expect(status.toArray()).toEqual([0, 1, 0]);
  expect(status.dtype).toBe('int32');
  expect(x.toArray()).toEqual([
    [[0.5], [1]],
    [[NaN], [NaN]],
    [[2], [1]],
  ]);
  expect(solve(eye(2), tensor([1, 2]), { onFailure: 'nan-with-status' }).status.item()).toBe(0);
  try {
    solve(A, tensor([[1], [2]]));
    expect.unreachable();
  } catch (e) {
    expect(e).toMatchObject({ batchIndex: 1, code: 'SINGULAR_MATRIX' });
  }
  expect(solve(zeros([0, 2, 2]), zeros([0, 2, 1])).shape).toEqual([0, 2, 1]);
});

test('systems that double precision hardly tells from singular ones are solved to the last digits, positive definite ones too', () => {
  for (const n of [10, 12, 13, 14]) {
    // Pascal's matrix of order 14 has κ ≈ 1e15; all numbers here are integers below 2⁵³, so that b is exact.
    const entry = (i: number, j: number): number => {
      let c = 1;
      for (let k = 1; k <= i; k++) c = (c * (j + k)) / k;
      return c;
    };
    const P = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_unused, j) => Math.round(entry(i, j))));
    const x = P.map((_, i) => (i % 3) - 1 + i);
    const b = P.map((row) => row.reduce((s, v, j) => s + v * x[j], 0));
    const answers = [
      solve(tensor(P), tensor(b)),
      solve(tensor(P), tensor(b), { structure: 'positive-definite' }),
      solve(tensor([...P].reverse()), tensor([...b].reverse())),
      solve(tensor(P), tensor(b), { structure: 'general' }),
    ];
    for (const answer of answers) [...answer.data()].forEach((v, i) => expect(Math.abs(v - x[i])).toBeLessThanOrEqual(4 * 2 ** -52 * n));
  }
});
