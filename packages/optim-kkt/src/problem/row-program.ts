/**
 * The common form of linear and quadratic programs:
 *
 *   minimise ½ xᵀP x + qᵀx + c   subject to   rowLower ≤ A x ≤ rowUpper,  lower ≤ x ≤ upper
 *
 * with signed multipliers y of the rows and w of the bounds, positive at an upper limit and negative at a lower one:
 * stationarity is P x + q + Aᵀy + w = 0.
 */
import { ArgumentError, type CscMatrix } from '@adjoint/tensor';

export interface RowProgram {
  /** Upper triangle, n × n. */
  readonly P: CscMatrix;
  readonly q: Float64Array;
  readonly constant: number;
  /** m × n */
  readonly A: CscMatrix;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** An answer to a row program; for an infeasible one `y` and `w` are the ray, for an unbounded one `x` is. */
export interface RowAnswer {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly w: Float64Array;
}

/** @throws ArgumentError when a lower limit is above its upper one, or infinite on the wrong side, naming the index */
export function requireLimits(name: string, lower: Float64Array, upper: Float64Array): void {
  for (let i = 0; i < lower.length; i++) {
    if (lower[i] > upper[i])
      throw new ArgumentError(
        `${name} ${i} has the lower limit ${lower[i]} above the upper limit ${upper[i]}`,
        'exchange them, or remove one',
      );
    if (lower[i] === Infinity || upper[i] === -Infinity)
      throw new ArgumentError(
        `${name} ${i} must be ${lower[i] === Infinity ? 'at least +∞' : 'at most −∞'}`,
        'no number is; remove this limit',
      );
  }
}
