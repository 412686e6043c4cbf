import { expect, test } from 'vitest';
import { readReference } from '@adjoint/reference-data';
import { ulps } from '../../test/ulps.ts';
import * as plain from '../plain.ts';
import { HOSTILE, uniforms } from '../suite/samples.ts';
import { wasmKernels } from './index.ts';

const rows = ['functions', 'hard'].flatMap((name) => readReference<Record<string, string[][]>>(`kernels/${name}.json`).pow);
const exact = wasmKernels({ deterministic: true });
const same = (a: Float64Array | Float32Array, b: Float64Array | Float32Array, what: string): void => {
  for (let i = 0; i < b.length; i++) if (!Object.is(a[i], b[i])) expect(a[i], `${what} [${i}]`).toBe(b[i]);
};

test('powers have the bits of the plain tier in deterministic mode, in both precisions, one value repeated or not', () => {
  for (const Type of [Float64Array, Float32Array])
    for (const n of [1, 63, 64, 1023, 3001])
      for (const [xStep, yStep] of [
        [1, 1],
        [0, 1],
        [1, 0],
      ] as const)
        for (const first of [0.3, 2, -1, 0.5, 1, 17]) {
          const x = new Type(
            uniforms(n, 1).map((v, i) => (i % 7 === 3 ? HOSTILE[i % HOSTILE.length] : (v + 1) * 10 ** (40 * uniforms(1, i + 5)[0]))),
          );
          const y = new Type(
            uniforms(n, 2).map((v, i) =>
              i === 0 ? first : i % 11 === 5 ? HOSTILE[(3 * i) % HOSTILE.length] : i % 5 === 0 ? Math.round(6 * v) / 2 : 8 * v,
            ),
          );
          const [a, b] = [new Type(n), new Type(n)];
          exact.pow(a, x, xStep, y, yStep);
          plain.pow(b, x, xStep, y, yStep);
          same(a, b, `${Type.name} of ${n}, steps ${xStep} ${yStep}`);
        }
});

test.each([true, false])('powers are within 2 units in the last place of 24-digit references: fused %s', (fused) => {
  const x = Float64Array.from(rows, (r) => Number(r[0]));
  const y = Float64Array.from(rows, (r) => Number(r[1]));
  const out = new Float64Array(rows.length);
  wasmKernels({ fused }).pow(out, x, 1, y, 1);
  rows.forEach((r, i) => {
    expect(ulps(out[i], r[2]), `${x[i]}^${y[i]}`).toBeLessThanOrEqual(2);
  });
});

test('float32 powers are within 1 unit, over- and underflow among them', () => {
  const n = 30000;
  const x = Float32Array.from(uniforms(n, 3), (v) => 10 ** (38 * v));
  const y = Float32Array.from(uniforms(n, 4), (v, i) => (i % 3 === 0 ? v : (1.2 * 38 * v) / Math.log10(x[i])));
  const out = new Float32Array(n);
  const reference = new Float64Array(n);
  wasmKernels().pow(out, x, 1, y, 1);
  plain.pow(reference, Float64Array.from(x), 1, Float64Array.from(y), 1);
  for (let i = 0; i < n; i++) {
    const r = reference[i];
    const unit = 2 ** Math.max(Math.floor(Math.log2(r)) - 23, -149);
    if (r < 3.4028235677973366e38) {
      if (!(Math.abs(out[i] - r) <= unit)) expect(Math.abs(out[i] - r) / unit, `${x[i]}^${y[i]}`).toBeLessThanOrEqual(1);
    } else expect(out[i]).toBe(Infinity);
  }
});
