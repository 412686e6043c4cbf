import { IRIS_CSV } from './data/iris-csv.ts';
import type { Classification } from './dataset.ts';
import { numericColumns } from './formats/numeric-columns.ts';
import { parseCsv } from './formats/parse-csv.ts';

const FEATURES = ['sepal_length', 'sepal_width', 'petal_length', 'petal_width'];

/**
 * Iris: 150 flowers of three species, four lengths in centimetres.
 *
 * @returns features [150, 4], labels [150] (0 setosa, 1 versicolor, 2 virginica)
 * @example iris().features.shape // [150, 4]
 */
export function iris(): Classification {
  const table = parseCsv(IRIS_CSV);
  return {
    features: numericColumns(table, FEATURES),
    labels: numericColumns(table, ['species']).flatten().astype('int32'),
    featureNames: FEATURES,
    classNames: ['setosa', 'versicolor', 'virginica'],
    licence: 'CC BY 4.0 (UCI Machine Learning Repository, Iris)',
    source: 'Fisher (1936), "The use of multiple measurements in taxonomic problems", Annals of Eugenics 7; as in scikit-learn 1.2.1',
  };
}
