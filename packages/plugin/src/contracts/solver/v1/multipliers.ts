import type { Tensor } from '@adjoint/tensor';

/**
 * Lagrange multipliers, in the convention L = f + μᵀg + λᵀh − lowerᵀ(x − l) + upperᵀ(x − u).
 * Those of inequalities and bounds are ≥ 0 and 0 where a constraint is not active.
 */
export interface Multipliers {
  /** μ, [m] */
  readonly inequalities: Tensor;
  /** λ, [p] */
  readonly equalities: Tensor;
  /** [n] */
  readonly lower: Tensor;
  /** [n] */
  readonly upper: Tensor;
}
