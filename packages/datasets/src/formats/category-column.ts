import { adoptBuffer, type Tensor } from '@adjoint/tensor';
import { columnIndex } from './numeric-columns.ts';
import type { CsvTable } from './parse-csv.ts';

export interface Categories {
  /** [rows]; the index into `names`, −1 where the value is missing. */
  readonly codes: Tensor<'int32'>;
  readonly names: readonly string[];
}

/**
 * A column of words as indices into the list of its words, which is sorted, so that the codes do not depend on the order of the rows.
 *
 * @throws ArgumentError for a column that the table does not have
 */
export function categoryColumn(table: CsvTable, name: string, missing: readonly string[] = ['', 'NA']): Categories {
  const index = columnIndex(table, name);
  const words = table.rows.map((row) => row[index]);
  const names = [...new Set(words)].filter((word) => !missing.includes(word)).sort();
  const codeOf = new Map(names.map((word, code) => [word, code]));
  return { codes: adoptBuffer(Int32Array.from(words, (word) => codeOf.get(word) ?? -1)), names };
}
