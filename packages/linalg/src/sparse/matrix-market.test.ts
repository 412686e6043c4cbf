import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { readReferenceText } from '@adjoint/reference-data';
import {
  addSymmetricProduct,
  entryCount,
  readMatrixMarket,
  refinedSolve,
  sparseCholesky,
  sparseCondition,
  sparseFromTriplets,
  sparseLdl,
  sparseToDense,
  sparseUpperTriangle,
  writeMatrixMarket,
} from './index.ts';

const load = (name: string): ReturnType<typeof readMatrixMarket> => readMatrixMarket(readReferenceText(`sparse/${name}`));

test('files of the collections, by their known sizes', () => {
  expect(entryCount(load('CHOLMOD__can___24.mtx'))).toBe(160); // 92 in one triangle, 24 of them diagonal
  expect(load('KLU__arrow.mtx').rows).toBe(100);
  expect(load('bp___200.mtx').columnPointers[822]).toBe(3802);
  const hilbert = sparseToDense(load('hilbert_real_symmetric_array_10.mtx'));
  for (let i = 0; i < 10; i++) for (let j = 0; j < 10; j++) expect(hilbert[i * 10 + j]).toBeCloseTo(1 / (i + j + 1), 7);
});

test('a stiffness matrix of 2003 unknowns: factor, solution, inertia, condition', () => {
  const upper = sparseUpperTriangle(load('LAGraph__bcsstk13.mtx'));
  const factor = sparseCholesky(upper);
  const n = upper.columns;
  expect(factor.inertia).toEqual({ positive: n, negative: 0 });
  const truth = Float64Array.from({ length: n }, (_, i) => Math.cos(i));
  const b = addSymmetricProduct(new Float64Array(n), 1, upper, truth);
  const { x, residual } = refinedSolve(upper, factor, b);
  const κ = sparseCondition(upper, factor);
  // Backward stable: the residual is a few units of rounding of ‖A‖‖x‖; the error κ times that.
  const scale = b.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  expect(residual / scale).toBeLessThan(1e-12);
  expect(κ).toBeGreaterThan(1e9);
  expect(κ).toBeLessThan(1e13);
  expect(Math.max(...x.map((v, i) => Math.abs(v - truth[i])))).toBeLessThan(κ * 1e-15);
});

test('refinement takes a regularisation out again', () => {
  const upper = sparseFromTriplets(3, 3, [0, 1, 0, 1, 2], [0, 1, 2, 2, 2], [2, 3, 1, 1, -1]);
  const b = [1, 2, 3];
  const perturbed = sparseLdl({ ...upper, values: upper.values.map((v, k) => (k === 0 ? v + 1e-3 : v)) });
  expect(refinedSolve(upper, perturbed, b, 30).residual).toBeLessThan(1e-15);
});

test('the condition of a diagonal matrix is exact', () => {
  const d = sparseFromTriplets(4, 4, [0, 1, 2, 3], [0, 1, 2, 3], [1, -1e6, 10, 1e-3]);
  expect(sparseCondition(d, sparseLdl(d))).toBeCloseTo(1e9, -3);
});

describe('text', () => {
  test('more rows than characters are read when asked for', () => {
    const text = '%%MatrixMarket matrix coordinate real general\n100000 3 1\n100000 2 7\n';
    expect(() => readMatrixMarket(text)).toThrow(/raise maxSize = 65536/);
    expect([...readMatrixMarket(text, { maxSize: 100_003 }).rowIndices]).toEqual([99_999]);
  });
  test('a symmetric file may have the upper triangle, in Fortran numbers', () => {
    const text = '%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n1 2 1.5D+1\n2 2 -.5\n';
    expect([...sparseToDense(readMatrixMarket(text))]).toEqual([0, 15, 15, -0.5]);
  });
  test('what is written is read to the same bits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(5), fc.nat(4), fc.double({ noNaN: true, noDefaultInfinity: true })), { maxLength: 12 }),
        (entries) => {
          const places = new Map(entries.map((e) => [e[0] * 5 + e[1], e]));
          const e = [...places.values()];
          const a = sparseFromTriplets(
            6,
            5,
            e.map((t) => t[0]),
            e.map((t) => t[1]),
            e.map((t) => t[2]),
          );
          expect(sparseToDense(readMatrixMarket(writeMatrixMarket(a)))).toEqual(sparseToDense(a));
        },
      ),
    );
    const s = sparseFromTriplets(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [1, 2, 2, 3]);
    expect(writeMatrixMarket(s, { symmetric: true }).split('\n')[1]).toBe('2 2 3');
    expect(sparseToDense(readMatrixMarket(writeMatrixMarket(s, { symmetric: true })))).toEqual(sparseToDense(s));
  });
  const head = '%%MatrixMarket matrix coordinate real general\n';
  test.each<[string, string, RegExp]>([
    ['an empty file', '', /line 1: "" is no Matrix Market banner/],
    ['a complex matrix', readReferenceText('sparse/KLU__ctina.mtx'), /complex/],
    ['no sizes', head, /no line of sizes/],
    ['a huge count', `${head}2 2 2000000000\n1 1 1\n`, /2000000000 entries announced in a file of 4 lines/],
    ['a huge array', '%%MatrixMarket matrix array real general\n20000 20000\n1\n', /entries announced/],
    ['a matrix larger than its text', `${head}100000000 100000000 1\n1 1 1\n`, /line 2: a matrix of 100000000 × 100000000 in a text of 74/],
    ['a count in another base', `${head}0x2 2 1\n1 1 1\n`, /no line of sizes/],
    ['a value in another base', `${head}2 2 1\n1 1 0x1\n`, /line 3: "0x1" where/],
    ['a fraction among integers', '%%MatrixMarket matrix coordinate integer general\n1 1 1\n1 1 1.5\n', /line 3: "1\.5"[\s\S]*integers/],
    ['an array of a pattern', '%%MatrixMarket matrix array pattern general\n1 1\n1\n', /line 1: an array of a pattern/],
    ['both triangles', '%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n2 1 5\n1 2 5\n', /line 4: an entry at \(1, 2\) after/],
    ['a skew diagonal', '%%MatrixMarket matrix coordinate real skew-symmetric\n1 1 1\n1 1 5\n', /line 3: an entry at \(1, 1\) of a skew/],
    ['an index outside', `${head}2 2 1\n3 1 1\n`, /line 3: an entry at \(3, 1\)/],
    ['a zero index', `${head}2 2 1\n0 1 1\n`, /line 3: an entry at \(0, 1\)/],
    ['a word', `${head}2 2 1\n1 1 one\n`, /"one" where a number is needed/],
    ['NaN', `${head}2 2 1\n1 1 NaN\n`, /"NaN"/],
    ['a truncated file', `${head}2 2 2\n1 1 1\n`, /1 entries of 2/],
    ['too many entries', `${head}2 2 1\n1 1 1\n2 2 1\n`, /more than the 1 entries/],
    ['an oblong symmetric matrix', '%%MatrixMarket matrix coordinate real symmetric\n2 3 1\n1 1 1\n', /it must be square/],
  ])('refuses %s', (_name, text, message) => {
    expect(() => readMatrixMarket(text)).toThrow(message);
  });
});
