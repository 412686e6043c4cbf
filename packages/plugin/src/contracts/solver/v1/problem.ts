import type { NonlinearProblem } from './nonlinear-problem.ts';
import type { QuadraticProblem } from './quadratic-problem.ts';

/** What a solver can be asked; `form` tells which. */
export type Problem = QuadraticProblem | NonlinearProblem;
