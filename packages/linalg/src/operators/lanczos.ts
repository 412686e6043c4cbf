/** A few eigenvalues of a symmetric operator: Lanczos' process, on A itself or, near a shift σ, on (A − σI)⁻¹. */
import { ArgumentError, type CscMatrix, NonFiniteError, ShapeError, type Tensor, adoptBuffer } from '@adjoint/tensor';
import { firstNonFinite, maxAbs } from '../dense/scaling.ts';
import { dotRange, norm2 } from '../dense/vector.ts';
import { finiteValues } from '../factorizations/matrices.ts';
import { type LinearOperator, type OperatorLike, linearOperator, requireIterationOptions } from './linear-operator.ts';
import { shiftInvert } from './shift-invert.ts';
import { type RitzPairs, ritzPairs } from './thick-restart.ts';

export interface LanczosOptions {
  /** Which of the spectrum: an end of it, or the largest |λ| (default 'largest'). */
  readonly which?: 'largest' | 'smallest' | 'magnitude';
  /** The eigenvalues nearest this number, nearest first, by (A − σI)⁻¹; `which` is not asked then. */
  readonly sigma?: number;
  /** y ← (A − σI)⁻¹·x where A is an operator; of a matrix it is made. */
  readonly inverse?: LinearOperator;
  /** Stop when ‖A v − λ v‖ ≤ tolerance·‖A‖, ‖A‖ the largest Ritz value met, or ‖A − σI‖ (default 1e-10). */
  readonly tolerance?: number;
  /** Products with A, or with (A − σI)⁻¹ (default 100·dimension). */
  readonly maxProducts?: number;
  /** Dimension of the space (default min(n, max(2k + 10, 20))). */
  readonly dimension?: number;
  /** A start with a part in every wanted direction (default a fixed vector without structure). */
  readonly start?: Tensor;
}
export interface LanczosResult {
  /** [k], in the order asked for: largest first, smallest first, nearest first. */
  readonly values: Tensor;
  /** [n, k] in columns. */
  readonly vectors: Tensor;
  /** ‖A v − λ v‖ of each, recomputed. [k] */
  readonly residuals: Tensor;
  /**
   * - 'converged': all residuals are small, and a second look from a new direction found nothing that belongs among them
   * - 'stagnation': (A − σI)⁻¹ was not accurate enough for that
   */
  readonly status: 'converged' | 'stagnation' | 'product-limit';
  readonly products: number;
}

/** An unstructured start that is the same everywhere: a Weyl sequence, no transcendental function. */
const startVector = (n: number): Float64Array<ArrayBuffer> =>
  Float64Array.from({ length: n }, (_, i) => {
    const t = (i + 1) * 0.6180339887498949;
    return t - Math.floor(t) - 0.5 + 1e-3;
  });

/**
 * Multiple eigenvalues come with their multiplicity: when all has converged, the process starts again beside it.
 *
 * @param A symmetric, [n, n] dense or sparse, or an operator
 * @param k how many, 1 ≤ k ≤ n
 * @throws ArgumentError, ShapeError, NonFiniteError
 * @example eigsh(tensor([[2, 0], [0, 5]]), 1).values // [5]
 */
