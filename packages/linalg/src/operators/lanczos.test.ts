import { expect, test } from 'vitest';
import {
  ArgumentError,
  type CscMatrix,
  NonFiniteError,
  ShapeError,
  type Tensor,
  adoptBuffer,
  eye,
  matmul,
  ones,
  tensor,
  zeros,
} from '@adjoint/tensor';
import {
  type LanczosResult,
  type LinearOperator,
  eigh,
  eigsh,
  linearOperator,
  qr,
  solve,
  sparseFromTriplets,
  sparseToDense,
  svds,
} from '../index.ts';
import { unstructured } from './thick-restart.ts';

const noise = (m: number, n: number, seed: number): Tensor => adoptBuffer(Float64Array.from({ length: m * n }, unstructured(seed)), [m, n]);
const withSpectrum = (values: readonly number[], seed: number): Tensor => {
  const { Q } = qr(noise(values.length, values.length, seed));
  const A = matmul(Q.mul(adoptBuffer(Float64Array.from(values))), Q.mT());
  return A.add(A.mT()).mul(0.5);
};

/** −Δ on a square of p×p points: λ = 4 − 2cos(iπ/(p+1)) − 2cos(jπ/(p+1)), of which those with i ≠ j are double. */
function squareLaplacian(p: number): { readonly matrix: CscMatrix; readonly values: number[] } {
  const n = p * p;
  const rows: number[] = [];
  const columns: number[] = [];
  const entries: number[] = [];
  const put = (i: number, j: number, v: number): void => {
    rows.push(i);
    columns.push(j);
    entries.push(v);
  };
  for (let k = 0; k < n; k++) {
    put(k, k, 4);
    if (k % p > 0) put(k, k - 1, -1);
    if (k % p < p - 1) put(k, k + 1, -1);
    if (k >= p) put(k, k - p, -1);
    if (k < n - p) put(k, k + p, -1);
  }
  const angle = (i: number): number => 2 * Math.cos((i * Math.PI) / (p + 1));
  const values = Array.from({ length: n }, (_, k) => 4 - angle(1 + Math.floor(k / p)) - angle(1 + (k % p))).sort((a, b) => a - b);
  return { matrix: sparseFromTriplets(n, n, rows, columns, entries), values };
}

function expectPairs(r: LanczosResult, exact: readonly number[], size: number, label = ''): void {
  expect(r.status, label).toBe('converged');
  const V = r.vectors;
  exact.forEach((λ, i) => {
    // |λ − θ| ≤ ‖Av − θv‖ ≤ tolerance·‖A‖, 1e-10, and rounding
    expect(Math.abs(r.values.at(i).item() - λ), label).toBeLessThanOrEqual(1.1e-10 * size);
    expect(r.residuals.at(i).item(), label).toBeLessThanOrEqual(1.1e-10 * size);
  });
  expect(matmul(V.mT(), V).sub(eye(exact.length)).abs().max().item(), label).toBeLessThanOrEqual(1e-12);
}

const descending = (v: readonly number[]): number[] => [...v].sort((a, b) => b - a);

test('eigenvalues come with their multiplicity, at both ends', () => {
  const n = 60;
  const spectra: Record<string, number[]> = {
    'threefold': Array.from({ length: n }, (_, i) => (i < 3 ? 10 : i / n)),
    'two, three and three': Array.from({ length: n }, (_, i) => (i < 2 ? 10 : i < 5 ? 9 : i < 8 ? 8.9 : (8 * i) / n)),
    'a projection': Array.from({ length: n }, (_, i) => (i < 7 ? 1 : 0)),
    'four values': Array.from({ length: n }, (_, i) => 1 + (i % 4)),
    'both signs': Array.from({ length: n }, (_, i) => (i < 4 ? -5 : i < 6 ? 5 : Math.sin(i))),
  };
  for (const [name, values] of Object.entries(spectra)) {
    const A = withSpectrum(values, 7);
    const size = Math.max(...values.map(Math.abs));
    for (const k of [1, 2, 4, 6, 9]) {
      expectPairs(eigsh(A, k), descending(values).slice(0, k), size, `${name}, ${k} largest`);
      expectPairs(eigsh(A, k, { which: 'smallest' }), descending(values).reverse().slice(0, k), size, `${name}, ${k} smallest`);
    }
  }
});

test('the largest of a diagonal matrix are found where unit vectors would not meet them', () => {
  const n = 300;
  const d = Float64Array.from({ length: n }, (_, i) => (i >= n - 10 ? 5 : 1));
  const A: LinearOperator = {
    rows: n,
    columns: n,
    apply: (x, y) => {
      for (let i = 0; i < n; i++) y[i] = d[i] * x[i];
    },
  };
  expectPairs(eigsh(A, 6), [5, 5, 5, 5, 5, 5], 5);
  expectPairs(eigsh(A, 12, { dimension: 20 }), [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 1, 1], 5);
  expectPairs(eigsh(eye(50), 5), [1, 1, 1, 1, 1], 1);
  expectPairs(eigsh(zeros([50, 50]), 3), [0, 0, 0], 1);
});

