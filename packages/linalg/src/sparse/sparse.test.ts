import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { CscMatrix } from '@adjoint/tensor';
import {
  addSparseProduct,
  addSparseTransposeProduct,
  addSymmetricProduct,
  amdOrdering,
  eliminationTree,
  entryCount,
  fromCsr,
  ldlNumeric,
  ldlSolve,
  ldlSymbolic,
  requireCsc,
  sparseAdd,
  sparseCholesky,
  sparseDiagonal,
  sparseFromDense,
  sparseFromTriplets,
  sparseLdl,
  sparseProduct,
  sparseSlice,
  sparseToDense,
  sparseTranspose,
  sparseUpperTriangle,
  toCsr,
} from './index.ts';

const value = fc.double({ min: -10, max: 10, noNaN: true });
const matrixOf = (rows: number, columns: number): fc.Arbitrary<CscMatrix> =>
  fc
    .array(fc.tuple(fc.nat(Math.max(0, rows - 1)), fc.nat(Math.max(0, columns - 1)), value), { maxLength: rows * columns === 0 ? 0 : 40 })
    .map((t) =>
      sparseFromTriplets(
        rows,
        columns,
        t.map((e) => e[0]),
        t.map((e) => e[1]),
        t.map((e) => e[2]),
      ),
    );
/** Some indices below `limit`: ascending, or in any order and more than once. */
const indicesOf = (limit: number): fc.Arbitrary<number[]> =>
  fc.oneof(fc.subarray([...Array(limit).keys()]), fc.array(fc.nat(Math.max(0, limit - 1)), { maxLength: limit === 0 ? 0 : 9 }));
const squares = matrixOf(8, 8);
/** Two matrices of one shape and one that can be multiplied to them, empty ones too. */
const matrices = fc
  .tuple(fc.nat(8), fc.nat(8), fc.nat(8))
  .chain(([m, n, k]) => fc.tuple(matrixOf(m, n), matrixOf(m, n), matrixOf(n, k), indicesOf(m), indicesOf(n)));
const dense = (a: CscMatrix): number[][] =>
  Array.from({ length: a.rows }, (_, i) => [...sparseToDense(a).slice(i * a.columns, (i + 1) * a.columns)]);
const near = (a: number[][], b: number[][]): boolean =>
  a.length === b.length &&
  a.every((r, i) => r.length === b[i].length && r.every((v, j) => Math.abs(v - b[i][j]) <= 1e-12 * (1 + Math.abs(v))));

