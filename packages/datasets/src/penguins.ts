import type { Tensor } from '@adjoint/tensor';
import { PENGUINS_CSV } from './data/penguins-csv.ts';
import type { Classification } from './dataset.ts';
import { categoryColumn, type Categories } from './formats/category-column.ts';
import { numericColumns } from './formats/numeric-columns.ts';
import { parseCsv, type CsvTable } from './formats/parse-csv.ts';

const FEATURES = ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'];

export interface PenguinsOptions {
  /** Birds that were not measured: left out (default, 2 of 344), or kept with NaN. */
  readonly missing?: 'drop' | 'keep';
}

export interface Penguins extends Classification {
  readonly island: Categories;
  /** Code −1 where it was not determined. */
  readonly sex: Categories;
  /** Year of the observation, [n]. */
  readonly year: Tensor<'int32'>;
}

/**
 * Palmer penguins: bills and flippers in millimetres, mass in grams, of three species.
 *
 * @returns features [342, 4], labels [342] (0 Adelie, 1 Chinstrap, 2 Gentoo); 344 with `missing: 'keep'`
 * @example penguins().classNames // ['Adelie', 'Chinstrap', 'Gentoo']
 */
export function penguins(options: PenguinsOptions = {}): Penguins {
  const all = parseCsv(PENGUINS_CSV);
  const table = options.missing === 'keep' ? all : withoutMissing(all);
  const species = categoryColumn(table, 'species');
  return {
    features: numericColumns(table, FEATURES),
    labels: species.codes,
    featureNames: FEATURES,
    classNames: species.names,
    island: categoryColumn(table, 'island'),
    sex: categoryColumn(table, 'sex'),
    year: numericColumns(table, ['year']).flatten().astype('int32'),
    licence: 'CC0 1.0',
    source: 'Gorman, Williams, Fraser (2014), PLoS ONE 9(3) e90081; Horst, Hill, Gorman (2020), palmerpenguins',
  };
}

function withoutMissing(table: CsvTable): CsvTable {
  const columns = FEATURES.map((name) => table.columns.indexOf(name));
  const kept = table.rows.map((row, i) => ({ row, line: table.lines[i] })).filter(({ row }) => columns.every((c) => row[c] !== 'NA'));
  return { columns: table.columns, rows: kept.map((k) => k.row), lines: kept.map((k) => k.line) };
}
