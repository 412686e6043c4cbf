/**
 * Sparse L D Lᵀ with D diagonal: the numeric half, row by row ("up-looking").
 *
 *   L₁₁ D₁₁ y = a₁,  l_k = D₁₁⁻¹ …,  d_k = a_kk − Σ_j l_kj² d_j
 *
 * Without pivoting this is right for positive definite and for quasi-definite matrices (Vanderbei 1995: any order has
 * such a factor). Where the signs of D are known, a pivot that is too small or of the wrong sign is replaced
 * (dynamic regularisation) and counted; iterative refinement against the unchanged matrix takes the change out again.
 * The signs of D are the inertia of A (Sylvester).
 */
import { type CscMatrix, NotPositiveDefiniteError, ShapeError, SingularMatrixError } from '@adjoint/tensor';
import { type LdlOrdering, type LdlSymbolic, ldlSymbolic } from './ldl-symbolic.ts';

export interface LdlRegularization {
  /** Expected sign (+1 or −1) of each pivot, by row of A. */
  readonly signs: Int8Array;
  /** A pivot d with sign·d ≤ threshold becomes sign·value. */
  readonly threshold: number;
  readonly value: number;
}

export interface LdlFactor {
  readonly symbolic: LdlSymbolic;
  /** The strictly lower triangle of L, in the pattern of `symbolic`. */
  readonly lower: Float64Array;
  readonly diagonal: Float64Array;
  /** How many pivots were replaced. */
  readonly replaced: number;
  readonly inertia: { readonly positive: number; readonly negative: number };
}

/**
 * L D Lᵀ of the matrix with these values in the analysed pattern.
 *
 * @param values the values of the matrix that was analysed, in its order
 * @param reuse  a factor of the same `symbolic` whose arrays are overwritten
 * @throws SingularMatrixError when a pivot is zero or not finite and no regularisation is asked for
 */
export function ldlNumeric(symbolic: LdlSymbolic, values: Float64Array, regularization: LdlRegularization | null = null, reuse: LdlFactor | null = null): LdlFactor {
  const { size: n, order, upperPointers, upperRows, place, columnPointers, rowIndices, rowPointers, rowColumns } = symbolic;
  if (values.length < place.length) throw new ShapeError(`ldlNumeric: ${values.length} values for a pattern of ${place.length}`, 'pass the values of the analysed matrix');
  const lower = reuse?.lower ?? new Float64Array(columnPointers[n]), diagonal = reuse?.diagonal ?? new Float64Array(n);
  const entries = new Float64Array(place.length), y = new Float64Array(n), filled = columnPointers.slice(), twin = twins(symbolic);
  for (let p = 0; p < place.length; p++) entries[place[p]] = values[p];
  let replaced = 0, negative = 0;
  for (let k = 0; k < n; k++) {
    let d = 0;
    for (let p = upperPointers[k]; p < upperPointers[k + 1]; p++) {
      if (upperRows[p] === k) d = entries[p]; else y[upperRows[p]] = entries[p];
    }
    for (let q = rowPointers[k], last = rowPointers[k + 1]; q < last; q++) {
      const j = rowColumns[q], yj = y[j], end = filled[j];
      y[j] = 0;
      const l = yj / diagonal[j];
      d -= l * yj;
      lower[end] = l;
      filled[j] = end + 1;
      if (twin[j] === 0 || q + 1 === last || rowColumns[q + 1] !== j + 1) {
        if (yj !== 0) for (let p = columnPointers[j]; p < end; p++) y[rowIndices[p]] -= lower[p] * yj;
        continue;
      }
      // Column j + 1 has the rows of column j but for its own: both at once.
      q++;
      let p = columnPointers[j];
      const yn = y[j + 1] - lower[p] * yj, shift = columnPointers[j + 1] - p - 1, endNext = filled[j + 1];
      y[j + 1] = 0;
      for (p++; p < end; p++) y[rowIndices[p]] -= lower[p] * yj + lower[p + shift] * yn;
      const ln = yn / diagonal[j + 1];
      d -= ln * yn;
      lower[endNext] = ln;
      filled[j + 1] = endNext + 1;
    }
    if (regularization !== null) {
      const sign = regularization.signs[order[k]];
      if (!(d * sign > regularization.threshold)) { d = sign * regularization.value; replaced++; }
    } else if (d === 0 || !Number.isFinite(d)) {
      throw new SingularMatrixError(order[k], 0, `ldlNumeric: the pivot of row ${order[k]} is ${d}`, 'regularise the matrix, or use a factorisation that exchanges rows');
    }
    if (d < 0) negative++;
    diagonal[k] = d;
  }
  return { symbolic, lower, diagonal, replaced, inertia: { positive: n - negative, negative } };
}

/** 1 where column j + 1 of L has the pattern of column j below row j + 1. */
function twins({ size: n, parent, columnPointers: at }: LdlSymbolic): Uint8Array {
  const twin = new Uint8Array(n);
  for (let j = 0; j + 1 < n; j++) if (parent[j] === j + 1 && at[j + 1] - at[j] === at[j + 2] - at[j + 1] + 1) twin[j] = 1;
  return twin;
}

/** Analyses and factors in one go: see `ldlSymbolic` and `ldlNumeric`. */
export function sparseLdl(upper: CscMatrix, options: LdlOrdering & { readonly regularization?: LdlRegularization } = {}): LdlFactor {
  return ldlNumeric(ldlSymbolic(upper, options), upper.values, options.regularization ?? null);
}

/**
 * L D Lᵀ of a positive definite matrix: every pivot must be positive.
 *
 * @throws NotPositiveDefiniteError with the order of the first pivot that is not
 */
export function sparseCholesky(upper: CscMatrix, options: LdlOrdering = {}): LdlFactor {
  const symbolic = ldlSymbolic(upper, options);
  const signs = new Int8Array(symbolic.size).fill(1);
  const factor = ldlNumeric(symbolic, upper.values, { signs, threshold: 0, value: NaN });
  const bad = factor.diagonal.findIndex((d) => !(d > 0) || d === Infinity);
  if (bad >= 0) throw new NotPositiveDefiniteError(bad + 1, `sparseCholesky: the pivot of row ${symbolic.order[bad]} is not positive`, 'use sparseLdl for an indefinite matrix, or add a multiple of the identity');
  return factor;
}

/** x with A x = b from the factor. @param out receives x; may be `b` itself */
export function ldlSolve(factor: LdlFactor, b: ArrayLike<number>, out: Float64Array = new Float64Array(b.length)): Float64Array {
  const { symbolic: { size: n, order, columnPointers, rowIndices }, lower, diagonal } = factor;
  if (b.length !== n || out.length !== n) throw new ShapeError(`ldlSolve: a right-hand side of ${b.length} numbers for ${n} rows`, 'one number for each row');
  const y = new Float64Array(n);
  for (let k = 0; k < n; k++) y[k] = b[order[k]];
  for (let j = 0; j < n; j++) {
    const yj = y[j];
    if (yj !== 0) for (let p = columnPointers[j]; p < columnPointers[j + 1]; p++) y[rowIndices[p]] -= lower[p] * yj;
  }
  for (let j = n - 1; j >= 0; j--) {
    let sum = y[j] / diagonal[j];
    for (let p = columnPointers[j]; p < columnPointers[j + 1]; p++) sum -= lower[p] * y[rowIndices[p]];
    y[j] = sum;
  }
  for (let k = 0; k < n; k++) out[order[k]] = y[k];
  return out;
}
