/**
 * Fixed variables leave, empty rows leave, and a row of one variable becomes its bounds, until there are none:
 *
 *   low ≤ a·x_j ≤ high   is   low / a ≤ x_j ≤ high / a  (a > 0)
 *
 * Undone, the multiplier w_j of a bound that came from the row is the row's: y = w_j / a, and w_j = 0.
 */
import { CONTRADICTS, type Met, type PresolveState, ROUNDED, contradiction, fix, leaveRow } from './state.ts';

/** A row with a smaller coefficient would become a bound of doubtful digits. */
const LEAST_FACTOR = 1e-6;

export function settle(s: PresolveState): Met {
  while (s.waitingRows.length + s.waitingVariables.length > 0) {
    const j = s.waitingVariables.pop();
    if (j !== undefined) {
      if (s.keptVariable[j] === 1) fix(s, j, s.lower[j]);
      continue;
    }
    const i = s.waitingRows.pop() as number;
    if (s.keptRow[i] === 0) continue;
    const met = s.rowCount[i] === 0 ? emptyRow(s, i) : singletonRow(s, i);
    if (met !== null) return met;
  }
  return null;
}

function emptyRow(s: PresolveState, i: number): Met {
  const low = s.rowLower[i] - s.shift[i];
  const high = s.rowUpper[i] - s.shift[i];
  const size = s.shiftSize[i];
  const excess = Math.max(low, -high);
  if (excess > (size === 0 ? 1e-9 : CONTRADICTS * (1 + size))) return contradiction(s, [[i, low > 0 ? -1 : 1]]);
  if (excess > (size === 0 ? 0 : ROUNDED * (1 + size))) return 'nearly';
  leaveRow(s, i);
  return null;
}

function singletonRow(s: PresolveState, i: number): Met {
  const { rows, lower, upper } = s;
  let k = rows.columnPointers[i];
  while (s.keptVariable[rows.rowIndices[k]] === 0) k++;
  const variable = rows.rowIndices[k];
  const factor = rows.values[k];
  if (Math.abs(factor) < LEAST_FACTOR) return null;
  const low = (s.rowLower[i] - s.shift[i]) / factor;
  const high = (s.rowUpper[i] - s.shift[i]) / factor;
  let least = factor > 0 ? low : high;
  let most = factor > 0 ? high : low;
  const bound = Math.max(Number.isFinite(least) ? Math.abs(least) : 0, Number.isFinite(most) ? Math.abs(most) : 0);
  const size = 1 + s.shiftSize[i] / Math.abs(factor) + bound;
  const beyond = Math.max(least - upper[variable], lower[variable] - most);
  if (beyond > CONTRADICTS * size) return contradiction(s, [[i, (least > upper[variable] ? -1 : 1) / factor]]);
  if (beyond > ROUNDED * size) return 'nearly';
  const setsLower = least > lower[variable];
  const setsUpper = most < upper[variable];
  least = Math.min(least, upper[variable]);
  most = Math.max(most, lower[variable]);
  leaveRow(s, i);
  s.steps.push({ kind: 'singleton', row: i, variable, factor, setsLower, setsUpper });
  lower[variable] = Math.max(lower[variable], least);
  upper[variable] = Math.min(upper[variable], most);
  if (lower[variable] === upper[variable]) s.waitingVariables.push(variable);
  return null;
}
