/** The steps of `presolve`, taken back one by one; the file of each says what it does to values and multipliers. */
import type { CscMatrix } from '@adjoint/tensor';
import { addSymmetricProduct } from '@adjoint/linalg';
import type { RowAnswer, RowProgram } from '../problem/row-program.ts';

export type Step =
  | { readonly kind: 'fixed'; readonly variable: number }
  | {
      readonly kind: 'singleton';
      readonly row: number;
      readonly variable: number;
      readonly factor: number;
      readonly setsLower: boolean;
      readonly setsUpper: boolean;
    }
  /** `other` = factor · `row`; the limits that come from `other`. */
  | {
      readonly kind: 'parallel';
      readonly row: number;
      readonly other: number;
      readonly factor: number;
      readonly setsLower: boolean;
      readonly setsUpper: boolean;
    }
  /** sign 1: the row met its upper limit; its variables were fixed before this step, so that they are undone after it. */
  | { readonly kind: 'forcing'; readonly row: number; readonly variables: readonly number[]; readonly sign: 1 | -1 }
  /** factor · variable + Σ of these entries of the row = limit gave the variable, of this cost. */
  | {
      readonly kind: 'substituted';
      readonly row: number;
      readonly variable: number;
      readonly factor: number;
      readonly limit: number;
      readonly cost: number;
      /** Places in the transpose of A. */
      readonly entries: readonly number[];
    };

/** What the steps need of the program. */
interface Taken {
  readonly given: RowProgram;
  readonly rows: CscMatrix;
  readonly q: Float64Array;
  readonly steps: readonly Step[];
}

/** (Aᵀy)_j */
export function columnProduct(A: CscMatrix, j: number, y: Float64Array): number {
  let sum = 0;
  for (let p = A.columnPointers[j]; p < A.columnPointers[j + 1]; p++) sum += A.values[p] * y[A.rowIndices[p]];
  return sum;
}

/** @param answer is completed in place; its fixed variables have their values already @param ray what kind of ray it is */
export function undo({ given, rows, q, steps }: Taken, { x, y, w }: RowAnswer, ray: 'none' | 'primal' | 'dual'): void {
  const { A, P, lower, upper } = given;
  // A ray has no cost. Costs return to what they were as substitutions are undone; substituted variables have no curvature.
  const slope = ray === 'primal' ? new Float64Array(q.length) : addSymmetricProduct(q.slice(), 1, P, x);
  for (let k = steps.length - 1; k >= 0; k--) {
    const s = steps[k];
    switch (s.kind) {
      case 'fixed':
        w[s.variable] = -(slope[s.variable] + columnProduct(A, s.variable, y));
        break;
      case 'singleton':
        if ((w[s.variable] > 0 && s.setsUpper) || (w[s.variable] < 0 && s.setsLower)) {
          y[s.row] = w[s.variable] / s.factor;
          w[s.variable] = 0;
        }
        break;
      case 'parallel':
        if ((y[s.row] > 0 && s.setsUpper) || (y[s.row] < 0 && s.setsLower)) {
          y[s.other] = y[s.row] / s.factor;
          y[s.row] = 0;
        }
        break;
      case 'forcing':
        // Each w_j = −(rest_j + a_j y) must push against the bound that the row pushes x_j to: −w_j a_j sign ≥ 0.
        for (const j of s.variables) {
          const a = entry(A, s.row, j);
          const rest = slope[j] + columnProduct(A, j, y) - a * y[s.row];
          const needed = -rest / a;
          if (s.sign * needed > s.sign * y[s.row]) y[s.row] = needed;
        }
        break;
      case 'substituted': {
        const limit = ray === 'none' ? s.limit : 0;
        let sum = limit;
        let size = Math.abs(limit);
        for (const p of s.entries) {
          const term = rows.values[p] * x[rows.rowIndices[p]];
          sum -= term;
          size += Math.abs(term);
        }
        const value = sum / s.factor;
        const within = ray === 'none' ? Math.min(Math.max(value, lower[s.variable]), upper[s.variable]) : value;
        // Rounding does not take it beyond its bounds; more than that is the row's to show.
        x[s.variable] = Math.abs(within - value) <= (16 * Number.EPSILON * size) / Math.abs(s.factor) ? within : value;
        w[s.variable] = -s.factor * y[s.row];
        if (ray === 'primal') break;
        y[s.row] -= s.cost / s.factor;
        for (const p of s.entries) slope[rows.rowIndices[p]] += (s.cost * rows.values[p]) / s.factor;
        slope[s.variable] = s.cost;
      }
    }
  }
}

function entry(A: CscMatrix, i: number, j: number): number {
  for (let p = A.columnPointers[j]; p < A.columnPointers[j + 1]; p++) if (A.rowIndices[p] === i) return A.values[p];
  return 0;
}
