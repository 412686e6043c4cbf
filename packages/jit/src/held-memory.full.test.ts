import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { type Tensor, adoptBuffer, withKernels } from '@adjoint/tensor';
import { jit } from './index.ts';

const fresh = (): Tensor => adoptBuffer(new Float32Array(1024).fill(0.5));

test.each([
  ['never read', (): boolean => false],
  ['read now and then', (k: number): boolean => k % 50 === 0],
])(
  'half a million steps whose state stays in a program, %s, keep no memory: at most one byte a call over the second half',
  { timeout: 240_000 },
  (_name, reads) => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const calls = 500_000;
    const marks: number[] = [];
    const used = (): number => {
      gc();
      gc();
      const m = process.memoryUsage();
      return m.heapUsed + m.arrayBuffers;
    };
    const step = jit((s: Tensor) => [s.mul(0.5).add(0.25), s.sum()] as const, { donate: [0] });
    withKernels(wasmKernels(), () => {
      let state = fresh();
      for (let k = 0; k < calls; k++) {
        if (k === calls / 2) marks.push(used());
        const [next, total] = step(state);
        state = next;
        total.item();
        if (reads(k)) expect(state.data()[0]).toBe(0.5);
      }
      marks.push(used());
    });
    const slope = (marks[1] - marks[0]) / (calls / 2);
    expect(slope).toBeLessThanOrEqual(1);
  },
);

test('programs that are dropped, with states that were never read, give their memory back', { timeout: 120_000 }, () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const last: Tensor[] = [];
  // 64 KiB pages of 400 programs: 1 MiB of state each
  for (let k = 0; k < 400; k++) {
    const step = jit((s: Tensor) => s.mul(2).add(1), { donate: [0] });
    last[0] = step(step(adoptBuffer(new Float32Array(2 ** 18))));
    if (k % 20 === 0) gc();
  }
  gc();
  expect(last[0].data()[5]).toBe(3);
  expect(process.memoryUsage().external).toBeLessThan(200 * 2 ** 20);
});
