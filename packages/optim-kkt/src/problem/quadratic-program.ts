/** Linear and quadratic programs as people write them, and their checked form. */
import { sparseTranspose } from '@adjoint/linalg';
import type { CscMatrix, Tensor } from '@adjoint/tensor';
import { type MatrixLike, type VectorLike, costLength, matrixInput, symmetricInput, vectorInput } from './matrix-input.ts';
import { requireFields } from './require-fields.ts';
import { type RowProgram, requireLimits } from './row-program.ts';

/**
 *   minimise ½ xᵀP x + qᵀx + constant
 *   subject to   G x ≤ h,   A x = b,   rows.lower ≤ rows.matrix x ≤ rows.upper,   lower ≤ x ≤ upper
 *
 * Everything but `q` may be left out. P is symmetric, both triangles stored. Limits of 1e20
 * or more (and 1e15 times the largest coefficient of their row) are read as no limits.
 */
export interface QuadraticProgram {
  readonly form?: 'quadratic';
  /** [n, n] */
  readonly P?: MatrixLike;
  /** [n] */
  readonly q: VectorLike;
  readonly constant?: number;
  /** [m, n] and [m] */
  readonly G?: MatrixLike;
  readonly h?: VectorLike;
  /** [p, n] and [p] */
  readonly A?: MatrixLike;
  readonly b?: VectorLike;
  /** Two-sided rows: [r, n], [r] and [r]; ±∞ where there is no limit. */
  readonly rows?: { readonly matrix: MatrixLike; readonly lower: VectorLike; readonly upper: VectorLike };
  /** [n]; ±∞ where there is no bound. */
  readonly lower?: VectorLike;
  readonly upper?: VectorLike;
}

export type LinearProgram = Omit<QuadraticProgram, 'P'>;

/**
 * Multipliers of L = f + μᵀ(G x − h) + λᵀ(A x − b) − lowerᵀ(x − l) + upperᵀ(x − u); all but λ are ≥ 0.
 * They are minus the slopes of the optimal value by h, b and the upper limits, and plus those by the lower ones.
 */
export interface QuadraticMultipliers {
  /** μ, [m] */
  readonly inequalities: Tensor;
  /** λ, [p] */
  readonly equalities: Tensor;
  /** [n] */
  readonly lower: Tensor;
  /** [n] */
  readonly upper: Tensor;
  /** Of two-sided rows, [r] each. */
  readonly rows?: { readonly lower: Tensor; readonly upper: Tensor };
}

const FIELDS = ['form', 'P', 'q', 'constant', 'G', 'h', 'A', 'b', 'rows', 'lower', 'upper'] satisfies (keyof QuadraticProgram)[];

/** How many rows of each sort; they follow one another in the row program. */
export interface RowLayout {
  readonly variables: number;
  readonly inequalities: number;
  readonly equalities: number;
  readonly ranges: number;
}

/**
 * The checked form of a program.
 *
 * @throws ShapeError, NonFiniteError or ArgumentError naming the field and the index
 */
export function rowProgram(problem: QuadraticProgram): { readonly program: RowProgram; readonly layout: RowLayout } {
  requireFields('a quadratic program', problem, FIELDS);
  if (problem.rows !== undefined) requireFields('rows', problem.rows, ['matrix', 'lower', 'upper']);
  const n = costLength('a quadratic program', problem.q);
  const q = vectorInput('q', problem.q, n);
  const constant = problem.constant ?? 0;
  vectorInput('constant', [constant], 1);
  const P = problem.P === undefined ? emptyMatrix(n, n) : symmetricInput('P', problem.P, n);
  const [G, A, R] = [rowsInput('G', problem.G, n), rowsInput('A', problem.A, n), rowsInput('rows.matrix', problem.rows?.matrix, n)];
  const inequalities = G?.rows ?? 0;
  const equalities = A?.rows ?? 0;
  const ranges = R?.rows ?? 0;
  const h = vectorInput('h', problem.h ?? [], inequalities, 'both');
  const b = vectorInput('b', problem.b ?? [], equalities);
  const rangeLower = vectorInput('rows.lower', problem.rows?.lower ?? [], ranges, 'both');
  const rangeUpper = vectorInput('rows.upper', problem.rows?.upper ?? [], ranges, 'both');
  const lower = problem.lower === undefined ? new Float64Array(n).fill(-Infinity) : vectorInput('lower', problem.lower, n, 'both');
  const upper = problem.upper === undefined ? new Float64Array(n).fill(Infinity) : vectorInput('upper', problem.upper, n, 'both');
  const inequalityLower = new Float64Array(inequalities).fill(-Infinity);
  const [, inequalityUpper] = withoutFar(G, inequalityLower, h);
  const [rowLower, rowUpper] = withoutFar(R, rangeLower, rangeUpper);
  const [low, high] = withoutFar(null, lower, upper);
  requireLimits('h', inequalityLower, h);
  requireLimits('rows', rangeLower, rangeUpper);
  requireLimits('variable', lower, upper);
  return {
    program: {
      P,
      q,
      constant,
      A: stackRows(
        [G, A, R].filter((part) => part !== null),
        n,
      ),
      lower: low,
      upper: high,
      rowLower: join([inequalityLower, b, rowLower]),
      rowUpper: join([inequalityUpper, b, rowUpper]),
    },
    layout: { variables: n, inequalities, equalities, ranges },
  };
}

