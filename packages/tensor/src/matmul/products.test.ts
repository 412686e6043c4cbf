import { expect, test } from 'vitest';
import fc from 'fast-check';
import { arange, dot, einsum, eye, matmul, ones, outer, tensor, tensordot, zeros } from '../index.ts';

const a = arange(6).reshape([2, 3]);
const b = arange(12).reshape([3, 4]);

test('matrix products of every layout agree', () => {
  const expected = [
    [20, 23, 26, 29],
    [56, 68, 80, 92],
  ];
  expect(matmul(a, b).toArray()).toEqual(expected);
  expect(matmul(a.transpose().slice(null, null).transpose(), b).toArray()).toEqual(expected);
  const at = tensor([
    [0, 3],
    [1, 4],
    [2, 5],
  ]);
  const bt = b.transpose().add(0);
  expect(at.transpose().matmul(b).toArray()).toEqual(expected);
  expect(a.matmul(bt.transpose()).toArray()).toEqual(expected);
  expect(at.transpose().matmul(bt.transpose()).toArray()).toEqual(expected);
  const wide = arange(24).reshape([3, 8]);
  expect(a.matmul(wide.slice(null, [0, 8, 2])).toArray()).toEqual(a.matmul(wide.slice(null, [0, 8, 2]).add(0)).toArray());
  expect(a.matmul(wide.slice(null, [2, 6])).toArray()).toEqual(a.matmul(wide.slice(null, [2, 6]).add(0)).toArray());
});

test('leading axes broadcast and vectors count as rows and columns', () => {
  const batch = arange(12).reshape([2, 2, 3]);
  expect(batch.matmul(b).shape).toEqual([2, 2, 4]);
  expect(batch.matmul(b).at(1).toArray()).toEqual(batch.at(1).matmul(b).toArray());
  expect(ones([5, 1, 2, 3]).matmul(ones([4, 3, 2])).shape).toEqual([5, 4, 2, 2]);
  expect(a.matmul(tensor([1, 1, 1])).toArray()).toEqual([3, 12]);
  expect(tensor([1, 1]).matmul(a).toArray()).toEqual([3, 5, 7]);
  expect(dot(tensor([1, 2]), tensor([3, 4])).item()).toBe(11);
  expect(
    zeros([2, 0])
      .matmul(zeros([0, 3]))
      .toArray(),
  ).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
});

test('lengths that do not fit are named', () => {
  expect(() => a.matmul(a)).toThrow(/\[2, 3\] by \[2, 3\]/);
  expect(() => matmul(tensor(1), a)).toThrow(/use mul/);
});

test('integer products are exact or refuse', () => {
  expect(tensor([[3]], 'int32').matmul(tensor([[4]], 'int32')).dtype).toBe('int32');
  expect(() => tensor([[65536]], 'int32').matmul(tensor([[65536]], 'int32'))).toThrow(/outside int32/);
});

test('einsum and tensordot agree with products written out', () => {
  expect(einsum('ij,jk->ik', a, b).toArray()).toEqual(matmul(a, b).toArray());
  expect(einsum('ij,jk', a, b).toArray()).toEqual(matmul(a, b).toArray());
  expect(einsum('ii', arange(9).reshape([3, 3])).item()).toBe(12);
  expect(einsum('ij->ji', a).toArray()).toEqual(a.transpose().toArray());
  expect(einsum('ij,kj->', a, a).item()).toBe(a.sum(0).square().sum().item());
  expect(einsum('i,j->ij', tensor([1, 2]), tensor([3, 4])).toArray()).toEqual(outer(tensor([1, 2]), tensor([3, 4])).toArray());
  expect(einsum('bij,bjk,k->bi', ones([2, 3, 4]), ones([2, 4, 5]), ones([5])).toArray()).toEqual([
    [20, 20, 20],
    [20, 20, 20],
  ]);
  expect(tensordot(a, b, 1).toArray()).toEqual(matmul(a, b).toArray());
  expect(
    tensordot(a, a, [
      [0, 1],
      [0, 1],
    ]).item(),
  ).toBe(55);
  expect(() => einsum('ij,jk->il', a, b)).toThrow(/index l of the result/);
  expect(() => einsum('ij,jk', a, a)).toThrow(/index j has lengths 3 and 2/);
  expect(() => einsum('i(', a)).toThrow(/letters for axes/);
});

test("'...' in einsum stands for the axes without a letter, aligned at the last and broadcast", () => {
  const x = arange(24).reshape([2, 1, 3, 4]);
  const y = arange(60).reshape([5, 4, 3]);
  expect(einsum('...ij,...jk->...ik', x, y).shape).toEqual([2, 5, 3, 3]);
  expect(einsum('...ij,...jk->...ik', x, y).toArray()).toEqual(matmul(x, y).toArray());
  expect(einsum('...ij,...jk', x, y).toArray()).toEqual(matmul(x, y).toArray());
  expect(einsum('i...->...i', x).toArray()).toEqual(x.transpose([1, 2, 3, 0]).toArray());
  expect(einsum('...', a).toArray()).toEqual(a.toArray());
  expect(einsum('...,...', tensor([1, 2]), tensor([[3], [4]])).toArray()).toEqual([
    [3, 6],
    [4, 8],
  ]);
  expect(einsum('...i->...', a).toArray()).toEqual(a.sum(-1).toArray());
  expect(() => einsum('...ij->ij', x)).toThrow(/drops the axes/);
  expect(() => einsum('ij->...ij', a)).toThrow(/in the result only/);
  expect(() => einsum('...ijk->...', a)).toThrow(/shape \[2, 3\]/);
  expect(() => einsum('...,...', tensor([1, 2]), tensor([1, 2, 3]))).toThrow(/lengths/);
});

test('the identity is neutral and products are associative up to rounding', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (m, n) => {
      const x = arange(m * n)
        .sin()
        .reshape([m, n]);
      expect(x.matmul(eye(n)).toArray()).toEqual(x.toArray());
      const left = x.matmul(x.transpose()).matmul(x);
      const right = x.matmul(x.transpose().matmul(x));
      return left.sub(right).abs().max().item() <= 4 * m * n * 2 ** -52 * Math.max(m, n); // two inner products of length ≤ max(m, n)
    }),
  );
});
