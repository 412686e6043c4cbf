import { describe, expect, test } from 'vitest';
import { maximizeModel, minimizeModel, parameter, quadraticForm, sumSquares, variable } from '../index.ts';

test('the nearest point of a half-plane, its multiplier by the constraint', () => {
  const x = variable('x', 2);
  const plane = x.sum().lessEqual(1);
  const solved = minimizeModel(sumSquares(x.sub([1, 1])).mul(0.5))
    .subjectTo(plane)
    .solve();
  expect(solved.status).toBe('solved');
  expect(solved.value(x).toTypedArray()[0]).toBeCloseTo(0.5, 7);
  expect(solved.multiplier(plane).item()).toBeCloseTo(0.5, 7);
  expect(solved.objective).toBeCloseTo(0.25, 7);
  expect(solved.certificate.verdict).toBe('holds');
});

test('a production plan: the prices of its resources', () => {
  const x = variable('x', 2, { lower: 0 });
  const plants = x
    .apply([
      [1, 0],
      [0, 2],
      [3, 2],
    ])
    .lessEqual([4, 12, 18]);
  const plan = maximizeModel(x.dot([3, 5]))
    .subjectTo(plants)
    .solve();
  expect(-plan.objective).toBeCloseTo(36, 6);
  plan
    .multiplier(plants)
    .toTypedArray()
    .forEach((v, i) => {
      expect(v).toBeCloseTo([0, 1.5, 1][i], 6);
    });
});

test('a portfolio whose required return is a parameter', () => {
  const w = variable('w', 3, { lower: 0 });
  const target = parameter('target', 1, 0.1);
  const mean = [0.05, 0.1, 0.2];
  const Σ = [
    [0.01, 0.002, 0],
    [0.002, 0.04, 0.01],
    [0, 0.01, 0.09],
  ];
  const reached = w.dot(mean).greaterEqual(target);
  const budget = w.sum().equal(1);
  const frontier = minimizeModel(quadraticForm(w, Σ)).subjectTo(reached, budget);
  const low = frontier.solve();
  const high = frontier.solve({ parameters: [[target, 0.15]] });
  const ε = 1e-4;
  expect(high.objective).toBeGreaterThan(low.objective);
  expect(high.value(w.dot(mean)).item()).toBeCloseTo(0.15, 6);
  // Risk rises with the required return by the multiplier.
  const slope =
    (frontier.solve({ parameters: [[target, 0.15 + ε]] }).objective - frontier.solve({ parameters: [[target, 0.15 - ε]] }).objective) /
    (2 * ε);
  expect(high.multiplier(reached).item()).toBeCloseTo(slope, 4);
});

describe('what is not linear or quadratic is refused where it is written', () => {
  const x = variable('x', 2);
  const y = variable('y', 2);
  test.each<[string, () => unknown, RegExp]>([
    ['a product of variables', () => x.mul(y), /product of two expressions/],
    ['a square in a constraint', () => x.sum().lessEqual(sumSquares(y) as never), /squares belong into the objective/],
    ['a maximum of squares', () => maximizeModel(sumSquares(x) as never), /not a convex problem/],
    ['an objective of two numbers', () => minimizeModel(x), /objective of 2 elements/],
    ['sizes', () => x.add([1, 2, 3]), /sizes 2 and 3/],
    [
      'an asymmetric form',
      () =>
        quadraticForm(x, [
          [1, 2],
          [0, 1],
        ]),
      /differ/,
    ],
    ['NaN', () => x.add(NaN), /NaN/],
    [
      'a parameter without a value',
      () =>
        minimizeModel(x.sum())
          .subjectTo(x.greaterEqual(parameter('p')))
          .solve(),
      /parameter p has no value/,
    ],
    ['crossed bounds', () => variable('z', 1, { lower: 2, upper: 1 }), /lower bound 2 above/],
  ])('%s', (_name, f, message) => {
    expect(f).toThrow(message);
  });
  test('a variable of another model', () => {
    expect(() => minimizeModel(sumSquares(x)).solve().value(y)).toThrow(/y is not in this model/);
  });
  test('a concave objective is solved to a KKT point at most, and says so', () => {
    const solved = minimizeModel(
      quadraticForm(x, [
        [-1, 0],
        [0, 1],
      ]),
    )
      .subjectTo(x.lessEqual(1), x.greaterEqual(-1))
      .solve();
    expect(solved.certificate.claim).not.toBe('global-minimum');
  });
});
