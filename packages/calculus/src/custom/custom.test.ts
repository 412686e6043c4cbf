import { expect, test } from 'vitest';
import { type Tensor, matmul, stopGradient, tensor } from '@adjoint/tensor';
import { certifyGradient, checkpoint, customJvp, customVjp, grad, hessian, jacobian, jvp, vjp, vmap } from '../index.ts';

const reverse =
  (f: (x: Tensor) => Tensor) =>
  (x: Tensor | number): Tensor =>
    grad(f)(x);
const forward =
  (f: (x: Tensor) => Tensor) =>
  (x: Tensor | number): Tensor =>
    jvp(f, x, 1).tangent;
const near = (a: Tensor, b: Tensor): void => {
  expect(a.shape).toEqual(b.shape);
  const x = a.data();
  const y = b.data();
  for (let i = 0; i < x.length; i++) expect(Math.abs(x[i] - y[i])).toBeLessThanOrEqual(1e-13 * (1 + Math.abs(y[i])));
};

test('a reverse rule also serves forward mode, batches and higher order, and is really used', () => {
  let used = 0;
  const soft: (...xs: Tensor[]) => Tensor = customVjp(
    (x) => x.exp().add(1).log(),
    (x) => ({ output: soft(x), residuals: [x] }),
    (ct, x) => {
      used++;
      return [ct.mul(x.neg().exp().add(1).reciprocal())];
    },
  );
  const plain = (x: Tensor): Tensor => x.exp().add(1).log();
  const one = (x: Tensor): Tensor => soft(x);
  for (const a of [reverse, forward]) {
    used = 0;
    near(a(one)(0.4), a(plain)(0.4));
    expect(used).toBeGreaterThan(0);
    for (const b of [reverse, forward]) near(a(b(one))(0.4), a(b(plain))(0.4));
  }
  const xs = tensor([0.1, -0.4]);
  near(vmap(reverse(one))(xs), vmap(reverse(plain))(xs));
  used = 0;
  near(grad((v) => vmap(one)(v).sum())(xs), vmap(reverse(plain))(xs));
  expect(used).toBe(1);
  near(jacobian((v) => vmap(one)(v), { mode: 'forward' })(xs), jacobian((v) => vmap(plain)(v), { mode: 'reverse' })(xs));
  near(hessian((v) => vmap(one)(v).sum())(xs), hessian((v) => plain(v).sum())(xs));
});

test('rules of trees are trees; a batched rule sums over an argument that is not batched', () => {
  const f = customVjp(
    (p: { w: Tensor; b: Tensor }, x: Tensor) => ({ y: p.w.mul(x).add(p.b) }),
    (p, x) => ({ output: { y: p.w.mul(x).add(p.b) }, residuals: [p.w, x] }),
    ({ y }, w, x) => [{ w: y.mul(x), b: y }, y.mul(w)],
  );
  const g = grad((p: { w: Tensor; b: Tensor }) => f(p, tensor(3)).y)({ w: 2, b: 1 });
  expect([g.w.item(), g.b.item()]).toEqual([3, 1]);
  const xs = tensor([1, 2, 4]);
  const h = grad((p: { w: Tensor; b: Tensor }) => vmap((x: Tensor) => f(p, x).y)(xs).sum())({ w: 2, b: 1 });
  expect([h.w.item(), h.b.item()]).toEqual([7, 3]);
});

test('a rule that is wrong in form is refused, one that is wrong in value fails its certificate', () => {
  const short = customVjp(
    (x, y) => x.mul(y),
    (x, y) => ({ output: x.mul(y), residuals: [] }),
    (ct) => [ct],
  );
  expect(() => grad((x) => short(x, tensor(2)))(1)).toThrow(/1 cotangents for 2 arguments/);
  const shape = customVjp(
    (x) => x.sum(),
    (x) => ({ output: x.sum(), residuals: [] }),
    (ct) => [ct],
  );
  expect(() => grad((x) => shape(x))(tensor([1, 2]))).toThrow(/cotangent of input 0 has shape \[\], the input \[2\]/);
  const none = customVjp(
    (x, y) => x.mul(y),
    (x, y) => ({ output: x.mul(y), residuals: [] }),
    (ct) => [undefined, ct] as never,
  );
  expect(() => grad((x) => none(x, x))(1)).toThrow(/cotangent 0 has 0 tensors, its argument 1/);
  const nothing = customVjp(
    (x) => x,
    (() => ({})) as never,
    (ct) => [ct],
  );
  expect(() => grad((x) => nothing(x))(1)).toThrow(/forward did not return \{ output, residuals \}/);
  const whole = customVjp(
    (x) => x.mul(2),
    (x) => ({ output: x.mul(2), residuals: [] }),
    () => [tensor(2, 'int32')],
  );
  expect(grad((x) => whole(x))(1).dtype).toBe('float64');
  const wrong = customVjp(
    (x) => x.sin(),
    (x) => ({ output: x.sin(), residuals: [x] }),
    (ct, x) => [ct.mul(x.sin())],
  );
  expect(certifyGradient((x) => wrong(x).sum(), tensor([0.3, 1])).verdict).toBe('fails');
  const wrongForward = customJvp(
    (x) => x.sin(),
    ([t], [x]) => t.mul(x.cos()).mul(1 + 1e-6),
  );
  expect(certifyGradient((x) => wrongForward(x).sum(), tensor([0.3, 1])).verdict).toBe('fails');
});

