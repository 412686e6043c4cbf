import fc from 'fast-check';
import { expect, test } from 'vitest';
import { argsort, sort, tensor } from '../index.ts';
import { createRadixOrder } from './radix-order.ts';

/** The order by definition: NaN last, −0 equal to 0, equal elements as they came. */
const compared = (x: ArrayLike<number>): number[] =>
  Array.from(x, (_, i) => i).sort((i, j) => {
    const [a, b] = [x[i], x[j]];
    return a < b ? -1 : a > b ? 1 : a === b ? i - j : Number(a !== a) - Number(b !== b) || i - j;
  });

const special = fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 5e-324, -5e-324, 1, -1, 2 ** 32, -(2 ** 31), 1.7976931348623157e308);

test('the radix order of any numbers is the stable order by comparison', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.double(), special, fc.integer()), { minLength: 1, maxLength: 200 }), (values) => {
      const order = new Int32Array(values.length);
      createRadixOrder(values.length)(Float64Array.from(values), order);
      expect([...order]).toEqual(compared(values));
    }),
  );
});

test('a sorter is used for line after line', () => {
  const sorter = createRadixOrder(5);
  const order = new Int32Array(5);
  for (const line of [
    [5, 4, 3, 2, 1],
    [1, 1, 1, 1, 1],
    [NaN, -0, 0, NaN, -1],
    [1e300, 1e-300, -1e300, 0, 1],
  ]) {
    sorter(Float64Array.from(line), order);
    expect([...order]).toEqual(compared(line));
  }
});

test.each(['float64', 'float32', 'int32', 'uint32'] as const)(
  'long lines of %s are ordered along every axis, equals as they came',
  (dtype) => {
    const [m, n] = [700, 3];
    const values = Array.from({ length: m * n }, (_, i) => ((i * 7919) % 211) + (dtype.startsWith('float') ? (i % 3) / 4 : 0));
    const x = tensor(values, dtype).reshape([m, n]);
    const places = argsort(x, 0).data();
    const sorted = sort(x, 0).data();
    for (let k = 0; k < n; k++) {
      const column = Array.from({ length: m }, (_, i) => values[i * n + k]);
      const order = compared(column);
      expect(Array.from({ length: m }, (_, i) => places[i * n + k])).toEqual(order);
      expect(Array.from({ length: m }, (_, i) => sorted[i * n + k])).toEqual(order.map((i) => column[i]));
    }
    expect([...argsort(x.reshape([-1])).data()]).toEqual(compared(values));
  },
);
