import { expect, test } from 'vitest';
import { parametricProgram, quadraticProgram } from './index.ts';

/** Steers a double integrator over a horizon: states and controls stacked. */
function horizon(steps: number, position: number): Parameters<typeof quadraticProgram>[0] {
  const n = 3 * steps;
  const P = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? (i % 3 === 2 ? 0.1 : 1) : 0)));
  const A: number[][] = [];
  const b: number[] = [];
  for (let t = 0; t < steps; t++)
    for (const k of [0, 1]) {
      const row = new Array<number>(n).fill(0);
      row[3 * t + k] = 1;
      if (t > 0) {
        row[3 * (t - 1) + k] = -1;
        if (k === 0) row[3 * (t - 1) + 1] = -0.1;
      }
      row[3 * t + 2] = k === 1 ? -0.1 : 0;
      A.push(row);
      b.push(t === 0 ? (k === 0 ? position : 0) : 0);
    }
  const bound = Array.from({ length: n }, (_, i) => (i % 3 === 2 ? 1 : Infinity));
  return { P, q: new Array<number>(n).fill(0), A, b, lower: bound.map((v) => -v), upper: bound };
}

test('a sequence of control steps: same answers, fewer iterations', () => {
  const step = parametricProgram(horizon(20, 2));
  step();
  let cold = 0;
  let warm = 0;
  for (const position of [1.9, 1.8, 1.7, 1.6]) {
    const problem = horizon(20, position);
    const fresh = quadraticProgram(problem);
    const next = step({ b: problem.b! });
    expect(next.status).toBe('solved');
    expect(next.objective).toBeCloseTo(fresh.objective, 6);
    expect(next.certificate.verdict).toBe('holds');
    cold += fresh.iterations;
    warm += next.iterations;
  }
  expect(warm).toBeLessThan(0.8 * cold);
});

test('a start from a wrong answer still ends at the right one', () => {
  const problem = horizon(5, 1);
  const n = 15;
  const r = quadraticProgram(problem, {
    warmStart: { x: new Float64Array(n).fill(1e3), multipliers: { lower: new Float64Array(n).fill(50), upper: new Float64Array(n) } },
  });
  expect(r.status).toBe('solved');
  expect(r.objective).toBeCloseTo(quadraticProgram(problem).objective, 6);
});

test('changes that alter the pattern are analysed anew', () => {
  const step = parametricProgram({
    P: [
      [2, 0],
      [0, 2],
    ],
    q: [0, 0],
    G: [[-1, 0]],
    h: [-1],
  });
  expect(step().objective).toBeCloseTo(1, 7);
  expect(step({ G: [[-1, -1]], h: [-2] }).objective).toBeCloseTo(2, 7);
});

test('a warm start of the wrong size is refused', () => {
  expect(() => quadraticProgram(horizon(2, 1), { warmStart: { x: [1], multipliers: {} } })).toThrow(/warmStart\.x has 1 elements/);
});
