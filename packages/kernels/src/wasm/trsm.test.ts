import { describe, expect, test } from 'vitest';
import type { Floats } from '../contract.ts';
import { uniforms } from '../suite/samples.ts';
import { wasmKernels } from './index.ts';

const WAYS = [true, false].flatMap((left) =>
  [true, false].flatMap((lower) => [true, false].flatMap((trans) => [true, false].map((unit) => ({ left, lower, trans, unit })))),
);

/** A triangle whose other half, and diagonal if it counts as 1, are NaN: nobody reads them. */
function triangle(order: number, ld: number, offset: number, lower: boolean, unit: boolean): Float64Array {
  const a = uniforms(offset + order * ld, order + 1);
  for (let i = 0; i < order; i++)
    for (let j = 0; j < order; j++) {
      const at = offset + i * ld + j;
      if (i === j) a[at] = unit ? NaN : 2 + a[at];
      else a[at] = i > j === lower ? a[at] / Math.sqrt(order) : NaN;
    }
  return a;
}

describe.each([
  ['fused', {}],
  ['unfused', { fused: false }],
  ['deterministic', { deterministic: true }],
] as const)('trsm, %s', (_name, options) => {
  const { trsm } = wasmKernels(options);
  test.each([
    [4, 4],
    [5, 7],
    [47, 12],
    [48, 5],
    [49, 4],
    [97, 33],
    [130, 20],
  ])('order %d, %d right sides: the residual is that of substitution, in all sixteen ways', (order, others) => {
    for (const { left, lower, trans, unit } of WAYS)
      for (const Type of [Float64Array, Float32Array]) {
        const [m, n] = left ? [order, others] : [others, order];
        const lda = order + 2;
        const ldb = n + 3;
        const a: Floats = Type.from(triangle(order, lda, 3, lower, unit));
        const b: Floats = Type.from(uniforms(5 + m * ldb, 9));
        const x = b.slice();
        trsm(left, lower, trans, unit, m, n, -1.5, a, 3, lda, x, 5, ldb);
        const entry = (i: number, j: number): number => {
          const [r, s] = trans ? [j, i] : [i, j];
          return r === s ? (unit ? 1 : a[3 + r * lda + s]) : r > s === lower ? a[3 + r * lda + s] : 0;
        };
        // each step of substitution rounds a product, a difference and at last the quotient: |op(A)x − b| ≤ γ₍ₙ₊₂₎·|op(A)||x| (Higham 2002, theorem 8.5)
        const u = Type === Float64Array ? (order + 4) * 2 ** -53 : (order + 4) * 2 ** -24;
        let worst = 0;
        for (let i = 0; i < m; i++)
          for (let j = 0; j < n; j++) {
            let sum = 0;
            let size = 0;
            for (let p = 0; p < order; p++) {
              const t = left ? entry(i, p) * x[5 + p * ldb + j] : x[5 + i * ldb + p] * entry(p, j);
              sum += t;
              size += Math.abs(t);
            }
            worst = Math.max(worst, Math.abs(sum + 1.5 * b[5 + i * ldb + j]) / (u * (size + 1.5 * Math.abs(b[5 + i * ldb + j]))));
          }
        expect(worst, `left ${left} lower ${lower} trans ${trans} unit ${unit} ${Type.name}`).toBeLessThanOrEqual(1);
        for (const at of [0, 4, 5 + n, 5 + m * ldb - 1]) expect(x[at]).toBe(b[at]); // nothing beside B
      }
  });
});

test('a zero on the diagonal divides by IEEE 754, and operands that leave their arrays are refused', () => {
  const { trsm } = wasmKernels();
  const a = new Float64Array(16);
  const b = new Float64Array(16).fill(1);
  trsm(true, true, false, false, 4, 4, 1, a, 0, 4, b, 0, 4);
  expect(b[0]).toBe(Infinity);
  expect(() => {
    trsm(true, true, false, false, 4, 4, 1, a, 1, 4, b, 0, 4);
  }).toThrow(RangeError);
  expect(() => {
    trsm(false, true, false, false, 5, 4, 1, a, 0, 4, b, 0, 4);
  }).toThrow(/B of 5×4/);
  expect(() => {
    trsm(true, true, false, false, NaN, 4, 1, a, 0, 4, b, 0, 4);
  }).toThrow(RangeError);
});
