import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { grad, valueAndGrad } from '@adjoint/calculus';
import { jit } from '@adjoint/jit';
import { type Tensor, tensor } from '@adjoint/tensor';
import { expect, test } from 'vitest';

const f = (x: Tensor): Tensor => x.sin().mul(x).add(x.square().exp()).sum();
const x = tensor([0.1, 0.2, 0.3, 0.4]);
const step = jit((p: Tensor) => p.sub(valueAndGrad(f)(p).gradient.mul(1e-9)), { donate: [0] });
const compiled = jit((v: Tensor) => grad(f)(v));
const inner = grad(jit(f));
let state: Tensor = tensor([0.1, 0.2, 0.3, 0.4]);

test.each([
  [
    'of an eager function',
    () => {
      grad(f)(x);
    },
  ],
  [
    'compiled whole',
    () => {
      compiled(x);
    },
  ],
  [
    'of a jitted function',
    () => {
      inner(x);
    },
  ],
  [
    'in a step whose state is donated',
    () => {
      state = step(state);
    },
  ],
])('a million gradients %s keep no memory: at most one byte a call over the second half', { timeout: 120_000 }, (_name, once) => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const calls = 1_000_000;
  const marks: number[] = [];
  const used = (): number => {
    gc();
    gc();
    const m = process.memoryUsage();
    return m.heapUsed + m.arrayBuffers;
  };
  for (let i = 0; i < calls; i++) {
    if (i === calls / 2) marks.push(used());
    once();
  }
  marks.push(used());
  expect((marks[1] - marks[0]) / (calls / 2)).toBeLessThanOrEqual(1);
});
