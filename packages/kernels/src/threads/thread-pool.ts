/**
 * Matrix products on several threads, tile by tile.
 *
 * The caller computes tiles too, and when none is left to claim it computes those again that a slow thread still holds,
 * some rows at a time until that thread is done: it never waits, so a thread without a processor costs nothing but its turn. Each tile is the product that one
 * thread would make of these rows and columns, so the bits are those of one thread.
 *
 * Blumofe, Leiserson (1999), "Scheduling multithreaded computations by work stealing", with one shared queue.
 */
import type { Floats, Kernels } from '../contract.ts';
import { requireMatrix } from '../blas/require-operands.ts';
import { syrkBy } from '../blas/syrk.ts';
import { trsmBy } from '../blas/trsm.ts';
import { type WasmOptions, wasmKernels } from '../wasm/wasm-kernels.ts';
import type { FromThread, ToThread, WorkerPort } from './messages.ts';
import { computeTile } from './serve-tiles.ts';
import { GRAIN, type Job, MOST_THREADS, MOST_TILES, type Tile, anyBusy, bytesFor, claim, isDone, openSharedJob, publish, stopThreads, tileOf, tilesOf } from './shared-job.ts';

export interface ThreadPoolOptions extends WasmOptions {
  /** Products of at least this many multiplications are shared, float32 ones of twice as many (default 384³). */
  readonly threshold?: number;
  /** Room for the operands of one product, in bytes; larger ones stay on one thread (default 128 MiB, taken as it is used). */
  readonly room?: number;
}
export interface ThreadPool {
  /** With the caller's. */
  readonly threads: number;
  /** For `withKernels`; after `close` they run on one thread. */
  readonly kernels: Kernels;
  close(): Promise<void>;
}

const TILES_PER_THREAD = 4;

/**
 * @param workers each runs `@adjoint/kernels/threads/worker`, or a script that calls `serveTiles`
 * @throws RangeError for no worker, or more than 63; Error where memory cannot be shared (a page needs cross-origin isolation)
 * @example const pool = await createThreadPool([new Worker(new URL(import.meta.resolve('@adjoint/kernels/threads/worker')))]);
 */
export async function createThreadPool(workers: readonly WorkerPort[], options: ThreadPoolOptions = {}): Promise<ThreadPool> {
  const { threshold = 384 ** 3, room = 2 ** 27, ...wasm } = options, threads = workers.length + 1;
  if (workers.length < 1 || threads > MOST_THREADS) throw new RangeError(`createThreadPool: ${workers.length} workers; give 1 to ${MOST_THREADS - 1}`);
  if (typeof SharedArrayBuffer === 'undefined') throw new Error('createThreadPool: memory cannot be shared here; serve the page with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp');
  const buffer = new SharedArrayBuffer(bytesFor(Math.ceil(room / 8))), shared = openSharedJob(buffer), alone = wasmKernels(wasm);
  await Promise.all(workers.map((w, thread) => ready(w, { adjoint: 'tiles', thread, buffer, options: wasm })));
  for (const w of workers) w.unref?.();
  let open = true;

  const gemm: Kernels['gemm'] = (...args) => {
    const [transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc] = args;
    const wide = a instanceof Float64Array && b instanceof Float64Array && c instanceof Float64Array, narrow = a instanceof Float32Array && b instanceof Float32Array && c instanceof Float32Array;
    const data: Floats = wide ? shared.float64 : shared.float32;
    if (!open || !(wide || narrow) || alpha === 0 || m * n * k < (wide ? threshold : 2 * threshold) || m * k + k * n + m * n > data.length || anyBusy(shared, threads - 1)) { alone.gemm(...args); return; }
    requireMatrix('gemm', 'A', a, aOffset, lda, transA ? k : m, transA ? m : k);
    requireMatrix('gemm', 'B', b, bOffset, ldb, transB ? n : k, transB ? k : n);
    requireMatrix('gemm', 'C', c, cOffset, ldc, m, n);
    const job: Job = { precision: wide ? 'float64' : 'float32', transA, transB, m, n, k, alpha, beta, ...cutInto(m, n, threads) }, atB = m * k, atC = atB + k * n;
    copyRows(data, 0, a, aOffset, lda, transA ? k : m, transA ? m : k);
    copyRows(data, atB, b, bOffset, ldb, transB ? n : k, transB ? k : n);
    if (beta !== 0) copyRows(data, atC, c, cOffset, ldc, m, n);
    const epoch = publish(shared, job), theirs = new Set(Array.from({ length: tilesOf(job) }, (_, i) => i));
    const compute = (tile: Tile): void => { computeTile(alone.gemm, job, tile, data, 0, data, atB, c, cOffset, ldc); };
    for (let tile = claim(shared, epoch); tile >= 0; tile = claim(shared, epoch)) {
      compute(tileOf(job, tile));
      theirs.delete(tile);
    }
    for (const tile of theirs) {
      const { row, column, rows, columns } = tileOf(job, tile);
      let top = row;
      while (top < row + rows && !isDone(shared, tile)) {
        const left = row + rows - top, some = left < 2 * GRAIN ? left : GRAIN;
        compute({ row: top, column, rows: some, columns });
        top += some;
      }
      // Finished by its thread meanwhile: what is missing is copied. The rows computed twice have the same bits.
      for (let i = top; i < row + rows; i++) c.set(data.subarray(atC + i * n + column, atC + i * n + column + columns), cOffset + i * ldc + column);
    }
  };
  return {
    threads, kernels: { ...alone, gemm, syrk: (...args) => { syrkBy(gemm, ...args); }, trsm: (...args) => { trsmBy(gemm, ...args); } },
    async close() {
      open = false;
      stopThreads(shared);
      await Promise.all(workers.map((w) => w.terminate()));
    },
  };
}

/** About TILES_PER_THREAD tiles for each thread, as square as can be, none thinner than GRAIN unless C is. */
function cutInto(m: number, n: number, threads: number): { readonly down: number; readonly across: number } {
  const wanted = Math.min(MOST_TILES, TILES_PER_THREAD * threads), parts = (length: number, of: number): number => Math.min(Math.max(1, Math.floor(length / GRAIN)), Math.max(1, Math.round(of)));
  const across = parts(n, wanted / parts(m, Math.sqrt(wanted * m / n)));
  return { down: parts(m, wanted / across), across };
}

function copyRows(to: Floats, at: number, x: Floats, offset: number, ld: number, rows: number, columns: number): void {
  if (ld === columns) { to.set(x.subarray(offset, offset + rows * columns), at); return; }
  for (let i = 0; i < rows; i++) to.set(x.subarray(offset + i * ld, offset + i * ld + columns), at + i * columns);
}

function ready(worker: WorkerPort, message: ToThread): Promise<void> {
  return new Promise((resolve) => {
    const hear = (data: unknown): void => { const m = data as FromThread | null; if (m?.adjoint === 'tiles-ready' && m.thread === message.thread) resolve(); };
    if (worker.on) worker.on('message', hear);
    else worker.addEventListener?.('message', (event) => { hear(event.data); });
    worker.postMessage(message);
  });
}
