/**
 * A variable that stands in one row alone, and has no curvature, is what that row leaves it:
 *
 *   a·x_j + r(x) = b,  l ≤ x_j ≤ u     is   b − a·u ≤ r(x) ≤ b − a·l  (a > 0)   with   x_j = (b − r(x)) / a
 *
 * and its cost goes to the others: q_k −= q_j a_k / a, and q_j b / a to the constant. A free variable takes its row away
 * with it. So does one whose bounds the row implies, because the new limits lie beyond the range of r.
 *
 * An inequality holds with equality when x_j has nothing else to hold it: of  a·x_j + r(x) ≤ b  with q_j a < 0, and no
 * bound of x_j (or an implied one) on the side that q_j pulls to, since q_j + a y + w_j = 0 leaves a y ≥ −q_j a / a > 0.
 *
 * The costs may not outgrow what they were: the dual residual is measured against them.
 *
 * Undone: with ŷ of the row that stayed, y = ŷ − q_j / a and w_j = −a ŷ.
 *
 * Andersen and Andersen (1995), sections 3.2 and 3.3 (column singletons); Gondzio (1997), "Presolve analysis of linear
 * programs prior to applying an interior point method", section 3.
 */
import { activity } from './activity.ts';
import { type Met, type PresolveState, leaveColumn, leaveRow } from './state.ts';

/** The coefficient against the largest of the row and against 1: what r(x) exceeds its limits by reaches x_j times 1/a. */
const LEAST_FACTOR = 0.01;
const CANCELLED = 8 * Number.EPSILON;
/** A two-sided row costs the solver two: only as short a one as this is worth it. */
const SHORT = 3;

export function substituteSingletons(s: PresolveState): Met {
  substituteEach(s, true);
  substituteEach(s, false);
  return null;
}

function substituteEach(s: PresolveState, onlyWithRow: boolean): void {
  const { columnPointers, rowIndices, values } = s.given.A;
  for (let j = 0; j < s.q.length; j++) {
    if (s.keptVariable[j] === 0 || s.columnCount[j] !== 1 || s.curved[j] === 1) continue;
    let p = columnPointers[j];
    while (s.keptRow[rowIndices[p]] === 0) p++;
    if (s.rowCount[rowIndices[p]] > 1) substitute(s, j, rowIndices[p], values[p], onlyWithRow);
  }
}

function substitute(s: PresolveState, j: number, i: number, a: number, onlyWithRow: boolean): void {
  const entries: number[] = [];
  let largest = 1;
  for (let p = s.rows.columnPointers[i]; p < s.rows.columnPointers[i + 1]; p++) {
    const k = s.rows.rowIndices[p];
    if (k === j || s.keptVariable[k] === 0) continue;
    entries.push(p);
    largest = Math.max(largest, Math.abs(s.rows.values[p]));
  }
  const cost = s.q[j];
  if (Math.abs(a) < LEAST_FACTOR * largest || Math.abs(cost) * largest > s.costSize * Math.abs(a)) return;
  const limits = remainingLimits(s, j, i, a);
  if (limits === null) return;
  const [low, high, limit] = limits;
  const withRow = low === -Infinity && high === Infinity;
  if (onlyWithRow ? !withRow : low > -Infinity && high < Infinity && entries.length > SHORT) return;
  s.steps.push({ kind: 'substituted', row: i, variable: j, factor: a, limit: limit - s.shift[i], cost, entries });
  for (const p of entries) addCost(s, s.rows.rowIndices[p], -(cost * s.rows.values[p]) / a);
  s.constant += (cost * (limit - s.shift[i])) / a;
  s.rowLower[i] = low;
  s.rowUpper[i] = high;
  leaveColumn(s, j);
  if (withRow) leaveRow(s, i);
}

/** What is left of costs that cancel is rounding, and no cost: as one it would pull a free variable without end. */
function addCost(s: PresolveState, k: number, cost: number): void {
  s.q[k] += cost;
  s.costTerms[k] += Math.abs(cost);
  if (Math.abs(s.q[k]) <= CANCELLED * s.costTerms[k]) s.q[k] = 0;
}

/** The limits of the row without x_j, and the limit that it meets with it; null when it need not meet one. */
function remainingLimits(s: PresolveState, j: number, i: number, a: number): [low: number, high: number, limit: number] | null {
  const down = a * (a > 0 ? s.lower[j] : s.upper[j]);
  const up = a * (a > 0 ? s.upper[j] : s.lower[j]);
  // The range of r, by the bounds of the others.
  s.keptVariable[j] = 0;
  const { least, most } = activity(s.rows, i, s.keptVariable, s.lower, s.upper);
  s.keptVariable[j] = 1;
  const upIsImplied = (limit: number): boolean => up === Infinity || limit - s.shift[i] - least <= up;
  const downIsImplied = (limit: number): boolean => down === -Infinity || limit - s.shift[i] - most >= down;
  const pull = s.q[j] / a;
  let limit: number;
  if (s.rowLower[i] === s.rowUpper[i]) limit = s.rowUpper[i];
  else if (pull < 0 && s.rowUpper[i] < Infinity && upIsImplied(s.rowUpper[i])) limit = s.rowUpper[i];
  else if (pull > 0 && s.rowLower[i] > -Infinity && downIsImplied(s.rowLower[i])) limit = s.rowLower[i];
  else return null;
  return [upIsImplied(limit) ? -Infinity : limit - up, downIsImplied(limit) ? Infinity : limit - down, limit];
}
