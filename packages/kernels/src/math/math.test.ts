import { expect, test } from 'vitest';
import fc from 'fast-check';
import { readReference } from '@adjoint/reference-data';
import * as math from './index.ts';
import { ulps } from '../../test/ulps.ts';

const tables = readReference<Record<string, string[][]>>('kernels/functions.json');
const hard = readReference<Record<string, string[][]>>('kernels/hard.json');
const rowsOf = (name: string): string[][] => [...tables[name], ...(hard[name] ?? [])];
const functions = math as unknown as Record<string, (...xs: number[]) => number>;

/** Units in the last place, over the whole range; measured maxima are about half of these. */
const BOUNDS: Record<string, number> = {
  exp: 1,
  log: 1,
  sin: 1,
  cos: 1,
  expm1: 2,
  log1p: 2,
  tanh: 2,
  sigmoid: 2,
  softplus: 2,
  tan: 2,
  erf: 2,
  pow: 2,
  erfc: 4,
  asin: 2,
  acos: 2,
  atan: 1,
  atan2: 1,
  sinh: 2,
  cosh: 2,
  asinh: 2,
  acosh: 2,
  atanh: 2,
  hypot: 1,
  erfinv: 3,
  ndtr: 4,
  logNdtr: 4,
  ndtri: 4,
  gamma: 5,
};

test.each(Object.entries(BOUNDS))('%s is within %d units in the last place of 24-digit references', (name, bound) => {
  expect(tables[name].length).toBeGreaterThan(50);
  for (const row of rowsOf(name)) {
    const args = row.slice(0, -1).map(Number);
    const error = ulps(functions[name](...args), row[row.length - 1]);
    expect(error, `${name}(${args.join(', ')})`).toBeLessThanOrEqual(bound);
  }
});

test('lgamma just above its pole: −log x − γx, whose second term counts down to 1e-17', () => {
  // by mpmath in 200 bits; half a unit of the result is what rounding leaves
  for (const [x, value] of [
    [7.300387089569077e-11, 23.34050865017548],
    [9.9e-11, 23.035901265736815],
    [1e-12, 27.63102111592797],
    [3e-15, 33.44016410624258],
    [1e-18, 41.44653167389282],
  ]) {
    expect(Math.abs(math.lgamma(x) - value)).toBeLessThanOrEqual(2 * 2 ** -52 * 2 ** Math.floor(Math.log2(value)));
  }
});

test.each(['lgamma', 'digamma'])('%s: 4 units for positive, 8 ε·max(1, |f|) for negative arguments', (name) => {
  for (const [x, reference] of rowsOf(name)) {
    const y = functions[name](Number(x));
    const f = Number(reference);
    if (Number(x) > 0) expect(ulps(y, reference), `${name}(${x})`).toBeLessThanOrEqual(4);
    else expect(Math.abs(y - f), `${name}(${x})`).toBeLessThanOrEqual(8 * 2 ** -52 * Math.max(1, Math.abs(f)));
  }
});

test('besselJ: 16 ε of its envelope, since no relative accuracy is to be had at its zeros', () => {
  for (const [n, x, reference] of tables.besselJ) {
    const a = Math.abs(Number(x));
    const envelope = Math.max(Math.abs(Number(reference)), Math.min(1, Math.sqrt(2 / (Math.PI * a))));
    expect(Math.abs(math.besselJ(Number(n), Number(x)) - Number(reference)), `J${n}(${x})`).toBeLessThanOrEqual(16 * 2 ** -53 * envelope);
  }
});

test('polygamma and lambertW: 8 units times their condition number', () => {
  for (const [n, x, reference] of tables.polygamma) {
    const order = Number(n);
    const at = Number(x);
    const f = Number(reference);
    const condition = Math.abs((at * math.polygamma(order + 1, at)) / f);
    expect(Math.abs(math.polygamma(order, at) - f), `ψ${n}(${x})`).toBeLessThanOrEqual(8 * 2 ** -53 * (1 + condition) * Math.abs(f));
  }
  for (const [x, reference] of tables.lambertW) {
    const w = Number(reference);
    expect(Math.abs(math.lambertW(Number(x)) - w), `W(${x})`).toBeLessThanOrEqual(8 * 2 ** -53 * (1 + 1 / Math.abs(1 + w)) * Math.abs(w));
  }
});

