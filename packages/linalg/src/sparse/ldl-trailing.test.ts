/** Factors whose last columns are one dense block, of every size around the blocks that are worked on together. */
import { describe, expect, test } from 'vitest';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { SingularMatrixError, withKernels } from '@adjoint/tensor';
import { addSymmetricProduct, ldlNumeric, ldlSolve, ldlSymbolic, sparseFromTriplets, sparseLdl } from './index.ts';

const noise = (k: number): number => ((k * 0.6180339887498949) % 1) - 0.5;

/** `sparse` variables that each touch three of `size` others, which touch one another; positive, then negative ones when quasi-definite. */
function arrow(
  sparse: number,
  size: number,
  definite: boolean,
): { readonly matrix: ReturnType<typeof sparseFromTriplets>; readonly signs: Int8Array } {
  const rows: number[] = [];
  const columns: number[] = [];
  const values: number[] = [];
  const n = sparse + size;
  const signs = new Int8Array(n);
  const put = (i: number, j: number, v: number): void => {
    rows.push(Math.min(i, j));
    columns.push(Math.max(i, j));
    values.push(v);
  };
  for (let i = 0; i < n; i++) {
    signs[i] = definite || i % 3 > 0 ? 1 : -1;
    put(i, i, signs[i] * (size + 4 + noise(i)));
  }
  for (let i = 0; i < sparse; i++) for (let k = 0; k < 3; k++) put(i, sparse + ((7 * i + k * 11) % size), noise(3 * i + k + 1));
  // Between variables of different sign anything may stand; between those of one sign the diagonal must outweigh it.
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) put(sparse + i, sparse + j, noise(i * size + j));
  return { matrix: sparseFromTriplets(n, n, rows, columns, values), signs };
}

describe.each([65, 127, 128, 129, 145, 200])('a dense block of %i at the end', (size) => {
  test.each([true, false])('solves to rounding, with the inertia of the signs (definite: %s)', (definite) => {
    const { matrix, signs } = arrow(40, size, definite);
    const n = matrix.columns;
    const factor = sparseLdl(matrix);
    const x = Float64Array.from({ length: n }, (_, i) => 1 + noise(i));
    const b = addSymmetricProduct(new Float64Array(n), 1, matrix, x);
    const found = ldlSolve(factor, b);
    // Diagonally dominant: the condition number is below 10, so that n·ε·10 bounds the error.
    for (let i = 0; i < n; i++) expect(Math.abs(found[i] - x[i])).toBeLessThan(10 * n * Number.EPSILON);
    expect(factor.inertia.negative).toBe(signs.reduce((count, s) => count + (s < 0 ? 1 : 0), 0));
  });

  test('pivots of the wrong sign are replaced there too, and arrays reused', () => {
    const { matrix, signs } = arrow(10, size, true);
    const symbolic = ldlSymbolic(matrix);
    const last = symbolic.order[matrix.columns - 1];
    const wrong = signs.slice();
    wrong[last] = -1;
    const first = ldlNumeric(symbolic, matrix.values);
    const again = ldlNumeric(symbolic, matrix.values, { signs: wrong, threshold: 1e-13, value: 0.25 }, first);
    expect(again.replaced).toBe(1);
    expect(again.diagonal[matrix.columns - 1]).toBe(-0.25);
    expect(again.lower).toBe(first.lower);
  });
});

test.each([255, 256, 289, 401])('a dense block of %i by matrix products is that of plain loops', (size) => {
  const { matrix, signs } = arrow(20, size, false);
  const symbolic = ldlSymbolic(matrix);
  const plain = ldlNumeric(symbolic, matrix.values);
  const regularization = { signs, threshold: 1e-13, value: 0.25 };
  for (const options of [null, regularization]) {
    const fast = withKernels(wasmKernels(), () => ldlNumeric(symbolic, matrix.values, options));
    expect(fast.inertia).toEqual(plain.inertia);
    // Diagonally dominant: no growth, so that each entry is off by n roundings of numbers of its own size or below 1.
    for (let i = 0; i < plain.diagonal.length; i++)
      expect(Math.abs(fast.diagonal[i] / plain.diagonal[i] - 1)).toBeLessThan(size * Number.EPSILON);
    for (let p = 0; p < plain.lower.length; p++) expect(Math.abs(fast.lower[p] - plain.lower[p])).toBeLessThan(size * Number.EPSILON);
  }
});

test('a dense block of rank 1 is singular, and says in which row', () => {
  const n = 80;
  const rows: number[] = [];
  const columns: number[] = [];
  for (let j = 0; j < n; j++)
    for (let i = 0; i <= j; i++) {
      rows.push(i);
      columns.push(j);
    }
  expect(() =>
    sparseLdl(
      sparseFromTriplets(
        n,
        n,
        rows,
        columns,
        rows.map(() => 1),
      ),
    ),
  ).toThrow(SingularMatrixError);
});
