import { expect, test } from 'vitest';
import fc from 'fast-check';
import { amdOrdering } from './amd.ts';
import { entryCount, ldlSymbolic, sparseFromTriplets } from './index.ts';
import { MOST_BITS, smallOrdering } from './small-ordering.ts';

type Edge = readonly [number, number];
const upper = (n: number, edges: readonly Edge[]): ReturnType<typeof sparseFromTriplets> => {
  const all: Edge[] = [
    ...Array.from({ length: n }, (_, i): Edge => [i, i]),
    ...edges.map(([a, b]): Edge => [Math.min(a, b), Math.max(a, b)]),
  ];
  return sparseFromTriplets(
    n,
    n,
    all.map(([i]) => i),
    all.map(([, j]) => j),
    all.map(() => 1),
  );
};
const fill = (a: ReturnType<typeof upper>, ordering: Int32Array): number => ldlSymbolic(a, { ordering }).columnPointers[a.columns];

test('every variable is eliminated once, of any pattern and size up to the limit', () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 1, max: MOST_BITS })
        .chain((n) => fc.tuple(fc.constant(n), fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 60 }))),
      ([n, edges]) => {
        const order = smallOrdering(upper(n, edges));
        return order.length === n && [...order].sort((a, b) => a - b).every((v, i) => v === i);
      },
    ),
  );
});

test('arrows and paths of the largest size have no fill', () => {
  const n = MOST_BITS;
  const arrow = upper(
    n,
    Array.from({ length: n - 1 }, (_, i): Edge => [0, i + 1]),
  );
  const path = upper(
    n,
    Array.from({ length: n - 1 }, (_, i): Edge => [i, i + 1]),
  );
  for (const a of [arrow, path]) expect(fill(a, smallOrdering(a))).toBe(entryCount(a) - n);
});

test('the fill of a grid is no more than that of the approximate degrees', () => {
  const at = (i: number, j: number): number => 5 * i + j;
  const edges: Edge[] = [];
  for (let i = 0; i < 5; i++)
    for (let j = 0; j < 5; j++) {
      if (i < 4) edges.push([at(i, j), at(i + 1, j)]);
      if (j < 4) edges.push([at(i, j), at(i, j + 1)]);
    }
  const a = upper(25, edges);
  expect(fill(a, smallOrdering(a))).toBeLessThanOrEqual(fill(a, amdOrdering(a)));
});