const NONE = [NaN, Infinity, -Infinity, 0, -0] as const;
const LIMITS: Record<string, readonly (number | null)[]> = {
  exp: [NaN, Infinity, 0, 1, 1],
  expm1: [NaN, Infinity, -1, 0, -0],
  log: [NaN, Infinity, NaN, -Infinity, -Infinity],
  log1p: [NaN, Infinity, NaN, 0, -0],
  sin: [NaN, NaN, NaN, 0, -0],
  cos: [NaN, NaN, NaN, 1, 1],
  tan: [NaN, NaN, NaN, 0, -0],
  atan: [NaN, Math.PI / 2, -Math.PI / 2, 0, -0],
  asin: [NaN, NaN, NaN, 0, -0],
  acos: [NaN, NaN, NaN, Math.PI / 2, Math.PI / 2],
  sinh: [NaN, Infinity, -Infinity, 0, -0],
  cosh: [NaN, Infinity, Infinity, 1, 1],
  tanh: [NaN, 1, -1, 0, -0],
  asinh: [NaN, Infinity, -Infinity, 0, -0],
  acosh: [NaN, Infinity, NaN, NaN, NaN],
  atanh: [NaN, NaN, NaN, 0, -0],
  sigmoid: [NaN, 1, 0, 0.5, 0.5],
  softplus: [NaN, Infinity, 0, Math.LN2, Math.LN2],
  erf: [NaN, 1, -1, 0, -0],
  erfc: [NaN, 0, 2, 1, 1],
  erfinv: [NaN, NaN, NaN, 0, -0],
  lgamma: [NaN, Infinity, Infinity, Infinity, Infinity],
  gamma: [NaN, Infinity, NaN, Infinity, -Infinity],
  digamma: [NaN, Infinity, NaN, -Infinity, Infinity],
  lambertW: [NaN, Infinity, NaN, 0, -0],
  ndtr: [NaN, 1, 0, 0.5, 0.5],
  logNdtr: [NaN, -0, -Infinity, null, null],
};

test.each(Object.entries(LIMITS))('%s at NaN, ±∞ and ±0', (name, expected) => {
  expected.forEach((e, i) => {
    if (e !== null) expect(functions[name](NONE[i]), `${name}(${NONE[i]})`).toBe(e);
  });
});

test('subnormal numbers survive', () => {
  const tiny = 5e-324;
  for (const name of ['expm1', 'log1p', 'sin', 'tan', 'asin', 'atan', 'sinh', 'tanh', 'asinh', 'atanh'])
    expect(functions[name](tiny), name).toBe(tiny);
  expect(math.exp(-745)).toBe(tiny);
  expect(math.log(tiny)).toBeCloseTo(-744.4400719213812, 12);
  expect(math.hypot(tiny, 0)).toBe(tiny);
});

test('powers follow IEEE 754', () => {
  const cases: readonly (readonly [number, number, number])[] = [
    [NaN, 0, 1],
    [1, NaN, 1],
    [-1, Infinity, 1],
    [2, Infinity, Infinity],
    [0.5, Infinity, 0],
    [0.5, -Infinity, Infinity],
    [0, -1, Infinity],
    [-0, -1, -Infinity],
    [-0, 3, -0],
    [0, 3, 0],
    [-Infinity, 3, -Infinity],
    [-Infinity, -3, -0],
    [-Infinity, 2, Infinity],
    [-8, 1 / 3, NaN],
    [-2, 3, -8],
    [10, 308, 1e308],
    [10, 309, Infinity],
    [10, -400, 0],
    [2, -1074, 5e-324],
    [3, 2, 9],
  ];
  for (const [x, y, z] of cases) expect(math.pow(x, y), `${x}^${y}`).toBe(z);
});

test('powers that are numbers are exact', () => {
  for (let base = 2; base <= 30; base++)
    for (let y = 1, exact = BigInt(base); exact < 9007199254740992n; y++, exact *= BigInt(base)) {
      expect(math.pow(base, y), `${base}^${y}`).toBe(Number(exact));
      expect(math.pow(-base, y), `(−${base})^${y}`).toBe(y % 2 === 0 ? Number(exact) : -Number(exact));
      expect(math.pow(base * base, 0.5 * y), `${base * base}^(${y}/2)`).toBe(Number(exact));
    }
  for (let y = -1074; y <= 1023; y++) expect(math.pow(2, y)).toBe(y < -1022 ? 2 ** -1022 * 2 ** (y + 1022) : 2 ** y);
  expect(math.pow(1 + 2 ** -52, 1e18)).toBeGreaterThan(2e96);
});

test('angles of the axes and signs of zeros', () => {
  expect(math.atan2(0, -1)).toBe(Math.PI);
  expect(math.atan2(-0, -1)).toBe(-Math.PI);
  expect(math.atan2(-0, 1)).toBe(-0);
  expect(math.atan2(1, 0)).toBe(Math.PI / 2);
  expect(math.atan2(Infinity, -Infinity)).toBe((3 * Math.PI) / 4);
  expect(math.atan2(-1, Infinity)).toBe(-0);
});

test('inverses invert', () => {
  fc.assert(
    fc.property(fc.double({ min: -0.999, max: 0.999, noNaN: true }), (p) => Math.abs(math.erf(math.erfinv(p)) - p) <= 4 * 2 ** -53),
  );
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 0.9, noNaN: true }), (q) => {
      const x = math.erfcinv(q);
      return Math.abs(math.erfc(x) - q) <= q * 2 ** -52 * (8 + 4 * x * x); // erfc has the condition number 2x²
    }),
  );
  fc.assert(
    fc.property(fc.double({ min: -0.36, max: 1e10, noNaN: true }), (x) => {
      const w = math.lambertW(x);
      return Math.abs(w * math.exp(w) - x) <= 8 * 2 ** -52 * Math.abs(x) * (1 + Math.abs(w));
    }),
  );
});
