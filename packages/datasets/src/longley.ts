import { adoptBuffer, type Tensor } from '@adjoint/tensor';
import { LONGLEY_CSV } from './data/longley-csv.ts';
import type { Regression } from './dataset.ts';
import { numericColumns } from './formats/numeric-columns.ts';
import { parseCsv } from './formats/parse-csv.ts';

const FEATURES = ['GNPDEFL', 'GNP', 'UNEMP', 'ARMED', 'POP', 'YEAR'];

export interface Longley extends Regression {
  /** A column of ones, then the features: [16, 7]. */
  readonly design: Tensor<'float64'>;
  /** NIST's certified least-squares coefficients of `design`, [7], to 15 digits. */
  readonly certifiedCoefficients: Tensor<'float64'>;
  /** Their certified standard deviations, [7]. */
  readonly certifiedDeviations: Tensor<'float64'>;
  /** Certified residual standard deviation, with 9 degrees of freedom. */
  readonly certifiedResidualDeviation: number;
}

/**
 * Longley: 16 years of employment against six nearly collinear variables, with NIST's certified answer.
 *
 * The design matrix has a condition number of about 4.9e9, which makes it a classic test of least squares.
 *
 * @example longley().design.shape // [16, 7]
 */
export function longley(): Longley {
  const table = parseCsv(LONGLEY_CSV);
  const features = numericColumns(table, FEATURES);
  const values = features.data();
  const design = new Float64Array(16 * 7);
  for (let i = 0; i < 16; i++) {
    design[7 * i] = 1;
    for (let j = 0; j < 6; j++) design[7 * i + 1 + j] = values[6 * i + j];
  }
  return {
    features,
    targets: numericColumns(table, ['TOTEMP']).flatten(),
    design: adoptBuffer(design, [16, 7]),
    featureNames: FEATURES,
    targetName: 'TOTEMP',
    certifiedCoefficients: adoptBuffer(
      Float64Array.of(
        -3482258.63459582,
        15.0618722713733,
        -0.035819179292591,
        -2.02022980381683,
        -1.03322686717359,
        -0.0511041056535807,
        1829.15146461355,
      ),
    ),
    certifiedDeviations: adoptBuffer(
      Float64Array.of(
        890420.383607373,
        84.9149257747669,
        0.0334910077722432,
        0.488399681651699,
        0.214274163161675,
        0.22607320006937,
        455.478499142212,
      ),
    ),
    certifiedResidualDeviation: 304.854073561965,
    licence: 'public domain (NIST Statistical Reference Datasets)',
    source: 'Longley (1967), Journal of the American Statistical Association 62, 819-841; NIST StRD',
  };
}
