/**
 * What a solver plugin owes: answers that hold before `certifyKkt`, a status that never claims more, and no throw for a
 * problem that merely has no solution.
 *
 * The problems have closed-form solutions and multipliers; a solver that says `solved` is judged by the residuals that
 * `certifyKkt` recomputes from the problem, one that says it is not solvable by the problem.
 */
import { certifyKkt } from '@adjoint/optim-kkt';
import type { NonlinearProblem, Plugin, Problem, QuadraticProblem, SolverAnswer, SolverV1 } from '@adjoint/plugin';
import { tensor } from '@adjoint/tensor';
import { type Case, type Runner, register } from './case.ts';
import { commonCases, waysOf } from './common.ts';

export interface SolverSuiteOptions {
  readonly config?: unknown;
  /** Relative tolerance of the residuals (default 1e-6). */
  readonly tolerance?: number;
}
type SolverPlugin = Plugin<'solver', string, never>;
type Solvable = readonly [name: string, problem: Problem, x: readonly number[]];

const qp = (parts: Omit<QuadraticProblem, 'form'>): QuadraticProblem => ({ form: 'quadratic', ...parts });
const P = tensor([
  [2, 0],
  [0, 2],
]);

/** Problems with one solution that is known. */
const QUADRATIC: readonly Solvable[] = [
  [
    'without constraints',
    qp({
      P: tensor([
        [4, 1],
        [1, 3],
      ]),
      q: tensor([-1, -2]),
    }),
    [1 / 11, 7 / 11],
  ],
  ['an equality', qp({ P, q: tensor([0, 0]), A: tensor([[1, 1]]), b: tensor([2]) }), [1, 1]],
  ['an active inequality', qp({ P, q: tensor([-6, -4]), G: tensor([[1, 1]]), h: tensor([3]) }), [2, 1]],
  ['an inactive inequality', qp({ P, q: tensor([-2, -2]), G: tensor([[1, 1]]), h: tensor([5]) }), [1, 1]],
  ['bounds', qp({ P, q: tensor([-6, 4]), lower: tensor([0, -1]), upper: tensor([1, Infinity]) }), [1, -1]],
  [
    'a linear program',
    qp({
      q: tensor([-3, -2]),
      G: tensor([
        [1, 1],
        [1, 0],
      ]),
      h: tensor([4, 2]),
      lower: tensor([0, 0]),
    }),
    [2, 2],
  ],
];
const INFEASIBLE = qp({
  P,
  q: tensor([0, 0]),
  G: tensor([
    [1, 1],
    [-1, -1],
  ]),
  h: tensor([1, -3]),
});
const UNBOUNDED = qp({ q: tensor([-1, 0]), G: tensor([[-1, 1]]), h: tensor([1]) });

const disc: NonlinearProblem = {
  form: 'nonlinear',
  start: tensor([0, 0]),
  objective: (x) =>
    x
      .sub(tensor([2, 1]))
      .square()
      .sum(),
  inequalities: (x) => x.square().sum().sub(1).reshape([1]),
};
const curve: NonlinearProblem = {
  form: 'nonlinear',
  start: tensor([2, 2]),
  objective: (x) => x.square().sum(),
  equalities: (x) => x.prod().sub(4).reshape([1]),
  lower: tensor([0.1, 0.1]),
};
const NONLINEAR: readonly Solvable[] = [
  ['a disc', disc, [2 / Math.sqrt(5), 1 / Math.sqrt(5)]],
  ['a curve and bounds', curve, [2, 2]],
];

/** The cases of a solver plugin, for the forms that it supports. */
export function solverCases(plugin: SolverPlugin, options: SolverSuiteOptions = {}): Case[] {
  const { config = {}, tolerance = 1e-6 } = options;
  const ways = waysOf<'solver', SolverV1>(plugin, config);
  const quadratic = plugin.supports.forms.includes('quadratic');
  const nonlinear = plugin.supports.forms.includes('nonlinear');
  const solvable = [...(quadratic ? QUADRATIC : []), ...(nonlinear ? NONLINEAR : [])];
  return [
    ...commonCases(plugin, config),
    { name: 'supports at least one form', check: () => (solvable.length > 0 ? [] : ['supports.forms names no form of problem']) },
    ...solvable.map(([name, problem, x]): Case => ({
      name: `${problem.form}: ${name}`,
      check: async () => answerFaults(problem, await (await ways.plain()).solve(problem), x, tolerance),
    })),
    ...(quadratic
      ? [INFEASIBLE, UNBOUNDED].map((problem, i): Case => ({
          name: i === 0 ? 'an infeasible problem is not called solved' : 'an unbounded problem is not called solved',
          async check() {
            const { status } = await (await ways.plain()).solve(problem);
            const right = i === 0 ? 'primal-infeasible' : 'dual-infeasible';
            const wrong = i === 0 ? 'dual-infeasible' : 'primal-infeasible';
            return status === 'solved' || status === 'almost' || status === wrong
              ? [`status ${status} for a problem that is ${right}`]
              : [];
          },
        }))
      : []),
    {
      name: 'one iteration is not called solved unless it is',
      async check() {
        const [, problem, x] = solvable[Math.min(2, solvable.length - 1)];
        const answer = await (await ways.plain()).solve(problem, { maxIterations: 1 });
        return answer.status === 'solved' ? answerFaults(problem, answer, x, tolerance) : [];
      },
    },
    {
      name: 'the same problem gives the same answer, however the solver was made',
      async check() {
        const problem = solvable[0][1];
        const text: string[] = [];
        for (const [, s] of await ways.all())
          text.push(...[await s.solve(problem), await s.solve(problem)].map((a) => JSON.stringify(a.x)));
        return text.every((t) => t === text[0]) ? [] : [`x was ${[...new Set(text)].join(' and ')}`];
      },
    },
    {
      name: 'a run that was aborted before it began is not called solved, or is right',
      async check() {
        const [, problem, x] = solvable[0];
        const signal = AbortSignal.abort();
        const answer = await (await ways.plain()).solve(problem, { signal });
        return answer.status === 'solved' ? answerFaults(problem, answer, x, tolerance) : [];
      },
    },
  ];
}

function answerFaults(
  problem: Problem,
  { status, x, multipliers }: SolverAnswer,
  expected: readonly number[],
  tolerance: number,
): string[] {
  if (status !== 'solved') return [`status ${status} for a problem that has the solution [${expected.join(', ')}]`];
  if (multipliers === undefined) return nearest(x.toTypedArray(), expected, tolerance);
  const { checks, verdict } = certifyKkt(problem, x, multipliers, { tolerance });
  const failed = checks.filter((c) => c.verdict !== 'holds').map((c) => `${c.id} is ${c.value}, at most ${c.bound} would hold`);
  return [...(verdict === 'holds' ? [] : [`certifyKkt: ${verdict}`, ...failed]), ...nearest(x.toTypedArray(), expected, tolerance)];
}

/** The problems are well conditioned (κ ≤ 10): a residual of `tolerance` leaves at most √tolerance in x for any of them. */
function nearest(x: ArrayLike<number>, expected: readonly number[], tolerance: number): string[] {
  const error = Math.max(...expected.map((e, i) => Math.abs(e - x[i])));
  return error <= Math.sqrt(tolerance) ? [] : [`x is ${error} away from the solution [${expected.join(', ')}]`];
}

/** Makes a test of each case. */
export function solverSuite(plugin: SolverPlugin, runner: Runner, options: SolverSuiteOptions = {}): void {
  register(`solver ${plugin.name}`, solverCases(plugin, options), runner);
}
