import { expect, test } from 'vitest';
import { type Tensor, stack, tensor } from '@adjoint/tensor';
import { minimize } from '../index.ts';

test('problem 71 of Hock and Schittkowski, with its multipliers', () => {
  const r = minimize(
    {
      objective: (x) =>
        x
          .at(0)
          .mul(x.at(3))
          .mul(x.slice([0, 3]).sum())
          .add(x.at(2)),
      inequalities: (x) => stack([x.prod().neg().add(25)]),
      equalities: (x) => stack([x.square().sum().sub(40)]),
      lower: [1, 1, 1, 1],
      upper: [5, 5, 5, 5],
    },
    [1, 5, 5, 1],
  );
  expect(r.status).toBe('solved');
  expect(r.objective).toBeCloseTo(17.0140173, 6);
  expect(r.multipliers.inequalities.item()).toBeCloseTo(0.55229366, 6);
  expect(r.multipliers.equalities.item()).toBeCloseTo(0.16146857, 6);
  expect(r.certificate.verdict).toBe('holds');
});

test('leaves a plateau and follows a curved valley: problem 25 of Hock and Schittkowski', () => {
  const u = Array.from({ length: 99 }, (_, k) => 25 + (-50 * Math.log((k + 1) / 100)) ** (2 / 3));
  const t = Array.from({ length: 99 }, (_, k) => (k + 1) / 100);
  const r = minimize(
    {
      objective: (x) => tensor(u).sub(x.at(1)).log().mul(x.at(2)).exp().div(x.at(0)).neg().exp().sub(tensor(t)).square().sum(),
      lower: [0.1, 0, 0],
      upper: [100, 25.6, 5],
    },
    [100, 12.5, 3],
  );
  expect(r.status).toBe('solved');
  expect(r.objective).toBeLessThan(1e-12);
  expect(Array.from(r.x.data())[0]).toBeCloseTo(50, 3);
  expect(r.iterations).toBeLessThanOrEqual(60);
});

test('constraints that contradict one another end with a status, not a throw', () => {
  const r = minimize({ objective: (x) => x.sum(), inequalities: (x) => stack([x.square().sum().add(1)]) }, [1, 1], { maxIterations: 50 });
  expect(['numerical', 'iteration-limit']).toContain(r.status);
  expect(r.certificate.verdict).toBe('fails');
});

test('functions of the wrong shape are refused', () => {
  expect(() => minimize({ objective: (x: Tensor) => x }, [1, 2])).toThrow(/objective returned shape \[2\]/);
  expect(() => minimize({ objective: (x: Tensor) => x.sum(), equalities: (x: Tensor) => x.sum() }, [1, 2])).toThrow(
    /equalities returned shape \[\]/,
  );
  expect(() => minimize({ objective: (x: Tensor) => x.sum() }, [NaN])).toThrow(/x0\[0\] is NaN/);
});
