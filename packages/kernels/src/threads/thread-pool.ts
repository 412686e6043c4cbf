/**
 * Matrix products on several threads, tile by tile.
 *
 * The caller lays B into the shared memory in packed panels, wakes the threads, lays A beside it, and computes tiles too. When none is
 * left to claim it computes those again that a slow thread still holds: it never waits, so a thread without a processor costs
 * nothing but its tile. Each tile has the sums that one thread would make, so the bits are those of one thread.
 *
 * Blumofe, Leiserson (1999), "Scheduling multithreaded computations by work stealing", with one shared queue;
 * Smith, van de Geijn et al. (2014), "Anatomy of high-performance many-threaded matrix multiplication", for the common B.
 */
import type { Floats, GemmKernel, Kernels } from '../contract.ts';
import { applyEpilogue, requireEpilogue } from '../blas/epilogue.ts';
import { K_BLOCK } from '../blas/gemm.ts';
import { requireMatrix } from '../blas/require-operands.ts';
import { syrkBy } from '../blas/syrk.ts';
import { trsmBy } from '../blas/trsm.ts';
import { detectFeatures } from '../wasm/features.ts';
import { copyIn } from '../wasm/gemm-copies.ts';
import { tileOf as registerTile } from '../wasm/gemm-module.ts';
import { packB, stagedElements } from '../wasm/gemm-pack.ts';
import { type WasmOptions, wasmKernels } from '../wasm/wasm-kernels.ts';
import type { FromThread, ToThread } from './messages.ts';
import { type WorkerPort, hear } from './port.ts';
import { packedPlace } from './serve-tiles.ts';
import {
  announce,
  anyBusy,
  claim,
  isDone,
  type Job,
  MOST_THREADS,
  openSharedJob,
  openTiles,
  publish,
  stopThreads,
  type Tile,
  tileOf,
  tilesOf,
} from './shared-job.ts';
import { computeTile, PACKED_ROWS, sharedGemmCode } from './tile-product.ts';
import { createWorthSharing } from './worth-sharing.ts';

