import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as plain from '../plain.ts';
import { wasmKernels } from './index.ts';

const special = fc.oneof(fc.double({ noNaN: false }), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 5e-324, 1e308));

test.each(['cumsum', 'cumprod'] as const)('%s has the bits of the plain tier along every axis, beside its operand and over it', (name) => {
  const kernels = wasmKernels();
  fc.assert(
    fc.property(
      fc.tuple(fc.nat(4), fc.nat(6), fc.nat(5)),
      fc.array(special, { minLength: 120, maxLength: 120 }),
      fc.constantFrom(Float64Array, Float32Array),
      ([outer, n, inner], values, Type) => {
        const x = Type.from(values.slice(0, outer * n * inner));
        const expected = new Type(x.length);
        const out = new Type(x.length);
        plain[name](expected, x, outer, n, inner);
        kernels[name](out, x, outer, n, inner);
        expect(out).toEqual(expected);
        kernels[name](x, x, outer, n, inner);
        expect(x).toEqual(expected);
      },
    ),
  );
});

test('integers that overflow are refused as by the plain tier', () => {
  expect(() => {
    wasmKernels().cumsum(new Int32Array(2), Int32Array.of(2147483647, 1), 1, 2, 1);
  }).toThrow(RangeError);
});
