/**
 * What rows say of other rows, by the bounds that they imply. A row a·x ≤ high bounds each of its variables,
 *
 *   a_j x_j ≤ high − Σ_{k≠j} min a_k x_k ,
 *
 * and with such bounds the range of another row may lie within its limits, which then leave: multiplier 0 is exact, because
 * what implied the limit stays in the program. Beyond its limits it is a contradiction, proved by the row and, for each
 * bound that was used, the multiple of its row that cancels the variable.
 *
 * The bounds themselves are not kept. As bounds of the program they would have multipliers of their own, which belong to
 * the rows behind them and could only be given back by moving all variables of these rows; and to an interior point each is
 * one more barrier at a place where the rows have theirs. A bound dies with its row, and never speaks of that row itself.
 * Only declared bounds imply bounds, so that a proof has one level.
 *
 * Brearley, Mitra and Williams (1975); Achterberg, Bixby, Gu, Rothberg and Weninger (2020), "Presolve reductions in mixed
 * integer programming", section 3.2.
 */
import { CONTRADICTS, type Met, type PresolveState, ROUNDED, contradiction, leaveRow } from './state.ts';

/** Bounds of the variables, and the rows behind them, −1 where declared. */
interface Implied {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly lowerRow: Int32Array;
  readonly upperRow: Int32Array;
}

/** The range of a row: its finite part, the number of infinite terms, and the sum of sizes. */
interface Range {
  least: number;
  leastInfinite: number;
  most: number;
  mostInfinite: number;
  size: number;
}

export function relaxImplied(s: PresolveState): Met {
  const implied = impliedBounds(s);
  const dead = new Uint8Array(s.keptRow.length);
  for (let i = 0; i < s.keptRow.length; i++) {
    if (s.keptRow[i] === 0 || s.rowCount[i] === 0) continue;
    const range = rangeOf(s, i, implied, dead);
    const low = s.rowLower[i] - s.shift[i];
    const high = s.rowUpper[i] - s.shift[i];
    const scale = 1 + range.size + s.shiftSize[i];
    if (range.leastInfinite === 0 && range.least - high > CONTRADICTS * scale) return contradiction(s, proof(s, i, 1, implied, dead));
    if (range.mostInfinite === 0 && low - range.most > CONTRADICTS * scale) return contradiction(s, proof(s, i, -1, implied, dead));
    if (low === high) continue;
    const within = ROUNDED * scale;
    let relaxes = false;
    if (high < Infinity && range.mostInfinite === 0 && range.most <= high - within) {
      s.rowUpper[i] = Infinity;
      relaxes = true;
    }
    if (low > -Infinity && range.leastInfinite === 0 && range.least >= low + within) {
      s.rowLower[i] = -Infinity;
      relaxes = true;
    }
    if (!relaxes) continue;
    s.relaxed = true;
    dead[i] = 1;
    if (s.rowLower[i] === -Infinity && s.rowUpper[i] === Infinity) leaveRow(s, i);
  }
  return null;
}

function impliedBounds(s: PresolveState): Implied {
  const n = s.q.length;
  const implied: Implied = {
    lower: s.lower.slice(),
    upper: s.upper.slice(),
    lowerRow: new Int32Array(n).fill(-1),
    upperRow: new Int32Array(n).fill(-1),
  };
  const declared: Implied = { ...implied, lower: s.lower, upper: s.upper };
  const none = new Uint8Array(s.keptRow.length);
  for (let i = 0; i < s.keptRow.length; i++) {
    if (s.keptRow[i] === 0 || s.rowCount[i] < 2) continue;
    const range = rangeOf(s, i, declared, none);
    if (s.rowUpper[i] < Infinity && range.leastInfinite <= 1) boundBy(s, i, 1, range, implied);
    if (s.rowLower[i] > -Infinity && range.mostInfinite <= 1) boundBy(s, i, -1, range, implied);
  }
  return implied;
}

/** What the upper (1) or lower (−1) limit of the row leaves each of its variables. */
function boundBy(s: PresolveState, i: number, side: 1 | -1, range: Range, implied: Implied): void {
  const { columnPointers, rowIndices, values } = s.rows;
  const limit = (side > 0 ? s.rowUpper[i] : s.rowLower[i]) - s.shift[i];
  const total = side > 0 ? range.least : range.most;
  const infinite = side > 0 ? range.leastInfinite : range.mostInfinite;
  const slack = ROUNDED * (1 + range.size + s.shiftSize[i] + Math.abs(limit));
  for (let p = columnPointers[i]; p < columnPointers[i + 1]; p++) {
    const j = rowIndices[p];
    if (s.keptVariable[j] === 0) continue;
    const a = values[p];
    const own = a * (a > 0 === side > 0 ? s.lower[j] : s.upper[j]);
    if (infinite === 1 && Number.isFinite(own)) continue;
    const rest = Number.isFinite(own) ? total - own : total;
    const bound = (limit - rest + side * slack) / a;
    if (a > 0 === side > 0) {
      if (bound < implied.upper[j]) {
        implied.upper[j] = bound;
        implied.upperRow[j] = i;
      }
    } else if (bound > implied.lower[j]) {
      implied.lower[j] = bound;
      implied.lowerRow[j] = i;
    }
  }
}

/** Which bound of x_j counts for row i. */
const speaks = (row: number, i: number, dead: Uint8Array): boolean => row >= 0 && row !== i && dead[row] === 0;

function rangeOf(s: PresolveState, i: number, { lower, upper, lowerRow, upperRow }: Implied, dead: Uint8Array): Range {
  const { columnPointers, rowIndices, values } = s.rows;
  const out: Range = { least: 0, leastInfinite: 0, most: 0, mostInfinite: 0, size: 0 };
  for (let p = columnPointers[i]; p < columnPointers[i + 1]; p++) {
    const j = rowIndices[p];
    if (s.keptVariable[j] === 0) continue;
    const a = values[p];
    const l = a * (speaks(lowerRow[j], i, dead) ? lower[j] : s.lower[j]);
    const u = a * (speaks(upperRow[j], i, dead) ? upper[j] : s.upper[j]);
    const least = a > 0 ? l : u;
    const most = a > 0 ? u : l;
    if (least === -Infinity) out.leastInfinite++;
    else {
      out.least += least;
      out.size += Math.abs(least);
    }
    if (most === Infinity) out.mostInfinite++;
    else {
      out.most += most;
      out.size += Math.abs(most);
    }
  }
  return out;
}

/** Row i beyond its upper (1) or lower (−1) limit, and the rows whose bounds say so. */
function proof(s: PresolveState, i: number, side: 1 | -1, implied: Implied, dead: Uint8Array): [row: number, y: number][] {
  const { columnPointers, rowIndices, values } = s.rows;
  const out: [number, number][] = [[i, side]];
  for (let p = columnPointers[i]; p < columnPointers[i + 1]; p++) {
    const j = rowIndices[p];
    if (s.keptVariable[j] === 0) continue;
    const row = values[p] > 0 === side > 0 ? implied.lowerRow[j] : implied.upperRow[j];
    if (!speaks(row, i, dead)) continue;
    let q = columnPointers[row];
    while (rowIndices[q] !== j) q++;
    out.push([row, (-side * values[p]) / values[q]]);
  }
  return out;
}
