/**
 * What the bounds say of each row, by the range [least, most] that they leave it:
 *
 *   limits outside the range           a contradiction, with multiplier ±1 of the row
 *   a limit met at an end of the range forcing: all its variables are at the bounds that give this end. Undone, y is the
 *                                      least |y| that gives every w_j = −(rest_j + a_j y) the sign of its bound
 *   a limit beyond the range           leaves, and its row when it was the last one; y = 0
 *
 * Brearley, Mitra and Williams (1975), "Analysis of mathematical programming problems prior to applying the simplex
 * algorithm"; Andersen and Andersen (1995), section 3.
 */
import { activity } from './activity.ts';
import { CONTRADICTS, type Met, type PresolveState, contradiction, fix, leaveRow } from './state.ts';

export function compareWithBounds(s: PresolveState): Met {
  const { rows, lower, upper, rowLower, rowUpper } = s;
  for (let i = 0; i < s.keptRow.length; i++) {
    if (s.keptRow[i] === 0 || s.rowCount[i] === 0) continue;
    const { least, most, size } = activity(rows, i, s.keptVariable, lower, upper);
    const low = rowLower[i] - s.shift[i];
    const high = rowUpper[i] - s.shift[i];
    const scale = 1 + size + s.shiftSize[i];
    if (least - high > CONTRADICTS * scale) return contradiction(s, [[i, 1]]);
    if (low - most > CONTRADICTS * scale) return contradiction(s, [[i, -1]]);
    if (least === high || most === low) {
      force(s, i, least === high ? 1 : -1);
      continue;
    }
    if (rowLower[i] === rowUpper[i]) continue;
    if (high < Infinity && most <= high) {
      rowUpper[i] = Infinity;
      s.relaxed = true;
    }
    if (low > -Infinity && least >= low) {
      rowLower[i] = -Infinity;
      s.relaxed = true;
    }
    if (rowLower[i] === -Infinity && rowUpper[i] === Infinity) leaveRow(s, i);
  }
  return null;
}

/** sign 1: the row meets its upper limit at its least. */
function force(s: PresolveState, i: number, sign: 1 | -1): void {
  const { columnPointers, rowIndices, values } = s.rows;
  const variables: number[] = [];
  leaveRow(s, i);
  for (let p = columnPointers[i]; p < columnPointers[i + 1]; p++) {
    const j = rowIndices[p];
    if (s.keptVariable[j] === 0) continue;
    variables.push(j);
    fix(s, j, values[p] > 0 === sign > 0 ? s.lower[j] : s.upper[j]);
  }
  s.steps.push({ kind: 'forcing', row: i, variables, sign });
}
