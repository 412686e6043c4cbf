import { expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import { philoxBlocks } from './philox4x32.ts';
import { threefryBlocks } from './threefry2x32.ts';

const { rows } = readReference<{ rows: { algorithm: string; rounds: number; words: string[] }[] }>('sampling/rng/random123_kat.json');
const of = (algorithm: string, rounds: number): number[][] =>
  rows.filter((r) => r.algorithm === algorithm && r.rounds === rounds).map((r) => r.words.map((w) => Number.parseInt(w, 16)));

test('Threefry-2x32-20 gives the known answers of Random123', () => {
  const cases = of('threefry2x32', 20);
  expect(cases.length).toBeGreaterThanOrEqual(3);
  for (const [c0, c1, k0, k1, x0, x1] of cases) {
    // A double names counters above 2^53 only in steps of 2048: run the range that ends in the one asked for.
    const low = c1 - (c1 % 2048);
    const n = c1 - low + 1;
    const a = new Uint32Array(n);
    const b = new Uint32Array(n);
    threefryBlocks(a, b, n, k0, k1, c0 * 4294967296 + low);
    expect([a[n - 1], b[n - 1]]).toEqual([x0, x1]);
  }
});

test('Philox-4x32-10 gives the known answers of Random123', () => {
  const cases = of('philox4x32', 10);
  expect(cases.length).toBeGreaterThanOrEqual(3);
  for (const [c0, c1, c2, c3, k0, k1, ...expected] of cases) {
    const low = c0 - (c0 % 2048);
    const n = c0 - low + 1;
    const out = new Uint32Array(4 * n);
    philoxBlocks(out, k0, k1, c1 * 4294967296 + low, c2, c3);
    expect([...out.subarray(4 * n - 4)]).toEqual(expected);
  }
});

test('a range of counters that crosses 2^32 carries into the high word', () => {
  const a = new Uint32Array(2);
  const b = new Uint32Array(2);
  const c = new Uint32Array(1);
  const d = new Uint32Array(1);
  threefryBlocks(a, b, 2, 7, 9, 4294967295);
  threefryBlocks(c, d, 1, 7, 9, 4294967296);
  expect([a[1], b[1]]).toEqual([c[0], d[0]]);
  const out = new Uint32Array(8);
  const next = new Uint32Array(4);
  philoxBlocks(out, 7, 9, 4294967295, 0, 0);
  philoxBlocks(next, 7, 9, 4294967296, 0, 0);
  expect([...out.subarray(4)]).toEqual([...next]);
});
