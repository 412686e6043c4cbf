import { grad, scan, vmap } from '@adjoint/calculus';
import { jit } from '@adjoint/jit';
import { type Key, key, split, uniform } from '@adjoint/random';
import { type Tensor, ones, tensor } from '@adjoint/tensor';
import { expect, test } from 'vitest';

const dropout = (k: Key, x: Tensor): Tensor => x.mul(uniform(k, x.shape).less(0.5).astype('float64')).mul(2);

test('a compiled, scanned dropout draws a new mask at each step, the same as the eager loop', () => {
  const steps = 4;
  const x = ones([32]);
  const eager: unknown[] = [];
  let k: Key = key(7);
  for (let t = 0; t < steps; t++) {
    const [next, now] = split(k, 2);
    eager.push(dropout(now, x).toArray());
    k = next;
  }
  const masks = (from: Key, v: Tensor): Tensor =>
    scan(
      (c: Key) => {
        const [next, now] = split(c, 2);
        return [next, dropout(now, v)] as const;
      },
      from,
      steps,
    ).ys;
  const scanned = masks(key(7), x).toArray() as number[][];
  expect(scanned).toEqual(eager);
  expect(new Set(scanned.map((row) => row.join())).size).toBe(steps);
  const compiled = jit(masks);
  expect(compiled(key(7), x).toArray()).toEqual(eager);
  expect(compiled(key(8), x).toArray()).not.toEqual(eager);
  expect(compiled.compilations).toBe(1);
});

test('derivatives and batches go through what a key draws', () => {
  const loss = (x: Tensor): Tensor => dropout(key(3), x).sum();
  expect(grad(loss)(ones([8])).toArray()).toEqual(dropout(key(3), ones([8])).toArray());
  expect(vmap(loss)(ones([2, 8])).toArray()).toEqual([loss(ones([8])).item(), loss(ones([8])).item()]);
  expect(grad(jit(loss))(tensor([1, 1, 1])).toArray()).toEqual(grad(loss)(tensor([1, 1, 1])).toArray());
});
