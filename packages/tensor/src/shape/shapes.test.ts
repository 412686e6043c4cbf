import { expect, test } from 'vitest';
import {
  arange,
  concat,
  diagonal,
  diagonalMatrix,
  flip,
  gather,
  lowerTriangle,
  moveAxis,
  pad,
  scatterAdd,
  slice,
  sort,
  argsort,
  split,
  stack,
  takeAlongAxis,
  tensor,
  tile,
  trace,
  upperTriangle,
  zeros,
  type Tensor,
} from '../index.ts';

const x = arange(6).reshape([2, 3]);

test('reshape resolves one −1 and refuses what does not fit', () => {
  expect(x.reshape([3, -1]).shape).toEqual([3, 2]);
  expect(x.transpose().reshape([6]).toArray()).toEqual([0, 3, 1, 4, 2, 5]);
  expect(() => x.reshape([4])).toThrow(/\[2, 3\] to \[4\]/);
  expect(() => x.reshape([-1, 4])).toThrow(/do not divide by 4/);
  expect(() => x.reshape([1.5, 4])).toThrow(/dimensions are integers/);
});

test('views share values and never show a change', () => {
  const source = new Float64Array([1, 2, 3, 4]);
  const t = tensor(source);
  source[0] = 99;
  expect(t.toArray()).toEqual([1, 2, 3, 4]);
  const copy = t.toTypedArray();
  copy[0] = 99;
  expect(t.item === undefined).toBe(false);
  expect(t.toArray()).toEqual([1, 2, 3, 4]);
  const shape = [2, 2];
  const r = t.reshape(shape);
  shape[0] = 9;
  expect(r.shape).toEqual([2, 2]);
});

test('slices follow Python', () => {
  const v = arange(10);
  expect(slice(v, [8, 2, -2]).toArray()).toEqual([8, 6, 4]);
  expect(slice(v, [null, null, -1]).toArray()).toEqual(flip(v).toArray());
  expect(slice(v, [-3, null]).toArray()).toEqual([7, 8, 9]);
  expect(slice(v, [5, 2]).shape).toEqual([0]);
  expect(slice(v, [-100, 100, 4]).toArray()).toEqual([0, 4, 8]);
  expect(slice(x, null, 1).toArray()).toEqual([1, 4]);
  expect(x.at(-1).toArray()).toEqual([3, 4, 5]);
  expect(slice(x.transpose(), [1, 3], 0).toArray()).toEqual([1, 2]);
  expect(() => x.at(2)).toThrow(/index 2 along axis 0/);
  expect(() => slice(v, [0, 1, 0])).toThrow(/step 0/);
  expect(() => slice(v, 0, 0)).toThrow(/2 indices/);
});

test('for…of walks the first axis', () => {
  expect([...x].map((row) => (row as Tensor).toArray())).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ]);
  expect(() => [...tensor(1)]).toThrow(/no first axis/);
});

test('concat, stack and split', () => {
  expect(concat([x, x], 1).shape).toEqual([2, 6]);
  expect(concat([x.transpose(), x.transpose()]).toArray()).toEqual([
    [0, 3],
    [1, 4],
    [2, 5],
    [0, 3],
    [1, 4],
    [2, 5],
  ]);
  expect(stack([x, x], -1).shape).toEqual([2, 3, 2]);
  expect(split(arange(6), [1, 2, 3]).map((t) => t.toArray())).toEqual([[0], [1, 2], [3, 4, 5]]);
  expect(concat([tensor([1], 'int32'), tensor([1.5])]).dtype).toBe('float64');
  expect(() => concat([x, arange(3)])).toThrow(/must be equal/);
  expect(() => split(arange(5), 2)).toThrow(/fill the axis exactly/);
  expect(() => concat([])).toThrow(/no tensors/);
});

test('pad, tile, flip, moveAxis, triangles, diagonals', () => {
  expect(pad(tensor([1, 2]), [[1, 2]], 9).toArray()).toEqual([9, 1, 2, 9, 9]);
  expect(tile(tensor([1, 2]), [2, 2]).toArray()).toEqual([
    [1, 2, 1, 2],
    [1, 2, 1, 2],
  ]);
  expect(flip(x, 0).toArray()).toEqual([
    [3, 4, 5],
    [0, 1, 2],
  ]);
  expect(moveAxis(zeros([2, 3, 4]), 0, -1).shape).toEqual([3, 4, 2]);
  const s = arange(9).reshape([3, 3]);
  expect(lowerTriangle(s).toArray()).toEqual([
    [0, 0, 0],
    [3, 4, 0],
    [6, 7, 8],
  ]);
  expect(upperTriangle(s, 1).toArray()).toEqual([
    [0, 1, 2],
    [0, 0, 5],
    [0, 0, 0],
  ]);
  expect(diagonal(s).toArray()).toEqual([0, 4, 8]);
  expect(trace(s).item()).toBe(12);
  expect(diagonalMatrix(tensor([1, 2])).toArray()).toEqual([
    [1, 0],
    [0, 2],
  ]);
});

test('gather, scatterAdd and takeAlongAxis pick and put', () => {
  const index = tensor([2, 0, -1], 'int32');
  expect(gather(x, index, 1).toArray()).toEqual([
    [2, 0, 2],
    [5, 3, 5],
  ]);
  expect(gather(x, tensor([[1], [0]], 'int32')).shape).toEqual([2, 1, 3]);
  expect(scatterAdd(tensor([1, 2, 3]), tensor([0, 2, 0], 'int32'), 3).toArray()).toEqual([4, 0, 2]);
  expect(takeAlongAxis(x, tensor([[2], [0]], 'int32'), 1).toArray()).toEqual([[2], [3]]);
  expect(() => gather(x, tensor([3], 'int32'), 1)).toThrow(/index 3 into an axis of length 3/);
  expect(() => gather(x, tensor([0.5]))).toThrow(/dtype float64/);
});

test('sort is stable and puts NaN last', () => {
  expect(sort(tensor([3, NaN, 1, 2])).toArray()).toEqual([1, 2, 3, NaN]);
  expect(argsort(tensor([1, 0, 1, 0])).toArray()).toEqual([1, 3, 0, 2]);
  expect(
    sort(
      tensor([
        [3, 1],
        [2, 4],
      ]),
      0,
    ).toArray(),
  ).toEqual([
    [2, 1],
    [3, 4],
  ]);
});
