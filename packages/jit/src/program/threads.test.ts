import { Worker } from 'node:worker_threads';
import { expect, test, vi } from 'vitest';
import { createThreadPool } from '@adjoint/kernels/threads';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { type DType, type Tensor, matmul, tensor, withKernels } from '@adjoint/tensor';
import { jit } from '../index.ts';

test('products of a program go to the threads of the kernels in force, with the bits of one', async () => {
  const pool = await createThreadPool(
    [
      new Worker(new URL('../../../kernels/src/threads/worker.ts', import.meta.url), {
        execArgv: ['--disable-warning=ExperimentalWarning'],
      }),
    ],
    { threshold: 4000 },
  );
  const alone = wasmKernels();
  try {
    const gemm = vi.fn(pool.kernels.gemm);
    const f = jit((a: Tensor, b: Tensor) =>
      matmul(matmul(a.mul(2).tanh(), b).add(1), a.mT())
        .exp()
        .sum(0),
    );
    for (const dtype of ['float64', 'float32'] as readonly DType[]) {
      const a = tensor(Float64Array.from({ length: 150 * 90 }, (_, i) => Math.sin(i) / 9))
        .reshape([150, 90])
        .astype(dtype);
      const b = tensor(Float64Array.from({ length: 90 * 90 }, (_, i) => Math.cos(i) / 9))
        .reshape([90, 90])
        .astype(dtype);
      const expected = withKernels(alone, () => f(a, b).toArray());
      for (let k = 0; k < 5; k++) expect(withKernels({ ...pool.kernels, gemm }, () => f(a, b).toArray())).toEqual(expected);
    }
    expect(gemm).toHaveBeenCalledTimes(20);
  } finally {
    await pool.close();
  }
});
