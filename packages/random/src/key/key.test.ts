import { expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import { capture, replay, tensor, treeLeaves, treeMap } from '@adjoint/tensor';
import { type Key, bits, foldIn, isKey, key, keyFrom, split, splitBatch } from '../index.ts';

interface JaxCase {
  seed: number;
  key: number[];
  split2: number[];
  split5: number[];
  fold_in_0: number[];
  fold_in_123: number[];
}
const jax = readReference<{ cases: { 'partitionable_true (default)': JaxCase[] } }>('sampling/rng/jax_threefry.json').cases[
  'partitionable_true (default)'
];
const words = (keys: readonly Key[]): number[] => keys.flatMap((k) => [...k.words.data()]);

test.each(jax)('seed $seed: key, split and foldIn equal JAX bit for bit', (c) => {
  const k = key(c.seed);
  expect(words([k])).toEqual(c.key);
  expect(words(split(k))).toEqual(c.split2);
  expect(words(split(k, 5))).toEqual(c.split5);
  expect(splitBatch(k, 5).words.flatten().toArray()).toEqual(c.split5);
  expect(words([foldIn(k, 0)])).toEqual(c.fold_in_0);
  expect(words([foldIn(k, 123)])).toEqual(c.fold_in_123);
  expect(words([foldIn(k, tensor(123, 'int32'))])).toEqual(c.fold_in_123);
});

test('seeds have 64 bits; others are refused with their value', () => {
  expect(words([key(2 ** 32 + 5)])).toEqual([1, 5]);
  expect(words([key(2 ** 53 - 1)])).toEqual([2097151, 4294967295]);
  expect(words([key((1n << 64n) - 1n)])).toEqual([4294967295, 4294967295]);
  expect(words([key(42n)])).toEqual(words([key(42)]));
  for (const wrong of [-1, 1.5, NaN, Infinity, 2 ** 53, -1n, 1n << 64n, '7' as never, undefined as never]) {
    expect(() => key(wrong), String(wrong)).toThrow(expect.objectContaining({ code: 'ARGUMENT' }));
  }
  expect(() => key(-1)).toThrow(/seed -1/);
});

test('a key is a leaf of trees with one part, and comes back as a key', () => {
  const k = key(3);
  const tree = { params: [tensor([1, 2])], key: k };
  expect(treeLeaves(tree)).toHaveLength(2);
  const again = treeMap((x) => x, tree) as typeof tree;
  expect(isKey(again.key)).toBe(true);
  expect(words([again.key])).toEqual(words([k]));
});

test('a key survives JSON, with its generator', () => {
  const k = key(99, { generator: 'philox4x32' });
  const again = keyFrom(JSON.parse(JSON.stringify(k)));
  expect(again.generator).toBe('philox4x32');
  expect(bits(again, 5).toArray()).toEqual(bits(k, 5).toArray());
  expect(() => keyFrom({ generator: 'threefry2x32', words: [1, -2] })).toThrow(/expected/);
  expect(() => keyFrom({ generator: 'mersenne', words: [1, 2] } as never)).toThrow(/mersenne/);
  expect(() => keyFrom(tensor([1, 2]))).toThrow(expect.objectContaining({ code: 'DTYPE' }));
  expect(() => keyFrom(tensor([1, 2, 3], 'uint32'))).toThrow(expect.objectContaining({ code: 'SHAPE' }));
});

test('split and foldIn work on a traced key and a traced number', () => {
  const { graph, captured } = capture(
    (w, step) => {
      const [a, b] = split(foldIn(keyFrom(w), step));
      return [bits(a, 2), b.words];
    },
    [
      { shape: [2], dtype: 'uint32' },
      { shape: [], dtype: 'int32' },
    ],
    'test',
  );
  const run = (seed: number, step: number): unknown =>
    replay(graph, [key(seed).words, tensor(step, 'int32')], captured).map((t) => t.toArray());
  const expected = (seed: number, step: number): unknown => {
    const [a, b] = split(foldIn(key(seed), step));
    return [bits(a, 2).toArray(), b.words.toArray()];
  };
  expect(run(1, 0)).toEqual(expected(1, 0));
  expect(run(1, 7)).toEqual(expected(1, 7));
  expect(run(1, 7)).not.toEqual(run(2, 7));
});

test('a batch of keys folds in a number each, or one for all', () => {
  const batch = splitBatch(key(5), 3);
  const each = foldIn(batch, tensor([4, 5, 6], 'int32'));
  const all = foldIn(batch, 9);
  split(key(5), 3).forEach((k, i) => {
    expect(each.words.at(i).toArray()).toEqual(foldIn(k, 4 + i).words.toArray());
    expect(all.words.at(i).toArray()).toEqual(foldIn(k, 9).words.toArray());
  });
  expect(() => split(batch)).toThrow(/batch of keys/);
});

test.each(['threefry2x32', 'philox4x32'] as const)('%s: keys that descend from one key, and its draws, do not repeat', (generator) => {
  const k = key(11, { generator });
  const seen = new Set<string>();
  const pairs = [...split(k, 200), ...Array.from({ length: 200 }, (_, i) => foldIn(k, 1000 + i))];
  for (const child of pairs) seen.add(words([child]).join());
  expect(seen.size).toBe(400);
});

test('wrong counts and data are refused before any work', () => {
  expect(() => split(key(0), -1)).toThrow(/-1 keys/);
  expect(() => split(key(0), 1.5)).toThrow(/1.5 keys/);
  expect(() => foldIn(key(0), -1)).toThrow(/data -1/);
  expect(() => foldIn(key(0), 2 ** 32)).toThrow(/4294967296/);
  expect(() => foldIn(key(0), tensor(-3, 'int32'))).toThrow(/data -3/);
  expect(() => foldIn(key(0), tensor(1, 'float32'))).toThrow(/float32/);
  expect(() => split(0 as never)).toThrow(/not a key/);
});
