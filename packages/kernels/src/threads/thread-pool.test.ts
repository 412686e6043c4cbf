import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wasmKernels } from '../wasm/index.ts';
import { type Floats } from '../contract.ts';
import { type ThreadPool, type WorkerPort, createThreadPool } from './index.ts';
import {
  announce,
  anyBusy,
  claim,
  claimWaiting,
  type Job,
  MOST_TILES,
  nextEpoch,
  openSharedJob,
  openTiles,
  publish,
  readJob,
  setBusy,
  stopThreads,
  tileOf,
  tilesOf,
} from './shared-job.ts';
import { cutInto } from './thread-pool.ts';

const start = (): WorkerPort =>
  new Worker(new URL('./worker.ts', import.meta.url), { execArgv: ['--disable-warning=ExperimentalWarning'] });
let pool: ThreadPool;
beforeAll(async () => {
  pool = await createThreadPool([start(), start()], { threshold: 4000, adaptive: false });
});
afterAll(async () => {
  await pool.close();
});

const noise = (n: number, seed: number, single: boolean): Floats => {
  const x = single ? new Float32Array(n) : new Float64Array(n);
  for (let i = 0; i < n; i++) x[i] = Math.sin((i + 1) * 12.9898 + seed) + Math.cos(i * 0.31 * seed);
  return x;
};

test('every shape, transposition and factor gives the bits of one thread', () => {
  const alone = wasmKernels();
  for (const single of [false, true])
    for (const [m, n, k] of [
      [300, 300, 300],
      [1, 500, 70],
      [513, 65, 129],
      [64, 64, 1],
      [1, 20_000, 2],
      [200, 1, 400],
      [130, 700, 33],
    ])
      for (const [transA, transB] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ])
        for (const beta of [0, 1, -0.5]) {
          const a = noise(m * k + 7, 1, single);
          const b = noise(k * n + 5, 2, single);
          const c = noise(m * (n + 3) + 2, 3, single);
          const expected = c.slice();
          const run = (gemm: typeof alone.gemm, to: Floats): void => {
            gemm(transA, transB, m, n, k, 1.25, a, 7, transA ? m : k, b, 5, transB ? k : n, beta, to, 2, n + 3);
          };
          run(alone.gemm, expected);
          run(pool.kernels.gemm, c);
          expect(
            c.every((v, i) => Object.is(v, expected[i])),
            `${m}×${n}×${k} ${transA} ${transB} ${beta}`,
          ).toBe(true);
        }
});

test('many products in a row, while the threads come and go', () => {
  const alone = wasmKernels();
  const a = noise(130 * 130, 1, false);
  const expected = new Float64Array(130 * 130);
  alone.gemm(false, false, 130, 130, 130, 1, a, 0, 130, a, 0, 130, 0, expected, 0, 130);
  for (let r = 0; r < 500; r++) {
    const c = new Float64Array(130 * 130);
    pool.kernels.gemm(false, false, 130, 130, 130, 1, a, 0, 130, a, 0, 130, 0, c, 0, 130);
    expect(c.every((v, i) => v === expected[i])).toBe(true);
  }
});

test('an epilogue has the bits of one thread too', () => {
  for (const single of [false, true])
    for (const along of ['rows', 'columns'] as const) {
      const a = noise(130 * 130, 1, single);
      const scale = noise(130, 2, single);
      const bias = noise(130, 3, single);
      const [c, expected] = [noise(130 * 130, 4, single), noise(130 * 130, 4, single)];
      for (const [kernels, out] of [
        [pool.kernels, c],
        [wasmKernels(), expected],
      ] as const)
        kernels.gemm(false, true, 130, 130, 130, 1, a, 0, 130, a, 0, 130, 1, out, 0, 130, { along, scale, bias, relu: true });
      expect(c).toEqual(expected);
    }
});

test('an operand that leaves its array is refused, also beside others that do not', () => {
  const a = new Float64Array(100);
  const c = new Float64Array(100);
  expect(() => {
    pool.kernels.gemm(false, false, 10, 10, 11, 1, a, 0, 11, a, 0, 10, 0, c, 0, 10);
  }).toThrow(RangeError);
});

test('after close the same kernels run on one thread; no worker is an error', async () => {
  const own = await createThreadPool([start()], { threshold: 1 });
  await own.close();
  const c = new Float64Array(4);
  own.kernels.gemm(false, false, 2, 2, 1, 1, Float64Array.of(1, 2), 0, 1, Float64Array.of(3, 4), 0, 2, 0, c, 0, 2);
  expect([...c]).toEqual([3, 4, 6, 8]);
  await expect(createThreadPool([])).rejects.toThrow(RangeError);
});

