/** The steps of `presolve`, taken back one by one: see there for what each does to multipliers. */
import type { CscMatrix } from '@adjoint/tensor';
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
  | { readonly kind: 'forcing'; readonly row: number; readonly variables: readonly number[]; readonly sign: 1 | -1 };

/** (Aᵀy)_j */
export function columnProduct(A: CscMatrix, j: number, y: Float64Array): number {
  let sum = 0;
  for (let p = A.columnPointers[j]; p < A.columnPointers[j + 1]; p++) sum += A.values[p] * y[A.rowIndices[p]];
  return sum;
}

/** @param answer is completed in place @param slope P x + q, or null for a ray, which has no cost */
export function undo({ A }: RowProgram, steps: readonly Step[], { y, w }: RowAnswer, slope: Float64Array | null): void {
  for (let k = steps.length - 1; k >= 0; k--) {
    const s = steps[k];
    switch (s.kind) {
      case 'fixed':
        w[s.variable] = -((slope === null ? 0 : slope[s.variable]) + columnProduct(A, s.variable, y));
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
          const rest = (slope === null ? 0 : slope[j]) + columnProduct(A, j, y) - a * y[s.row];
          const needed = -rest / a;
          if (s.sign * needed > s.sign * y[s.row]) y[s.row] = needed;
        }
    }
  }
}

function entry(A: CscMatrix, i: number, j: number): number {
  for (let p = A.columnPointers[j]; p < A.columnPointers[j + 1]; p++) if (A.rowIndices[p] === i) return A.values[p];
  return 0;
}
