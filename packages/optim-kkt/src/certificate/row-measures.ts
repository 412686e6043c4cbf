/** Residuals of a row program at an answer, recomputed from the data alone. */
import { addSparseProduct, addSparseTransposeProduct, addSymmetricProduct } from '@adjoint/linalg';
import { roomFor } from '../interior-point/room.ts';
import type { RowProgram } from '../problem/row-program.ts';
import { type KktMeasures, dot, maxAbs } from './measures.ts';

/** Multipliers split by limit, as people give them: nothing is cancelled before its sign was looked at. */
export interface SplitMultipliers {
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

export function rowMeasures(
  program: RowProgram,
  x: Float64Array,
  z: SplitMultipliers,
): KktMeasures & { readonly primalObjective: number; readonly dualObjective: number } {
  const { P, q, A } = program;
  const n = q.length;
  const m = program.rowLower.length;
  const take = roomFor(3 * n + 2 * m);
  const Px = addSymmetricProduct(take(n), 1, P, x);
  const Ax = addSparseProduct(take(m), 1, A, x);
  const y = take(m);
  const stationarity = take(n);
  for (let i = 0; i < m; i++) y[i] = z.rowUpper[i] - z.rowLower[i];
  const Aty = addSparseTransposeProduct(take(n), 1, A, y);
  for (let j = 0; j < n; j++) stationarity[j] = q[j] + Px[j] + Aty[j] + z.upper[j] - z.lower[j];
  const total: Totals = { primal: 0, sign: 0, value: 0, size: 0, dual: 0, pairs: [] };
  measureLimits(total, Ax, program.rowLower, program.rowUpper, z.rowLower, z.rowUpper);
  measureLimits(total, x, program.lower, program.upper, z.lower, z.upper);
  const xPx = dot(x, Px);
  const qx = dot(q, x);
  const primalObjective = xPx / 2 + qx + program.constant;
  const dualObjective = -xPx / 2 - total.value + program.constant;
  const primalScale = 1 + Math.max(maxAbs(Ax), total.size);
  const multiplierScale = 1 + total.dual;
  const objectiveScale = 1 + Math.min(Math.abs(primalObjective), Math.abs(dualObjective));
  let complementarity = 0;
  for (const [multiplier, slack] of total.pairs)
    complementarity = worst(
      complementarity,
      Math.min((multiplier * slack) / objectiveScale, multiplier / multiplierScale, slack / primalScale),
    );
  return {
    primal: total.primal,
    primalScale,
    sign: total.sign,
    multiplierScale,
    stationarity: maxAbs(stationarity),
    dualScale: 1 + Math.max(maxAbs(Px), maxAbs(Aty), maxAbs(z.lower), maxAbs(z.upper), maxAbs(q)),
    complementarity,
    complementarityScale: 1,
    gap: Math.abs(xPx + qx + total.value),
    objectiveScale,
    primalObjective,
    dualObjective,
  };
}

interface Totals {
  primal: number;
  sign: number;
  value: number;
  size: number;
  dual: number;
  readonly pairs: [multiplier: number, slack: number][];
}

/** Adds what the limits low ≤ v ≤ high contribute. `value` collects uᵀz_u − lᵀz_l. */
function measureLimits(to: Totals, v: Float64Array, low: Float64Array, high: Float64Array, zLow: Float64Array, zHigh: Float64Array): void {
  const one = (excess: number, limit: number, z: number, free: boolean): void => {
    if (!Number.isFinite(limit)) {
      if (z !== 0) to.sign = Math.max(to.sign, Math.abs(z));
      return;
    }
    to.primal = worst(to.primal, excess);
    to.size = worst(to.size, Math.abs(limit));
    to.dual = worst(to.dual, Math.abs(z));
    if (!free) {
      to.size = worst(to.size, Math.abs(excess));
      to.sign = worst(to.sign, -z);
      if (excess < 0 && z !== 0) to.pairs.push([Math.abs(z), -excess]); // what exceeds the limit is counted as infeasible
    }
  };
  for (let i = 0; i < v.length; i++) {
    const equal = low[i] === high[i];
    one(v[i] - high[i], high[i], zHigh[i], equal);
    one(low[i] - v[i], low[i], zLow[i], equal);
    if (Number.isFinite(high[i])) to.value += high[i] * zHigh[i];
    if (Number.isFinite(low[i])) to.value -= low[i] * zLow[i];
  }
}

/** The larger of two; NaN wins, so that nothing hides. */
const worst = (a: number, b: number): number => (Number.isNaN(b) || b > a ? b : a);
