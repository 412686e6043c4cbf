import { expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import { inverseNormal } from './inverse-normal.ts';

const { rows } = readReference<{ rows: [number, string][] }>('random/normal-deviates.json');

/** Distance between neighbouring doubles at x. */
function ulp(x: number): number {
  let e = Math.floor(Math.log2(Math.abs(x)));
  if (2 ** e > Math.abs(x)) e--;
  return 2 ** (e - 52);
}

test('normal deviates are within 2 ulp of the inverse error function, in every range', () => {
  expect(rows.length).toBeGreaterThan(250);
  for (const [v, digits] of rows) {
    const reference = Number(digits);
    expect(Math.abs(inverseNormal(v) - reference), `at ${v}`).toBeLessThanOrEqual(2 * ulp(reference));
    expect(inverseNormal(-v)).toBe(-inverseNormal(v));
  }
});

test('is increasing across the joints of its pieces', () => {
  for (const joint of [
    0.0625,
    ...Array.from({ length: 12 }, (_, i) => (i + 2) / 16),
    0.8125,
    ...[2, 2.5, 3.5, 4.5, 5.5].map((s) => 1 - 2 * Math.exp(-s * s)),
  ]) {
    const step = joint * 1e-13;
    expect(inverseNormal(joint - step)).toBeLessThan(inverseNormal(joint + step));
  }
});
