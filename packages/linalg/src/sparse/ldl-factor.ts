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
import { type FrontScratch, factorFronts, frontScratch } from './ldl-fronts.ts';
import { denseLdl } from './ldl-trailing.ts';
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
  /** Room that the next factorisation and every solve work in. */
  readonly scratch: LdlScratch;
}

export interface LdlScratch {
  readonly entries: Float64Array;
  readonly y: Float64Array;
  readonly filled: Int32Array;
  block?: Float64Array;
  fronts?: FrontScratch;
}

/** Size of the dense block at the end; 0 where blocks do not pay. */
function trailingBlock(run: Int32Array, n: number): number {
  let j = n;
  while (j > 0 && run[j - 1] === n - j + 1) j--;
  return n - j >= LEAST_BLOCK ? n - j : 0;
}

/** Below this the runs of four columns are as fast, without the block's copy. */
const LEAST_BLOCK = 128;

/**
 * L D Lᵀ of the matrix with these values in the analysed pattern.
 *
 * @param values the values of the matrix that was analysed, in its order
 * @param reuse  a factor of the same `symbolic` whose arrays are overwritten
 * @throws SingularMatrixError when a pivot is zero or not finite and no regularisation is asked for
 */
export function ldlNumeric(
  symbolic: LdlSymbolic,
  values: Float64Array,
  regularization: LdlRegularization | null = null,
  reuse: LdlFactor | null = null,
): LdlFactor {
  const { size: n, order, upperPointers, upperRows, place, columnPointers, rowIndices, rowPointers, rowColumns, run } = symbolic;
  if (values.length < place.length)
    throw new ShapeError(`ldlNumeric: ${values.length} values for a pattern of ${place.length}`, 'pass the values of the analysed matrix');
  const lower = reuse?.lower ?? new Float64Array(columnPointers[n]);
  const diagonal = reuse?.diagonal ?? new Float64Array(n);
  const scratch: LdlScratch = reuse?.scratch ?? {
    entries: new Float64Array(place.length),
    y: new Float64Array(n),
    filled: new Int32Array(n),
  };
  const { entries, y, filled } = scratch;
  y.fill(0);
  filled.set(columnPointers.subarray(0, n));
  for (let p = 0; p < place.length; p++) entries[place[p]] = values[p];
  let replaced = 0;
  let negative = 0;
  // The last columns of L are often one dense block: its rows are gathered, and factored together at the end.
  const trailing = trailingBlock(run, n);
  const first = n - trailing;
  const block = trailing === 0 ? null : (scratch.block ??= new Float64Array(trailing * trailing));
  const pivot = (k: number, found: number): number => {
    let d = found;
    if (regularization !== null) {
      const sign = regularization.signs[order[k]];
      if (!(d * sign > regularization.threshold)) {
        d = sign * regularization.value;
        replaced++;
      }
    } else if (d === 0 || !Number.isFinite(d)) {
      throw new SingularMatrixError(
        order[k],
        0,
        `ldlNumeric: the pivot of row ${order[k]} is ${d}`,
        'regularise the matrix, or use a factorisation that exchanges rows',
      );
    }
    if (d < 0) negative++;
    return d;
  };
  if (symbolic.fronts !== null) {
    const { fronts } = symbolic;
    const room = (scratch.fronts ??= frontScratch(fronts, n));
    factorFronts(symbolic, fronts, entries, lower, (k, d) => (diagonal[k] = pivot(k, d)), room);
    return { symbolic, lower, diagonal, replaced, inertia: { positive: n - negative, negative }, scratch };
  }
  for (let k = 0; k < n; k++) {
    let d = 0;
    for (let p = upperPointers[k], end = upperPointers[k + 1]; p < end; p++) {
      const i = upperRows[p];
      if (i === k) d = entries[p];
      else y[i] = entries[p];
    }
    for (let q = rowPointers[k], last = k > first ? rowPointers[k + 1] - (k - first) : rowPointers[k + 1]; q < last;) {
      // A run of columns is nested and ends in this row together: up to four of them pass over y at once.
      const j = rowColumns[q];
      const together = Math.min(run[j], last - q);
      const end = filled[j];
      let p = columnPointers[j];
      if (together >= 4) {
        const p1 = columnPointers[j + 1];
        const p2 = columnPointers[j + 2];
        const p3 = columnPointers[j + 3];
        const y0 = y[j];
        const y1 = y[j + 1] - lower[p] * y0;
        const y2 = y[j + 2] - lower[p + 1] * y0 - lower[p1] * y1;
        const y3 = y[j + 3] - lower[p + 2] * y0 - lower[p1 + 1] * y1 - lower[p2] * y2;
        p += 3;
        const s1 = p1 + 2 - p;
        const s2 = p2 + 1 - p;
        const s3 = p3 - p;
        for (; p < end; p++) y[rowIndices[p]] -= lower[p] * y0 + lower[p + s1] * y1 + (lower[p + s2] * y2 + lower[p + s3] * y3);
        const l0 = y0 / diagonal[j];
        const l1 = y1 / diagonal[j + 1];
        const l2 = y2 / diagonal[j + 2];
        const l3 = y3 / diagonal[j + 3];
        d -= l0 * y0 + l1 * y1 + (l2 * y2 + l3 * y3);
        lower[end] = l0;
        lower[end + s1] = l1;
        lower[end + s2] = l2;
        lower[end + s3] = l3;
        y[j] = y[j + 1] = y[j + 2] = y[j + 3] = 0;
        filled[j] = end + 1;
        filled[j + 1] = end + s1 + 1;
        filled[j + 2] = end + s2 + 1;
        filled[j + 3] = end + s3 + 1;
        q += 4;
      } else if (together >= 2) {
        const y0 = y[j];
        const y1 = y[j + 1] - lower[p] * y0;
        p++;
        const s1 = columnPointers[j + 1] - p;
        for (; p < end; p++) y[rowIndices[p]] -= lower[p] * y0 + lower[p + s1] * y1;
        const l0 = y0 / diagonal[j];
        const l1 = y1 / diagonal[j + 1];
        d -= l0 * y0 + l1 * y1;
        lower[end] = l0;
        lower[end + s1] = l1;
        y[j] = y[j + 1] = 0;
        filled[j] = end + 1;
        filled[j + 1] = end + s1 + 1;
        q += 2;
      } else {
        const y0 = y[j];
        if (y0 !== 0) for (; p < end; p++) y[rowIndices[p]] -= lower[p] * y0;
        const l0 = y0 / diagonal[j];
        d -= l0 * y0;
        lower[end] = l0;
        y[j] = 0;
        filled[j] = end + 1;
        q++;
      }
    }
    if (block === null || k < first) {
      diagonal[k] = pivot(k, d);
      continue;
    }
    const at = (k - first) * trailing;
    for (let j = first; j < k; j++) {
      block[at + j - first] = y[j];
      y[j] = 0;
    }
    block[at + k - first] = d;
  }
  if (block !== null) {
    denseLdl(block, trailing, trailing, (k, d) => (diagonal[first + k] = pivot(first + k, d)));
    for (let j = 0; j < trailing; j++)
      for (let i = j + 1, p = columnPointers[first + j]; i < trailing; i++) lower[p++] = block[i * trailing + j];
  }
  return { symbolic, lower, diagonal, replaced, inertia: { positive: n - negative, negative }, scratch };
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
  if (bad >= 0)
    throw new NotPositiveDefiniteError(
      bad + 1,
      `sparseCholesky: the pivot of row ${symbolic.order[bad]} is not positive`,
      'use sparseLdl for an indefinite matrix, or add a multiple of the identity',
    );
  return factor;
}

