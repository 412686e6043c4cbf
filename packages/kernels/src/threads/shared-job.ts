/**
 * The memory that threads share: one word that says which tiles of which job are free, the job's numbers, and room for
 * operands and for each thread's packed rows.
 *
 *   word = epoch (12 bits) | tiles (10 bits) | next free tile (10 bits)
 *
 * A job is announced, with no tiles, before its operands are in place, so that threads wake meanwhile; its tiles are opened
 * as the rows of A that they need are laid down. A tile is claimed by one compare-and-exchange of the whole word, so a thread that slept through a job cannot claim a tile of it, nor one of
 * another job by mistake. Before the owner writes the next job it sees that no thread is busy.
 */
import type { Precision } from '../wasm/gemm-module.ts';

export interface SharedJob {
  readonly words: Int32Array;
  readonly factors: Float64Array;
  readonly float64: Float64Array;
  readonly float32: Float32Array;
}

/**
 * C ← α·op(A)·B + β·C, cut in `down` rows of `across` tiles of `tileRows` × `tileColumns`. A lies packed at its address, B in
 * the panels of the product, C with `width` elements from row to row.
 */
export interface Job {
  readonly precision: Precision;
  readonly transA: boolean;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly alpha: number;
  readonly beta: number;
  readonly tileRows: number;
  readonly tileColumns: number;
  readonly down: number;
  readonly across: number;
  /** Addresses in bytes. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly width: number;
}

export const MOST_TILES = 1023;
export const MOST_THREADS = 64;
const WORD = 0;
const FIELDS = 1;
const BUSY = 16;
const DONE = BUSY + MOST_THREADS;
const HEAD = DONE + MOST_TILES + 1;
const FACTORS_AT = Math.ceil(HEAD / 2) * 8;
/** Where the room for data begins. */
export const DATA_AT = Math.ceil((FACTORS_AT + 64) / 1024) * 1024;
/** The epoch that tells threads to stop. */
const STOP = 4095;
/** Looks at the word before a thread that was told of a job falls asleep again: about a tenth of a millisecond. */
const PATIENCE = 10_000;
/** Milliseconds that it sleeps at most when tiles are yet to be opened, since the owner may have given up. */
const WAIT = 1;
/** Places among the numbers of a job. */
const DOWN = 7;
const ACROSS = 8;

export function openSharedJob({ buffer }: WebAssembly.Memory): SharedJob {
  return {
    words: new Int32Array(buffer, 0, HEAD),
    factors: new Float64Array(buffer, FACTORS_AT, 2),
    float64: new Float64Array(buffer),
    float32: new Float32Array(buffer),
  };
}

export const tilesOf = (job: Job): number => job.down * job.across;
export interface Tile {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}
export function tileOf({ m, n, tileRows, tileColumns, across }: Job, index: number): Tile {
  const row = Math.floor(index / across) * tileRows;
  const column = (index % across) * tileColumns;
  return { row, column, rows: Math.min(tileRows, m - row), columns: Math.min(tileColumns, n - column) };
}

/** Wakes all threads for a job that is being prepared. Only when none is busy. */
export function announce({ words }: SharedJob): number {
  const epoch = (epochOf(Atomics.load(words, WORD)) + 1) % STOP;
  Atomics.store(words, WORD, epoch << 20);
  Atomics.notify(words, WORD);
  return epoch;
}
/** Says what the job is that was announced, and opens its first tiles. */
export function publish({ words, factors }: SharedJob, epoch: number, job: Job, opened: number = tilesOf(job)): void {
  const tiles = tilesOf(job);
  [
    job.precision === 'float64' ? 1 : 0,
    job.transA ? 1 : 0,
    job.m,
    job.n,
    job.k,
    job.tileRows,
    job.tileColumns,
    job.down,
    job.across,
    job.a,
    job.b,
    job.c,
    job.width,
  ].forEach((v, i) => {
    words[FIELDS + i] = v;
  });
  factors[0] = job.alpha;
  factors[1] = job.beta;
  words.fill(0, DONE, DONE + tiles);
  Atomics.store(words, WORD, (epoch << 20) | (opened << 10));
  Atomics.notify(words, WORD);
}
/** Opens more tiles of the job at hand. */
export function openTiles({ words }: SharedJob, more: number): void {
  Atomics.add(words, WORD, more << 10);
  Atomics.notify(words, WORD);
}
export function readJob({ words, factors }: SharedJob): Job {
  const [double, transA, m, n, k, tileRows, tileColumns, down, across, a, b, c, width] = words.subarray(FIELDS, FIELDS + 13);
  return {
    precision: double === 1 ? 'float64' : 'float32',
    transA: transA === 1,
    m,
    n,
    k,
    alpha: factors[0],
    beta: factors[1],
    tileRows,
    tileColumns,
    down,
    across,
    a,
    b,
    c,
    width,
  };
}

const epochOf = (word: number): number => word >>> 20;
const tilesIn = (word: number): number => (word >>> 10) & 1023;

/** The number of a tile that now belongs to the caller, or −1 when the job is over or none is free. */
export function claim({ words }: SharedJob, epoch: number): number {
  for (;;) {
    const word = Atomics.load(words, WORD);
    const next = word & 1023;
    if (epochOf(word) !== epoch || next >= tilesIn(word)) return -1;
    if (Atomics.compareExchange(words, WORD, word, word + 1) === word) return next;
  }
}

/** The same for a thread: while tiles of the job are yet to be opened it waits for them, for a while. */
export function claimWaiting(shared: SharedJob, epoch: number): number {
  const { words } = shared;
  for (let looks = 0; ; looks++) {
    const index = claim(shared, epoch);
    const word = Atomics.load(words, WORD);
    if (index >= 0 || epochOf(word) !== epoch || looks === 2 * PATIENCE) return index;
    const tiles = words[FIELDS + DOWN] * words[FIELDS + ACROSS];
    if (tilesIn(word) >= tiles) {
      // opened between the two looks, or all are claimed
      if ((word & 1023) >= tilesIn(word)) return -1;
    } else if (looks > PATIENCE) Atomics.wait(words, WORD, word, WAIT);
  }
}

export const markDone = ({ words }: SharedJob, tile: number): void => {
  Atomics.store(words, DONE + tile, 1);
};
export const isDone = ({ words }: SharedJob, tile: number): boolean => Atomics.load(words, DONE + tile) === 1;
export const setBusy = ({ words }: SharedJob, thread: number, busy: boolean): void => {
  Atomics.store(words, BUSY + thread, busy ? 1 : 0);
};
export function anyBusy({ words }: SharedJob, threads: number): boolean {
  for (let t = 0; t < threads; t++) if (Atomics.load(words, BUSY + t) !== 0) return true;
  return false;
}

/** Waits for a job of another epoch than this one; null when threads are to stop. Blocks: for a worker only. */
export function nextEpoch({ words }: SharedJob, seen: number): number | null {
  for (let looks = 0; ;) {
    const word = Atomics.load(words, WORD);
    const epoch = epochOf(word);
    if (epoch === STOP) return null;
    if (epoch !== seen && tilesIn(word) > 0) return epoch;
    if (epoch !== seen && ++looks < PATIENCE) continue;
    looks = 0;
    Atomics.wait(words, WORD, word);
  }
}
export function stopThreads({ words }: SharedJob): void {
  Atomics.store(words, WORD, STOP << 20);
  Atomics.notify(words, WORD);
}
