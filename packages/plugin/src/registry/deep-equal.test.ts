import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepEqual } from './deep-equal.ts';

test('equal by structure', () => {
  expect(deepEqual({ a: [1, { b: NaN }], c: undefined }, { a: [1, { b: NaN }] })).toBe(true);
  expect(deepEqual(Float64Array.of(1, 2), Float64Array.of(1, 2))).toBe(true);
});

test.each<[string, unknown, unknown]>([
  ['numbers', 1, 2],
  ['kinds', 1, '1'],
  ['null and object', null, {}],
  ['lengths', [1], [1, 2]],
  ['an array and an object', [], {}],
  ['keys', { a: 1 }, { b: 1 }],
  ['deep values', { a: { b: 1 } }, { a: { b: 2 } }],
  ['typed arrays of other types', Float64Array.of(1), Float32Array.of(1)],
  ['functions', () => 1, () => 1],
  ['zeros of other sign', 0, -0],
  ['dates', new Date(0), new Date(0)],
])('%s differ', (_, a, b) => {
  expect(deepEqual(a, b)).toBe(false);
});

test('a value equals its copy and differs from another of other text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const copy: unknown = JSON.parse(JSON.stringify(a));
      const positive = JSON.stringify(a).includes('-0') ? true : deepEqual(copy, JSON.parse(JSON.stringify(a)));
      return positive && (!deepEqual(a, b) || JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)));
    }),
  );
});
const sorted = (x: unknown): unknown =>
  Array.isArray(x)
    ? x.map(sorted)
    : typeof x === 'object' && x !== null
      ? Object.entries(x)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([k, y]) => [k, sorted(y)])
      : x;

test('cyclic values end', () => {
  const a: { self?: unknown } = {};
  const b: { self?: unknown } = {};
  a.self = a;
  b.self = b;
  expect(deepEqual(a, a)).toBe(true);
  expect(deepEqual(a, b)).toBe(false);
});
