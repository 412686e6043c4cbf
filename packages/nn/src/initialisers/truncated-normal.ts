import { uniform } from '@adjoint/random';
import { erf, erfinv, scalar } from '@adjoint/tensor';
import { requireNonNegative } from '../optimizers/transforms/require-range.ts';
import type { Initialiser } from './initialiser.ts';

/**
 * Normal of this deviation before it is cut off at two deviations, by inversion: deviation·√2·erf⁻¹(u), |u| < erf(√2).
 *
 * @throws ArgumentError unless the deviation is ≥ 0
 */
export function truncatedNormal(deviation: number): Initialiser {
  requireNonNegative('deviation', deviation);
  return (key, shape, { dtype }) => {
    const edge = erf(scalar(Math.SQRT2)).item();
    return erfinv(
      uniform(key, shape)
        .mul(2 * edge)
        .sub(edge),
    )
      .mul(deviation * Math.SQRT2)
      .astype(dtype);
  };
}