test('a value closed over is refused instead of losing its derivative', () => {
  expect(() =>
    grad((w) =>
      customVjp(
        (x) => x.mul(w),
        (x) => ({ output: x.mul(w), residuals: [] }),
        (ct) => [ct],
      )(w),
    )(2),
  ).toThrow(/not among its arguments/);
  expect(() =>
    jvp(
      (w: Tensor) =>
        customJvp(
          (x) => x.mul(w),
          ([t]) => t,
        )(w),
      2,
      1,
    ),
  ).toThrow(/not among its arguments/);
  expect(() => grad((w) => checkpoint((x: Tensor) => x.mul(w))(w))(2)).toThrow(/not among its arguments/);
  expect(() => vmap((w: Tensor) => checkpoint((x: Tensor) => x.mul(w))(w))(tensor([1, 2]))).toThrow(
    /not among its arguments|created inside/,
  );
});

test('a forward rule also serves reverse mode, batches and higher order', () => {
  const f = customJvp(
    (x, y) => x.mul(y).sin(),
    ([s, t], [x, y]) => s.mul(y).add(t.mul(x)).mul(x.mul(y).cos()),
  );
  const g = (x: Tensor, y: Tensor): Tensor => x.mul(y).sin();
  for (const a of [reverse, forward]) {
    near(a((x) => f(x, tensor(2)))(0.3), a((x) => g(x, tensor(2)))(0.3));
    for (const b of [reverse, forward]) near(a(b((x) => f(x, x)))(0.3), a(b((x) => g(x, x)))(0.3));
  }
  const v = tensor([0.3, 0.5]);
  near(grad((w) => vmap((x: Tensor) => f(x, tensor(2)))(w).sum())(v), grad((w) => w.mul(2).sin().sum())(v));
});

test('checkpoint gives the same derivatives and runs its function again', () => {
  let runs = 0;
  const layer = (p: { W: Tensor; k: Tensor }, x: Tensor): Tensor => {
    runs++;
    return matmul(p.W, x).tanh().mul(p.k);
  };
  const params = {
    W: tensor([
      [1, 2],
      [0.5, -1],
    ]),
    k: tensor(2),
  };
  const x = tensor([0.3, -0.2]);
  const kept = grad((p: typeof params) => layer(p, x).sum())(params);
  runs = 0;
  const again = grad((p: typeof params) => checkpoint(layer)(p, x).sum())(params);
  expect(runs).toBe(2);
  near(again.W, kept.W);
  near(again.k, kept.k);
  const f = (v: Tensor): Tensor => checkpoint((w: Tensor) => w.mul(w).sin())(v).sum();
  const h = (v: Tensor): Tensor => v.mul(v).sin().sum();
  near(hessian(f)(x), hessian(h)(x));
  near(jacobian(grad(f), { mode: 'reverse' })(x), hessian(h)(x));
  near(jvp(f, x, x).tangent, jvp(h, x, x).tangent);
  near(
    vmap((r: Tensor) => checkpoint((w: Tensor) => w.sin())(r))(
      tensor([
        [1, 2],
        [3, 4],
      ]),
    ),
    tensor([
      [1, 2],
      [3, 4],
    ]).sin(),
  );
});

test('stopGradient holds in every mode', () => {
  const f = (x: Tensor): Tensor => x.mul(stopGradient(x)).sum();
  expect(grad(f)(tensor([3, 4])).toArray()).toEqual([3, 4]);
  expect(jvp(f, tensor([3, 4]), tensor([1, 1])).tangent.item()).toBe(7);
  expect(vmap((x: Tensor) => grad((v) => v.mul(stopGradient(v)))(x))(tensor([3, 4])).toArray()).toEqual([3, 4]);
  expect(
    vjp(f, tensor([3, 4]))
      .pullback(1)
      .toArray(),
  ).toEqual([3, 4]);
});
