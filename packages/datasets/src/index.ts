// tables
export { iris } from './iris.ts';
export { penguins, type Penguins, type PenguinsOptions } from './penguins.ts';
export { longley, type Longley } from './longley.ts';
export { cars, type Cars, type CarsOptions } from './cars.ts';
export type { Classification, Provenance, Regression } from './dataset.ts';

// pictures
export { digits, type SmallDigits } from './digits.ts';
// `mnist` of '@adjoint/datasets/node' reads them from disk
export { MNIST_FILES, mnistFrom, type Digits, type Mnist, type MnistFile, type MnistOptions } from './mnist.ts';

// sources of examples
export { batches, generatedExamples, type GeneratedExample, type GeneratedExamples, type GeneratedOptions } from './generated-examples.ts';

// formats
export { parseCsv, type CsvOptions, type CsvTable } from './formats/parse-csv.ts';
export { numericColumns, type NumericOptions } from './formats/numeric-columns.ts';
export { categoryColumn, type Categories } from './formats/category-column.ts';
export { parseIdx, type IdxArray } from './formats/parse-idx.ts';