describe('compressed columns', () => {
  test('triplets in any order, doubles added', () => {
    const a = sparseFromTriplets(2, 3, [1, 0, 1, 1], [2, 0, 0, 2], [3, 1, 5, 4]);
    expect(dense(a)).toEqual([
      [1, 0, 0],
      [5, 0, 7],
    ]);
    expect(requireCsc('a', a)).toBe(a);
  });
  test('products, sums, slices and transposes agree with the dense ones', () => {
    fc.assert(
      fc.property(matrices, ([a, b, c, rows, columns]) => {
        const A = dense(a);
        const B = dense(b);
        const C = dense(c);
        const x = Array.from({ length: a.columns }, (_, i) => i - 3);
        const z = Array.from({ length: a.rows }, (_, i) => 2 - i);
        const Ax = A.map((r) => r.reduce((s, v, j) => s + v * x[j], 0));
        const Atz = x.map((_, j) => A.reduce((s, r, i) => s + r[j] * z[i], 0));
        const t = sparseTranspose(a);
        expect([t.rows, t.columns]).toEqual([a.columns, a.rows]);
        expect(fromCsr(toCsr(a))).toEqual(a);
        return (
          near([[...addSparseProduct(new Float64Array(a.rows), 1, a, x)]], [Ax]) &&
          near([[...addSparseTransposeProduct(new Float64Array(a.columns), 1, a, z)]], [Atz]) &&
          near(
            dense(t),
            x.map((_, j) => A.map((r) => r[j])),
          ) &&
          near(
            dense(sparseAdd(2, a, -3, b)),
            A.map((r, i) => r.map((v, j) => 2 * v - 3 * B[i][j])),
          ) &&
          near(
            dense(sparseProduct(a, c)),
            A.map((r) => Array.from({ length: c.columns }, (_, j) => r.reduce((s, v, k) => s + v * C[k][j], 0))),
          ) &&
          near(
            dense(sparseSlice(a, rows, columns)),
            rows.map((i) => columns.map((j) => A[i][j])),
          )
        );
      }),
      { numRuns: 300 },
    );
  });
  test.each<[string, () => unknown, RegExp]>([
    ['an index outside', () => sparseFromTriplets(2, 2, [2], [0], [1]), /entry 0 is at \(2, 0\)/],
    ['a fraction as index', () => sparseFromTriplets(2, 2, [0.5], [0], [1]), /entry 0 is at \(0\.5, 0\)/],
    ['NaN', () => sparseFromTriplets(2, 2, [0], [0], [NaN]), /entry 0 is NaN/],
    ['a size that is no count', () => sparseFromTriplets(-1, 2, [], [], []), /-1 rows and 2 columns/],
    ['a size beyond every array', () => sparseFromTriplets(1e10, 2, [0], [0], [1]), /10000000000 rows/],
    ['NaN on a diagonal', () => sparseDiagonal([1, NaN]), /sparseDiagonal: entry 1 is NaN/],
    ['too few dense numbers', () => sparseFromDense(2, 2, [1]), /1 numbers for 2 × 2/],
    ['infinite dense numbers', () => sparseFromDense(1, 2, [1, Infinity]), /sparseFromDense: entry 1 is Infinity/],
    ['a row beyond the matrix', () => sparseSlice(sparseDiagonal([1, 2]), [2], null), /row 2 of 2/],
    ['a fraction of a column', () => sparseSlice(sparseDiagonal([1, 2]), null, [0.5]), /column 0\.5 of 2/],
    ['a tree of an oblong matrix', () => eliminationTree(sparseFromDense(1, 2, [1, 2])), /eliminationTree: a 1 × 2/],
    ['a tree of a lower triangle', () => eliminationTree(sparseFromDense(2, 2, [1, 0, 1, 1])), /\(1, 0\) is below/],
    ['an ordering of an oblong matrix', () => amdOrdering(sparseFromDense(1, 2, [1, 2])), /amdOrdering: a 1 × 2/],
    [
      'compressed rows with a column outside',
      () =>
        fromCsr({ rows: 2, columns: 2, rowPointers: Int32Array.of(0, 1, 1), columnIndices: Int32Array.of(7), values: Float64Array.of(1) }),
      /fromCsr: row 0 has column 7 after column -1, of 2 columns/,
    ],
    ['lengths', () => sparseFromTriplets(2, 2, [0], [0, 1], [1]), /1 rows, 2 columns, 1 values/],
    [
      'pointers going back',
      () =>
        requireCsc('a', {
          rows: 2,
          columns: 2,
          columnPointers: Int32Array.of(0, 2, 1),
          rowIndices: Int32Array.of(0, 1),
          values: Float64Array.of(1, 1),
        }),
      /column 0 goes from 0 to 2, of 1 entries/,
    ],
    [
      'rows out of order',
      () =>
        requireCsc('a', {
          rows: 2,
          columns: 1,
          columnPointers: Int32Array.of(0, 2),
          rowIndices: Int32Array.of(1, 0),
          values: Float64Array.of(1, 1),
        }),
      /row 0 after row 1/,
    ],
    [
      'more entries announced than there are',
      () =>
        requireCsc('a', {
          rows: 2,
          columns: 1,
          columnPointers: Int32Array.of(0, 9),
          rowIndices: Int32Array.of(0),
          values: Float64Array.of(1),
        }),
      /9 entries announced/,
    ],
  ])('refuses %s', (_n, f, message) => {
    expect(f).toThrow(message);
  });
});

/** The five-point Laplacian of a k × k grid. */
function grid(k: number): CscMatrix {
  const i: number[] = [];
  const j: number[] = [];
  const v: number[] = [];
  for (let a = 0; a < k; a++)
    for (let b = 0; b < k; b++) {
      const at = a * k + b;
      i.push(at);
      j.push(at);
      v.push(4.01);
      if (b > 0) {
        i.push(at - 1);
        j.push(at);
        v.push(-1);
      }
      if (a > 0) {
        i.push(at - k);
        j.push(at);
        v.push(-1);
      }
    }
  return sparseFromTriplets(k * k, k * k, i, j, v);
}

