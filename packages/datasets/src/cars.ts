import type { Tensor } from '@adjoint/tensor';
import { CARS_CSV } from './data/cars-csv.ts';
import type { Provenance } from './dataset.ts';
import { categoryColumn, type Categories } from './formats/category-column.ts';
import { numericColumns } from './formats/numeric-columns.ts';
import { parseCsv } from './formats/parse-csv.ts';

const FEATURES = ['miles_per_gallon', 'cylinders', 'displacement', 'horsepower', 'weight_lbs', 'acceleration', 'year'];

export interface Cars extends Provenance {
  /** [n, featureNames], float64 */
  readonly features: Tensor<'float64'>;
  readonly featureNames: readonly string[];
  readonly names: readonly string[];
  readonly origin: Categories;
}
export interface CarsOptions {
  /** Cars with a value that was not recorded: left out (default, 14 of 406), or kept with NaN. */
  readonly missing?: 'drop' | 'keep';
}

/**
 * Cars of 1970 to 1982; any column may be the one to be explained.
 *
 * @returns features [392, 7]: miles per gallon, cylinders, displacement (cubic inches), horsepower, weight (pounds),
 *   seconds to 60 mph, model year; 406 rows with `missing: 'keep'`
 * @example cars().origin.names // ['Europe', 'Japan', 'USA']
 */
export function cars(options: CarsOptions = {}): Cars {
  const all = parseCsv(CARS_CSV);
  const columns = FEATURES.map((name) => all.columns.indexOf(name));
  const kept = all.rows
    .map((row, i) => ({ row, line: all.lines[i] }))
    .filter(({ row }) => options.missing === 'keep' || columns.every((c) => row[c] !== 'NA'));
  const table = { columns: all.columns, rows: kept.map((k) => k.row), lines: kept.map((k) => k.line) };
  return {
    features: numericColumns(table, FEATURES),
    featureNames: FEATURES,
    names: table.rows.map((row) => row[0]),
    origin: categoryColumn(table, 'origin'),
    licence: 'no licence stated by StatLib; BSD-3-Clause as part of vega-datasets',
    source: 'Ramos, Donoho (1983), American Statistical Association Exposition, StatLib; vega-datasets 3.2.1',
  };
}
