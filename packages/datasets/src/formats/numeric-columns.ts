/**
 * Columns of a CSV table as numbers.
 *
 * A number is written in decimal, with an optional exponent; words such as 'Infinity', hexadecimal digits, thousands
 * separators and blanks inside are refused rather than guessed. Missing values become NaN.
 */
import { ArgumentError, FormatError, adoptBuffer, type Tensor } from '@adjoint/tensor';
import type { CsvTable } from './parse-csv.ts';

export interface NumericOptions {
  /** Fields that mean "not measured" (default '', 'NA', 'NaN'). */
  readonly missing?: readonly string[];
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * @param names columns to take, in this order; default all
 * @returns float64, shape [rows, names]; NaN where a value is missing
 * @throws FormatError    with the line, for a field that is neither a number nor missing, or overflows
 * @throws ArgumentError  for a column that the table does not have
 * @example numericColumns(parseCsv('a,b\n1,NA'), ['b', 'a']) // [[NaN, 1]]
 */
export function numericColumns(table: CsvTable, names: readonly string[] = table.columns, options: NumericOptions = {}): Tensor<'float64'> {
  const missing = new Set(options.missing ?? ['', 'NA', 'NaN']);
  const columns = names.map((name) => columnIndex(table, name));
  const out = new Float64Array(table.rows.length * columns.length);
  let k = 0;
  for (const [i, row] of table.rows.entries()) {
    for (const c of columns) out[k++] = missing.has(row[c]) ? NaN : toNumber(row[c], table, i, c);
  }
  return adoptBuffer(out, [table.rows.length, columns.length]);
}

/** @throws ArgumentError for a column that the table does not have */
export function columnIndex(table: CsvTable, name: string): number {
  const index = table.columns.indexOf(name);
  if (index < 0) throw new ArgumentError(`no column ${JSON.stringify(name)}`, `the columns are ${table.columns.join(', ') || 'none'}`);
  return index;
}

function toNumber(field: string, table: CsvTable, row: number, column: number): number {
  const value = DECIMAL.test(field.trim()) ? Number(field) : NaN;
  if (Number.isFinite(value)) return value;
  const line = table.lines[row];
  throw new FormatError(
    { line },
    `line ${line}, column ${JSON.stringify(table.columns[column])}: ${JSON.stringify(field.slice(0, 40))} is not a number`,
    'list it under `missing` if it means that there is no value',
  );
}
