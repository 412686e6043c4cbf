/** Solvers that are wrong in one way each. */
import { quadraticProgram } from '@adjoint/optim-kkt';
import { type Plugin, type QuadraticProblem, type SolverAnswer, type SolverV1, definePlugin, describeConfig } from '@adjoint/plugin';
import { tensor } from '@adjoint/tensor';

type Mutant = Plugin<'solver', `mutant/${string}`, never, 'v1'>;
const STATUS = new Set([
  'solved',
  'almost',
  'primal-infeasible',
  'dual-infeasible',
  'iteration-limit',
  'time-limit',
  'aborted',
  'numerical',
]);

function right(problem: QuadraticProblem, maxIterations?: number): SolverAnswer {
  const { form: _, ...program } = problem;
  const r = quadraticProgram(program, maxIterations === undefined ? {} : { maxIterations });
  return { status: STATUS.has(r.status) ? r.status : 'numerical', x: r.x, iterations: r.iterations, multipliers: r.multipliers };
}
function mutant(name: string, change: (answer: SolverAnswer, problem: QuadraticProblem) => SolverAnswer): readonly [string, Mutant] {
  const solver: SolverV1 = {
    solve: (problem, run) => change(right(problem as QuadraticProblem, run?.maxIterations), problem as QuadraticProblem),
  };
  return [
    name,
    definePlugin({
      kind: 'solver',
      name: `mutant/${name}`,
      spec: 'v1',
      supports: { forms: ['quadratic'] },
      config: describeConfig({}),
      create: () => solver,
    }) as Mutant,
  ];
}
export const rightSolver = (): readonly [string, Mutant] => mutant('right', (a) => a);

/** Each call makes its own. */
export function solverMutants(): ReadonlyMap<string, Mutant> {
  let calls = 0;
  return new Map([
    mutant('a-little-off', (a) => ({ ...a, x: a.x.add(1e-4) })),
    mutant('forgets-multipliers', (a) =>
      a.multipliers
        ? {
            ...a,
            multipliers: { ...a.multipliers, inequalities: a.multipliers.inequalities.mul(0), equalities: a.multipliers.equalities.mul(0) },
          }
        : a,
    ),
    mutant('turns-signs', (a) =>
      a.multipliers
        ? {
            ...a,
            multipliers: {
              ...a.multipliers,
              inequalities: a.multipliers.inequalities.neg(),
              lower: a.multipliers.lower.neg(),
              upper: a.multipliers.upper.neg(),
            },
          }
        : a,
    ),
    mutant('ignores-constraints', (a, p) =>
      p.P === undefined ? a : { ...right({ form: 'quadratic', P: p.P, q: p.q }), ...(a.multipliers && { multipliers: a.multipliers }) },
    ),
    mutant('always-solved', (a) => ({ ...a, status: 'solved' })),
    mutant('never-solved', (a) => ({ ...a, status: 'almost' })),
    mutant('confuses-infeasible', (a) => ({
      ...a,
      status: a.status === 'primal-infeasible' ? 'dual-infeasible' : a.status === 'dual-infeasible' ? 'primal-infeasible' : a.status,
    })),
    mutant('answers-nothing', (a) => ({ ...a, x: tensor(Array.from(a.x.data(), () => Number.NaN)) })),
    mutant('throws-when-infeasible', (a) => {
      if (a.status !== 'solved') throw new Error('no solution');
      return a;
    }),
    mutant('changes-its-mind', (a) => ({ ...a, x: a.x.add(1e-13 * calls++) })),
  ]);
}
