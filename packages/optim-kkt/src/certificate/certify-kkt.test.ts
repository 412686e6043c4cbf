import { describe, expect, test } from 'vitest';
import { type Tensor, stack } from '@adjoint/tensor';
import { certifyKkt, certifyMinimum, classifyStationaryPoint, minimize } from '../index.ts';

describe('worked examples', () => {
  // minimise x² + y² subject to x + y ≥ 2: (1, 1), μ = 2
  const circle = {
    P: [
      [2, 0],
      [0, 2],
    ],
    q: [0, 0],
    G: [[-1, -1]],
    h: [-2],
  };

  test('the right point and multiplier hold, as a global minimum', () => {
    const c = certifyKkt(circle, [1, 1], { inequalities: [2] }, { claim: 'global-minimum' });
    expect(c.verdict).toBe('holds');
    expect(c.checks.map((k) => k.id)).toEqual([
      'primal-feasibility',
      'stationarity',
      'dual-feasibility',
      'complementarity',
      'duality-gap',
      'convexity',
    ]);
  });
  test('a wrong multiplier is refused', () => {
    const c = certifyKkt(circle, [1, 1], { inequalities: [2.001] });
    expect(c.verdict).toBe('fails');
    expect(c.checks.find((k) => k.id === 'stationarity')!.verdict).toBe('fails');
  });
  test('a multiplier of the wrong sign is refused', () => {
    expect(
      certifyKkt({ ...circle, G: [[1, 1]], h: [2] }, [1, 1], { inequalities: [-2] }).checks.find((k) => k.id === 'dual-feasibility')!
        .verdict,
    ).toBe('fails');
  });
  test('a feasible point that is not optimal is refused', () => {
    expect(certifyKkt(circle, [1.5, 1], { inequalities: [2] }).verdict).toBe('fails');
    expect(certifyKkt(circle, [1.5, 1], {}).verdict).toBe('fails');
  });
  test('an infeasible point is refused', () => {
    expect(certifyKkt(circle, [0, 0], {}).checks.find((k) => k.id === 'primal-feasibility')!.verdict).toBe('fails');
  });
  test('a stationary point of a concave program is no global minimum', () => {
    const c = certifyKkt({ P: [[-2]], q: [0], lower: [-1], upper: [1] }, [0], {}, { claim: 'global-minimum' });
    expect(c.checks.find((k) => k.id === 'convexity')!.verdict).toBe('fails');
    expect(certifyKkt({ P: [[-2]], q: [0], lower: [-1], upper: [1] }, [0], {}, { claim: 'local-minimum' }).verdict).toBe('fails');
    expect(certifyKkt({ P: [[-2]], q: [0], lower: [-1], upper: [1] }, [1], { upper: [2] }, { claim: 'local-minimum' }).verdict).toBe(
      'holds',
    );
  });
  test('NaN multipliers are wrong input', () => {
    expect(() => certifyKkt(circle, [1, 1], { inequalities: [NaN] })).toThrow(/multipliers.inequalities\[0\] is NaN/);
  });
});

describe('nonlinear', () => {
  // minimise x + y on the circle x² + y² = 2: (−1, −1), λ = ½
  const problem = { objective: (x: Tensor): Tensor => x.sum(), equalities: (x: Tensor): Tensor => stack([x.square().sum().sub(2)]) };
  test('certified as a local minimum; the opposite point is not', () => {
    expect(certifyKkt(problem, [-1, -1], { equalities: [0.5] }, { claim: 'local-minimum' }).verdict).toBe('holds');
    const opposite = certifyKkt(problem, [1, 1], { equalities: [-0.5] }, { claim: 'local-minimum' });
    expect(opposite.checks.filter((c) => c.verdict === 'fails').map((c) => c.id)).toEqual(['second-order']);
  });
  test('is found by SQP with its multiplier', () => {
    const r = minimize(problem, [-1.5, 0.3]);
    expect(r.status).toBe('solved');
    expect(r.x.toTypedArray()[0]).toBeCloseTo(-1, 7);
    expect(r.multipliers.equalities.item()).toBeCloseTo(0.5, 7);
    expect(r.certificate.verdict).toBe('holds');
  });
});

describe('second derivatives', () => {
  const at = (x: Tensor, i: number): Tensor => x.at(i);
  const cases: [string, (x: Tensor) => Tensor, string, string][] = [
    ['bowl', (x) => x.square().sum(), 'minimum', 'holds'],
    ['dome', (x) => x.square().sum().neg(), 'maximum', 'fails'],
    ['saddle', (x) => at(x, 0).square().sub(at(x, 1).square()), 'saddle', 'fails'],
    [
      'monkey saddle',
      (x) =>
        at(x, 0)
          .pow(3)
          .sub(at(x, 0).mul(at(x, 1).square()).mul(3)),
      'undecided',
      'undecided',
    ],
    ['x⁴', (x) => x.square().square().sum(), 'undecided', 'undecided'],
  ];
  test.each(cases)('%s', (_name, f, kind, verdict) => {
    expect(classifyStationaryPoint(f, [0, 0]).kind).toBe(kind);
    expect(certifyMinimum(f, [0, 0]).verdict).toBe(verdict);
  });
  test('a slope is not stationary', () => {
    expect(classifyStationaryPoint((x) => x.sum(), [0, 0]).kind).toBe('not-stationary');
    expect(certifyMinimum((x) => x.square().sum(), [1e-3, 0]).verdict).toBe('fails');
  });
});
