import { expect, test } from 'vitest';
import { readReferenceText } from '@adjoint/reference-data';
import { sparseFromTriplets } from '@adjoint/linalg';
import { tensor } from '@adjoint/tensor';
import {
  type Cone,
  coneProgram,
  minimizeModel,
  minimizeUnconstrained,
  parametricProgram,
  quadraticProgram,
  sumSquares,
  variable,
} from '../src/index.ts';
import { storedProgram } from './reference-sets.ts';

/** Versicolor (−1) and virginica (+1): petal length and width. */
const rows = readReferenceText('optim/iris.csv')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number))
  .filter((r) => r[4] > 0);
const x = rows.map((r) => [r[2], r[3]]);
const y = rows.map((r) => (r[4] === 1 ? -1 : 1));
const count = y.length;

test('logistic regression of iris: exponential cones and L-BFGS agree', () => {
  // Σ tᵢ + ½‖w‖² with exp(−yᵢ wᵀxᵢ − tᵢ) ≤ uᵢ, exp(−tᵢ) ≤ vᵢ, uᵢ + vᵢ ≤ 1
  const features = x.map((v) => [1, ...v]);
  const n = 3 + 3 * count;
  const I: number[] = [];
  const J: number[] = [];
  const V: number[] = [];
  const b: number[] = [];
  const put = (row: number, column: number, v: number): void => {
    I.push(row);
    J.push(column);
    V.push(v);
  };
  for (let i = 0; i < count; i++) {
    put(i, 3 + count + i, 1);
    put(i, 3 + 2 * count + i, 1);
    b.push(1);
  }
  for (let i = 0; i < count; i++)
    for (const side of [0, 1]) {
      const row = b.length;
      if (side === 0)
        features[i].forEach((v, k) => {
          put(row, k, y[i] * v);
        });
      put(row, 3 + i, 1);
      put(row + 2, 3 + (1 + side) * count + i, -1);
      b.push(0, 1, 0);
    }
  const cones: Cone[] = [
    { kind: 'nonnegative', size: count },
    ...Array.from({ length: 2 * count }, () => ({ kind: 'exponential' as const })),
  ];
  const q = new Float64Array(n).fill(1, 3, 3 + count);
  const P = sparseFromTriplets(n, n, [0, 1, 2], [0, 1, 2], [1, 1, 1]);
  const cone = coneProgram({ P, q, A: sparseFromTriplets(b.length, n, I, J, V), b, cones });
  expect(cone.status).toBe('solved');
  expect(cone.certificate.verdict).toBe('holds');
  const margins = tensor(features.map((f, i) => f.map((v) => -y[i] * v)));
  const smooth = minimizeUnconstrained((w) => margins.matmul(w).softplus().sum().add(w.square().sum().mul(0.5)), [0, 0, 0]);
  expect(smooth.certificate.verdict).toBe('holds');
  expect(cone.objective).toBeCloseTo(smooth.objective, 5);
  smooth.x.toTypedArray().forEach((w, k) => {
    expect(cone.x.toTypedArray()[k]).toBeCloseTo(w, 4);
  });
});

test('a kernel support vector machine of iris keeps its own optimality: margins by multiplier', () => {
  const kernel = (a: number[], c: number[]): number => Math.exp(-((a[0] - c[0]) ** 2 + (a[1] - c[1]) ** 2));
  const C = 2;
  const r = quadraticProgram({
    P: y.map((yi, i) => y.map((yj, j) => yi * yj * kernel(x[i], x[j]))),
    q: new Array<number>(count).fill(-1),
    A: [y],
    b: [0],
    lower: new Array<number>(count).fill(0),
    upper: new Array<number>(count).fill(C),
  });
  expect(r.status).toBe('solved');
  expect(r.certificate.verdict).toBe('holds');
  const α = Array.from(r.x.data());
  const bias = r.multipliers.equalities.item();
  for (let i = 0; i < count; i++) {
    const margin = y[i] * (α.reduce((sum, a, j) => sum + a * y[j] * kernel(x[i], x[j]), 0) + bias);
    if (α[i] < 1e-6) expect(margin).toBeGreaterThan(1 - 1e-4);
    else if (α[i] > C - 1e-6) expect(margin).toBeLessThan(1 + 1e-4);
    else expect(margin).toBeCloseTo(1, 4);
  }
});

test('the path of the lasso: coefficients leave one by one, and the largest price silences all', () => {
  const target = rows.map((r) => r[0]);
  const features = rows.map((r) => [r[1], r[2], r[3]]);
  const centre = (v: number[]): number[] => {
    const m = v.reduce((s, e) => s + e, 0) / v.length;
    return v.map((e) => e - m);
  };
  const b = centre(target);
  const columns = [0, 1, 2].map((k) => centre(features.map((f) => f[k])));
  const A = b.map((_, i) => columns.map((c) => c[i]));
  const largest = Math.max(...columns.map((c) => Math.abs(c.reduce((s, v, i) => s + v * b[i], 0))));
  const support = (λ: number): number => {
    const w = variable('w', 3);
    const size = variable('size', 3);
    const r = minimizeModel(sumSquares(w.apply(A).sub(b)).mul(0.5).add(size.sum().mul(λ)))
      .subjectTo(w.lessEqual(size), w.neg().lessEqual(size))
      .solve();
    expect(r.status).toBe('solved');
    return [...r.value(w).toTypedArray()].filter((v) => Math.abs(v) > 1e-5).length;
  };
  const sizes = [1e-3, 0.1, 0.5, 0.99, 1.01].map((f) => support(f * largest));
  expect(sizes[0]).toBe(3);
  expect(sizes[3]).toBe(1);
  expect(sizes[4]).toBe(0);
  for (let k = 1; k < sizes.length; k++) expect(sizes[k]).toBeLessThanOrEqual(sizes[k - 1]);
});

test('the frontier of Markowitz: more appetite buys more return for more risk, at the price that the slope tells', () => {
  const problem = storedProgram('optim/qpgen/markowitz_50_5.json');
  const q = Float64Array.from(problem.q as ArrayLike<number>);
  const solve = parametricProgram(problem);
  const frontier = [0.25, 0.5, 1, 2, 4].map((appetite) => {
    const r = solve({ q: q.map((v) => appetite * v) });
    expect(r.status).toBe('solved');
    expect(r.certificate.verdict).toBe('holds');
    const gain = -q.reduce((sum, v, j) => sum + v * r.x.data()[j], 0);
    return { appetite, gain, risk: r.objective - (problem.constant ?? 0) + appetite * gain };
  });
  for (let k = 1; k < frontier.length; k++) {
    const [a, b] = [frontier[k - 1], frontier[k]];
    const tiny = 1e-7 * (1 + Math.abs(b.gain) + Math.abs(b.risk));
    expect(b.gain).toBeGreaterThanOrEqual(a.gain - tiny);
    expect(b.risk).toBeGreaterThanOrEqual(a.risk - tiny);
    // Each point is the best at its own price of risk: the chord's slope lies between the two prices.
    expect(b.risk - a.risk).toBeGreaterThanOrEqual(a.appetite * (b.gain - a.gain) - tiny);
    expect(b.risk - a.risk).toBeLessThanOrEqual(b.appetite * (b.gain - a.gain) + tiny);
  }
  expect(frontier[4].gain).toBeGreaterThan(frontier[0].gain);
});
