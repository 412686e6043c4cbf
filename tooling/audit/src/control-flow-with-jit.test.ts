import { checkpoint, cond, customVjp, grad, jvp, root, scan, vmap, whileLoop } from '@adjoint/calculus';
import { jit } from '@adjoint/jit';
import { type Tensor, matmul, tensor, zeros } from '@adjoint/tensor';
import { expect, test } from 'vitest';

const close = (a: Tensor, b: Tensor): void => expect(a.sub(b).abs().max().item()).toBeLessThanOrEqual(1e-13 * (1 + b.abs().max().item()));
const xs = tensor([
  [1, 2],
  [0.3, -1],
  [2, 0.1],
]);
const W = tensor([
  [0.5, -0.3],
  [0.2, 0.8],
]);
const recurrent = (w: Tensor): Tensor =>
  scan((h: Tensor, x: Tensor) => [matmul(w, h).add(x).tanh(), null] as const, zeros([2]), xs)
    .carry.square()
    .sum();
const branch = (x: Tensor): Tensor =>
  cond(
    x.greater(0),
    (v) => v.square(),
    (v) => v.neg(),
    x,
  );
const doubling = (x: Tensor): Tensor =>
  whileLoop(
    (v: Tensor) => v.less(100),
    (v) => v.square(),
    x,
  );

test('scan, cond and whileLoop compile, under and over derivatives and batches', () => {
  close(jit(recurrent)(W), recurrent(W));
  close(jit((w: Tensor) => grad(recurrent)(w))(W), grad(recurrent)(W));
  close(grad(jit(recurrent))(W), grad(recurrent)(W));
  close(
    jit((x: Tensor) => vmap((w: Tensor) => grad(recurrent)(w))(x))(
      xs
        .at(0)
        .mul(0.1)
        .add(W.broadcastTo([2, 2, 2])),
    ),
    vmap((w: Tensor) => grad(recurrent)(w))(
      xs
        .at(0)
        .mul(0.1)
        .add(W.broadcastTo([2, 2, 2])),
    ),
  );
  for (const x of [3, -3]) {
    close(jit(branch)(x), branch(tensor(x)));
    close(jit((v: Tensor) => grad(branch)(v))(x), grad(branch)(x));
    close(grad(jit(branch))(x), grad(branch)(x));
  }
  close(vmap(jit(branch))(tensor([3, -3])), tensor([9, 3]));
  close(jit(doubling)(3), tensor(6561));
  close(grad(jit(doubling))(3), grad(doubling)(3));
  close(jit((x: Tensor) => jvp(doubling, x, 1).tangent)(3), grad(doubling)(3));
});

test('one program serves both branches and any number of turns', () => {
  const f = jit(branch);
  const g = jit(doubling);
  expect([f(2).item(), f(-2).item(), g(3).item(), g(50).item()]).toEqual([4, 2, 6561, 2500]);
  expect([f.compilations, g.compilations]).toEqual([1, 1]);
});

test('rules of your own, checkpoints and implicit solutions stay in force inside programs', () => {
  let used = 0;
  const soft: (...x: Tensor[]) => Tensor = customVjp(
    (x) => x.exp().add(1).log(),
    (x) => ({ output: soft(x), residuals: [x] }),
    (ct, x) => {
      used++;
      return [ct.mul(x.sigmoid())];
    },
  );
  close(grad(jit((x: Tensor) => soft(x)))(0.4), tensor(0.4).sigmoid());
  expect(used).toBe(1);
  close(jit((x: Tensor) => grad((v) => soft(v))(x))(0.4), tensor(0.4).sigmoid());
  close(jit((x: Tensor) => grad((v) => checkpoint((u: Tensor) => u.sin().exp())(v))(x))(0.4), grad((x) => x.sin().exp())(0.4));
  close(jit((a: Tensor) => grad((b) => root((y, c: Tensor) => y.square().sub(c), 1, b))(a))(4), tensor(0.25));
});
