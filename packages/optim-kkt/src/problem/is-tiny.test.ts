import { expect, test } from 'vitest';
import { certifyInfeasible } from '../certificate/certify-infeasible.ts';
import { quadraticProgram } from '../solve-quadratic.ts';
import { isTiny } from './is-tiny.ts';
import { rowProgram } from './quadratic-program.ts';

const square = {
  P: [
    [2, 0],
    [0, 2],
  ],
  q: [-2, -4],
};

test('few rows and variables, all of them curved and free to move, are a tiny program', () => {
  const tiny = (changes: object): boolean => isTiny(rowProgram({ ...square, ...changes }).program);
  expect(tiny({ G: [[1, 1]], h: [1] })).toBe(true);
  expect(tiny({ G: Array.from({ length: 12 }, () => [1, 1]), h: new Float64Array(12) })).toBe(false);
  expect(
    tiny({
      P: [
        [2, 0],
        [0, 0],
      ],
    }),
  ).toBe(false);
  expect(tiny({ P: undefined })).toBe(false);
  expect(tiny({ lower: [1, 0], upper: [1, 2] })).toBe(false);
  expect(tiny({ A: [[1, 0]], b: [1] })).toBe(false);
  expect(tiny({ A: [[1, 1]], b: [1] })).toBe(true);
});

test('a contradiction that a row of large numbers would hide in the tolerance is proved all the same', () => {
  const problem = {
    ...square,
    rows: {
      matrix: [
        [1, 0],
        [1, 0],
        [0, 1],
      ],
      lower: [1.001, -Infinity, -1e6],
      upper: [Infinity, 1, 1e6],
    },
  };
  expect(isTiny(rowProgram(problem).program)).toBe(true);
  const r = quadraticProgram(problem);
  expect(r.status).toBe('primal-infeasible');
  expect(certifyInfeasible(problem, r.ray!).verdict).toBe('holds');
});

test('a limit of iterations holds for both attempts together', () => {
  const problem = {
    ...square,
    G: [
      [1, 1],
      [-1, -1],
    ],
    h: [1, -2],
  };
  for (const maxIterations of [1, 2, 3, 50])
    expect(quadraticProgram(problem, { maxIterations }).iterations).toBeLessThanOrEqual(maxIterations);
  expect(quadraticProgram(problem).status).toBe('primal-infeasible');
});
