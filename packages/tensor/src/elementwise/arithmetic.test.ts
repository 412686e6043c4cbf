import { expect, test } from 'vitest';
import fc from 'fast-check';
import {
  type Tensor,
  add,
  arange,
  clamp,
  diagonalMatrix,
  div,
  full,
  maximum,
  mul,
  ones,
  pow,
  remainder,
  scalar,
  scatterAdd,
  sub,
  tensor,
  upperTriangle,
  where,
} from '../index.ts';

test('operands of different shapes broadcast as in NumPy', () => {
  const column = tensor([[1], [2]]);
  const row = tensor([10, 20, 30]);
  expect(column.add(row).toArray()).toEqual([
    [11, 21, 31],
    [12, 22, 32],
  ]);
  expect(add(tensor([[[1]]]), row).shape).toEqual([1, 1, 3]);
  expect(tensor([]).add(1).shape).toEqual([0]);
});

test('shapes that do not broadcast are named in the error', () => {
  expect(() => tensor([1, 2]).add(tensor([1, 2, 3]))).toThrow(/\[2\] and \[3\] do not broadcast/);
});

test('a number and a rank-0 tensor take the dtype of the other operand of their class', () => {
  const f32 = tensor([1, 2], 'float32');
  const i32 = tensor([1, 2], 'int32');
  expect(f32.mul(0.5).dtype).toBe('float32');
  expect(f32.mul(scalar(0.5)).dtype).toBe('float32');
  expect(i32.add(1).dtype).toBe('int32');
  expect(i32.add(0.5).dtype).toBe('float64');
  expect(f32.add(tensor([1, 2])).dtype).toBe('float64');
  expect(f32.add(i32).dtype).toBe('float32');
  expect(i32.add(tensor([1, 2], 'uint32')).dtype).toBe('float64');
  expect(tensor([true]).add(tensor([1], 'int32')).dtype).toBe('int32');
  expect(sub(3, i32).toArray()).toEqual([2, 1]);
});

test('bools count as int32 where a result need not be 0 or 1, and stay bools where it must', () => {
  const p = tensor([1, 0, 1], 'bool');
  const q = tensor([1, 1, 0], 'bool');
  const cases: [Tensor, string, number[]][] = [
    [p.add(q), 'int32', [2, 1, 1]],
    [p.sub(q), 'int32', [0, -1, 1]],
    [p.mul(q), 'int32', [1, 0, 0]],
    [p.neg(), 'int32', [-1, 0, -1]],
    [p.maximum(q), 'bool', [1, 1, 1]],
    [p.abs(), 'bool', [1, 0, 1]],
    [p.add(tensor([5, 6, 7], 'uint32')), 'uint32', [6, 6, 8]],
    [scatterAdd(p, tensor([0, 0, 0], 'int32'), 1), 'int32', [2]],
    [diagonalMatrix(tensor([1, 0], 'bool')).flatten(), 'bool', [1, 0, 0, 0]],
    [upperTriangle(ones([2, 2], 'bool')).flatten(), 'bool', [1, 1, 0, 1]],
  ];
  for (const [x, dtype, values] of cases) expect([x.dtype, x.toArray()]).toEqual([dtype, values]);
});

test('division of integers gives float64', () => {
  expect(div(tensor([7, -7], 'int32'), 2).toArray()).toEqual([3.5, -3.5]);
});

test('elementwise operations follow IEEE 754', () => {
  expect(tensor([1, -1, 0]).div(0).toArray()).toEqual([Infinity, -Infinity, NaN]);
  expect(maximum(tensor([NaN, 1]), 2).toArray()).toEqual([NaN, 2]);
  expect(Object.is(tensor([-0]).neg().item(), 0)).toBe(true);
  expect(clamp(tensor([-5, 0.5, 5]), 0, 1).toArray()).toEqual([0, 0.5, 1]);
  expect(tensor([Number.MIN_VALUE]).div(2).item()).toBe(0);
});

test('the remainder has the sign of the divisor', () => {
  expect(remainder(tensor([7, -7, 7, -7]), tensor([3, 3, -3, -3])).toArray()).toEqual([1, 2, -2, -1]);
});

test('powers', () => {
  expect(pow(tensor([2, 3]), 2).toArray()).toEqual([4, 9]);
  expect(pow(tensor([4, 0]), 0.5).toArray()).toEqual([2, 0]);
  expect(pow(2, tensor([-1, 10])).toArray()).toEqual([0.5, 1024]);
});

test('a product with views reads the right elements', () => {
  const x = arange(6).reshape([2, 3]);
  expect(mul(x.transpose(), x.transpose()).toArray()).toEqual([
    [0, 9],
    [1, 16],
    [4, 25],
  ]);
  expect(
    x
      .flip(1)
      .add(full([2, 3], 0))
      .toArray(),
  ).toEqual([
    [2, 1, 0],
    [5, 4, 3],
  ]);
});

test('broadcasting agrees with an explicit loop', () => {
  const dims = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 0, maxLength: 3 });
  fc.assert(
    fc.property(dims, fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), fc.nat(3), (shape, ones, drop) => {
      const other = shape.map((n, i) => (ones[i] ? 1 : n)).slice(Math.min(drop, shape.length));
      const x = arange(shape.reduce((a, b) => a * b, 1)).reshape(shape);
      const y = arange(other.reduce((a, b) => a * b, 1))
        .add(0.5)
        .reshape(other);
      const z = x.sub(y).data();
      const xs = x.data();
      const ys = y.data();
      for (let k = 0; k < xs.length; k++) {
        let rest = k;
        let at = 0;
        let stride = 1;
        for (let d = shape.length - 1; d >= 0; d--) {
          const i = rest % shape[d];
          const e = d - (shape.length - other.length);
          rest = Math.floor(rest / shape[d]);
          if (e >= 0) {
            if (other[e] !== 1) at += i * stride;
            stride *= other[e];
          }
        }
        if (z[k] !== xs[k] - ys[at]) return false;
      }
      return true;
    }),
  );
});

test('where takes from the branch that holds and wants a bool condition', () => {
  const x = tensor([-1, 4]);
  expect(where(x.greater(0), x.sqrt(), 0).toArray()).toEqual([0, 2]);
  expect(() => where(x as never, 1, 2)).toThrow(/condition has dtype float64/);
});

test('rows and columns beside a whole tensor are read where they are: every pair of shapes gives what broadcastTo gives', () => {
  const lengths = [
    [],
    [1],
    [20],
    [1, 20],
    [3, 20],
    [3, 1],
    [2, 3, 20],
    [2, 1, 20],
    [1, 3, 20],
    [2, 3, 1],
    [2, 1, 1],
    [1, 3, 1],
    [1, 1, 20],
    [2, 0, 20],
    [20, 3],
    [1, 3],
  ];
  const of = (shape: readonly number[], seed: number): Tensor =>
    tensor(Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(7.3 * i + seed))).reshape(shape);
  const fits = (a: readonly number[], b: readonly number[]): boolean =>
    a.every((n, i) => {
      const m = b[b.length - a.length + i] ?? 1;
      return n === 1 || m === 1 || n === m;
    });
  for (const a of lengths)
    for (const b of lengths) {
      if (!(a.length <= b.length ? fits(a, b) : fits(b, a))) continue;
      const x = of(a, 1);
      const y = of(b, 2);
      const z = x.sub(y);
      expect(z.toArray(), `[${a.join()}] − [${b.join()}]`).toEqual(x.broadcastTo(z.shape).sub(y.broadcastTo(z.shape)).toArray());
    }
});
