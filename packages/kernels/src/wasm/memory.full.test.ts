import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createFuser, wasmKernels } from './index.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

test('a million calls keep no memory: at most one byte a call over the second half', { timeout: 120_000 }, () => {
  const kernels = wasmKernels();
  const x = new Float64Array(200).fill(0.3);
  const out = new Float64Array(200);
  const c = new Float64Array(144);
  const tanh = createFuser()({ op: 'tanh', x: { op: 'input', index: 0 } }, [1]);
  const used = (): number => {
    gc();
    gc();
    const m = process.memoryUsage();
    return m.heapUsed + m.arrayBuffers;
  };
  const calls = 1_000_000;
  const marks: number[] = [];
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

test('the same for BLAS: vectors, matrices, triangles, an epilogue', { timeout: 120_000 }, () => {
  const kernels = wasmKernels();
  const n = 200;
  const x = new Float64Array(n).fill(0.3);
  const y = x.slice();
  const a = new Float64Array(400).fill(1);
  const b = new Float64Array(400).fill(0.5);
  const c = new Float64Array(400);
  const calls: readonly (() => unknown)[] = [
    () => kernels.dot(n, x, 0, 1, y, 0, 1),
    () => {
      kernels.axpy(n, 0, x, 0, 1, y, 0, 1);
    },
    () => kernels.nrm2(n, x, 0, 1),
    () => kernels.iamax(n, x, 0, 1),
    () => {
      kernels.gemv(false, 20, 20, 1, a, 0, 20, x, 0, 1, 0, y, 0, 1);
    },
    () => {
      kernels.ger(20, 20, 0, x, 0, 1, x, 0, 1, a, 0, 20);
    },
    () => {
      kernels.trsm(true, true, false, true, 8, 8, 1, a, 0, 20, b, 0, 20);
      b.fill(0.5);
    },
    () => {
      kernels.gemm(false, true, 20, 20, 20, 1, a, 0, 20, b, 0, 20, 0, c, 0, 20, { along: 'rows', bias: x, relu: true });
    },
  ];
  const used = (): number => {
    gc();
    gc();
    const m = process.memoryUsage();
    return m.heapUsed + m.arrayBuffers;
  };
  const rounds = 125_000;
  const marks: number[] = [];
  for (let i = 0; i < rounds; i++) {
    if (i === rounds / 2) marks.push(used());
    for (const call of calls) call();
  }
  marks.push(used());
  expect((marks[1] - marks[0]) / ((rounds / 2) * calls.length)).toBeLessThanOrEqual(1);
});