describe('ordering and factors', () => {
  test('minimum degree is a permutation of any pattern and keeps a grid sparser than its natural order', () => {
    fc.assert(
      fc.property(squares, (a) => [...amdOrdering(a)].sort((x, y) => x - y).every((v, i) => v === i)),
      { numRuns: 200 },
    );
    const a = grid(40);
    const fill = (ordering: 'amd' | 'natural'): number => ldlSymbolic(a, { ordering }).columnPointers[1600];
    expect(fill('amd')).toBeLessThan(0.5 * fill('natural'));
  });
  test('an arrow pointing the wrong way is turned round: no fill', () => {
    const n = 200;
    const i = [0, ...Array.from({ length: n - 1 }, () => 0), ...Array.from({ length: n - 1 }, (_, k) => k + 1)];
    const j = [0, ...Array.from({ length: n - 1 }, (_, k) => k + 1), ...Array.from({ length: n - 1 }, (_, k) => k + 1)];
    expect(
      ldlSymbolic(
        sparseFromTriplets(
          n,
          n,
          i,
          j,
          i.map((a, k) => (a === j[k] ? n : 1)),
        ),
      ).columnPointers[n],
    ).toBe(n - 1);
  });
  test('solves with positive definite and quasi-definite matrices, and tells their inertia', () => {
    const a = grid(12);
    const n = 144;
    const b = Float64Array.from({ length: n }, (_, i) => Math.sin(i));
    for (const factor of [sparseCholesky(a), sparseLdl(a), sparseLdl(a, { ordering: 'natural' })]) {
      const r = addSymmetricProduct(b.slice(), -1, a, ldlSolve(factor, b));
      expect(Math.max(...r.map(Math.abs))).toBeLessThan(1e-13);
      expect(factor.inertia).toEqual({ positive: n, negative: 0 });
    }
    const saddle = sparseFromTriplets(3, 3, [0, 1, 0, 1, 2], [0, 1, 2, 2, 2], [2, 3, 1, 1, -1e-8]);
    expect(sparseLdl(saddle).inertia).toEqual({ positive: 2, negative: 1 });
  });
  test('new values in a known pattern give the factor of the new matrix', () => {
    const a = grid(6);
    const symbolic = ldlSymbolic(a);
    const doubled = a.values.map((v) => 2 * v);
    const first = ldlNumeric(symbolic, a.values);
    const b = new Float64Array(36).fill(1);
    const x = ldlSolve(first, b);
    const y = ldlSolve(ldlNumeric(symbolic, doubled, null, first), b);
    y.forEach((v, i) => {
      expect(2 * v).toBeCloseTo(x[i], 13);
    });
  });
  test('random symmetric matrices: L D Lᵀ solves when it exists', () => {
    fc.assert(
      fc.property(squares, (a) => {
        const s = sparseUpperTriangle(
          sparseAdd(1, sparseAdd(1, a, 1, sparseTranspose(a)), 1, sparseDiagonal(new Float64Array(8).fill(200))),
        );
        const b = Float64Array.from({ length: 8 }, (_, i) => i + 1);
        const r = addSymmetricProduct(b.slice(), -1, s, ldlSolve(sparseLdl(s), b));
        return r.every((v) => Math.abs(v) < 1e-10);
      }),
    );
  });
  test('refuses what has no such factor, naming the row', () => {
    expect(() => sparseCholesky(sparseFromDense(2, 2, [1, 2, 0, 1]))).toThrow(/is not positive/);
    expect(() => sparseLdl(sparseFromTriplets(2, 2, [0], [0], [1]))).toThrow(/pivot of row 1 is 0/);
    expect(() => sparseLdl(sparseFromDense(2, 2, [1, 0, 1, 1]))).toThrow(/below the diagonal/);
    expect(() => ldlSymbolic(grid(2), { ordering: Int32Array.of(0, 0, 1, 2) })).toThrow(/each row exactly once/);
  });
  test('dynamic regularisation replaces bad pivots and counts them', () => {
    const zero = sparseFromTriplets(2, 2, [0, 1], [0, 1], [0, -1]);
    const f = sparseLdl(zero, { regularization: { signs: Int8Array.of(1, -1), threshold: 1e-13, value: 1e-7 } });
    expect(f.replaced).toBe(1);
    expect(f.inertia).toEqual({ positive: 1, negative: 1 });
  });
  test('empty matrices work', () => {
    const none = sparseFromTriplets(0, 0, [], [], []);
    expect(entryCount(none)).toBe(0);
    expect(ldlSolve(sparseLdl(none), []).length).toBe(0);
  });
});
