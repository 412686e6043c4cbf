import { expect, expectTypeOf, test } from 'vitest';
import { type Tensor, matmul, sort, tensor, zeros } from '@adjoint/tensor';
import {
  cond,
  customVjp,
  grad,
  hessian,
  hvp,
  jacobian,
  root,
  traceGraph,
  valueAndGradWithAux,
  vjpAsync,
  vmap,
  whileLoop,
} from '../index.ts';

const x = tensor([1, 2]);
const W = tensor([
  [1, 2],
  [3, 4],
  [5, 6],
]);

test('the Jacobian of a tree is a tree of trees, in every mode', () => {
  const f = ({ w, b }: { w: Tensor; b: Tensor }): { y: Tensor; s: readonly [Tensor] } => ({ y: matmul(w, x).mul(b), s: [b.square()] });
  for (const mode of ['auto', 'forward', 'reverse'] as const) {
    const J = jacobian(f, { mode })({ w: W, b: 3 });
    expectTypeOf(J.y.w).toEqualTypeOf<Tensor>();
    expect([J.y.w.shape, J.y.b.shape, J.s[0].w.shape, J.s[0].b.shape]).toEqual([[3, 3, 2], [3], [3, 2], []]);
    expect(J.y.w.toArray()).toEqual([0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? [3, 6] : [0, 0]))));
    expect([J.y.b.toArray(), J.s[0].w.toArray(), J.s[0].b.item()]).toEqual([
      [5, 11, 17],
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      6,
    ]);
  }
  expect(jacobian((t: Record<string, Tensor>) => (Object.keys(t).length === 0 ? tensor([1, 2]) : tensor(0)))({})).toEqual({});
});

test('the Hessian of a function of a tree has a block for each pair of leaves, and hvp a tree', () => {
  const f = (p: { a: Tensor; b: readonly [Tensor] }): Tensor => p.a.square().sum().mul(p.b[0]).add(p.b[0].pow(3));
  const H = hessian(f)({ a: x, b: [2] });
  expect([H.a.a.toArray(), H.a.b[0].toArray(), H.b[0].a.toArray(), H.b[0].b[0].item()]).toEqual([
    [
      [4, 0],
      [0, 4],
    ],
    [2, 4],
    [2, 4],
    12,
  ]);
  const d = hvp(f, { a: x, b: [tensor(2)] }, { a: tensor([1, 0]), b: [tensor(1)] });
  expect([d.a.toArray(), d.b[0].item()]).toEqual([[6, 4], 14]);
});

test('a batch of no examples has results of no examples, whatever is inside', () => {
  const none = zeros([0, 3]);
  const numbers = zeros([0]);
  expect(vmap((v: Tensor) => sort(v).sum())(none).shape).toEqual([0]);
  expect(vmap((v) => jacobian((u: Tensor) => u.sin())(v))(none).shape).toEqual([0, 3, 3]);
  expect(
    vmap((v: Tensor) =>
      cond(
        v.greater(0),
        (u: Tensor) => [u, u.mul(2)],
        (u: Tensor) => [u.neg(), u],
        v,
      ),
    )(numbers).map((y) => y.shape),
  ).toEqual([[0], [0]]);
  const doubled = (v: Tensor): Tensor =>
    whileLoop(
      (u: Tensor) => u.less(100),
      (u) => u.mul(2),
      v,
    );
  expect([vmap(doubled)(numbers).shape, vmap((v: Tensor) => grad(doubled)(v))(numbers).shape]).toEqual([[0], [0]]);
  expect(vmap((v: Tensor) => root((y, c: Tensor) => y.square().sub(c), 1, v))(numbers).shape).toEqual([0]);
  const f = customVjp(
    (v) => v.sin(),
    (v) => ({ output: v.sin(), residuals: [v] }),
    (ct, v) => [ct.mul(v.cos())],
  );
  expect(vmap((v: Tensor) => grad((u) => f(u))(v))(numbers).shape).toEqual([0]);
});

test('what cannot be meant is refused before any work', async () => {
  for (const wrt of [-1, 0.5, 1, Number.NaN]) expect(() => grad((v: Tensor) => v.sum(), wrt as 0)(x)).toThrow(/argument .* of 1/);
  expect(() => valueAndGradWithAux(((v: Tensor) => v.sum()) as never)(x as never)).toThrow(/did not return a pair/);
  expect(() => jacobian((v) => v, { mode: 'backward' as never })).toThrow(/mode backward/);
  expect(() => jacobian((v) => v)(tensor([1], 'int32'))).toThrow(/jacobian: argument 0 has dtype int32/);
  expect(() => vmap((v) => v, { in: [0, 0] })(x)).toThrow(/2 axes in `in` for 1 arguments/);
  expect(() => traceGraph((v) => [v] as never)(1)).toThrow(/traceGraph: the function returned an object/);
  await expect(vjpAsync(async (v) => v, tensor([1], 'int32'))).rejects.toThrow(/dtype int32/);
  const { pullback } = await vjpAsync(async (v) => v.square(), x);
  expect(() => pullback(tensor([1]))).toThrow(/shape \[1\] for a value of shape \[2\]/);
  expect((await vjpAsync(async (v) => v.square(), 3)).pullback(1).item()).toBe(6);
});
