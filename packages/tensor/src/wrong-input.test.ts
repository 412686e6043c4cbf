import { describe, expect, test } from 'vitest';
import * as t from './index.ts';
import { ArgumentError, DTypeError, ShapeError, TreeError, tensor } from './index.ts';

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);
const v = tensor([1, 2, 3]);
const i32 = tensor([1, 2, 3], 'int32');
const bool = tensor([true, false, true]);

type ErrorClass = new (...args: never) => t.AdjointError;
const table: readonly (readonly [string, ErrorClass, () => unknown])[] = [
  // shapes that do not fit
  ['add of [2, 3] and [2]', ShapeError, () => x.add(tensor([1, 2]))],
  ['where of three shapes', ShapeError, () => t.where(bool, x, tensor([1, 2]))],
  ['matmul of [2, 3] by [2, 3]', ShapeError, () => x.matmul(x)],
  ['matmul with a number', ShapeError, () => t.matmul(tensor(1), x)],
  ['dot of rank 3', ShapeError, () => t.dot(t.zeros([1, 1, 1]), v)],
  ['tensordot of unequal axes', ShapeError, () => t.tensordot(x, v, 0.5)],
  ['einsum with two lengths', ShapeError, () => t.einsum('ij,i', x, v)],
  ['concat of different rests', ShapeError, () => t.concat([x, x.transpose()])],
  ['concat of nothing', ShapeError, () => t.concat([])],
  ['split that does not fill', ShapeError, () => t.split(v, [1, 1])],
  ['split into no parts', ShapeError, () => t.split(v, 0)],
  ['reshape to another size', ShapeError, () => x.reshape([4])],
  ['reshape with two open dimensions', ShapeError, () => x.reshape([-1, -1])],
  ['broadcastTo a smaller shape', ShapeError, () => x.broadcastTo([3])],
  ['squeeze of a long axis', ShapeError, () => x.squeeze(0)],
  ['mT of a vector', ShapeError, () => v.mT()],
  ['diagonal of a vector', ShapeError, () => t.diagonal(v)],
  ['triangle of a vector', ShapeError, () => t.lowerTriangle(v)],
  ['pad with one pair too few', ShapeError, () => t.pad(x, [[1, 1]])],
  ['pad with a negative width', ShapeError, () => t.pad(v, [[-1, 0]])],
  ['tile with a fraction', ShapeError, () => t.tile(v, [0.5])],
  ['takeAlongAxis of another shape', ShapeError, () => t.takeAlongAxis(x, tensor([[0]], 'int32'), 1)],
  ['scatterAdd of another shape', ShapeError, () => t.scatterAdd(v, tensor([0, 1], 'int32'), 3)],
  ['item of many', ShapeError, () => v.item()],
  ['iteration of a scalar', ShapeError, () => [...tensor(1)]],
  // axes and indices
  ['sum over an axis too far', ShapeError, () => x.sum(2)],
  ['sum over an axis twice', ShapeError, () => x.sum([0, 0])],
  ['sum over a fraction of an axis', ShapeError, () => x.sum(0.5)],
  ['sum over NaN', ShapeError, () => x.sum(NaN)],
  ['transpose with an axis twice', ShapeError, () => x.transpose([0, 0])],
  ['transpose with too few axes', ShapeError, () => x.transpose([0])],
  ['index past the end', ShapeError, () => x.at(2)],
  ['index before the start', ShapeError, () => x.at(-3)],
  ['a fractional index', ShapeError, () => x.at(0.5)],
  ['a step of zero', ShapeError, () => v.slice([0, 3, 0])],
  ['a fractional bound', ShapeError, () => v.slice([0.5, 2])],
  ['too many indices', ShapeError, () => v.slice(0, 0)],
  ['gather past the end', ArgumentError, () => t.gather(v, tensor([3], 'int32'))],
  ['scatterAdd past the end', ArgumentError, () => t.scatterAdd(v, tensor([0, 1, 5], 'int32'), 3)],
  // values and dtypes
  ['ragged nesting', ShapeError, () => tensor([[1], [1, 2]])],
  ['a string as an element', ShapeError, () => tensor(['1'] as never)],
  ['a negative dimension', ShapeError, () => t.zeros([-1])],
  ['a fractional dimension', ShapeError, () => t.zeros([1.5])],
  ['a size beyond memory', ShapeError, () => t.zeros([1e9, 1e9])],
  ['an unknown dtype', DTypeError, () => t.zeros([1], 'float16' as never)],
  ['an unknown dtype in astype', DTypeError, () => v.astype('complex' as never)],
  ['a fraction as int32', DTypeError, () => tensor([0.5], 'int32')],
  ['NaN to int32', DTypeError, () => tensor([NaN]).astype('int32')],
  ['2³¹ to int32', DTypeError, () => tensor([2147483648]).astype('int32')],
  ['an int32 sum that overflows', DTypeError, () => tensor([2147483647, 1], 'int32').sum()],
  ['float indices', DTypeError, () => t.gather(v, v)],
  ['a condition that is not bool', DTypeError, () => t.where(v, 1, 0)],
  ['logic on floats', DTypeError, () => t.and(v, v)],
  ['not of integers', DTypeError, () => t.not(i32)],
  ['a foreign typed array', DTypeError, () => tensor(new BigUint64Array(1) as never)],
  // arguments
  ['max of an empty axis', ArgumentError, () => t.max(t.zeros([0]))],
  ['argmax of an empty axis', ArgumentError, () => t.argmax(t.zeros([2, 0]), 1)],
  ['polygamma of a negative order', ArgumentError, () => t.polygamma(-1, v)],
  ['besselJ of a fractional order', ArgumentError, () => t.besselJ(0.5, v)],
  ['linspace of −1 points', ArgumentError, () => t.linspace(0, 1, -1)],
  ['arange with a step of zero', ArgumentError, () => t.arange(0, 1, 0)],
  ['a malformed einsum', ArgumentError, () => t.einsum('i->->', v)],
  ['add of an array', ArgumentError, () => t.add(v, [1, 2, 3] as never)],
  ['add of null', ArgumentError, () => v.add(null as never)],
  ['a set among trees', TreeError, () => t.flatten({ a: new Set() })],
  ['an unsorted CSC column', ArgumentError, () => t.cscMatrix(2, 1, Int32Array.of(0, 2), Int32Array.of(1, 0), Float64Array.of(1, 2))],
  ['CSC pointers that do not end', ShapeError, () => t.cscMatrix(2, 1, Int32Array.of(0, 1), Int32Array.of(0, 1), Float64Array.of(1, 2))],
  ['a CSC row outside', ArgumentError, () => t.cscMatrix(2, 1, Int32Array.of(0, 1), Int32Array.of(2), Float64Array.of(1))],
];

describe('wrong input is a typed error with a hint', () => {
  test.each(table)('%s', (_name, kind, run) => {
    try {
      run();
    } catch (e) {
      expect(e).toBeInstanceOf(kind);
      expect((e as t.AdjointError).hint.length).toBeGreaterThan(5);
      return;
    }
    expect.unreachable('nothing was thrown');
  });
});
