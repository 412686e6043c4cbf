import { expect, test } from 'vitest';
import { ArgumentError, type Tensor } from '@adjoint/tensor';
import { coneProgram, linearProgram, minimize, minimizeUnconstrained, parametricProgram, quadraticProgram } from './index.ts';

const convex = {
  P: [
    [2, 0],
    [0, 2],
  ],
  q: [1, 1],
};
const cone = { q: [1], A: [[-1]], b: [0], cones: [{ kind: 'nonnegative', size: 1 }] } as const;
const square = { objective: (x: Tensor) => x.square().sum() };

test.each<[string, () => unknown, RegExp]>([
  ['no problem', () => quadraticProgram(undefined as never), /a quadratic program is undefined/],
  ['no q', () => quadraticProgram({ P: convex.P } as never), /a quadratic program without q/],
  ['a number as q', () => linearProgram({ q: 3 as never }), /without q/],
  ['no q of a cone program', () => coneProgram({ ...cone, q: undefined as never }), /a cone program without q/],
  ['a misspelt option', () => quadraticProgram(convex, { tolerence: 1e-3 } as never), /no option tolerence[\s\S]*tolerance/],
  ['a misspelt option of a family', () => parametricProgram(convex, { maxIter: 3 } as never)(), /no option maxIter/],
  ['a misspelt option of cones', () => coneProgram(cone, { tol: 1 } as never), /coneProgram: no option tol/],
  ['a misspelt option of minimize', () => minimize(square, [1], { maxiter: 3 } as never), /minimize: no option maxiter/],
  ['a negative tolerance', () => quadraticProgram(convex, { tolerance: -1 }), /tolerance -1/],
  ['NaN as tolerance', () => quadraticProgram(convex, { tolerance: NaN }), /tolerance NaN/],
  ['a negative number of iterations', () => coneProgram(cone, { maxIterations: -1 }), /maxIterations -1/],
  ['a fraction of iterations', () => minimize(square, [1], { maxIterations: 1.5 }), /maxIterations 1\.5/],
  ['time before the start', () => quadraticProgram(convex, { timeLimit: -5 }), /timeLimit -5/],
  ['time that is none', () => minimizeUnconstrained(square.objective, [1], { timeLimit: NaN }), /timeLimit NaN/],
  ['a negative memory', () => minimizeUnconstrained(square.objective, [1], { memory: -1 }), /memory -1/],
])('refuses %s', (_name, run, message) => {
  expect(run).toThrow(ArgumentError);
  expect(run).toThrow(message);
});

test('a start without multipliers is one', () => {
  const problem = { ...convex, G: [[1, 2]], h: [-10] };
  const { status, x } = quadraticProgram(problem, { warmStart: { x: [-1, -4] } });
  expect(status).toBe('solved');
  // x = −½q − ½μ(1, 2) with −0.5 − μ/2 + 2(−0.5 − μ) = −10, so that μ = 3.4
  expect(x.toArray()).toEqual([expect.closeTo(-2.2, 8), expect.closeTo(-3.9, 8)]);
});

test('the saddle of a program that is not convex is claimed to be no more than a first-order point', () => {
  const r = quadraticProgram({
    P: [
      [1, 0],
      [0, -1],
    ],
    q: [1, 1],
  });
  expect(r.advice).toMatch(/not positive semidefinite/);
  expect(r.certificate.claim).toBe('kkt-point');
  // Where it says 'solved' it is at the only point without slope; elsewhere the certificate must fail.
  if (r.status === 'solved') expect(r.x.toArray()).toEqual([expect.closeTo(-1, 7), expect.closeTo(1, 7)]);
  expect(r.certificate.verdict).toBe(r.status === 'solved' ? 'holds' : 'fails');
});
