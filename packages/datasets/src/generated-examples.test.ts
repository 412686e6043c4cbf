import { expect, test } from 'vitest';
import { tensor } from '@adjoint/tensor';
import { batches, generatedExamples } from './generated-examples.ts';

test('examples are made by their number, in the order that is asked for', async () => {
  const made: number[] = [];
  const source = generatedExamples({
    size: 10,
    inputShape: [2],
    make: async (i) => {
      made.push(i);
      await Promise.resolve();
      return { x: [i, 2 * i], y: i % 3 };
    },
  });
  const { x, y } = await source.batch(Int32Array.of(7, 0, 7));
  expect(made).toEqual([7, 0, 7]);
  expect(x.toArray()).toEqual([
    [7, 14],
    [0, 0],
    [7, 14],
  ]);
  expect([x.dtype, y.dtype]).toEqual(['float32', 'int32']);
  expect([...y.data()]).toEqual([1, 0, 1]);
});

test('targets of any shape, in float64 by one option', async () => {
  const source = generatedExamples({
    size: 3,
    inputShape: [],
    targetShape: [2],
    dtype: 'float64',
    make: (i) => ({ x: [i], y: [i, 2 * i] }),
  });
  const { x, y } = await source.batch(Int32Array.of(2, 1));
  expect([x.shape, y.toArray(), y.dtype]).toEqual([
    [2],
    [
      [2, 4],
      [1, 2],
    ],
    'float64',
  ]);
});

test.each([
  ['an index outside', 3, { x: [1], y: 0 }, /index 3/],
  ['too few numbers', 0, { x: [], y: 0 }, /0 elements/],
  ['a class that is no integer', 0, { x: [1], y: 0.5 }, /class/],
  ['a class that is a list', 0, { x: [1], y: [0] }, /class/],
])('refuses %s', async (_, index, example, message) => {
  await expect(generatedExamples({ size: 3, inputShape: [1], make: () => example }).batch(Int32Array.of(index))).rejects.toThrow(message);
});

test('sizes and labels are checked at once', () => {
  expect(() => generatedExamples({ size: 0, inputShape: [1], make: () => ({ x: [1], y: 0 }) })).toThrow(/size 0/);
  expect(() => generatedExamples({ size: 2, inputShape: [1], labels: [1], make: () => ({ x: [1], y: 0 }) })).toThrow(/1 labels/);
});

test('batches go through all rows once; the last may be smaller', () => {
  const x = tensor([[1], [2], [3], [4], [5]]);
  const y = tensor([1, 2, 3, 4, 5], 'int32');
  expect([...batches(x, y, 2)].map((b) => [b.x.toArray(), b.y.toArray()])).toEqual([
    [
      [[1], [2]],
      [1, 2],
    ],
    [
      [[3], [4]],
      [3, 4],
    ],
    [[[5]], [5]],
  ]);
  expect(() => [...batches(x, y.slice([0, 3]), 2)]).toThrow(/same number/);
  expect(() => [...batches(x, y, 0)]).toThrow(/size 0/);
});
