import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createFuser, wasmKernels } from './index.ts';

test('a million calls keep no memory: at most one byte a call over the second half', { timeout: 120_000 }, () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const kernels = wasmKernels(), x = new Float64Array(200).fill(0.3), out = new Float64Array(200), c = new Float64Array(144);
  const tanh = createFuser()({ op: 'tanh', x: { op: 'input', index: 0 } }, [1]);
  const used = (): number => { gc(); gc(); const m = process.memoryUsage(); return m.heapUsed + m.arrayBuffers; };
  const calls = 1_000_000, marks: number[] = [];
  for (let i = 0; i < calls; i += 4) {
    if (i === calls / 2) marks.push(used());
    kernels.exp(out, x);
    kernels.log(out, x);
    kernels.gemm(false, false, 12, 12, 12, 1, x, 0, 12, x, 0, 12, 0, c, 0, 12);
    tanh(out, [x]);
  }
  marks.push(used());
  expect((marks[1] - marks[0]) / (calls / 2)).toBeLessThanOrEqual(1);
});
