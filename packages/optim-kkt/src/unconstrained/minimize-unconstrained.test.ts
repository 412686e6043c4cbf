import { expect, test } from 'vitest';
import type { Tensor } from '@adjoint/tensor';
import { minimizeUnconstrained } from '../index.ts';

const rosenbrock = (x: Tensor): Tensor => {
  const a = x.slice([0, -1]);
  const b = x.slice([1, null]);
  return b.sub(a.square()).square().mul(100).add(a.sub(1).square()).sum();
};

test('descends the valley of Rosenbrock in 2 and in 20 dimensions', () => {
  for (const n of [2, 20]) {
    const r = minimizeUnconstrained(
      rosenbrock,
      Array.from({ length: n }, (_, i) => (i % 2 === 0 ? -1.2 : 1)),
    );
    expect(r.status).toBe('solved');
    for (const v of r.x.toTypedArray()) expect(v).toBeCloseTo(1, 6);
    expect(r.certificate.verdict).toBe('holds');
    expect(r.iterations).toBeLessThan(200);
  }
});

test('stays inside the domain of a logarithm', () => {
  const r = minimizeUnconstrained((x) => x.sub(x.log()).sum(), [1e-3, 50]);
  expect(r.status).toBe('solved');
  for (const v of r.x.toTypedArray()) expect(v).toBeCloseTo(1, 6);
});

test('a function without a minimum ends with a status', () => {
  expect(minimizeUnconstrained((x) => x.sum(), [0, 0], { maxIterations: 20 }).status).not.toBe('solved');
});

test('a start outside the domain is refused', () => {
  expect(() => minimizeUnconstrained((x) => x.log().sum(), [-1])).toThrow(/f\(x0\) = NaN/);
});
