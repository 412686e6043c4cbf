import { expect, test } from 'vitest';
import { uniforms } from '../suite/samples.ts';
import { wasmKernels } from './index.ts';

const { where } = wasmKernels();

test('each element comes from one operand with its bits, in every type and at every length', () => {
  for (const Type of [Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array])
    for (const n of [0, 1, 63, 64, 65, 1000, 2049, 5003]) {
      const fill = (seed: number): InstanceType<typeof Type> => {
        const x = new Type(n);
        uniforms(n, seed).forEach((v, i) => {
          x[i] = i % 17 === 5 ? NaN : i % 13 === 3 ? -0 : 1e9 * v;
        });
        return x;
      };
      const [x, y] = [fill(1), fill(2)];
      const condition = Uint8Array.from(uniforms(n, 3), (v) => (v > 0.5 ? 255 : v > 0 ? 1 : 0));
      const whole = new Type(n + 16).fill(9);
      where?.(whole.subarray(8, 8 + n), condition, x, y);
      const expected = new Type(n + 16).fill(9);
      for (let i = 0; i < n; i++) expected[i + 8] = condition[i] !== 0 ? x[i] : y[i];
      expect(whole, `${Type.name} ${n}`).toEqual(expected);
    }
});

test('operands that are too short are refused', () => {
  const x = new Float64Array(100);
  const out = new Float64Array(100);
  expect(() => where?.(out, new Uint8Array(99), x, x)).toThrow(/condition holds 99/);
  expect(() => where?.(out, new Uint8Array(100), x, x.subarray(1))).toThrow(/second operand holds 99/);
});
