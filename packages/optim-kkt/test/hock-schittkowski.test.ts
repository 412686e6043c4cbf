/** Sequential quadratic programming on the problems of the book, from the starts of the book. */
import { stack } from '@adjoint/tensor';
import { expect, test } from 'vitest';
import { certifyKkt, minimize } from '../src/index.ts';
import { formula } from './formula.ts';
import { type BookProblem, bookProblems } from './hock-schittkowski.ts';

const columns = (texts: readonly string[] | undefined): ReturnType<typeof formula>[] => (texts ?? []).map(formula);

function program({ f, atLeast, equal, lower, upper }: BookProblem): Parameters<typeof minimize>[0] {
  const c = columns(atLeast);
  const h = columns(equal);
  return {
    objective: formula(f),
    ...(lower === undefined ? null : { lower }),
    ...(upper === undefined ? null : { upper }),
    ...(c.length === 0 ? null : { inequalities: (x) => stack(c.map((v) => v(x).neg())) }),
    ...(h.length === 0 ? null : { equalities: (x) => stack(h.map((v) => v(x))) }),
  };
}

const solved = new Map<number, ReturnType<typeof minimize>>();
function solve(p: BookProblem): ReturnType<typeof minimize> {
  const result = solved.get(p.number) ?? minimize(program(p), p.start);
  solved.set(p.number, result);
  return result;
}

/** The optima are printed with at least seven digits. */
const agrees = (value: number, published: number): boolean => Math.abs(value - published) <= 1e-6 * (1 + Math.abs(published));

test.each(bookProblems.map((p) => [p.number, p] as const))('problem %i ends at a published minimum, certified', (_, p) => {
  const problem = program(p);
  const r = solve(p);
  expect(r.status).toBe('solved');
  expect(
    [p.best, ...(p.local ?? [])].some((v) => agrees(r.objective, v)),
    `${r.objective} for ${p.best}`,
  ).toBe(true);
  expect(certifyKkt(problem, r.x, r.multipliers, { tolerance: 1e-8 }).verdict).toBe('holds');
  expect(r.certificate.verdict).not.toBe('fails');
});

test('nearly all end at the best one, in a dozen iterations at most at the median', () => {
  const results = bookProblems.map((p) => ({ p, r: solve(p) }));
  const iterations = results.map(({ r }) => r.iterations).sort((a, b) => a - b);
  expect(results.filter(({ p, r }) => agrees(r.objective, p.best)).length).toBeGreaterThanOrEqual(0.93 * bookProblems.length);
  expect(iterations[iterations.length >> 1]).toBeLessThanOrEqual(12);
});

test('formulas are read with the precedence of books', () => {
  const at = (text: string): number => formula(text)(stack([2, 3].map((v) => formula(`${v}`)(stack([0, 0]))))).item();
  expect([at('-x1^2'), at('x1 - x2 - 1'), at('12/x1/x2'), at('2*x1^2*x2'), at('(x1 - x2)^3'), at('x1^-1'), at('exp(0)*x2')]).toEqual([
    -4, -2, 2, 24, -1, 0.5, 3,
  ]);
  expect(() => formula('x1 + ')).toThrow(/the end/);
});