test('the Laplacian of a square: both ends, and inside by shift and inversion, sparse, dense and as an operator', () => {
  const p = 14;
  const { matrix, values } = squareLaplacian(p);
  const n = p * p;
  const nearest = (σ: number, k: number): number[] => [...values].sort((a, b) => Math.abs(a - σ) - Math.abs(b - σ)).slice(0, k);
  for (const k of [1, 4, 8]) {
    expectPairs(eigsh(matrix, k), values.slice(n - k).reverse(), 8);
    expectPairs(eigsh(matrix, k, { which: 'smallest' }), values.slice(0, k), 8);
    const below = eigsh(matrix, k, { sigma: 0 });
    expectPairs(below, values.slice(0, k), 8);
    expect(below.products).toBeLessThan(eigsh(matrix, k, { which: 'smallest' }).products);
  }
  const D = adoptBuffer(Float64Array.from(sparseToDense(matrix)), [n, n]);
  const shifted = D.sub(eye(n).mul(2.03));
  const inverse: LinearOperator = { rows: n, columns: n, apply: (x, y) => y.set(solve(shifted, adoptBuffer(x.slice())).data()) };
  for (const A of [matrix, D] as const) expectPairs(eigsh(A, 5, { sigma: 2.03 }), nearest(2.03, 5), 8);
  expectPairs(eigsh(linearOperator(D), 5, { sigma: 2.03, inverse }), nearest(2.03, 5), 8);
});

test('a shift that is an eigenvalue, zero pivots without pivoting, and any scale', () => {
  const d = tensor([3, 1, 1, -2, 7, 4]);
  const A = eye(6).mul(d);
  for (const M of [A, sparseFromTriplets(6, 6, [0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5], [3, 1, 1, -2, 7, 4])])
    expectPairs(eigsh(M, 3, { sigma: 1 }), [1, 1, 3], 7);
  const swap = sparseFromTriplets(3, 3, [0, 1, 2], [1, 0, 2], [1, 1, 5]); // no L·D·Lᵀ at σ = 0
  expectPairs(eigsh(swap, 1, { sigma: 4.9 }), [5], 5);
  const r = eigsh(swap, 2, { sigma: 0 });
  expect([...r.values.data()].sort((a, b) => a - b)).toEqual([expect.closeTo(-1, 9), expect.closeTo(1, 9)]);
  const S = noise(12, 12, 3);
  const B = S.add(S.mT());
  const exact = [...eigh(B).values.data()].sort((a, b) => Math.abs(a - 0.3) - Math.abs(b - 0.3)).slice(0, 3);
  for (const s of [2 ** -660, 1, 2 ** 660]) {
    const found = eigsh(B.mul(s), 3, { sigma: 0.3 * s });
    exact.forEach((λ, i) => expect(Math.abs(found.values.at(i).item() / s - λ)).toBeLessThanOrEqual(1e-9));
  }
});

test("'magnitude' takes the largest of both ends", () => {
  const values = [-9, 8, 7.5, -7, ...Array.from({ length: 40 }, (_, i) => Math.cos(i))];
  expectPairs(eigsh(withSpectrum(values, 3), 4, { which: 'magnitude' }), [-9, 8, 7.5, -7], 9);
});

test('multiple singular values have orthonormal vectors on both sides', () => {
  const s = Array.from({ length: 40 }, (_, i) => (i < 3 ? 7 : i < 5 ? 6 : i < 30 ? i / 20 : 0));
  const A = matmul(qr(noise(60, 40, 1)).Q.mul(tensor(s)), qr(noise(40, 40, 2)).Q);
  const { U, S, Vt, status } = svds(A, 7);
  expect(status).toBe('converged');
  descending(s)
    .slice(0, 7)
    .forEach((v, i) => expect(Math.abs(S.at(i).item() - v)).toBeLessThanOrEqual(1e-9));
  expect(matmul(U.mT(), U).sub(eye(7)).abs().max().item()).toBeLessThanOrEqual(1e-9);
  expect(matmul(Vt, Vt.mT()).sub(eye(7)).abs().max().item()).toBeLessThanOrEqual(1e-9);
});

test('wrong input, a start of zeros, a limit of products', () => {
  expect(() => eigsh(eye(3), 1, { which: 'inner' as never })).toThrow(ArgumentError);
  expect(() => eigsh(eye(3), 1, { sigma: NaN })).toThrow(ArgumentError);
  expect(() => eigsh(linearOperator(eye(3)), 1, { sigma: 1 })).toThrow(/inverse/);
  expect(() => eigsh(eye(3), 1, { sigma: 1, inverse: linearOperator(eye(2)) })).toThrow(ShapeError);
  expect(() => eigsh(eye(3), 1, { start: ones([2]) })).toThrow(ShapeError);
  expect(() => eigsh({ rows: 2, columns: 2, apply: (_x, y) => y.fill(NaN) }, 1)).toThrow(NonFiniteError);
  expectPairs(eigsh(withSpectrum([1, 2, 3, 4, 5], 1), 2, { start: zeros([5]) }), [5, 4], 5);
  const { matrix } = squareLaplacian(14);
  expect(eigsh(matrix, 4, { maxProducts: 30 }).status).toBe('product-limit');
});
