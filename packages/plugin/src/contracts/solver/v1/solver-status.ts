/** How a run ended. Only `solved` claims an optimum; `almost` met loosened tolerances and never counts as solved. */
export type SolverStatus =
  'solved' | 'almost' | 'primal-infeasible' | 'dual-infeasible' | 'iteration-limit' | 'time-limit' | 'aborted' | 'numerical';
