/**
 * A variable without curvature that nothing keeps from going where its cost pulls it stands at that bound:
 *
 *   q_j ≥ 0, and x_j may fall as far as every row is concerned (a_ij > 0 only in rows without a lower limit, a_ij < 0 only
 *   in rows without an upper one)   ⇒   x_j = l_j
 *
 * Undone, w_j = −(q_j + Σ a_ij y_i) has the sign of the bound, because every term in the sum is ≥ 0. A variable in no row
 * and without cost is put to the value of its range that is nearest to 0. Where l_j = −∞ the solver is left to find that
 * the objective falls without end, or that nothing is feasible.
 *
 * Andersen and Andersen (1995), section 3.4 (dominated columns, with the bounds y ≥ 0 alone).
 */
import { type Met, type PresolveState, fix } from './state.ts';

export function fixByCost(s: PresolveState): Met {
  for (let j = 0; j < s.q.length; j++) {
    if (s.keptVariable[j] === 0 || s.curved[j] === 1) continue;
    const [falls, rises] = freedom(s, j);
    if (s.q[j] >= 0 && falls && s.lower[j] > -Infinity && !(s.q[j] === 0 && rises)) fix(s, j, s.lower[j]);
    else if (s.q[j] <= 0 && rises && s.upper[j] < Infinity && !(s.q[j] === 0 && falls)) fix(s, j, s.upper[j]);
    else if (s.q[j] === 0 && falls && rises) fix(s, j, Math.min(Math.max(0, s.lower[j]), s.upper[j]));
  }
  return null;
}

/** Whether no row keeps x_j from falling, and from rising. */
function freedom(s: PresolveState, j: number): [falls: boolean, rises: boolean] {
  const { columnPointers, rowIndices, values } = s.given.A;
  let falls = true;
  let rises = true;
  for (let p = columnPointers[j]; p < columnPointers[j + 1] && (falls || rises); p++) {
    const i = rowIndices[p];
    if (s.keptRow[i] === 0) continue;
    if ((values[p] > 0 ? s.rowLower[i] : -s.rowUpper[i]) > -Infinity) falls = false;
    if ((values[p] > 0 ? s.rowUpper[i] : -s.rowLower[i]) < Infinity) rises = false;
  }
  return [falls, rises];
}