export interface ThreadPoolOptions extends WasmOptions {
  /** Products of at least this many multiplications are shared, float32 ones of twice as many (default 384³). */
  readonly threshold?: number;
  /** Whether products stay on one thread while that is quicker, as on a machine that is busy with other things (default true). */
  readonly adaptive?: boolean;
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

const PAGE = 65536;
/** Tiles for each thread, so that the last ones end together; rows of a tile are whole register tiles of every kind. */
const TILES_PER_THREAD = 8;
const ROW_STEP = 12;
const LEAST_ROWS = 24;
const LEAST_COLUMNS = 128;
const MOST_BANDS = 900;

/**
 * @param workers each runs `@adjoint/kernels/threads/worker`, or a script that calls `serveTiles`
 * @throws RangeError for no worker, or more than 63; Error where memory cannot be shared (a page needs cross-origin isolation)
 * @example const pool = await createThreadPool([new Worker(new URL(import.meta.resolve('@adjoint/kernels/threads/worker')))]);
 */
export async function createThreadPool(workers: readonly WorkerPort[], options: ThreadPoolOptions = {}): Promise<ThreadPool> {
  const { threshold = 384 ** 3, room = 2 ** 27, adaptive = true, ...wasm } = options;
  const threads = workers.length + 1;
  if (workers.length < 1 || threads > MOST_THREADS)
    throw new RangeError(`createThreadPool: ${workers.length} workers; give 1 to ${MOST_THREADS - 1}`);
  if (typeof SharedArrayBuffer === 'undefined')
    throw new Error(
      'createThreadPool: memory cannot be shared here; serve the page with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp',
    );
  const features = detectFeatures();
  const alone = wasmKernels(wasm);
  const exact = wasm.deterministic ?? false;
  const fused = features.fused && !exact && (wasm.fused ?? true);
  if (!features.simd) throw new Error('createThreadPool: this engine has no SIMD for WebAssembly; use the kernels of one thread');
  const end = packedPlace(threads);
  const pages = Math.ceil((end + room) / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const shared = openSharedJob(memory);
  const codeOf = sharedGemmCode(memory, fused);
  await Promise.all(workers.map((w, thread) => ready(w, { adjoint: 'tiles', thread, memory, fused })));
  for (const w of workers) w.unref?.();
  const worth = { float64: createWorthSharing(), float32: createWorthSharing() };
  let open = true;

  const shareProduct: GemmKernel = (...args) => {
    const [transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc, epilogue] = args;
    const wide = a instanceof Float64Array && b instanceof Float64Array && c instanceof Float64Array;
    const narrow = !exact && a instanceof Float32Array && b instanceof Float32Array && c instanceof Float32Array;
    if (!open || !(wide || narrow) || alpha === 0 || !(m * n * k >= Math.max(1, wide ? threshold : 2 * threshold))) {
      alone.gemm(...args);
      return;
    }
    requireMatrix('gemm', 'A', a, aOffset, lda, transA ? k : m, transA ? m : k);
    requireMatrix('gemm', 'B', b, bOffset, ldb, transB ? n : k, transB ? k : n);
    requireMatrix('gemm', 'C', c, cOffset, ldc, m, n);
    if (epilogue) requireEpilogue(epilogue, m, n);
    const precision = wide ? 'float64' : 'float32';
    const { columns: nr, bytes } = registerTile(precision, fused);
    const view: Floats = wide ? shared.float64 : shared.float32;
    const cut = cutInto(m, n, threads);
    // elements: A, packed B, C with whole register tiles below, the caller's own tile, and B as it comes
    const width = Math.ceil(n / nr) * nr;
    const depth = Math.min(k, K_BLOCK);
    const up = (x: number): number => Math.ceil(x / 64) * 64;
    const atA = end / bytes;
    const atB = atA + up(m * k);
    const atC = atB + up(k * width);
    const own = atC + up((m + ROW_STEP) * width);
    const staged = own + up((cut.tileRows + ROW_STEP) * width);
    const used = staged + stagedElements(precision, transB, n, depth);
    const start = performance.now();
    const tell = (together: boolean): void => {
      worth[precision].tell(together, (performance.now() - start) / (m * n * k));
    };
    if (used > view.length || anyBusy(shared, threads - 1) || (adaptive && !worth[precision].share())) {
      alone.gemm(...args);
      tell(false);
      return;
    }
    const code = codeOf(precision);
    const job: Job = { precision, transA, m, n, k, alpha, beta, ...cut, a: atA * bytes, b: atB * bytes, c: atC * bytes, width };
    const packing = { view, code, precision, staged } as const;
    for (let p = 0; p < k; p += K_BLOCK) packB(packing, transB, b, bOffset, ldb, p, Math.min(K_BLOCK, k - p), 0, n, atB + p * width);
    const epoch = announce(shared); // waking takes about as long as copying the first rows of A
    for (let band = 0; band < cut.down; band++) {
      const row = band * cut.tileRows;
      const rows = Math.min(cut.tileRows, m - row);
      if (!transA) copyIn(view, atA + row * k, a, aOffset + row * lda, lda, rows, k, k);
      else if (band === 0) copyIn(view, atA, a, aOffset, lda, k, m, m);
      if (beta !== 0) copyIn(view, atC + row * width, c, cOffset + row * ldc, ldc, rows, n, width);
      if (band === 0) publish(shared, epoch, job, cut.across);
      else openTiles(shared, cut.across);
    }
    /** In a place of its own: a thread may still write to that of the tile. */
    const compute = (tile: Tile): void => {
      const first = cOffset + tile.row * ldc + tile.column;
      if (beta !== 0) copyIn(view, own, c, first, ldc, tile.rows, tile.columns, width);
      computeTile(codeOf, fused, shared, job, tile, packedPlace(threads - 1), own * bytes);
      copyRowsOut(view, own, width, c, first, ldc, tile.rows, tile.columns);
    };
    const fetch = ({ row, column, rows, columns }: Tile): void => {
      copyRowsOut(view, atC + row * width + column, width, c, cOffset + row * ldc + column, ldc, rows, columns);
    };
    // tiles of other threads are fetched between own ones, while the cache holds them
    let theirs: number[] = [];
    let next = 0;
    const fetchDone = (): void => {
      theirs = theirs.filter((index) => {
        const done = isDone(shared, index);
        if (done) fetch(tileOf(job, index));
        return !done;
      });
    };
    for (let index = claim(shared, epoch); index >= 0; index = claim(shared, epoch)) {
      compute(tileOf(job, index));
      for (; next < index; next++) theirs.push(next);
      next = index + 1;
      fetchDone();
    }
    for (; next < tilesOf(job); next++) theirs.push(next);
    // what is done is fetched first, which gives the other threads time for the rest; of that, some rows until it is done too
    fetchDone();
    for (const index of theirs) {
      const tile = tileOf(job, index);
      const end = tile.row + tile.rows;
      let row = tile.row;
      for (; row < end && !isDone(shared, index); row += ROW_STEP) compute({ ...tile, row, rows: Math.min(ROW_STEP, end - row) });
      if (row < end && isDone(shared, index)) fetch(tile);
    }
    if (epilogue) applyEpilogue(epilogue, m, n, c, cOffset, ldc);
    tell(true);
  };
  const gemm = Object.assign(shareProduct, { takesEpilogue: true } as const);
  return {
    // triangular systems stay in the memory of one thread, which is quicker than products shared block by block
    threads,
    kernels: {
      ...alone,
      gemm,
      syrk: (...args) => {
        syrkBy(gemm, ...args);
      },
      ...(exact
        ? {
            trsm: (...args) => {
              trsmBy(gemm, ...args);
            },
          }
        : null),
    },
    async close() {
      open = false;
      stopThreads(shared);
      await Promise.all(workers.map((w) => w.terminate()));
    },
  };
}

/** Bands of rows; of few rows, columns too. */
export function cutInto(m: number, n: number, threads: number): Pick<Job, 'tileRows' | 'tileColumns' | 'down' | 'across'> {
  const wanted = TILES_PER_THREAD * threads;
  const step = (x: number): number => Math.ceil(x / ROW_STEP) * ROW_STEP;
  const band = Math.min(PACKED_ROWS, Math.max(LEAST_ROWS, step(m / wanted)));
  const long = Math.ceil(m / (MOST_BANDS * PACKED_ROWS));
  const tileRows = long > 1 ? long * PACKED_ROWS : band;
  const down = Math.ceil(m / tileRows);
  const pieces = Math.max(1, Math.min(Math.floor(n / LEAST_COLUMNS), Math.floor(wanted / down)));
  const tileColumns = Math.ceil(n / pieces / 8) * 8;
  return { tileRows, tileColumns, down, across: Math.ceil(n / tileColumns) };
}

function copyRowsOut(view: Floats, at: number, width: number, c: Floats, offset: number, ldc: number, rows: number, columns: number): void {
  if (ldc === columns && width === columns) {
    c.set(view.subarray(at, at + rows * columns), offset);
    return;
  }
  for (let i = 0; i < rows; i++) c.set(view.subarray(at + i * width, at + i * width + columns), offset + i * ldc);
}

function ready(worker: WorkerPort, message: ToThread): Promise<void> {
  return new Promise((resolve) => {
    hear(worker, (data) => {
      const m = data as FromThread | null;
      if (m?.adjoint === 'tiles-ready' && m.thread === message.thread) resolve();
    });
    worker.postMessage(message, []);
  });
}
