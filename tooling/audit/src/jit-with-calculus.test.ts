import { expect, test } from 'vitest';
import { grad, hessian, jvp, vmap } from '@adjoint/calculus';
import { jit } from '@adjoint/jit';
import { type Tensor, arange, tensor } from '@adjoint/tensor';

const f = (x: Tensor): Tensor => x.sin().mul(x).sum();
const at = tensor([0.3, 1.2, -0.7]);
const close = (a: Tensor, b: Tensor): void => expect(a.sub(b).abs().max().item()).toBeLessThanOrEqual(4 * 2 ** -52);

test('derivatives go through jit, and jit goes around derivatives', () => {
  close(grad(jit(f))(at), grad(f)(at));
  close(jit((x: Tensor) => grad(f)(x))(at), grad(f)(at));
  close(jvp(jit(f), at, tensor([1, 0, 0])).tangent, jvp(f, at, tensor([1, 0, 0])).tangent);
  close(hessian(jit(f))(at), hessian(f)(at));
  close(jit((x: Tensor) => hessian(f)(x))(at), hessian(f)(at));
});

test('batches go through jit, and jit goes around batches', () => {
  const xs = arange(6).reshape([2, 3]);
  close(vmap(jit(f))(xs), vmap(f)(xs));
  close(jit((x: Tensor) => vmap(f)(x))(xs), vmap(f)(xs));
});

test('a value under differentiation that a jitted function closes over keeps its derivative', () => {
  const g = (x: Tensor): Tensor => jit((y: Tensor) => y.mul(x).sum())(at);
  close(grad(g)(2), at.sum());
  close(grad(g)(3), at.sum());
});
