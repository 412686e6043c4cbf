import { expect, test } from 'vitest';
import fc from 'fast-check';
import { FormatError } from '@adjoint/tensor';
import { parseIdx } from './parse-idx.ts';

const byteOf = (bytes: Uint8Array): unknown => {
  try {
    parseIdx(bytes);
  } catch (e) {
    if (e instanceof FormatError) return e.at;
    throw e;
  }
  return 'accepted';
};

test('reads every element type, big-endian', () => {
  expect(parseIdx(Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 2, 7, 255))).toEqual({ shape: [1, 2], values: Uint8Array.of(7, 255) });
  expect(parseIdx(Uint8Array.of(0, 0, 9, 1, 0, 0, 0, 1, 255)).values).toEqual(Int8Array.of(-1));
  expect(parseIdx(Uint8Array.of(0, 0, 11, 1, 0, 0, 0, 2, 1, 0, 255, 254)).values).toEqual(Int16Array.of(256, -2));
  expect(parseIdx(Uint8Array.of(0, 0, 12, 1, 0, 0, 0, 1, 0, 0, 1, 2)).values).toEqual(Int32Array.of(258));
  expect(parseIdx(Uint8Array.of(0, 0, 13, 1, 0, 0, 0, 1, 0x3f, 0x80, 0, 0)).values).toEqual(Float32Array.of(1));
  expect(parseIdx(Uint8Array.of(0, 0, 14, 1, 0, 0, 0, 1, 0xc0, 0, 0, 0, 0, 0, 0, 0)).values).toEqual(Float64Array.of(-2));
  expect(parseIdx(Uint8Array.of(0, 0, 8, 0, 5))).toEqual({ shape: [], values: Uint8Array.of(5) });
});

test('a view into a larger buffer is read from its own start', () => {
  const buffer = Uint8Array.of(9, 9, 0, 0, 8, 1, 0, 0, 0, 1, 42, 9);
  expect(parseIdx(buffer.subarray(2, 11)).values).toEqual(Uint8Array.of(42));
});

test.each([
  ['empty', [], 0],
  ['cut inside the magic number', [0, 0, 8], 3],
  ['gzip', [0x1f, 0x8b, 8, 0, 0, 0], 0],
  ['wrong magic', [1, 0, 8, 1, 0, 0, 0, 0], 0],
  ['unknown type', [0, 0, 10, 1, 0, 0, 0, 0], 2],
  ['cut inside the header', [0, 0, 8, 3, 0, 0, 0, 1], 8],
  ['one byte short', [0, 0, 8, 1, 0, 0, 0, 3, 1, 2], 10],
  ['one byte too many', [0, 0, 8, 1, 0, 0, 0, 1, 1, 2], 9],
  ['four thousand million elements that are not there', [0, 0, 14, 1, 255, 255, 255, 255, 0], 9],
  ['a product beyond every integer', [0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0], 17],
])('a header that lies is refused before anything is allocated: %s', (_, bytes, at) => {
  expect(byteOf(Uint8Array.from(bytes))).toEqual({ byte: at });
});

test('arbitrary bytes are read or refused with a byte, never anything else', () => {
  const plausible = fc
    .tuple(fc.constantFrom(8, 9, 11, 12, 13, 14), fc.uint8Array({ maxLength: 24 }))
    .map(([type, rest]) => Uint8Array.of(0, 0, type, ...rest));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 32 }), plausible), (bytes) => {
      const at = byteOf(bytes);
      return at === 'accepted' || typeof (at as { byte: number }).byte === 'number';
    }),
    { numRuns: 1000 },
  );
});
