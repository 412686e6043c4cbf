/** Programs written in LP format, so that `readLp` reads the same numbers back. */
import { sparseTranspose } from '@adjoint/linalg';
import { ArgumentError } from '@adjoint/tensor';
import { type QuadraticProgram, rowProgram } from '../problem/quadratic-program.ts';
import { type ProgramNames, namesFor } from './write-mps.ts';

const term = (v: number, name: string): string => `${v < 0 ? '-' : '+'} ${Math.abs(v)} ${name}`;

/**
 * @throws ShapeError, NonFiniteError, ArgumentError for a malformed program or names that the format does not allow
 * @example readLp(writeLp(problem)).program
 */
export function writeLp(problem: QuadraticProgram, names: ProgramNames = {}): string {
  const { program: p } = rowProgram(problem);
  const n = p.q.length;
  const m = p.rowLower.length;
  const rows = namesFor(names.rowNames, m, 'r', 'rows');
  const variables = namesFor(names.variableNames, n, 'x', 'variables');
  const bad = [...rows, ...variables].find(
    (name) => !/^[A-Za-z_][A-Za-z0-9_.]*$/.test(name) || /^(e\d*|inf(inity)?|free|end|bounds?|st|min|max)$/i.test(name),
  );
  if (bad !== undefined)
    throw new ArgumentError(
      `the name ${JSON.stringify(bad)} in an LP file`,
      'names are letters, digits, _ and . after a letter, and no keyword of the format',
    );
  const out = ['Minimize', ` ${names.objectiveName ?? 'obj'}:`];
  // Zeros too: the order of first appearance is the order of the variables.
  for (let j = 0; j < n; j++) out.push(`  ${term(p.q[j], variables[j])}`);
  if (p.constant !== 0) out.push(`  ${p.constant < 0 ? '-' : '+'} ${Math.abs(p.constant)}`);
  if (p.P.columnPointers[n] > 0) {
    out.push('  + [');
    for (let j = 0; j < n; j++)
      for (let k = p.P.columnPointers[j]; k < p.P.columnPointers[j + 1]; k++) {
        const i = p.P.rowIndices[k];
        const v = p.P.values[k];
        out.push(`   ${i === j ? term(v, `${variables[i]} ^2`) : term(2 * v, `${variables[i]} * ${variables[j]}`)}`);
      }
    out.push('  ] / 2');
  }
  out.push('Subject To');
  const A = sparseTranspose(p.A);
  for (let i = 0; i < m; i++) {
    const low = p.rowLower[i];
    const high = p.rowUpper[i];
    const terms: string[] = [];
    for (let k = A.columnPointers[i]; k < A.columnPointers[i + 1]; k++) terms.push(`  ${term(A.values[k], variables[A.rowIndices[k]])}`);
    if (terms.length === 0) terms.push(`  + 0 ${variables[0]}`);
    if (low === -Infinity && high === Infinity) continue;
    const two = low !== high && Number.isFinite(low) && Number.isFinite(high);
    out.push(
      ` ${rows[i]}:${two ? ` ${low} <=` : ''}`,
      ...terms,
      low === high ? `  = ${low}` : high < Infinity ? `  <= ${high}` : `  >= ${low}`,
    );
  }
  out.push('Bounds');
  const side = (v: number): string => (v === Infinity ? 'inf' : v === -Infinity ? '-inf' : String(v));
  for (let j = 0; j < n; j++)
    if (p.lower[j] !== 0 || p.upper[j] !== Infinity) out.push(` ${side(p.lower[j])} <= ${variables[j]} <= ${side(p.upper[j])}`);
  out.push('End', '');
  return out.join('\n');
}