const rowsInput = (name: string, m: MatrixLike | undefined, n: number): CscMatrix | null =>
  m === undefined ? null : matrixInput(name, m, n);

/** A limit of this size, that is also this many times the largest coefficient of its row, is no limit: files write infinity so. */
const FAR = { size: 1e20, times: 1e15 };

/**
 * Limits with the far ones as ±∞, whatever the units of the row. As finite numbers they would be part of ‖b‖, against
 * which feasibility is measured, and every residual would pass. The equality of two limits is left alone.
 */
function withoutFar(matrix: CscMatrix | null, lower: Float64Array, upper: Float64Array): [lower: Float64Array, upper: Float64Array] {
  let isAnyFar = false;
  for (const limits of [lower, upper])
    for (let i = 0; i < limits.length && !isAnyFar; i++) isAnyFar = Math.abs(limits[i]) >= FAR.size && Math.abs(limits[i]) < Infinity;
  if (!isAnyFar) return [lower, upper];
  const size = new Float64Array(lower.length).fill(matrix === null ? 1 : 0);
  if (matrix !== null)
    for (let p = 0; p < matrix.columnPointers[matrix.columns]; p++)
      size[matrix.rowIndices[p]] = Math.max(size[matrix.rowIndices[p]], Math.abs(matrix.values[p]));
  const far = (v: number, i: number): boolean =>
    size[i] > 0 && Math.abs(v) >= FAR.size && Math.abs(v) >= FAR.times * size[i] && lower[i] !== upper[i];
  return [lower.map((v, i) => (v < 0 && far(v, i) ? -Infinity : v)), upper.map((v, i) => (v > 0 && far(v, i) ? Infinity : v))];
}

export const emptyMatrix = (rows: number, columns: number): CscMatrix => ({
  rows,
  columns,
  columnPointers: new Int32Array(columns + 1),
  rowIndices: new Int32Array(0),
  values: new Float64Array(0),
});

/** Matrices of n columns, one below the other. */
export function stackRows(parts: readonly CscMatrix[], n: number): CscMatrix {
  const filled = parts.filter((p) => p.rows > 0);
  if (filled.length === 1) return filled[0];
  const total = filled.reduce((sum, p) => sum + p.columnPointers[n], 0);
  const pointers = new Int32Array(n + 1);
  const rows = new Int32Array(total);
  const values = new Float64Array(total);
  let at = 0;
  for (let j = 0; j < n; j++) {
    let offset = 0;
    for (const part of filled) {
      for (let p = part.columnPointers[j]; p < part.columnPointers[j + 1]; p++) {
        rows[at] = offset + part.rowIndices[p];
        values[at++] = part.values[p];
      }
      offset += part.rows;
    }
    pointers[j + 1] = at;
  }
  return { rows: filled.reduce((sum, p) => sum + p.rows, 0), columns: n, columnPointers: pointers, rowIndices: rows, values };
}

/** @returns the only part that is not empty itself */
const join = (parts: readonly Float64Array[]): Float64Array => {
  const filled = parts.filter((p) => p.length > 0);
  if (filled.length === 1) return filled[0];
  const out = new Float64Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
};

/** Rows of a matrix as columns: for working through constraints one by one. */
export const byRows = (a: CscMatrix): CscMatrix => sparseTranspose(a);
