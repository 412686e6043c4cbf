/** What `adjoint solve --json` prints: the answer by name, as plain JSON. */
import type { Certificate } from '@adjoint/tensor';
import type { IterationInfo, NamedProgram, QuadraticResult, SolveStatus } from '@adjoint/optim-kkt';

/** Infinities and NaN, which JSON does not have, are words, as they are in certificates. */
export type JsonNumber = number | 'inf' | '-inf' | 'nan';

export interface Line {
  readonly name: string;
  readonly value: JsonNumber;
  readonly lower: JsonNumber;
  readonly upper: JsonNumber;
  readonly lowerMultiplier: JsonNumber;
  readonly upperMultiplier: JsonNumber;
}

export interface SolveReport {
  readonly version: 1;
  readonly file: string;
  readonly name: string;
  readonly sense: 'minimize' | 'maximize';
  readonly status: SolveStatus;
  readonly advice: string;
  /** In the sense of the file. */
  readonly objective: JsonNumber;
  readonly dualObjective: JsonNumber;
  readonly iterations: number;
  readonly seconds: number;
  /** Multipliers are those of the minimisation: of a maximisation its objective is negated. For an infeasible program they are the ray. */
  readonly variables: readonly Line[];
  readonly rows: readonly Line[];
  /** With `dual-infeasible`: by variable, the direction along which the objective improves without end. */
  readonly direction?: readonly { readonly name: string; readonly value: JsonNumber }[];
  /** null when it was not asked for, or there is no claim to check. */
  readonly certificate: Certificate | null;
  readonly trace: readonly Readonly<Record<keyof IterationInfo, JsonNumber>>[];
}

export function solveReport(
  file: string,
  { name, sense, program, variableNames, rowNames }: NamedProgram,
  result: QuadraticResult,
  certificate: Certificate | null,
): SolveReport {
  const sign = sense === 'maximize' ? -1 : 1;
  const x = result.x.data();
  const { rows, lower, upper } = result.multipliers;
  const matrix = program.rows!.matrix as {
    readonly columnPointers: Int32Array;
    readonly rowIndices: Int32Array;
    readonly values: Float64Array;
  };
  const activity = new Float64Array(rowNames.length);
  for (let j = 0; j < x.length; j++)
    for (let p = matrix.columnPointers[j]; p < matrix.columnPointers[j + 1]; p++) activity[matrix.rowIndices[p]] += matrix.values[p] * x[j];
  const lines = (
    names: readonly string[],
    value: ArrayLike<number>,
    low: ArrayLike<number>,
    high: ArrayLike<number>,
    zLow: ArrayLike<number>,
    zHigh: ArrayLike<number>,
  ): Line[] =>
    names.map((n, i) => ({
      name: n,
      value: jsonNumber(value[i]),
      lower: jsonNumber(low[i]),
      upper: jsonNumber(high[i]),
      lowerMultiplier: jsonNumber(zLow[i]),
      upperMultiplier: jsonNumber(zHigh[i]),
    }));
  const none = new Float64Array(rowNames.length);
  const isDirection = result.direction !== undefined;
  return {
    version: 1,
    file,
    name,
    sense,
    status: result.status,
    advice: result.advice,
    objective: jsonNumber(sign * result.objective),
    dualObjective: jsonNumber(sign * result.dualObjective),
    iterations: result.iterations,
    seconds: result.stats.time,
    variables: lines(variableNames, x, program.lower as Float64Array, program.upper as Float64Array, lower.data(), upper.data()),
    rows: lines(
      rowNames,
      activity,
      program.rows!.lower as Float64Array,
      program.rows!.upper as Float64Array,
      rows?.lower.data() ?? none,
      rows?.upper.data() ?? none,
    ),
    ...(isDirection ? { direction: variableNames.map((n, j) => ({ name: n, value: jsonNumber(x[j]) })) } : null),
    certificate,
    trace: result.trace.map(
      (t) => Object.fromEntries(Object.entries(t).map(([k, v]) => [k, jsonNumber(v as number)])) as Record<keyof IterationInfo, JsonNumber>,
    ),
  };
}

export const jsonNumber = (v: number): JsonNumber => (Number.isNaN(v) ? 'nan' : v === Infinity ? 'inf' : v === -Infinity ? '-inf' : v + 0);
