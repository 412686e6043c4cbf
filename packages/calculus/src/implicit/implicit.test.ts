import { expect, test } from 'vitest';
import { type Tensor, capture, matmul, replay, tensor, zeros } from '@adjoint/tensor';
import { argmin, fixedPoint, grad, hessian, jacobian, jvp, root, vmap } from '../index.ts';

const reverse =
  (f: (x: Tensor) => Tensor) =>
  (x: Tensor | number): Tensor =>
    grad(f)(x);
const forward =
  (f: (x: Tensor) => Tensor) =>
  (x: Tensor | number): Tensor =>
    jvp(f, x, 1).tangent;

// y³ + y = θ₀θ₁
const cubic = (θ: Tensor): Tensor =>
  root(
    (y, p: Tensor) =>
      y
        .pow(3)
        .add(y)
        .sub(p.at(0).mul(p.at(1))),
    1,
    θ,
  );

test('a root differentiates to the closed form, first and second order in all four orders', () => {
  const θ = tensor([2, 1.5]);
  const y = cubic(θ).item();
  const p = 3 * y * y + 1;
  const y1 = 1 / p;
  const y2 = (-6 * y) / p ** 3;
  expect(Math.abs(y ** 3 + y - 3)).toBeLessThanOrEqual(4e-15);
  const close = (a: Tensor, exact: number[]): void => {
    a.flatten()
      .data()
      .slice()
      .forEach((v, i) => expect(Math.abs(v - exact[i])).toBeLessThanOrEqual(1e-13));
  };
  close(grad(cubic)(θ), [1.5 * y1, 2 * y1]);
  const H = [y2 * 2.25, y2 * 3 + y1, y2 * 3 + y1, y2 * 4];
  close(hessian(cubic)(θ), H);
  for (const outer of ['forward', 'reverse'] as const)
    for (const inner of ['forward', 'reverse'] as const) close(jacobian((v) => jacobian(cubic, { mode: inner })(v), { mode: outer })(θ), H);
  const one = (c: Tensor): Tensor => root((v, k: Tensor) => v.pow(3).add(v).sub(k), 1, c);
  for (const a of [reverse, forward]) for (const b of [reverse, forward]) close(a(b(one))(3), [y2]);
});

test('roots map example by example and may be recorded', () => {
  const one = (c: Tensor): Tensor => root((v, k: Tensor) => v.square().sub(k), 1, c);
  const cs = tensor([4, 9]);
  const ys = vmap(one)(cs).data();
  expect([ys[0], ys[1]]).toEqual([expect.closeTo(2, 14), expect.closeTo(3, 14)]);
  expect(vmap((c: Tensor) => grad(one)(c))(cs).data()[1]).toBeCloseTo(1 / 6, 14);
  const { graph, captured } = capture((c) => [grad(one)(c)], [tensor(9)], 'jit(f)');
  expect(replay(graph, [tensor(9)], captured)[0].item()).toBeCloseTo(1 / 6, 14);
});

test('argmin of a ridge regression has the derivative of its closed form', () => {
  const X = tensor([
    [1, 2],
    [3, -1],
    [0.5, 1],
  ]);
  const y = tensor([1, 2, 3]);
  const λ = 0.7;
  const w = (p: { y: Tensor; λ: Tensor }): Tensor =>
    argmin((v, q: typeof p) => matmul(X, v).sub(q.y).square().sum().add(v.square().sum().mul(q.λ)), zeros([2]), p);
  // w = (XᵀX + λI)⁻¹Xᵀy
  const [a, b, d] = [10.25 + λ, -0.5, 6 + λ];
  const det = a * d - b * b;
  const r = [1 + 6 + 1.5, 2 - 2 + 3];
  const inverse = [
    [d / det, -b / det],
    [-b / det, a / det],
  ];
  const exact = inverse.map((row) => row[0] * r[0] + row[1] * r[1]);
  const solution = w({ y, λ: tensor(λ) }).data();
  exact.forEach((v, i) => expect(solution[i]).toBeCloseTo(v, 13));
  const g = grad((p: { y: Tensor; λ: Tensor }) => w(p).at(0))({ y, λ });
  expect(g.λ.item()).toBeCloseTo(-(inverse[0][0] * exact[0] + inverse[0][1] * exact[1]), 13);
  [1, 3, 0.5].forEach((x0, i) => expect(g.y.data()[i]).toBeCloseTo(inverse[0][0] * x0 + inverse[0][1] * [2, -1, 1][i], 13));
});

test('a maximum or a saddle is no minimum, a valley is one', () => {
  expect(() => argmin((y, a: Tensor) => y.square().neg().mul(a), 1, tensor(1))).toThrow(/curves down/);
  expect(() => argmin((y, a: Tensor) => y.at(0).mul(y.at(1)).mul(a), tensor([1, 1]), tensor(1))).toThrow(/curves down/);
  expect(() => argmin((y, a: Tensor) => y.at(0).square().sub(y.at(1).square()).mul(a), tensor([1, 1]), tensor(1))).toThrow(/curves down/);
  expect(argmin((y, a: Tensor) => y.sum().sub(a).square(), tensor([1, 1]), tensor(2)).toArray()).toEqual([1, 1]);
});

test('a fixed point differentiates without its iterations', () => {
  const root2 = (a: Tensor): Tensor => fixedPoint((y, b: Tensor) => y.add(b.div(y)).mul(0.5), 1, a);
  expect(Math.abs(root2(tensor(2)).item() - Math.SQRT2)).toBeLessThanOrEqual(2 ** -52); // one rounding of the last step
  expect(grad(root2)(2).item()).toBeCloseTo(1 / (2 * Math.SQRT2), 14);
  expect(grad((x) => grad(root2)(x))(2).item()).toBeCloseTo(-0.25 * 2 ** -1.5, 14);
});

test('a method and a linear solver of the caller are used', () => {
  let solved = 0;
  const f = (a: Tensor): Tensor =>
    root((y, b: Tensor) => y.square().sub(b), tensor([1]), a, {
      compute: (F, y0) => {
        let y = y0;
        for (let k = 0; k < 60; k++) y = y.sub(F(y).mul(0.2));
        return y;
      },
      solve: (map, rhs) => {
        solved++;
        return rhs.div(map(tensor([1])));
      },
    }).at(0);
  expect(grad(f)(4).item()).toBeCloseTo(0.25, 12);
  expect(solved).toBe(1);
});

test('what cannot be solved or differentiated says so', () => {
  expect(() => root((y, a: Tensor) => y.square().add(a), 1, tensor(1))).toThrow(/root: /);
  expect(() => fixedPoint((y, a: Tensor) => y.mul(a), 1, tensor(2))).toThrow(/finite numbers|still moving/);
  expect(() => grad((a) => root((y, b: Tensor) => y.pow(3).sub(b), 0, a, { compute: () => tensor(0) }))(0)).toThrow(/singular/);
  expect(() => grad((a) => root((y, b: Tensor) => y.sub(a).sub(b), 0, a))(1)).toThrow(/not among its arguments/);
  expect(() => root((y, a: Tensor) => a.mul(y.sum()), tensor([1, 2]), tensor([1]), { compute: (_f, y) => y })).toThrow(/as many equations/);
});
