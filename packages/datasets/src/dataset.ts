import type { Tensor } from '@adjoint/tensor';

/** Where data come from and under which terms. */
export interface Provenance {
  /** Name of the licence, and whom to credit. */
  readonly licence: string;
  /** Who measured it, and where this copy was taken from. */
  readonly source: string;
}

/** Examples with classes. */
export interface Classification extends Provenance {
  /** [n, featureNames], float64 */
  readonly features: Tensor<'float64'>;
  /** [n], indices into `classNames` */
  readonly labels: Tensor<'int32'>;
  readonly featureNames: readonly string[];
  readonly classNames: readonly string[];
}

/** Examples with one number each to be explained. */
export interface Regression extends Provenance {
  /** [n, featureNames], float64 */
  readonly features: Tensor<'float64'>;
  /** [n], float64 */
  readonly targets: Tensor<'float64'>;
  readonly featureNames: readonly string[];
  readonly targetName: string;
}
