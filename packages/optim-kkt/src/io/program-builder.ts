/** Collects a program by names, as files give it, and refuses what contradicts itself, with the line. */
import { sparseFromTriplets } from '@adjoint/linalg';
import { FormatError } from '@adjoint/tensor';
import type { QuadraticProgram } from '../problem/quadratic-program.ts';

/** A program read from a file, with its names. */
export interface NamedProgram {
  readonly name: string;
  /** The file's sense. The program always minimises: of a maximisation its objective is negated. */
  readonly sense: 'minimize' | 'maximize';
  readonly program: QuadraticProgram;
  readonly objectiveName: string;
  /** Names of `program.rows`, in order. */
  readonly rowNames: readonly string[];
  readonly variableNames: readonly string[];
}

export interface ProgramBuilder {
  name: string;
  sense: 'minimize' | 'maximize';
  objectiveName: string;
  constant: number;
  row(name: string, lower: number, upper: number, line: number): number;
  rowIndex(name: string): number | undefined;
  readonly rowCount: number;
  rowLimits(i: number): { lower: number; upper: number };
  variable(name: string): number;
  variableIndex(name: string): number | undefined;
  readonly variableCount: number;
  bounds(j: number): { lower: number; upper: number };
  /** Adds to the linear objective. */
  cost(j: number, v: number): void;
  /** One entry of the matrix. @throws FormatError when it stood before, unless `add` */
  entry(i: number, j: number, v: number, line: number, add?: boolean): void;
  /** Adds v to P[i][j] of ½ xᵀP x. */
  quadratic(i: number, j: number, v: number): void;
  finish(line: number): NamedProgram;
}

export function programBuilder(): ProgramBuilder {
  const rows = new Map<string, number>();
  const variables = new Map<string, number>();
  const rowLower: number[] = [];
  const rowUpper: number[] = [];
  const lower: number[] = [];
  const upper: number[] = [];
  const q: number[] = [];
  const entries = new Map<number, number>();
  const P = { i: [] as number[], j: [] as number[], v: [] as number[] };
  const matrix = { i: [] as number[], j: [] as number[], v: [] as number[] };
  const limits = (low: number[], high: number[], k: number): { lower: number; upper: number } => ({
    get lower() {
      return low[k];
    },
    set lower(v) {
      low[k] = v;
    },
    get upper() {
      return high[k];
    },
    set upper(v) {
      high[k] = v;
    },
  });
  return {
    name: '',
    sense: 'minimize',
    objectiveName: '',
    constant: 0,
    row(name, low, high, line) {
      if (rows.has(name)) throw new FormatError({ line }, `line ${line}: row ${name} stands twice`, 'row names are unique');
      rows.set(name, rowLower.length);
      rowUpper.push(high);
      return rowLower.push(low) - 1;
    },
    rowIndex: (name) => rows.get(name),
    get rowCount() {
      return rowLower.length;
    },
    rowLimits: (i) => limits(rowLower, rowUpper, i),
    variable(name) {
      const known = variables.get(name);
      if (known !== undefined) return known;
      variables.set(name, lower.length);
      q.push(0);
      upper.push(Infinity);
      return lower.push(0) - 1;
    },
    variableIndex: (name) => variables.get(name),
    get variableCount() {
      return lower.length;
    },
    bounds: (j) => limits(lower, upper, j),
    cost(j, v) {
      q[j] += v;
    },
    entry(i, j, v, line, add = false) {
      const key = i * 2 ** 26 + j;
      const known = entries.get(key);
      if (known === undefined) {
        entries.set(key, matrix.v.length);
        matrix.i.push(i);
        matrix.j.push(j);
        matrix.v.push(v);
      } else if (add) matrix.v[known] += v;
      else throw new FormatError({ line }, `line ${line}: the entry of this row and column stands twice`, 'give each entry once');
    },
    quadratic(i, j, v) {
      P.i.push(i);
      P.j.push(j);
      P.v.push(v);
    },
    finish(line) {
      const n = lower.length;
      const m = rowLower.length;
      const sign = this.sense === 'maximize' ? -1 : 1;
      const variableNames = [...variables.keys()];
      const rowNames = [...rows.keys()];
      if (n === 0) throw new FormatError({ line }, `line ${line}: the program has no variables`, 'a program needs at least one');
      for (let j = 0; j < n; j++) {
        if (lower[j] === Infinity || upper[j] === -Infinity)
          throw new FormatError({ line }, `variable ${variableNames[j]} has a bound that no number reaches`, 'remove it');
        if (lower[j] > upper[j])
          throw new FormatError(
            { line },
            `variable ${variableNames[j]} has the lower bound ${lower[j]} above the upper bound ${upper[j]}`,
            'exchange them, or remove one',
          );
      }
      for (let i = 0; i < m; i++)
        if (rowLower[i] > rowUpper[i])
          throw new FormatError(
            { line },
            `row ${rowNames[i]} has the lower limit ${rowLower[i]} above the upper limit ${rowUpper[i]}`,
            'exchange them, or remove one',
          );
      const signed = (v: number): number => (v === 0 ? 0 : sign * v);
      return {
        name: this.name,
        sense: this.sense,
        objectiveName: this.objectiveName,
        rowNames,
        variableNames,
        program: {
          form: 'quadratic',
          q: Float64Array.from(q, signed),
          constant: signed(this.constant),
          lower: Float64Array.from(lower),
          upper: Float64Array.from(upper),
          ...(P.v.length === 0 ? null : { P: sparseFromTriplets(n, n, P.i, P.j, P.v.map(signed)) }),
          rows: {
            matrix: sparseFromTriplets(m, n, matrix.i, matrix.j, matrix.v),
            lower: Float64Array.from(rowLower),
            upper: Float64Array.from(rowUpper),
          },
        },
      };
    },
  };
}
