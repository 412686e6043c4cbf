import { expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import * as plain from '../plain.ts';
import { ulps } from '../../test/ulps.ts';
import { wasmKernels } from './index.ts';

const [ordinary, hard] = ['functions', 'hard'].map((name) => readReference<Record<string, string[][]>>(`kernels/${name}.json`));
const tables = Object.fromEntries(Object.keys(hard).map((name) => [name, [...ordinary[name], ...hard[name]]]));
const BOUNDS = {
  exp: 1,
  log: 1,
  sin: 1,
  cos: 1,
  expm1: 2,
  log1p: 2,
  sigmoid: 2,
  softplus: 2,
  tanh: 2,
  tan: 2,
  erf: 2,
  erfc: 4,
  lgamma: 4,
  digamma: 4,
} as const;
const NAMES = Object.keys(BOUNDS) as (keyof typeof BOUNDS)[];
/** Ordinary arguments filled up with the hard ones of the table. */
const argumentsOf = (name: string): Float64Array =>
  Float64Array.from({ length: 4099 }, (_, i) => Number(tables[name][i % tables[name].length][0]));

test.each(NAMES)('%s with fused multiply-add keeps the bound of the plain tier', (name) => {
  const x = argumentsOf(name);
  const out = new Float64Array(x.length);
  wasmKernels()[name](out, x);
  const scalar = new Float64Array(x.length);
  plain[name](scalar, x);
  const gamma = name === 'lgamma' || name === 'digamma'; // of x ≤ 0 the bound is another, which the scalar code keeps
  for (let i = 0; i < tables[name].length; i++) {
    if (gamma && x[i] <= 0) expect(out[i], `${name}(${x[i]})`).toBe(scalar[i]);
    else expect(ulps(out[i], tables[name][i][1]), `${name}(${x[i]})`).toBeLessThanOrEqual(BOUNDS[name]);
  }
});

test.each(NAMES)('%s: the bits of the plain tier in deterministic mode, in place too, in both precisions', (name) => {
  const kernels = wasmKernels({ deterministic: true });
  for (const sign of [1, -1]) {
    const x = argumentsOf(name).map((v) => sign * v);
    const expected = new Float64Array(x.length);
    const x32 = Float32Array.from(x);
    const expected32 = new Float32Array(x.length);
    [NaN, Infinity, -Infinity, 0, -0, 5e-324, 1e300].forEach((v, i) => {
      x[(700 * i) % 4099] = v;
    });
    plain[name](expected, x);
    plain[name](expected32, x32);
    kernels[name](x, x);
    kernels[name](x32, x32);
    x.forEach((v, i) => {
      if (!Object.is(v, expected[i])) expect(v, `${name} at ${i}`).toBe(expected[i]);
    });
    x32.forEach((v, i) => {
      if (!Object.is(v, expected32[i])) expect(v, `${name} float32 at ${i}`).toBe(expected32[i]);
    });
  }
});

test('log Σ exp of long rows is that of the plain tier', () => {
  const kernels = wasmKernels({ deterministic: true });
  const x = argumentsOf('exp').map((v, i) => (i % 50 === 3 ? -Infinity : v));
  const [a, b] = [new Float64Array(3), new Float64Array(3)];
  kernels.logSumExp(a, x, 3, 1366, 1);
  plain.logSumExp(b, x, 3, 1366, 1);
  expect(a).toEqual(b);
  x[5] = NaN;
  x[2000] = Infinity;
  kernels.logSumExp(a, x, 3, 1366, 1);
  expect([a[0], a[1]]).toEqual([NaN, Infinity]);
});

test('scratch memory does not grow with the number of calls', () => {
  const kernels = wasmKernels();
  const x = new Float64Array(4096).fill(0.5);
  const out = new Float64Array(4096);
  const c = new Float64Array(1024);
  const round = (): void => {
    kernels.exp(out, x);
    kernels.gemm(false, false, 32, 32, 32, 1, x, 0, 32, x, 0, 32, 0, c, 0, 32);
  };
  for (let i = 0; i < 50; i++) round();
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 500; i++) round();
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThanOrEqual(65536);
});

test.each(['exp', 'log', 'expm1', 'log1p', 'sigmoid', 'softplus', 'tanh', 'sin', 'cos'] as const)(
  '%s in four float32 lanes keeps the bound in float32 units',
  (name) => {
    const bound = { exp: 1, log: 1, expm1: 2, log1p: 2, sigmoid: 2, softplus: 2, tanh: 2, sin: 1, cos: 1 }[name];
    for (const fused of [true, false])
      for (const reach of [1, 1e-3, 10, 80, 104]) {
        const x = Float32Array.from({ length: 20001 }, (_, i) =>
          name === 'log'
            ? Math.exp((i / 10000 - 1) * reach)
            : name === 'log1p'
              ? Math.max((i / 10000 - 1) * reach, -0.99999)
              : (i / 10000 - 1) * reach,
        );
        const out = new Float32Array(x.length);
        const exact = new Float64Array(x.length);
        wasmKernels({ fused })[name](out, x);
        plain[name](exact, Float64Array.from(x));
        for (let i = 0; i < x.length; i++) {
          const unit = 2 ** Math.max(Math.floor(Math.log2(Math.abs(exact[i]))) - 23, -149); // the float64 value is exact at this scale
          if (!Object.is(out[i], exact[i]) && !(Math.abs(out[i] - exact[i]) <= bound * unit) && exact[i] < 3.4028235677973366e38)
            expect(Math.abs(out[i] - exact[i]) / unit, `${name}(${x[i]})`).toBeLessThanOrEqual(bound);
        }
      }
  },
);

test('sin and cos in four float32 lanes: next to multiples of π/2, and the scalar code for large arguments', () => {
  const kernels = wasmKernels();
  const x = Float32Array.from({ length: 40000 }, (_, i) =>
    i < 19000
      ? (((i + 1) * Math.PI) / 2) * (i % 2 === 0 ? 1 : -1)
      : i < 30000
        ? (i - 24500) * 5.45
        : (i % 2 === 0 ? 1 : -1) * 10 ** ((i - 30000) / 300 + 4),
  );
  for (const name of ['sin', 'cos'] as const) {
    const out = new Float32Array(x.length);
    const exact = new Float64Array(x.length);
    kernels[name](out, x);
    plain[name](exact, Float64Array.from(x));
    for (let i = 0; i < x.length; i++) {
      const unit = 2 ** Math.max(Math.floor(Math.log2(Math.abs(exact[i]))) - 23, -149);
      if (!Object.is(out[i], exact[i]) && !(Math.abs(out[i] - exact[i]) <= unit))
        expect(Math.abs(out[i] - exact[i]) / unit, `${name}(${x[i]})`).toBeLessThanOrEqual(1);
    }
  }
});
