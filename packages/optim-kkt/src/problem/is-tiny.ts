/**
 * Programs that are solved as they are first: with so few rows and variables, all of them curved and none of them fixed,
 * looking for what presolve could take away costs more than it saves.
 */
import type { RowProgram } from './row-program.ts';

/** Rows and variables together. */
const TINY = 13;

export function isTiny({ P, A, rowLower, rowUpper, lower, upper }: RowProgram): boolean {
  if (A.rows + A.columns > TINY) return false;
  for (let j = 0; j < P.columns; j++) {
    if (lower[j] === upper[j]) return false;
    const last = P.columnPointers[j + 1] - 1;
    if (last < P.columnPointers[j] || P.rowIndices[last] !== j || !(P.values[last] > 0)) return false;
  }
  const counts = new Int32Array(A.rows);
  for (let p = 0; p < A.columnPointers[A.columns]; p++) counts[A.rowIndices[p]]++;
  for (let i = 0; i < A.rows; i++) if (counts[i] <= 1 && rowLower[i] === rowUpper[i]) return false;
  return true;
}