const memoryOf = (pages: number): WebAssembly.Memory => new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
const job: Job = {
  precision: 'float64',
  transA: true,
  m: 130,
  n: 70,
  k: 3,
  alpha: 2,
  beta: 0.5,
  tileRows: 72,
  tileColumns: 24,
  down: 2,
  across: 3,
  a: 100_000,
  b: 200_000,
  c: 300_000,
  width: 72,
};
test('a tile has one owner, and none belongs to a thread of an earlier job', () => {
  const shared = openSharedJob(memoryOf(1));
  const first = announce(shared);
  expect(claim(shared, first)).toBe(-1); // nothing to do yet
  publish(shared, first, job);
  expect(readJob(shared)).toEqual(job);
  expect(Array.from({ length: 7 }, () => claim(shared, first))).toEqual([0, 1, 2, 3, 4, 5, -1]);
  const second = announce(shared);
  publish(shared, second, job);
  expect(claim(shared, first)).toBe(-1);
  expect(claim(shared, second)).toBe(0);
  setBusy(shared, 5, true);
  expect([anyBusy(shared, 5), anyBusy(shared, 6)]).toEqual([false, true]);
  expect(nextEpoch(shared, first)).toBe(second);
  stopThreads(shared);
  expect(nextEpoch(shared, second)).toBeNull();
});

test('tiles are opened bit by bit: a thread claims those that are open, waits for the rest, and leaves a job that is over', () => {
  const shared = openSharedJob(memoryOf(1));
  const epoch = announce(shared);
  publish(shared, epoch, job, 3);
  expect(Array.from({ length: 4 }, () => claim(shared, epoch))).toEqual([0, 1, 2, -1]);
  openTiles(shared, 2);
  expect([claimWaiting(shared, epoch), claimWaiting(shared, epoch)]).toEqual([3, 4]);
  openTiles(shared, 1);
  expect([claimWaiting(shared, epoch), claimWaiting(shared, epoch)]).toEqual([5, -1]);
  const next = announce(shared);
  publish(shared, next, job, 1);
  expect(claimWaiting(shared, epoch)).toBe(-1);
  expect(claimWaiting(shared, next)).toBe(0);
});

test.each([
  [1, 1, 2],
  [130, 70, 2],
  [24, 5000, 8],
  [1000, 1, 3],
  [512, 512, 2],
  [97, 1030, 64],
  [200_000, 3, 64],
])('tiles cover every entry of %d × %d once, for %d threads', (m, n, threads) => {
  const own = { ...job, m, n, ...cutInto(m, n, threads) };
  const seen = new Uint8Array(m * n);
  expect(tilesOf(own)).toBeLessThanOrEqual(MOST_TILES);
  for (let t = 0; t < tilesOf(own); t++) {
    const { row, column, rows, columns } = tileOf(own, t);
    expect([row % 12, column % 8]).toEqual([0, 0]); // whole register tiles of every kind
    for (let i = row; i < row + rows; i++) for (let j = column; j < column + columns; j++) seen[i * n + j]++;
  }
  expect(seen.every((v) => v === 1)).toBe(true);
});

test('a thread that never comes back costs nothing but its tiles: they are computed here', async () => {
  // The worker takes its tiles and sleeps over them.
  const memories: WebAssembly.Memory[] = [];
  const asleep: WorkerPort = {
    on: (_type, hear) => {
      queueMicrotask(() => {
        hear({ adjoint: 'tiles-ready', thread: 0 });
      });
    },
    postMessage: (m) => {
      memories.push((m as { memory: WebAssembly.Memory }).memory);
    },
    terminate: () => undefined,
  };
  const own = await createThreadPool([asleep], { threshold: 1 });
  const shared = openSharedJob(memories[0]);
  const a = noise(256 * 256, 1, false);
  const c = new Float64Array(256 * 256);
  const expected = c.slice();
  const compareExchange = Atomics.compareExchange;
  const claimed: number[] = [];
  // every other tile goes to the sleeper, as if it had been quicker
  Atomics.compareExchange = ((array: Int32Array, at: number, before: number, after: number) => {
    if (claimed.length < 2 && (before & 1) === 0) {
      claimed.push(before & 1023);
      compareExchange(array, at, before, before + 1);
      return before + 1;
    }
    return compareExchange(array, at, before, after);
  }) as typeof Atomics.compareExchange;
  try {
    own.kernels.gemm(false, false, 256, 256, 256, 1, a, 0, 256, a, 0, 256, 0, c, 0, 256);
  } finally {
    Atomics.compareExchange = compareExchange;
  }
  wasmKernels().gemm(false, false, 256, 256, 256, 1, a, 0, 256, a, 0, 256, 0, expected, 0, 256);
  expect(claimed).toEqual([0, 2]);
  expect(c).toEqual(expected);
  setBusy(shared, 0, true); // still at it: the next product leaves the shared memory alone
  const before = shared.float64.slice(0, 100_000);
  own.kernels.gemm(false, false, 256, 256, 256, 2, a, 0, 256, a, 0, 256, 0, c, 0, 256);
  expect(c.every((v, i) => v === 2 * expected[i])).toBe(true);
  expect(shared.float64.slice(0, 100_000)).toEqual(before);
});
