/**
 * The second-order conditions on the critical cone:
 *
 *   sufficient: dᵀ∇²L d > 0 for all d ≠ 0 with J_strict d = 0   (constraints with a positive multiplier, equalities)
 *   necessary:  dᵀ∇²L d ≥ 0 for all d with J_active d = 0       (weakly active ones too)
 *
 * λ_min of the reduced Hessian is compared with the rounding of its own computation: beyond it the condition holds or
 * fails, within it nothing is decided.
 *
 * Nocedal and Wright (2006), "Numerical Optimization", theorems 12.5 and 12.6.
 */
import { type Check, check, withVerdict } from '@adjoint/tensor';
import { maxAbs } from './measures.ts';
import { nullSpace } from './null-space.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

export interface SecondOrder {
  /** Row-major, n × n. */
  readonly hessian: Float64Array;
  readonly n: number;
  /** Gradients of strictly active constraints, row-major, and of the weakly active ones. */
  readonly strict: readonly Float64Array[];
  readonly weak: readonly Float64Array[];
}

const flat = (rows: readonly Float64Array[], n: number): Float64Array => {
  const out = new Float64Array(rows.length * n);
  rows.forEach((r, i) => {
    out.set(r, i * n);
  });
  return out;
};

/** λ_min of ZᵀHZ; +∞ on the zero space. */
export function reducedMinimum(H: Float64Array, n: number, rows: readonly Float64Array[]): number {
  const { basis: Z, dimension: k } = nullSpace(flat(rows, n), rows.length, n);
  if (k === 0) return Infinity;
  const HZ = new Float64Array(n * k);
  const reduced = new Float64Array(k * k);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) for (let c = 0; c < k; c++) HZ[i * k + c] += H[i * n + j] * Z[j * k + c];
  for (let a = 0; a < k; a++)
    for (let b = 0; b < k; b++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += Z[i * k + a] * HZ[i * k + b];
      reduced[a * k + b] = sum;
    }
  for (let a = 0; a < k; a++)
    for (let b = 0; b < a; b++) reduced[a * k + b] = reduced[b * k + a] = (reduced[a * k + b] + reduced[b * k + a]) / 2;
  return symmetricEigen(reduced, k).values[0];
}

/** What rounding of H and of the reduction may do to an eigenvalue. */
export const eigenvalueError = (H: Float64Array, n: number): number => 16 * n * n * Number.EPSILON * maxAbs(H);

export function secondOrderCheck({ hessian: H, n, strict, weak }: SecondOrder): Check {
  const error = eigenvalueError(H, n);
  const sufficient = reducedMinimum(H, n, strict);
  if (sufficient === Infinity || sufficient > error)
    return check('second-order', sufficient === Infinity ? Number.MAX_VALUE : sufficient, '>=', error);
  const necessary = reducedMinimum(H, n, [...strict, ...weak]);
  return withVerdict(check('second-order', sufficient, '>=', error), necessary < -error ? 'fails' : 'undecided');
}
