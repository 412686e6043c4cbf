import { expect, test } from 'vitest';
import fc from 'fast-check';
import { exponentOf, powerOfTwo, safeExponent, timesPowerOfTwo } from './scaling.ts';

test('exponentOf brackets every double between powers of two, the ends of the range included', () => {
  for (let k = -1074; k <= 1023; k++) {
    const p = powerOfTwo(k);
    expect(exponentOf(p)).toBe(k);
    if (k > -1022) expect(exponentOf(p * (1 - 2 ** -53))).toBe(k - 1);
    if (k > -1000) expect(exponentOf(-p * (1 + 2 ** -52))).toBe(k);
  }
  expect(exponentOf(Number.MAX_VALUE)).toBe(1023);
  expect(exponentOf(0)).toBe(0);
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      if (x === 0) return true;
      const k = exponentOf(x);
      return powerOfTwo(k) <= Math.abs(x) && (k === 1023 || Math.abs(x) < powerOfTwo(k + 1));
    }),
    { numRuns: 5000 },
  );
});

test('timesPowerOfTwo rounds once, also into subnormals', () => {
  expect(timesPowerOfTwo(1.5, -1074)).toBe(1e-323);
  expect(timesPowerOfTwo(5e-324, 1074)).toBe(1);
  expect(timesPowerOfTwo(1, -2000)).toBe(0);
  expect(timesPowerOfTwo(1, 2000)).toBe(Infinity);
  // 1 + 2⁻⁵² at 2⁻¹⁰²³ has one bit too many: rounded to even once
  expect(timesPowerOfTwo(1 + 2 ** -52, -1023)).toBe(2 ** -1023);
  expect(timesPowerOfTwo(powerOfTwo(1000), -2050)).toBe(powerOfTwo(-1050));
  expect(safeExponent(1)).toBe(0);
  expect(safeExponent(1e200)).toBe(-exponentOf(1e200));
});
