import { expect, test } from 'vitest';
import { scalar } from '@adjoint/tensor';
import { constantRate, cosineDecay, exponentialDecay, linearDecay, oneCycle, stepDecay, warmup, type Schedule } from '../../index.ts';

const at = (schedule: Schedule, ...steps: number[]): number[] => steps.map((t) => schedule(scalar(t)).item());
const close = (a: readonly number[], b: readonly number[]): void => {
  expect(a).toHaveLength(b.length);
  a.forEach((v, i) => {
    expect(v).toBeCloseTo(b[i], 14);
  });
};

test('closed forms', () => {
  close(at(constantRate(0.3), 0, 99), [0.3, 0.3]);
  close(at(stepDecay(1, 10, 0.5), 0, 9, 10, 25), [1, 1, 0.5, 0.25]);
  close(at(exponentialDecay(2, 0.9), 0, 1, 5), [2, 1.8, 2 * 0.9 ** 5]);
  close(at(linearDecay(1, 4, 0.2), 0, 1, 4, 9), [1, 0.8, 0.2, 0.2]);
  close(at(cosineDecay(1, 8, 0.1), 0, 2, 4, 8, 100), [1, 0.1 + 0.45 * (1 + Math.SQRT1_2), 0.55, 0.1, 0.1]);
  close(at(warmup(4, linearDecay(1, 10)), 0, 1, 4, 9, 14), [0, 0.25, 1, 0.5, 0]);
});

test('one cycle: start, peak and end, and never above the peak', () => {
  const schedule = oneCycle(0.5, 100, { rising: 0.3 });
  const all = at(schedule, ...Array.from({ length: 100 }, (_, i) => i));
  expect(all[0]).toBeCloseTo(0.02, 14);
  expect(all[29]).toBeCloseTo(0.5, 14);
  expect(all[99]).toBeCloseTo(0.02 / 1e4, 14);
  expect(Math.max(...all)).toBeLessThanOrEqual(0.5 + 1e-15);
  for (let i = 1; i < 100; i++) expect(Math.sign(all[i] - all[i - 1])).toBe(i <= 29 ? 1 : -1);
});

test.each([
  () => stepDecay(1, 0),
  () => exponentialDecay(-1, 0.5),
  () => cosineDecay(1, 1.5),
  () => oneCycle(1, 10, { rising: 1 }),
  () => warmup(0, constantRate(1)),
])('values outside their range are refused (%#)', (make) => {
  expect(make).toThrow();
});
