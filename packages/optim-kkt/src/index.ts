// Convex programs
export { linearProgram, parametricProgram, quadraticProgram } from './solve-quadratic.ts';
export type { QuadraticOptions, QuadraticResult } from './solve-quadratic.ts';
export { coneProgram } from './solve-cone.ts';
export type { ConeResult } from './solve-cone.ts';
export { lagrangianDual } from './problem/lagrangian-dual.ts';
export type { DualProgram } from './problem/lagrangian-dual.ts';
export type { Cone, ConeProgram } from './problem/cone-program.ts';
export type { ConeSpec } from './interior-point/cone-data.ts';
export type { LinearProgram, QuadraticMultipliers, QuadraticProgram } from './problem/quadratic-program.ts';
export type { MatrixLike, VectorLike } from './problem/matrix-input.ts';
export type { IterationInfo, SolveStatus, SolverOptions } from './interior-point/settings.ts';
export type { OptimizationResult, Stats } from './result.ts';
export { formatTrace } from './format-trace.ts';

// Models
export { maximizeModel, minimizeModel } from './model/model.ts';
export type { Model, ModelSolution, SolveModelOptions } from './model/model.ts';
export { parameter, quadraticForm, sumSquares, variable } from './model/expression.ts';
export type { Affine, Constraint, Operand, Parameter, Quadratic, Variable } from './model/expression.ts';

// Smooth programs
export { minimize } from './sqp/minimize.ts';
export type { MinimizeOptions, NonlinearResult, SqpInfo } from './sqp/minimize.ts';
export { minimizeUnconstrained } from './unconstrained/minimize-unconstrained.ts';
export type { DescentInfo, UnconstrainedOptions, UnconstrainedResult } from './unconstrained/minimize-unconstrained.ts';
export type { NonlinearProgram } from './problem/nonlinear-program.ts';

// Certificates
export { certifyKkt } from './certificate/certify-kkt.ts';
export type { CertifyKktOptions, KktClaim } from './certificate/kkt-claim.ts';
export { certifyCone, certifyConeInfeasible } from './certificate/certify-cone.ts';
export type { CertifyConeOptions } from './certificate/certify-cone.ts';
export { certifyInfeasible } from './certificate/certify-infeasible.ts';
export type { MultipliersLike } from './certificate/split-multipliers.ts';
export { certifyMinimum, classifyStationaryPoint } from './certificate/certify-minimum.ts';
export type { CertifyMinimumOptions, Classification, StationaryKind } from './certificate/certify-minimum.ts';

// Files
export { readMps } from './io/read-mps.ts';
export type { ReadMpsOptions } from './io/read-mps.ts';
export { readLp } from './io/read-lp.ts';
export { writeMps } from './io/write-mps.ts';
export type { ProgramNames } from './io/write-mps.ts';
export { writeLp } from './io/write-lp.ts';
export type { NamedProgram } from './io/program-builder.ts';

// Sensitivity of the optimal value
export { optimalValueSlopes } from './sensitivity/optimal-value-slopes.ts';
export { solutionMap } from './sensitivity/solution-map.ts';
export type { Solution, SolutionMapInput } from './sensitivity/solution-map.ts';
export type { OptimalValueSlopes } from './sensitivity/optimal-value-slopes.ts';
