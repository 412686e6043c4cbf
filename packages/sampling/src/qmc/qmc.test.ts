import { describe, expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import { foldIn, key } from '@adjoint/random';
import { type Tensor, tensor } from '@adjoint/tensor';
import { halton, integrateCube, kolmogorovSmirnov, latinHypercube, sobol } from '../index.ts';

test('the first points of the Sobol sequence are those of Joe and Kuo', () => {
  // published first ten points in three dimensions, in Gray code order
  expect(sobol(8, 3).toArray()).toEqual([
    [0, 0, 0],
    [0.5, 0.5, 0.5],
    [0.75, 0.25, 0.25],
    [0.25, 0.75, 0.75],
    [0.375, 0.375, 0.625],
    [0.875, 0.875, 0.125],
    [0.625, 0.125, 0.875],
    [0.125, 0.625, 0.375],
  ]);
});

test('points of 256 dimensions equal those of SciPy', () => {
  const c = readReference<{ dimensions: number[]; indices: number[]; points: number[][] }>('sampling/qmc/sobol_points.json');
  const x = sobol(1000, 256).data();
  expect(c.indices.map((i) => c.dimensions.map((d) => x[i * 256 + d]))).toEqual(c.points);
});

test.each([
  [64, 256],
  [1024, 20],
])('the first %d Sobol points, scrambled or not, put one point in each slice of all %d dimensions', (n, dimension) => {
  for (const points of [sobol(n, dimension), sobol(n, dimension, { scramble: key(5) })]) {
    const x = points.data();
    for (let d = 0; d < dimension; d++)
      expect(new Set(Array.from({ length: n }, (_, i) => Math.floor(x[i * dimension + d] * n))).size).toBe(n);
  }
});

test('scrambling keeps the balance of boxes in two dimensions: it is a net still', () => {
  const n = 256;
  const x = sobol(n, 2, { scramble: key(8) }).data();
  for (let k = 0; k <= 8; k++)
    expect(
      new Set(Array.from({ length: n }, (_, i) => Math.floor(x[2 * i] * 2 ** k) * 1000 + Math.floor(x[2 * i + 1] * 2 ** (8 - k)))).size,
    ).toBe(n);
});

test('one scrambled point is uniform over keys, at any place of the sequence', () => {
  for (const i of [0, 5]) {
    const values = Array.from({ length: 500 }, (_, k) => sobol(8, 2, { scramble: foldIn(key(9), k) }).data()[2 * i + 1]);
    expect(kolmogorovSmirnov(tensor(values), (x) => x).pValue).toBeGreaterThan(0.001);
  }
});

test('Halton points are mirrored digits; permuted ones keep one point in each slice', () => {
  expect(halton(5, 2).toArray()).toEqual([
    [0, 0],
    [1 / 2, 1 / 3],
    [1 / 4, 2 / 3],
    [3 / 4, 1 / 9],
    [1 / 8, 4 / 9],
  ]);
  const x = halton(27, 3, { scramble: key(3) }).data();
  expect(new Set(Array.from({ length: 27 }, (_, i) => Math.floor(x[3 * i + 1] * 27))).size).toBe(27);
  const values = Array.from({ length: 500 }, (_, k) => halton(3, 2, { scramble: foldIn(key(4), k) }).data()[5]);
  expect(kolmogorovSmirnov(tensor(values), (u) => u).pValue).toBeGreaterThan(0.001);
});

test('a Latin hypercube has one point in each slice', () => {
  const x = latinHypercube(key(1), 50, 3).data();
  for (let d = 0; d < 3; d++) expect(new Set(Array.from({ length: 50 }, (_, i) => Math.floor(x[3 * i + d] * 50))).size).toBe(50);
  expect(latinHypercube(key(1), 0, 3).shape).toEqual([0, 3]);
});

/** slope of log error against log n, by least squares */
function decay(f: (x: Tensor) => Tensor, dimension: number, truth: number): number {
  const sizes = [64, 256, 1024, 4096];
  const logs = sizes.map((n) => {
    const r = integrateCube(f, { dimension, n, key: key(n), randomizations: 16 });
    return [Math.log(n), 0.5 * Math.log(r.randomizations.reduce((s, v) => s + (v - truth) ** 2, 0) / 16)];
  });
  const mx = logs.reduce((s, [x]) => s + x, 0) / sizes.length;
  const my = logs.reduce((s, [, y]) => s + y, 0) / sizes.length;
  return logs.reduce((s, [x, y]) => s + (x - mx) * (y - my), 0) / logs.reduce((s, [x]) => s + (x - mx) ** 2, 0);
}

describe('integration by scrambled Sobol points', () => {
  test.each<[string, (x: Tensor) => Tensor, number, number]>([
    ['exp of the sum', (x) => x.sum(1).exp(), 3, (Math.E - 1) ** 3],
    [
      'product of 1 + (x − ½)/j²',
      (x) =>
        x
          .sub(0.5)
          .div(tensor([1, 4, 9, 16, 25]))
          .add(1)
          .prod(1),
      5,
      1,
    ],
    ['cosine of the sum', (x) => x.sum(1).cos(), 4, 0.0],
  ])('the error of %s falls faster than n^-1.2', (name, f, d, truth) => {
    const value = name.startsWith('cosine') ? (2 * Math.sin(0.5)) ** 4 * Math.cos(2) : truth;
    expect(decay(f, d, value)).toBeLessThan(-1.2);
  });
  test('the reported error is that of the result', () => {
    for (const points of ['sobol', 'halton', 'latin-hypercube'] as const) {
      const r = integrateCube((x) => x.sum(1).exp(), { dimension: 3, n: 256, key: key(7), points });
      expect(Math.abs(r.value - (Math.E - 1) ** 3)).toBeLessThanOrEqual(5 * r.standardError);
    }
  });
});

test('wrong requests are named', () => {
  expect(() => sobol(4, 257)).toThrow(/dimension 257/);
  expect(() => sobol(-1, 2)).toThrow(/-1 points/);
  expect(() => halton(1.5, 2)).toThrow(/1.5 points/);
  expect(() => integrateCube((x) => x, { dimension: 1, n: 4, key: key(0) })).toThrow(/shape \[4, 1\]/);
  expect(() => integrateCube((x) => x.sum(1), { dimension: 1, n: 4, key: key(0), randomizations: 1 })).toThrow(/1 randomisations/);
});
