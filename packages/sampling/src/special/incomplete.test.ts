import { expect, test } from 'vitest';
import fc from 'fast-check';
import { readReference } from '@adjoint/reference-data';
import { sumError } from './double-double.ts';
import { betaTails } from './incomplete-beta.ts';
import { gammaTails } from './incomplete-gamma.ts';
import type { Tails } from './tails.ts';

interface Row {
  f: 'gamma' | 'beta';
  a: number;
  b: number;
  x: number;
  lower: string;
  upper: string;
  logLower: string;
  logUpper: string;
}
const rows = readReference<Row[]>('sampling/incomplete/tails.json');
const beta = (a: number, b: number, x: number): Tails => betaTails(a, b, [x, 0], [1 - x, sumError(1, -x)]);
const of = (r: Row): Tails => (r.f === 'gamma' ? gammaTails(r.a, r.x) : beta(r.a, r.b, r.x));

test('both tails and their logarithms at 400 random arguments', () => {
  for (const r of rows) {
    const t = of(r);
    const at = JSON.stringify(r);
    // exponents below 0.01 leave the larger part of the mass on one side; the other side loses log₂(1/a) bits
    const small = Math.min(r.a, r.b ?? 1);
    const bar = small < 0.01 ? 1e-12 : 300 * 2 ** -52;
    for (const k of ['lower', 'upper'] as const)
      if (Number(r[k]) > 1e-290) expect(Math.abs(t[k] - Number(r[k])) / Number(r[k]), `${k} ${at}`).toBeLessThanOrEqual(bar);
    for (const k of ['logLower', 'logUpper'] as const)
      if (Number(r[k]) !== 0) expect(Math.abs(t[k] - Number(r[k])) / Math.abs(Number(r[k])), `${k} ${at}`).toBeLessThanOrEqual(1e-12);
  }
});

test('the tails add to 1 and never leave [0, 1], for any finite arguments', () => {
  const exponent = fc.double({ min: -12, max: 9, noNaN: true }).map((e) => 10 ** e);
  const far = fc.double({ min: -300, max: 300, noNaN: true }).map((e) => 10 ** e);
  const sound = (t: Tails): boolean =>
    t.lower >= 0 &&
    t.upper >= 0 &&
    t.lower <= 1 &&
    t.upper <= 1 &&
    Math.abs(t.lower + t.upper - 1) < 1e-15 &&
    t.logLower <= 0 &&
    t.logUpper <= 0;
  fc.assert(
    fc.property(exponent, far, (a, x) => sound(gammaTails(a, x))),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(
      exponent.filter((a) => a < 1e6),
      exponent.filter((b) => b < 1e6),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (a, b, x) => sound(beta(a, b, x)),
    ),
    { numRuns: 300 },
  );
});

test('tails are monotone across the joints of the methods', () => {
  for (const a of [0.3, 0.99, 1, 7.99, 8, 200, 1e8, 3e9])
    for (const joint of [...(a < 2 ? [1.5] : []), a, a + 1]) {
      const [below, above] = [gammaTails(a, joint * (1 - 1e-9)), gammaTails(a, joint * (1 + 1e-9))];
      expect(below.lower).toBeLessThan(above.lower);
      expect(below.upper).toBeGreaterThan(above.upper);
    }
});

test('undefined arguments give NaN, ends give 0 and 1', () => {
  for (const t of [gammaTails(NaN, 1), gammaTails(1, NaN), gammaTails(-1, 1), beta(1, NaN, 0.5), beta(1, 1, NaN)])
    expect(t.lower).toBeNaN();
  expect([gammaTails(2, 0).lower, gammaTails(2, Infinity).upper, beta(2, 3, 0).lower, beta(2, 3, 1).upper]).toEqual([0, 0, 0, 0]);
});
