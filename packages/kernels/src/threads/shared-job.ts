/**
 * The memory that threads share: one word that says which tiles of which job are free, the job's numbers, and room for
 * operands.
 *
 *   word = epoch (12 bits) | tiles (10 bits) | next free tile (10 bits)
 *
 * A tile is claimed by one compare-and-exchange of the whole word, so a thread that slept through a job cannot claim a tile
 * of it, nor one of another job by mistake. Before the owner writes the next job it sees that no thread is busy.
 */
export interface SharedJob {
  readonly words: Int32Array;
  readonly factors: Float64Array;
  readonly float64: Float64Array;
  readonly float32: Float32Array;
}

export type Precision = 'float64' | 'float32';

/** A product C ← α·op(A)·op(B) + β·C on packed operands one after another, cut in `down` rows of `across` tiles. */
export interface Job {
  readonly precision: Precision;
  readonly transA: boolean;
  readonly transB: boolean;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly alpha: number;
  readonly beta: number;
  readonly down: number;
  readonly across: number;
}

export const MOST_TILES = 1023, MOST_THREADS = 64;
const WORD = 0, FIELDS = 1, BUSY = 16, DONE = BUSY + MOST_THREADS, HEAD = DONE + MOST_TILES + 1;
const FACTORS_AT = Math.ceil(HEAD / 2) * 8, DATA_AT = FACTORS_AT + 64;
/** The epoch that tells threads to stop. */
const STOP = 4095;

export const bytesFor = (elements: number): number => DATA_AT + 8 * elements;

export function openSharedJob(buffer: SharedArrayBuffer): SharedJob {
  const room = Math.floor((buffer.byteLength - DATA_AT) / 8);
  return {
    words: new Int32Array(buffer, 0, HEAD), factors: new Float64Array(buffer, FACTORS_AT, 2),
    float64: new Float64Array(buffer, DATA_AT, room), float32: new Float32Array(buffer, DATA_AT, 2 * room),
  };
}

export const tilesOf = (job: Job): number => job.down * job.across;
export interface Tile { readonly row: number; readonly column: number; readonly rows: number; readonly columns: number }
/** Where part i of `parts` begins: at a whole number of GRAINs where the length has that many. */
export const GRAIN = 64;
const edge = (length: number, parts: number, i: number): number => i === parts ? length : length < parts * GRAIN ? Math.floor(i * length / parts) : GRAIN * Math.round(i * length / (parts * GRAIN));
export function tileOf({ m, n, down, across }: Job, index: number): Tile {
  const i = Math.floor(index / across), j = index % across, row = edge(m, down, i), column = edge(n, across, j);
  return { row, column, rows: edge(m, down, i + 1) - row, columns: edge(n, across, j + 1) - column };
}

/** Opens a job to all threads. Only when none is busy. */
export function publish({ words, factors }: SharedJob, job: Job): number {
  const epoch = (epochOf(Atomics.load(words, WORD)) + 1) % STOP, tiles = tilesOf(job);
  [job.precision === 'float64' ? 1 : 0, job.transA ? 1 : 0, job.transB ? 1 : 0, job.m, job.n, job.k, job.down, job.across].forEach((v, i) => { words[FIELDS + i] = v; });
  factors[0] = job.alpha;
  factors[1] = job.beta;
  words.fill(0, DONE, DONE + tiles);
  Atomics.store(words, WORD, (epoch << 20) | (tiles << 10));
  Atomics.notify(words, WORD);
  return epoch;
}
export function readJob({ words, factors }: SharedJob): Job {
  const [double, transA, transB, m, n, k, down, across] = words.subarray(FIELDS, FIELDS + 8);
  return { precision: double === 1 ? 'float64' : 'float32', transA: transA === 1, transB: transB === 1, m, n, k, alpha: factors[0], beta: factors[1], down, across };
}

const epochOf = (word: number): number => word >>> 20;

/** The number of a tile that now belongs to the caller, or −1 when the job is over or none is free. */
export function claim({ words }: SharedJob, epoch: number): number {
  for (;;) {
    const word = Atomics.load(words, WORD), next = word & 1023;
    if (epochOf(word) !== epoch || next >= (word >>> 10 & 1023)) return -1;
    if (Atomics.compareExchange(words, WORD, word, word + 1) === word) return next;
  }
}

export const markDone = ({ words }: SharedJob, tile: number): void => { Atomics.store(words, DONE + tile, 1); };
export const isDone = ({ words }: SharedJob, tile: number): boolean => Atomics.load(words, DONE + tile) === 1;
export const setBusy = ({ words }: SharedJob, thread: number, busy: boolean): void => { Atomics.store(words, BUSY + thread, busy ? 1 : 0); };
export function anyBusy({ words }: SharedJob, threads: number): boolean {
  for (let t = 0; t < threads; t++) if (Atomics.load(words, BUSY + t) !== 0) return true;
  return false;
}

/** Waits for another epoch than this one; null when threads are to stop. Blocks: for a worker only. */
export function nextEpoch({ words }: SharedJob, seen: number): number | null {
  for (;;) {
    const word = Atomics.load(words, WORD), epoch = epochOf(word);
    if (epoch === STOP) return null;
    if (epoch !== seen) return epoch;
    Atomics.wait(words, WORD, word);
  }
}
export function stopThreads({ words }: SharedJob): void {
  Atomics.store(words, WORD, STOP << 20);
  Atomics.notify(words, WORD);
}
