/**
 * The claims of `certifyKkt` that a solver of linear and quadratic programs makes of its own answers: first-order
 * conditions and convexity. Apart from the rest, so that a bundle of the solver has no derivatives in it.
 */
import type { Certificate, Check } from '@adjoint/tensor';
import { type VectorLike, vectorInput } from '../problem/matrix-input.ts';
import { type QuadraticProgram, rowProgram } from '../problem/quadratic-program.ts';
import type { RowProgram } from '../problem/row-program.ts';
import { convexityCheck } from './convexity.ts';
import { claimCertificate } from './kkt-claim.ts';
import { type KktMeasures, kktChecks } from './measures.ts';
import { type SplitMultipliers, rowMeasures } from './row-measures.ts';
import { type MultipliersLike, splitMultipliers } from './split-multipliers.ts';

export interface MeasuredAnswer {
  readonly program: RowProgram;
  readonly x: Float64Array;
  readonly z: SplitMultipliers;
  readonly measures: KktMeasures;
}

/** @throws ShapeError or NonFiniteError when the problem, x or the multipliers are malformed */
export function measureAnswer(problem: QuadraticProgram, at: VectorLike, multipliers: MultipliersLike): MeasuredAnswer {
  const { program, layout } = rowProgram(problem);
  const x = vectorInput('x', at, layout.variables);
  const z = splitMultipliers(multipliers, layout);
  return { program, x, z, measures: rowMeasures(program, x, z) };
}

export function firstOrderChecks({ program, measures }: MeasuredAnswer, ε: number, convex: boolean): Check[] {
  const checks = kktChecks(measures, ε);
  return convex ? [...checks, convexityCheck(program.P)] : checks;
}

/** As `certifyKkt` with these claims. */
export const certifyQuadratic = (
  problem: QuadraticProgram,
  x: VectorLike,
  multipliers: MultipliersLike,
  claim: 'kkt-point' | 'global-minimum',
  ε = 1e-8,
): Certificate => claimCertificate(claim, firstOrderChecks(measureAnswer(problem, x, multipliers), ε, claim === 'global-minimum'));
