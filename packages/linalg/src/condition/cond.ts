/**
 * Condition numbers.
 *
 *   of a matrix    κ(A) = ‖A‖·‖A⁻¹‖
 *   of a function  κ_f(x) = ‖J‖·‖x‖/‖f(x)‖, the largest amplification of a small relative error
 *
 * Higham (2002), sections 1.6 and 7.1; Trefethen and Bau (1997), lecture 12.
 */
import {
  ArgumentError,
  ShapeError,
  SingularMatrixError,
  type Tensor,
  type TensorLike,
  adoptBuffer,
  asTensor,
  sameShape,
  showShape,
} from '@adjoint/tensor';
import { inverse } from '../factorizations/solve.ts';
import { lu } from '../factorizations/lu.ts';
import { inverseNormEstimate } from '../dense/condition-estimate.ts';
import { doubleDoubleLu } from '../dense/double-double-lu.ts';
import { MOST_EXACT, exactSolve } from '../dense/exact-solve.ts';
import { EPS } from '../dense/machine.ts';
import { rangeScaled, timesPowerOfTwo } from '../dense/scaling.ts';
import { identityMatrix, transposed } from '../dense/transpose.ts';
import { asMatrix, asSquare, finiteValues } from '../factorizations/matrices.ts';
import { svd } from '../factorizations/svd.ts';
import { type NormKind, norm, normKind } from './norm.ts';

/**
 * κ(A) in the 2-norm (default) from singular values, rectangular matrices too; in the others from the inverse.
 *
 * @returns ∞ for a singular matrix (in the 2-norm beyond order 12 one near 1/ε may stand for it), 1 for an empty one
 * @throws ArgumentError for a kind that is none; NonFiniteError, ShapeError
 * @example cond(tensor([[1, 2], [1.001, 2]])) // 5001.0…
 */
export function cond(A: Tensor, kind: NormKind = 2): number {
  const p = normKind('cond', kind);
  const a = asMatrix('cond', A);
  if (a.rank !== 2) throw new ShapeError(`cond: shape ${showShape(a.shape)}`, 'cond takes one matrix');
  const { matrix, exponent } = rangeScaled(finiteValues('cond', a as never));
  return exponent === 0 ? scaledCond(A, p) : scaledCond(adoptBuffer(matrix, A.shape), p); // κ does not depend on scale
}
function scaledCond(A: Tensor, kind: NormKind): number {
  if (A.size === 0) return 1;
  if (kind === 2) {
    const s = svd(asMatrix('cond', A)).S.data();
    const κ = s[s.length - 1] === 0 ? Infinity : s[0] / s[s.length - 1];
    const [m, n] = A.shape;
    return m !== n || n > MOST_EXACT || κ * n * EPS < REFINED ? κ : preciseCond(A, n, kind);
  }
  const a = asSquare('cond', A);
  const n = a.shape[0];
  if (n <= MOST_EXACT && !(lu(a).rcond() * REFINED > n * EPS)) return preciseCond(a, n, kind);
  try {
    const κ = norm(a, kind) * norm(inverse(a), kind);
    return κ * n * EPS < REFINED ? κ : preciseCond(a, n, kind);
  } catch (e) {
    if (e instanceof SingularMatrixError) return Infinity;
    throw e;
  }
}
/** Below this κ·n·ε two steps of refinement leave the inverse with 11 digits and more; beyond it is made in integers, or in 106 bits. */
const REFINED = 1e-4;

function preciseCond(A: Tensor, n: number, kind: NormKind): number {
  const inverse = preciseInverse(finiteValues('cond', A as never), n);
  return inverse === null ? Infinity : norm(A, kind) * norm(adoptBuffer(inverse, [n, n]), kind);
}

/** null for a singular matrix */
function preciseInverse(a: Float64Array, n: number): Float64Array<ArrayBuffer> | null {
  if (n <= MOST_EXACT) {
    const { zeroPivot, fractions, exponents } = exactSolve(a, n, 0, identityMatrix(n), n, 0);
    return zeroPivot >= 0 ? null : fractions.map((x, i) => timesPowerOfTwo(x, exponents[i]));
  }
  const { zeroPivot, solve } = doubleDoubleLu(a, n);
  if (zeroPivot >= 0) return null;
  const out = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const e = new Float64Array(n);
    e[j] = 1;
    solve(e).forEach((v, i) => {
      out[i * n + j] = v;
    });
  }
  return out;
}

/** Up to this κ·n·ε the factors of a matrix have its condition number to two digits. */
const FACTORS = 1e-2;

