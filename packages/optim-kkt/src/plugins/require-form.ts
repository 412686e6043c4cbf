import type { Problem } from '@adjoint/plugin';
import { ArgumentError } from '@adjoint/tensor';

/** @throws ArgumentError when the problem is of another form than the solver takes */
export function requireForm<F extends Problem['form']>(solver: string, problem: Problem, form: F): Extract<Problem, { form: F }> {
  if (problem.form !== form)
    throw new ArgumentError(
      `solver ${solver}: a ${problem.form} problem`,
      `it solves ${form} ones; registry.list('solver') tells the forms of the others`,
    );
  return problem as Extract<Problem, { form: F }>;
}
