/** The factor by fronts is that by rows, on patterns of every kind, however small. */
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { type CscMatrix, SingularMatrixError, withKernels } from '@adjoint/tensor';
import { frontTree } from './front-tree.ts';
import { addSymmetricProduct, ldlNumeric, ldlSolve, ldlSymbolic, sparseFromTriplets } from './index.ts';
import type { LdlSymbolic } from './ldl-symbolic.ts';

const byFronts = (symbolic: LdlSymbolic): LdlSymbolic => ({ ...symbolic, fronts: frontTree(symbolic) });
const byRows = (symbolic: LdlSymbolic): LdlSymbolic => ({ ...symbolic, fronts: null });

/** An upper triangle with these off-diagonal entries, diagonally dominant, its diagonal of these signs. */
function dominant(n: number, entries: readonly (readonly [number, number, number])[], signs: readonly number[]): CscMatrix {
  const off = entries.filter(([i, j]) => i !== j).map(([i, j, v]) => [Math.min(i, j), Math.max(i, j), v] as const);
  const weight = new Float64Array(n).fill(1);
  for (const [i, j, v] of off) {
    weight[i] += Math.abs(v);
    weight[j] += Math.abs(v);
  }
  const all = [...off, ...Array.from(weight, (w, i) => [i, i, w * signs[i]] as const)];
  return sparseFromTriplets(
    n,
    n,
    all.map((e) => e[0]),
    all.map((e) => e[1]),
    all.map((e) => e[2]),
  );
}

function expectAlike(symbolic: LdlSymbolic, matrix: CscMatrix): void {
  const n = symbolic.size;
  const rows = ldlNumeric(byRows(symbolic), matrix.values);
  const fronts = ldlNumeric(byFronts(symbolic), matrix.values);
  expect(fronts.inertia).toEqual(rows.inertia);
  // Diagonally dominant, so that elimination does not let entries grow: n roundings of what L and D are made of.
  const bound = 4 * n * Number.EPSILON;
  for (let k = 0; k < n; k++) expect(Math.abs(fronts.diagonal[k] / rows.diagonal[k] - 1)).toBeLessThanOrEqual(bound);
  for (let p = 0; p < rows.lower.length; p++) expect(Math.abs(fronts.lower[p] - rows.lower[p])).toBeLessThanOrEqual(bound);
}

test('random patterns, definite and quasi-definite, in both orders', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 40 }).chain((n) => {
        const index = fc.nat(Math.max(0, n - 1));
        return fc.tuple(
          fc.constant(n),
          fc.array(fc.tuple(index, index, fc.double({ min: -1, max: 1, noNaN: true })), { maxLength: n === 0 ? 0 : 120 }),
          fc.array(fc.constantFrom(1, -1), { minLength: n, maxLength: n }),
        );
      }),
      ([n, entries, signs]) => {
        const matrix = dominant(n, entries, signs);
        for (const ordering of ['amd', 'natural'] as const) expectAlike(ldlSymbolic(matrix, { ordering }), matrix);
      },
    ),
    { numRuns: 200 },
  );
});

describe.each<[string, number, (i: number, j: number) => boolean]>([
  ['a diagonal', 30, () => false],
  ['a chain', 300, (i, j) => j === i + 1],
  ['an arrow', 60, (_i, j) => j === 59],
  ['a dense matrix', 70, () => true],
  ['blocks', 90, (i, j) => Math.floor(i / 15) === Math.floor(j / 15)],
  ['a band', 120, (i, j) => j - i <= 9],
  ['a grid', 225, (i, j) => j === i + 15 || (j === i + 1 && j % 15 > 0)],
])('%s', (_name, n, touches) => {
  const entries: [number, number, number][] = [];
  for (let j = 0; j < n; j++) for (let i = 0; i < j; i++) if (touches(i, j)) entries.push([i, j, ((i * 37 + j * 17) % 19) / 10 - 0.9]);
  const signs = Array.from({ length: n }, (_, i) => (i % 5 === 2 ? -1 : 1));
  const matrix = dominant(n, entries, signs);
  test.each(['amd', 'natural'] as const)('in %s order', (ordering) => {
    expectAlike(ldlSymbolic(matrix, { ordering }), matrix);
  });
  test('regularised alike, into the arrays of an earlier factor', () => {
    const symbolic = byFronts(ldlSymbolic(matrix));
    const first = ldlNumeric(symbolic, matrix.values);
    const last = symbolic.order[n - 1];
    const wrong = { signs: Int8Array.from(signs, (s, i) => (i === last ? -s : s)), threshold: 1e-13, value: 0.25 };
    const again = ldlNumeric(symbolic, matrix.values, wrong, first);
    expect(again.lower).toBe(first.lower);
    expect(again.replaced).toBe(1);
    expect(again.diagonal[n - 1]).toBe(-0.25 * signs[last]);
  });
});

test('a large grid goes by fronts of its own accord, and solves to rounding under both kernels', () => {
  const side = 18;
  const n = side ** 3;
  const entries: [number, number, number][] = [];
  for (let k = 0; k < n; k++) {
    if (k % side > 0) entries.push([k - 1, k, -1]);
    if (k % side ** 2 >= side) entries.push([k - side, k, -1]);
    if (k >= side ** 2) entries.push([k - side ** 2, k, -1]);
  }
  const matrix = dominant(n, entries, new Array<number>(n).fill(1));
  const symbolic = ldlSymbolic(matrix);
  expect(symbolic.fronts).not.toBeNull();
  const x = Float64Array.from({ length: n }, (_, i) => 1 + ((i * 7) % 13) / 13);
  const b = addSymmetricProduct(new Float64Array(n), 1, matrix, x);
  for (const factor of [ldlNumeric(symbolic, matrix.values), withKernels(wasmKernels(), () => ldlNumeric(symbolic, matrix.values))]) {
    const found = ldlSolve(factor, b);
    // κ of 1 + the Laplacian is at most 13; the error of a backward stable solution is below κ·n·ε
    for (let i = 0; i < n; i++) expect(Math.abs(found[i] - x[i])).toBeLessThan(13 * n * Number.EPSILON);
  }
});

test('a pivot of zero is named by its row', () => {
  const matrix = sparseFromTriplets(2, 2, [0, 0, 1], [0, 1, 1], [1, 1, 1]);
  expect(() => ldlNumeric(byFronts(ldlSymbolic(matrix, { ordering: 'natural' })), matrix.values)).toThrow(SingularMatrixError);
  expect(() => ldlNumeric(byFronts(ldlSymbolic(matrix, { ordering: 'natural' })), matrix.values)).toThrow(/row 1 is 0/);
});