export function eigsh(A: OperatorLike, k: number, options: LanczosOptions = {}): LanczosResult {
  const { which = 'largest', sigma, inverse, tolerance = 1e-10, maxProducts, dimension, start } = options;
  requireIterationOptions('eigsh', { tolerance, maxProducts, dimension });
  const op = linearOperator(A);
  const n = op.rows;
  if (op.rows !== op.columns)
    throw new ArgumentError(`eigsh: an operator of ${op.rows}×${op.columns}`, 'the operator must be square and symmetric');
  if (!Number.isInteger(k) || k < 1 || k > n)
    throw new ArgumentError(`eigsh: ${k} eigenvalues of an operator of order ${n}`, `ask for 1 to ${n}`);
  if (which !== 'largest' && which !== 'smallest' && which !== 'magnitude')
    throw new ArgumentError(`eigsh: which ${String(which)}`, "which is 'largest', 'smallest' or 'magnitude'");
  if (start !== undefined && (start.rank !== 1 || start.size !== n))
    throw new ShapeError(`eigsh: start [${start.shape.join(', ')}] for an operator of order ${n}`, `start is [${n}]`);
  const m = Math.min(n, Math.max(k + 2, dimension ?? Math.max(2 * k + 10, 20)));
  const common = {
    tolerance: tolerance / 2, // the other half for what a restart leaves out
    limit: maxProducts ?? 100 * m,
    dimension: m,
    start: start === undefined ? startVector(n) : Float64Array.from(finiteValues('eigsh', start as never)),
  };
  if (sigma === undefined) {
    const rank = which === 'largest' ? (t: number) => t : which === 'smallest' ? (t: number) => -t : Math.abs;
    return answer(op, ritzPairs(finiteProduct(op), n, k, { ...common, rank, relative: false }), k, sigma, tolerance);
  }
  const near = (shift: number): RitzPairs =>
    ritzPairs(finiteProduct(inverseOperator(A, n, shift, inverse)), n, k, {
      ...common,
      rank: (θ) => -Math.abs(shift - sigma + 1 / θ),
      relative: true,
    });
  const pairs = near(sigma);
  // A θ so large drowns the others in its rounding: σ is as good as an eigenvalue, and a shift beside it does better.
  const sizes = pairs.values.map(Math.abs);
  const apart = Math.max(...sizes) > DROWNING * Math.min(...sizes) && inverse === undefined;
  return answer(op, apart ? near(sigma + BESIDE / Math.min(...sizes)) : pairs, k, sigma, tolerance);
}

const DROWNING = 1e5;

/** Of the distance from σ to the farthest eigenvalue wanted. */
const BESIDE = 1 / 64;

function finiteProduct(B: LinearOperator): (x: Float64Array, y: Float64Array) => void {
  return (x, y) => {
    B.apply(x, y);
    const bad = firstNonFinite(y);
    if (bad >= 0)
      throw new NonFiniteError(bad, `eigsh: entry ${bad} of a product is ${y[bad]}`, 'the operator must map finite vectors to finite ones');
  };
}

function inverseOperator(A: OperatorLike, n: number, sigma: number, inverse: LinearOperator | undefined): LinearOperator {
  if (sigma - sigma !== 0) throw new ArgumentError(`eigsh: sigma ${sigma}`, 'sigma must be finite');
  if (inverse !== undefined) {
    if (inverse.rows !== n || inverse.columns !== n)
      throw new ShapeError(`eigsh: an inverse of ${inverse.rows}×${inverse.columns}`, `the inverse must be ${n}×${n}`);
    return inverse;
  }
  if ('apply' in A && typeof A.apply === 'function')
    throw new ArgumentError('eigsh: sigma without the inverse of an operator', 'give y ← (A − sigma·I)⁻¹·x as inverse');
  return shiftInvert(A as Tensor | CscMatrix, sigma);
}

/** Values and residuals of A itself; near a shift λ is the Rayleigh quotient vᵀA v, and what was claimed is held to the residuals. */
function answer(
  op: LinearOperator,
  { values, vectors, converged, products }: RitzPairs,
  k: number,
  sigma: number | undefined,
  tolerance: number,
): LanczosResult {
  const n = op.rows;
  const out = new Float64Array(n * k);
  const residuals = new Float64Array(k);
  const λ = new Float64Array(k);
  const r = new Float64Array(n);
  for (let p = 0; p < k; p++) {
    const v = vectors.subarray(p * n, (p + 1) * n);
    op.apply(v, r);
    λ[p] = sigma === undefined ? values[p] : dotRange(v, 0, r, 0, n) / dotRange(v, 0, v, 0, n);
    for (let i = 0; i < n; i++) {
      r[i] -= λ[p] * v[i];
      out[i * k + p] = v[i];
    }
    residuals[p] = norm2(r);
  }
  const honest = sigma === undefined || maxAbs(residuals) <= LOOSE * tolerance * Math.max(roughNorm(op), maxAbs(λ), Math.abs(sigma));
  return {
    values: adoptBuffer(λ, [k]),
    vectors: adoptBuffer(out, [n, k]),
    residuals: adoptBuffer(residuals, [k]),
    status: !converged ? 'product-limit' : honest ? 'converged' : 'stagnation',
    products,
  };
}

/** ‖A·x‖/‖x‖ of a vector without structure may be so far below ‖A‖. */
const LOOSE = 16;

function roughNorm(op: LinearOperator): number {
  const x = startVector(op.rows);
  const y = new Float64Array(op.rows);
  op.apply(x, y);
  return norm2(y) / norm2(x);
}