/** x with A x = b from the factor. @param out receives x; may be `b` itself */
export function ldlSolve(factor: LdlFactor, b: ArrayLike<number>, out: Float64Array = new Float64Array(b.length)): Float64Array {
  const {
    symbolic: { size: n, order, columnPointers, rowIndices, run },
    lower,
    diagonal,
    scratch: { y },
  } = factor;
  if (b.length !== n || out.length !== n)
    throw new ShapeError(`ldlSolve: a right-hand side of ${b.length} numbers for ${n} rows`, 'one number for each row');
  for (let k = 0; k < n; k++) y[k] = b[order[k]];
  for (let j = 0; j < n;) {
    let p = columnPointers[j];
    const end = columnPointers[j + 1];
    const y0 = y[j];
    if (run[j] >= 4) {
      const p1 = end;
      const p2 = columnPointers[j + 2];
      const p3 = columnPointers[j + 3];
      const y1 = (y[j + 1] -= lower[p] * y0);
      const y2 = (y[j + 2] -= lower[p + 1] * y0 + lower[p1] * y1);
      const y3 = (y[j + 3] -= lower[p + 2] * y0 + lower[p1 + 1] * y1 + lower[p2] * y2);
      p += 3;
      const s1 = p1 + 2 - p;
      const s2 = p2 + 1 - p;
      const s3 = p3 - p;
      for (; p < end; p++) y[rowIndices[p]] -= lower[p] * y0 + lower[p + s1] * y1 + (lower[p + s2] * y2 + lower[p + s3] * y3);
      j += 4;
    } else if (run[j] >= 2) {
      const y1 = (y[j + 1] -= lower[p] * y0);
      p++;
      const s1 = end - p;
      for (; p < end; p++) y[rowIndices[p]] -= lower[p] * y0 + lower[p + s1] * y1;
      j += 2;
    } else {
      for (; p < end; p++) y[rowIndices[p]] -= lower[p] * y0;
      j++;
    }
  }
  for (let j = n - 1; j >= 0;) {
    const end = columnPointers[j + 1];
    let sum = y[j] / diagonal[j];
    let p = columnPointers[j];
    if (j >= 3 && run[j - 3] >= 4) {
      const p1 = columnPointers[j - 1];
      const p2 = columnPointers[j - 2];
      const p3 = columnPointers[j - 3];
      const s1 = p1 + 1 - p;
      const s2 = p2 + 2 - p;
      const s3 = p3 + 3 - p;
      let sum1 = y[j - 1] / diagonal[j - 1];
      let sum2 = y[j - 2] / diagonal[j - 2];
      let sum3 = y[j - 3] / diagonal[j - 3];
      for (; p < end; p++) {
        const v = y[rowIndices[p]];
        sum -= lower[p] * v;
        sum1 -= lower[p + s1] * v;
        sum2 -= lower[p + s2] * v;
        sum3 -= lower[p + s3] * v;
      }
      sum1 -= lower[p1] * sum;
      sum2 -= lower[p2] * sum1 + lower[p2 + 1] * sum;
      sum3 -= lower[p3] * sum2 + lower[p3 + 1] * sum1 + lower[p3 + 2] * sum;
      y[j] = sum;
      y[j - 1] = sum1;
      y[j - 2] = sum2;
      y[j - 3] = sum3;
      j -= 4;
    } else if (j >= 1 && run[j - 1] >= 2) {
      const p1 = columnPointers[j - 1];
      const s1 = p1 + 1 - p;
      let sum1 = y[j - 1] / diagonal[j - 1];
      for (; p < end; p++) {
        const v = y[rowIndices[p]];
        sum -= lower[p] * v;
        sum1 -= lower[p + s1] * v;
      }
      y[j] = sum;
      y[j - 1] = sum1 - lower[p1] * sum;
      j -= 2;
    } else {
      for (; p < end; p++) sum -= lower[p] * y[rowIndices[p]];
      y[j--] = sum;
    }
  }
  for (let k = 0; k < n; k++) out[order[k]] = y[k];
  return out;
}
