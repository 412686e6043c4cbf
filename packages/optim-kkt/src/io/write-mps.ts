/** Programs written as free MPS files that `readMps` reads back to the same numbers. */
import { sparseTranspose } from '@adjoint/linalg';
import { ArgumentError } from '@adjoint/tensor';
import { type QuadraticProgram, rowProgram } from '../problem/quadratic-program.ts';

export interface ProgramNames {
  readonly name?: string;
  readonly rowNames?: readonly string[];
  readonly variableNames?: readonly string[];
  readonly objectiveName?: string;
}

/** Names as given, or x1, x2 …; @throws ArgumentError for a wrong count, a doubled name or one with a blank */
export function namesFor(given: readonly string[] | undefined, count: number, letter: string, what: string): readonly string[] {
  if (given === undefined) return Array.from({ length: count }, (_, k) => `${letter}${k + 1}`);
  if (given.length !== count)
    throw new ArgumentError(
      `${given.length} names for ${count} ${what}`,
      `one name for each; rows are the inequalities, the equalities and the two-sided rows in this order`,
    );
  if (new Set(given).size !== count) throw new ArgumentError(`the names of ${what} are not unique`, 'give each its own');
  const bad = given.find((n) => !/^[^\s*$]\S*$/.test(n));
  if (bad !== undefined) throw new ArgumentError(`the name ${JSON.stringify(bad)}`, 'names have no blanks');
  return given;
}

/**
 * @throws ShapeError, NonFiniteError, ArgumentError for a malformed program or names
 * @example readMps(writeMps(problem)).program
 */
export function writeMps(problem: QuadraticProgram, names: ProgramNames = {}): string {
  const { program: p } = rowProgram(problem);
  const n = p.q.length;
  const m = p.rowLower.length;
  const out: string[] = [];
  const rows = namesFor(names.rowNames, m, 'r', 'rows');
  const variables = namesFor(names.variableNames, n, 'x', 'variables');
  const cost = names.objectiveName ?? 'obj';
  // A free row is a row of kind N.
  const kind = (i: number): string =>
    p.rowLower[i] === p.rowUpper[i] ? 'E' : p.rowUpper[i] < Infinity ? 'L' : p.rowLower[i] > -Infinity ? 'G' : 'N';
  out.push(`NAME ${names.name ?? 'program'}`, 'ROWS', ` N ${cost}`, ...rows.map((r, i) => ` ${kind(i)} ${r}`), 'COLUMNS');
  for (let j = 0; j < n; j++) {
    if (p.q[j] !== 0 || p.A.columnPointers[j] === p.A.columnPointers[j + 1]) out.push(` ${variables[j]} ${cost} ${p.q[j]}`);
    for (let k = p.A.columnPointers[j]; k < p.A.columnPointers[j + 1]; k++)
      out.push(` ${variables[j]} ${rows[p.A.rowIndices[k]]} ${p.A.values[k]}`);
  }
  out.push('RHS');
  if (p.constant !== 0) out.push(` rhs ${cost} ${-p.constant}`);
  const ranges: string[] = [];
  for (let i = 0; i < m; i++) {
    const low = p.rowLower[i];
    const high = p.rowUpper[i];
    const right = high < Infinity ? high : low;
    if (Number.isFinite(right) && right !== 0) out.push(` rhs ${rows[i]} ${right}`);
    if (low !== high && Number.isFinite(low) && Number.isFinite(high)) ranges.push(` rng ${rows[i]} ${high - low}`);
  }
  if (ranges.length > 0) out.push('RANGES', ...ranges);
  out.push('BOUNDS');
  for (let j = 0; j < n; j++) {
    const low = p.lower[j];
    const high = p.upper[j];
    const bound = (k: string, v?: number): number => out.push(` ${k} bnd ${variables[j]}${v === undefined ? '' : ` ${v}`}`);
    if (low === high) {
      bound('FX', low);
      continue;
    }
    if (low === -Infinity && high === Infinity) {
      bound('FR');
      continue;
    }
    if (low === -Infinity) bound('MI');
    else if (low !== 0) bound('LO', low);
    if (high < Infinity) bound('UP', high);
    if (low === 0 && high < 0) bound('LO', 0);
  }
  const P = sparseTranspose(p.P);
  if (P.columnPointers[n] > 0) {
    out.push('QUADOBJ');
    for (let j = 0; j < n; j++)
      for (let k = P.columnPointers[j]; k < P.columnPointers[j + 1]; k++)
        out.push(` ${variables[j]} ${variables[P.rowIndices[k]]} ${P.values[k]}`);
  }
  out.push('ENDATA', '');
  return out.join('\n');
}