/**
 * Estimate of κ₁(A) in O(n²) after one factorisation, which is made in integers or in 106 bits for a matrix that is nearly
 * singular to double precision: at most the true value but for rounding, κ₁ itself up to order 16, and rarely below a third of it beyond.
 *
 * @returns ∞ for a singular matrix
 * @throws NonFiniteError, ShapeError
 */
export function condEstimate(A: Tensor): number {
  const a = asSquare('condEstimate', A);
  const n = a.shape[0];
  const { matrix } = rangeScaled(finiteValues('condEstimate', a as never));
  const κ = 1 / lu(adoptBuffer(matrix, a.shape)).rcond();
  if (κ * n * EPS < FACTORS) return κ;
  if (n <= MOST_EXACT) return preciseCond(adoptBuffer(matrix, a.shape), n, 1);
  const straight = doubleDoubleLu(matrix, n);
  const flipped = doubleDoubleLu(transposed(matrix, n, n), n);
  if (straight.zeroPivot >= 0 || flipped.zeroPivot >= 0) return Infinity;
  return (
    norm(adoptBuffer(matrix, a.shape), 1) *
    inverseNormEstimate(n, (v, flip) => {
      v.set((flip ? flipped : straight).solve(v));
    })
  );
}

/**
 * κ_f from the Jacobian of f at x.
 *
 * @param of jacobian [m, n] (or any shape [...f, ...x]), x, fx = f(x)
 * @param kind norm of vectors, and its operator norm (default 2)
 * @returns ∞ where f(x) = 0, unless J or x vanish too
 * @throws ArgumentError when the Jacobian does not have size(f)·size(x) entries, or f(x) = 0 with J·‖x‖ = 0: no relative error exists
 * @throws NonFiniteError for a value that is not finite
 * @example conditionNumber({ jacobian: tensor([[1]]), x: tensor([1.001]), fx: tensor([0.001]) }) // 1001
 */
export function conditionNumber(
  { jacobian, x, fx }: { readonly jacobian: TensorLike; readonly x: TensorLike; readonly fx: TensorLike },
  kind: NormKind = 2,
): number {
  const J = asTensor(jacobian);
  const at = asTensor(x).flatten();
  const value = asTensor(fx).flatten();
  if (J.size !== at.size * value.size)
    throw new ArgumentError(
      `conditionNumber: a Jacobian of ${J.size} entries for f: ${at.size} → ${value.size}`,
      `give ${value.size}·${at.size} entries, [...f, ...x]`,
    );
  for (const part of [J, at, value]) finiteValues('conditionNumber', part as never);
  const κ = (norm(J.reshape([value.size, at.size]), kind) / norm(value, kind)) * norm(at, kind);
  if (Number.isNaN(κ))
    throw new ArgumentError('conditionNumber: f(x) is 0, and the Jacobian or x as well', 'neither f(x) nor x has a relative error there');
  return κ;
}

/**
 * Bound of the relative error of x when A and b move:
 *
 *   ‖δx‖/‖x‖ ≤ κ/(1 − κ‖δA‖/‖A‖)·(‖δA‖/‖A‖ + ‖δb‖/‖b‖)
 *
 * @param A [n, n]  @param b [n]  @param δA [n, n]  @param δb [n]
 * @returns ∞ when κ‖δA‖ ≥ ‖A‖: A + δA may be singular; ∞ when b = 0 moves
 * @throws ShapeError, NonFiniteError
 */
export function perturbationBound(A: Tensor, b: Tensor, δA: Tensor, δb: Tensor, kind: NormKind = 2): number {
  const a = asSquare('perturbationBound', A);
  const n = a.shape[0];
  const fits = (x: Tensor, ...shape: number[]): boolean => sameShape(asTensor(x).shape, shape);
  if (!fits(a, n, n) || !fits(δA, n, n) || !fits(b, n) || !fits(δb, n))
    throw new ShapeError(
      `perturbationBound: A ${showShape(a.shape)}, b ${showShape(asTensor(b).shape)}, δA ${showShape(asTensor(δA).shape)}, δb ${showShape(asTensor(δb).shape)}`,
      'A and δA are [n, n], b and δb are [n]',
    );
  for (const x of [δA, b, δb]) finiteValues('perturbationBound', asTensor(x) as never);
  const κ = cond(A, kind);
  const relative = norm(δA, kind) / norm(A, kind);
  const right = norm(b, kind);
  const moved = norm(δb, kind);
  const left = 1 - κ * relative;
  return left <= 0 ? Infinity : (κ / left) * (relative + (moved === 0 ? 0 : moved / right));
}
