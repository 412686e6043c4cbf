import { expect, test } from 'vitest';
import { jit } from '@adjoint/jit';
import { scalar } from '@adjoint/tensor';
import {
  constantRate,
  cosineDecay,
  cosineRestarts,
  exponentialDecay,
  linearDecay,
  oneCycle,
  stepDecay,
  warmup,
  type Schedule,
} from '../../index.ts';

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

test('cosines that restart: each cycle from the rate down, exactly at its beginning, and as part of a program', () => {
  close(at(cosineRestarts(1, 4, { end: 0.2 }), 0, 2, 4, 6, 4e9), [1, 0.6, 1, 0.6, 1]);
  close(at(cosineRestarts(1, 10, { growth: 2 }), 0, 5, 10, 20, 30, 50, 70), [1, 0.5, 1, 0.5, 1, 0.5, 1]);
  const schedule = cosineRestarts(2, 3, { growth: 3 });
  let start = 0;
  for (let length = 3; start < 1e12; start += length, length *= 3) close(at(schedule, start), [2]);
  const steps = [0, 1, 2, 3, 11, 12, 13];
  const program = jit(schedule);
  expect(steps.map((t) => program(scalar(t)).item())).toEqual(at(schedule, ...steps));
});

test('one cycle on straight lines, and one that comes down as it went up', () => {
  close(at(oneCycle(1, 11, { rising: 6 / 11, startDivisor: 2, endDivisor: 5, line: 'linear' }), 0, 1, 5, 10, 99), [0.5, 0.6, 1, 0.1, 0.1]);
  const both = oneCycle(1, 15, { rising: 0.4, startDivisor: 2, endDivisor: 5, line: 'linear', symmetric: true });
  close(at(both, 0, 5, 9, 10, 12, 14), [0.5, 1, 0.6, 0.5, 0.3, 0.1]);
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
  () => oneCycle(1, 10, { rising: 0.5, symmetric: true }),
  () => oneCycle(1, 10, { line: 'straight' as never }),
  () => cosineRestarts(1, 10, { growth: 1.5 }),
  () => cosineRestarts(1, 0),
  () => warmup(0, constantRate(1)),
])('values outside their range are refused (%#)', (make) => {
  expect(make).toThrow();
});
