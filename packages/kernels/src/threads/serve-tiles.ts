/** A thread's end: it waits for jobs in the shared memory and computes the tiles it can claim, with kernels of its own. */
import type { Floats, Kernels } from '../contract.ts';
import { wasmKernels } from '../wasm/wasm-kernels.ts';
import type { FromThread, Port, ToThread } from './messages.ts';
import { type Job, type SharedJob, type Tile, claim, markDone, nextEpoch, openSharedJob, readJob, setBusy, tileOf } from './shared-job.ts';

/** Hears one message with the shared memory, then serves it until told to stop. Blocks its thread: for a worker only. */
export function serveTiles(port: Port): void {
  const hear = (message: unknown): void => {
    const m = message as ToThread | null;
    if (m?.adjoint !== 'tiles') return;
    const kernels = wasmKernels(m.options), shared = openSharedJob(m.buffer), reply: FromThread = { adjoint: 'tiles-ready', thread: m.thread };
    port.postMessage(reply);
    work(shared, m.thread, kernels.gemm);
  };
  if (port.on) port.on('message', hear);
  else port.addEventListener?.('message', (event) => { hear(event.data); });
}

function work(shared: SharedJob, thread: number, gemm: Kernels['gemm']): void {
  for (let epoch: number | null = 0; (epoch = nextEpoch(shared, epoch)) !== null;) {
    setBusy(shared, thread, true);
    for (let tile = claim(shared, epoch); tile >= 0; tile = claim(shared, epoch)) {
      const job = readJob(shared), data: Floats = job.precision === 'float64' ? shared.float64 : shared.float32;
      computeTile(gemm, job, tileOf(job, tile), data, 0, data, job.m * job.k, data, job.m * job.k + job.k * job.n, job.n);
      markDone(shared, tile);
    }
    setBusy(shared, thread, false);
  }
}

/** One tile of C, or some rows of one, from packed A and B. */
export function computeTile(gemm: Kernels['gemm'], job: Job, { row, column, rows, columns }: Tile, a: Floats, aFrom: number, b: Floats, bFrom: number, c: Floats, cFrom: number, ldc: number): void {
  const { transA, transB, m, n, k, alpha, beta } = job, lda = transA ? m : k, ldb = transB ? k : n;
  gemm(transA, transB, rows, columns, k, alpha, a, aFrom + (transA ? row : row * lda), lda, b, bFrom + (transB ? column * ldb : column), ldb, beta, c, cFrom + row * ldc + column, ldc);
}
