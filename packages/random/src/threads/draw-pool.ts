/**
 * Large draws by several threads. Element i of a draw is made from the counter i, so each thread takes a range of counters,
 * and the array is the one that a single thread fills, bit for bit.
 *
 * Ranges are given out one at a time: a thread that is starved holds back only its range, which is then asked of another
 * thread too, and what arrives first counts.
 */
import { type WorkerPort, hear } from '@adjoint/kernels/threads';
import { ArgumentError, type FloatDType, type Tensor, adoptBuffer, allocate, sizeOf } from '@adjoint/tensor';
import { type ShapeLike, floatDType, shapeOf } from '../draws/draw.ts';
import type { FloatOptions } from '../draws/normal.ts';
import { type UniformOptions, requireRange } from '../draws/uniform.ts';
import { type Key, requireKey } from '../key/key.ts';
import type { FillName, FillParams } from './fills.ts';
import type { DrawRange, DrawnRange } from './messages.ts';

export interface DrawPool {
  readonly threads: number;
  /** As the functions of these names, on the pool's threads. @throws ArgumentError for a batch of keys, or after `close` */
  bits(key: Key, shape: ShapeLike): Promise<Tensor<'uint32'>>;
  uniform<D extends FloatDType = 'float64'>(key: Key, shape: ShapeLike, options?: UniformOptions<D>): Promise<Tensor<D>>;
  normal<D extends FloatDType = 'float64'>(key: Key, shape: ShapeLike, options?: FloatOptions<D>): Promise<Tensor<D>>;
  exponential<D extends FloatDType = 'float64'>(key: Key, shape: ShapeLike, options?: FloatOptions<D>): Promise<Tensor<D>>;
  /** Draws under way are given up: their promises reject. */
  close(): Promise<void>;
}

/** Elements of a range: a fraction of a millisecond of work, half a megabyte to copy. */
const RANGE = 65_536;

interface Part {
  readonly range: DrawRange;
  readonly take: (values: DrawnRange['values']) => void;
  readonly fail: (error: Error) => void;
  done: boolean;
}

/**
 * @param workers each runs `@adjoint/random/threads/worker`, or a script that calls `serveDraws`
 * @throws ArgumentError for no worker
 * @example const pool = createDrawPool([new Worker(new URL(import.meta.resolve('@adjoint/random/threads/worker')))]);
 */
export function createDrawPool(workers: readonly WorkerPort[]): DrawPool {
  if (workers.length === 0) throw new ArgumentError('createDrawPool: no workers', 'give one worker for each thread that shall draw');
  const waiting: Part[] = [];
  const given = new Map<number, Part>();
  const idle = new Set(workers);
  let count = 0;
  let open = true;

  /** The next part that nobody has, else the oldest one that has not come back. */
  const next = (): Part | undefined => waiting.shift() ?? [...given.values()].find((p) => !p.done);
  const feed = (worker: WorkerPort, room?: ArrayBuffer): void => {
    const part = next();
    if (part === undefined) {
      idle.add(worker);
      return;
    }
    idle.delete(worker);
    given.set(part.range.id, part);
    if (room === undefined) worker.postMessage(part.range, []);
    else worker.postMessage({ ...part.range, room } satisfies DrawRange, [room]);
  };
  for (const worker of workers) {
    worker.unref?.();
    hear(worker, (message) => {
      const m = message as DrawnRange | null;
      if (m?.adjoint !== 'drawn') return;
      const part = given.get(m.id);
      if (part !== undefined && !part.done) {
        part.done = true;
        given.delete(m.id);
        part.take(m.values);
      }
      feed(worker, m.values.buffer);
    });
  }

  const draw = async (fill: FillName, key: Key, given_: ShapeLike, params: FillParams): Promise<Tensor> => {
    requireKey(fill, key);
    if (key.words.size !== 2)
      throw new ArgumentError(`${fill}: a batch of ${key.words.size / 2} keys`, 'a pool draws from one key at a time');
    if (!open) throw new ArgumentError(`${fill}: the pool is closed`, 'create another one');
    const shape = shapeOf(fill, given_);
    const total = sizeOf(shape);
    const out = allocate(params.dtype, total);
    const [k0, k1] = key.words.data();
    const parts: Promise<void>[] = [];
    for (let from = 0; from < total; from += RANGE) {
      const range: DrawRange = {
        adjoint: 'draw',
        id: count++,
        fill,
        generator: key.generator,
        k0,
        k1,
        params,
        from,
        count: Math.min(RANGE, total - from),
      };
      parts.push(
        new Promise((resolve, reject) => {
          waiting.push({
            range,
            take: (values) => {
              out.set(values, from);
              resolve();
            },
            fail: reject,
            done: false,
          });
        }),
      );
    }
    for (const worker of [...idle]) feed(worker);
    await Promise.all(parts);
    return adoptBuffer(out as Float64Array<ArrayBuffer>, shape);
  };
  const float = (name: FillName, key: Key, shape: ShapeLike, dtype: FloatDType | undefined): Promise<Tensor> =>
    draw(name, key, shape, { dtype: floatDType(name, dtype), low: 0, high: 1 });
  return {
    threads: workers.length,
    bits: (key, shape) => draw('bits', key, shape, { dtype: 'uint32', low: 0, high: 1 }) as Promise<Tensor<'uint32'>>,
    uniform: async (key, shape, options = {}) =>
      draw('uniform', key, shape, { dtype: floatDType('uniform', options.dtype), ...requireRange(options) }) as never,
    normal: async (key, shape, options = {}) => float('normal', key, shape, options.dtype) as never,
    exponential: async (key, shape, options = {}) => float('exponential', key, shape, options.dtype) as never,
    async close() {
      open = false;
      for (const part of [...waiting.splice(0), ...given.values()])
        if (!part.done) part.fail(new ArgumentError('the pool was closed', 'wait for draws before you close it'));
      given.clear();
      await Promise.all(workers.map((w) => w.terminate()));
    },
  };
}
