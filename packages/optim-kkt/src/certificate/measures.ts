/**
 * The conditions of Karush, Kuhn and Tucker as checks, in the norms of this library:
 *
 *   r_p ≤ ε(1 + max(‖A x‖, ‖s‖, ‖b‖)),  r_d ≤ ε(1 + max(‖P x‖, ‖Aᵀz‖, ‖q‖)),  gap ≤ ε(1 + min(|p|, |d|))   (∞-norms, unscaled)
 *   signs: every multiplier of an inequality ≥ −ε(1 + ‖multipliers‖)
 *
 * Complementarity asks of each multiplier μ and slack s that the product, the multiplier or the slack is small against
 * its own scale; how far all together are from the optimum is the gap. Where there is no dual value (nonlinear
 * problems), it is max |μᵢ| max(0, −gᵢ) ≤ ε(1 + |f|).
 */
import { type Check, check } from '@adjoint/tensor';

export interface KktMeasures {
  readonly primal: number;
  readonly primalScale: number;
  readonly stationarity: number;
  readonly dualScale: number;
  /** Largest amount by which a multiplier has the wrong sign. */
  readonly sign: number;
  readonly multiplierScale: number;
  readonly complementarity: number;
  readonly complementarityScale: number;
  /** |p − d| where there is a dual value, else null. */
  readonly gap: number | null;
  readonly objectiveScale: number;
}

export function kktChecks(m: KktMeasures, ε: number): Check[] {
  const checks = [
    check('primal-feasibility', m.primal, '<=', ε * m.primalScale),
    check('stationarity', m.stationarity, '<=', ε * m.dualScale),
    check('dual-feasibility', m.sign, '<=', ε * m.multiplierScale),
    check('complementarity', m.complementarity, '<=', ε * m.complementarityScale),
  ];
  if (m.gap !== null) checks.push(check('duality-gap', m.gap, '<=', ε * m.objectiveScale));
  return checks;
}

/** Largest magnitude; NaN when there is one. */
export function maxAbs(v: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < v.length; i++) {
    const a = Math.abs(v[i]);
    if (a > most || Number.isNaN(a)) most = a;
  }
  return most;
}

export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};
