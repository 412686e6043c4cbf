/** What every solver plugin says of itself. */
export interface SolverSupports {
  /** Forms of problems that `solve` accepts. */
  readonly forms: readonly ('quadratic' | 'nonlinear')[];
}
