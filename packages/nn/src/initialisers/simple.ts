/** Initial weights that do not depend on the fans. */
import { normal, uniform } from '@adjoint/random';
import { requireNonNegative } from '../optimizers/transforms/require-range.ts';
import type { Initialiser } from './initialiser.ts';

/** Uniform on ±limit. @throws ArgumentError unless limit ≥ 0 */
export function uniformInitialiser(limit: number): Initialiser {
  requireNonNegative('limit', limit);
  return (key, shape, { dtype }) =>
    uniform(key, shape)
      .mul(2 * limit)
      .sub(limit)
      .astype(dtype);
}

/** Normal of this deviation. @throws ArgumentError unless it is ≥ 0 */
export function normalInitialiser(deviation: number): Initialiser {
  requireNonNegative('deviation', deviation);
  return (key, shape, { dtype }) => normal(key, shape).mul(deviation).astype(dtype);
}
