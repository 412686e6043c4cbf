import { expect, test } from 'vitest';
import { matmul, tensor } from '@adjoint/tensor';
import { derivative, grad, traceGraph } from '../index.ts';

test('path sums, forward and reverse sweeps and grad agree', () => {
  const f = traceGraph((x, y) => x.mul(y).add(x.sin()).mul(x))(2, 3);
  const exact = 2 * 2 * 3 + Math.sin(2) + 2 * Math.cos(2);
  for (const d of [f.pathSum(0), f.forward(0), f.reverse(0)]) expect(d.item()).toBeCloseTo(exact, 14);
  expect(f.reverse(1).item()).toBe(4);
  expect(f.paths(0)).toHaveLength(3);
  expect(f.paths(1)).toHaveLength(1);
  expect(grad((x) => x.mul(3).add(x.sin()).mul(x))(2).item()).toBeCloseTo(exact, 14);
});

test('nodes carry values, edges local partials, sweeps their cost', () => {
  const f = traceGraph((x, y) => x.mul(y))(2, 3);
  expect(f.nodes.map((n) => [n.kind, n.name, n.value.item()])).toEqual([
    ['input', 'x₀', 2],
    ['input', 'x₁', 3],
    ['operation', 'mul', 6],
  ]);
  expect(f.edges.map((e) => e.partial.item())).toEqual([3, 2]);
  expect(f.multiplications).toEqual({ forward: 4, reverse: 2 });
  expect(traceGraph((x) => x.mul(x))(5).edges.map((e) => e.partial.item())).toEqual([10]);
});

test('vectors have Jacobians on their edges', () => {
  const W = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  const f = traceGraph((x) => matmul(W, x).tanh().sum())(tensor([0.1, 0.2, -0.1]));
  expect(f.edges.map((e) => e.partial.shape)).toEqual([
    [2, 3],
    [2, 2],
    [1, 2],
  ]);
  const exact = grad((x) => matmul(W, x).tanh().sum())(tensor([0.1, 0.2, -0.1])).data();
  f.pathSum(0).flatten().data();
  for (let j = 0; j < 3; j++) expect(f.forward(0).data()[j]).toBeCloseTo(exact[j], 13);
});

test('the number of paths may explode, and says so', () => {
  const deep = traceGraph((x) => {
    let y = x;
    for (let k = 0; k < 20; k++) y = y.add(y.sin());
    return y;
  })(0.5);
  expect(() => deep.paths(0)).toThrow(/more than 10000 paths/);
  expect(deep.forward(0).item()).toBeCloseTo(deep.reverse(0).item(), 8);
  expect(() => deep.paths(1)).toThrow(/argument 1 of 1/);
});

test('layouts have the shapes of the table and are transposes of one another', () => {
  const A = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  const b = tensor([1, -1, 2]);
  const shapes = (f: Parameters<typeof derivative>[0], x: Parameters<typeof derivative>[1]): unknown =>
    (['numerator', 'denominator'] as const).map((layout) => derivative(f, x, { layout }).shape);
  expect(shapes((x) => x.square(), 2)).toEqual([[], []]);
  expect(shapes((x) => x.sum(), b)).toEqual([
    [1, 3],
    [3, 1],
  ]);
  expect(shapes((x) => b.mul(x), 2)).toEqual([
    [3, 1],
    [1, 3],
  ]);
  expect(shapes((x) => matmul(A, x), b)).toEqual([
    [2, 3],
    [3, 2],
  ]);
  expect(shapes((X) => X.sum(), A)).toEqual([
    [3, 2],
    [2, 3],
  ]);
  expect(shapes((x) => A.mul(x), 2)).toEqual([
    [2, 3],
    [3, 2],
  ]);
  expect(shapes((X) => matmul(X, b), A)).toEqual([
    [2, 3, 2],
    [2, 3, 2],
  ]);
  const D = derivative((X) => matmul(X, b), A, { layout: 'denominator' });
  // y_i = Σ_q X_iq b_q, so D[p, q, i] = b_q where p = i
  for (let p = 0; p < 2; p++)
    for (let q = 0; q < 3; q++) for (let i = 0; i < 2; i++) expect(D.at(p).at(q).at(i).item()).toBe(p === i ? b.at(q).item() : 0);
  expect(
    derivative((X) => matmul(X, b), A, { layout: 'numerator' })
      .transpose()
      .toArray(),
  ).toEqual(D.toArray());
  expect(() => derivative((x) => x, 1, { layout: 'row' as never })).toThrow(/state the layout/);
});
