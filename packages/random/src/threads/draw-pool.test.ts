import { afterAll, expect, test } from 'vitest';
import { Worker } from 'node:worker_threads';
import { ArgumentError, DTypeError, ShapeError, type Tensor } from '@adjoint/tensor';
import { bits, exponential, key, normal, splitBatch, uniform } from '../index.ts';
import { type WorkerPort, createDrawPool } from './index.ts';
import type { DrawRange } from './messages.ts';

const start = (): WorkerPort =>
  new Worker(new URL('./worker.ts', import.meta.url), {
    execArgv: ['--conditions=@adjoint/source', '--disable-warning=ExperimentalWarning'],
  });
const pool = createDrawPool([start(), start()]);
afterAll(() => pool.close());

const same = (a: Tensor, b: Tensor): boolean =>
  a.dtype === b.dtype &&
  String(a.shape) === String(b.shape) &&
  Buffer.from(a.toTypedArray().buffer).equals(Buffer.from(b.toTypedArray().buffer));

test('a draw on threads has the bits of the draw on one, whatever its length', async () => {
  for (const k of [key(7), key(7, { generator: 'philox4x32' })])
    for (const n of [0, 1, 1000, 65_536, 200_001]) {
      expect(same(await pool.bits(k, n), bits(k, n))).toBe(true);
      expect(same(await pool.uniform(k, n, { low: -2, high: 3 }), uniform(k, n, { low: -2, high: 3 }))).toBe(true);
      expect(same(await pool.normal(k, n), normal(k, n))).toBe(true);
      expect(same(await pool.exponential(k, n), exponential(k, n))).toBe(true);
      for (const draw of ['uniform', 'normal', 'exponential'] as const)
        expect(
          same(await pool[draw](k, [n], { dtype: 'float32' }), { uniform, normal, exponential }[draw](k, [n], { dtype: 'float32' })),
          `${draw} ${n}`,
        ).toBe(true);
    }
  expect((await pool.normal(key(0), [3, 40_000])).shape).toEqual([3, 40_000]);
});

test('several draws at a time do not mix', async () => {
  const keys = [1, 2, 3, 4].map((s) => key(s));
  const drawn = await Promise.all(keys.map((k) => pool.uniform(k, 150_000)));
  drawn.forEach((x, i) => expect(same(x, uniform(keys[i], 150_000))).toBe(true));
});

test('a thread that never answers holds nothing up', async () => {
  const asked: DrawRange[] = [];
  const silent: WorkerPort = {
    postMessage: (m) => {
      asked.push(m as DrawRange);
    },
    on: () => undefined,
    terminate: () => undefined,
  };
  const own = createDrawPool([silent, start()]);
  expect(same(await own.normal(key(5), 300_000), normal(key(5), 300_000))).toBe(true);
  expect(asked).toHaveLength(1);
  await own.close();
});

test('wrong input is refused as by the draws themselves, and a closed pool says so', async () => {
  await expect(pool.uniform(key(0), 3, { low: 1, high: 1 })).rejects.toThrow(ArgumentError);
  await expect(pool.normal(key(0), [-1])).rejects.toThrow(ShapeError);
  await expect(pool.normal(key(0), 3, { dtype: 'int32' as never })).rejects.toThrow(DTypeError);
  await expect(pool.bits(splitBatch(key(0), 2), 3)).rejects.toThrow(/batch of 2 keys/);
  expect(() => createDrawPool([])).toThrow(ArgumentError);
  const own = createDrawPool([start()]);
  const late = expect(own.normal(key(0), 5_000_000)).rejects.toThrow(/closed/);
  await own.close();
  await late;
  await expect(own.bits(key(0), 1)).rejects.toThrow(/closed/);
});
