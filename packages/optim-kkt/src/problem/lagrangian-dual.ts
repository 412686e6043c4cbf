/**
 * The Lagrangian dual as a problem of the same kind.
 *
 * Of  min ½ xᵀP x + qᵀx + c  subject to  A x + s = b, s ∈ K:
 *
 *   max  −½ uᵀP u − bᵀz + c   subject to   P u + Aᵀz + q = 0,  z ∈ K*
 *
 * Written as a minimisation, and u left out when P = 0. Every feasible (u, z) bounds the primal value from below (weak
 * duality); at the optimum of a convex program with an interior the two agree. The multipliers of the dual's equality
 * are the primal x again.
 *
 * Dorn (1960), "Duality in quadratic programming"; Boyd and Vandenberghe (2004), "Convex Optimization", section 5.9.
 */
import { sparseFromTriplets, sparseTranspose } from '@adjoint/linalg';
import { ArgumentError, type CscMatrix, type Tensor } from '@adjoint/tensor';
import { coneSize } from '../interior-point/cone-data.ts';
import { type Cone, type ConeProgram, coneData } from './cone-program.ts';
import { vectorInput } from './matrix-input.ts';
import { type LinearProgram, type QuadraticProgram, rowProgram } from './quadratic-program.ts';

/**
 * The dual as a program: variables (u, z), z in the order of the rows. A row with two finite limits has one multiplier for
 * each: of a two-sided row or bound first the upper, of a box first the lower one; sides without a limit have none.
 */
export interface DualProgram<T> {
  /** Minimises minus the dual function. */
  readonly program: T;
  /** Where z starts among the variables: n when P is there, else 0. */
  readonly multipliersAt: number;
  /** The dual function at a feasible point of `program`: a lower bound of the primal value. */
  value(point: Tensor): number;
}

/**
 * @throws ShapeError, NonFiniteError, ArgumentError for malformed problems
 * @example const dual = lagrangianDual(problem); −quadraticProgram(dual.program).objective // the primal value
 */
export function lagrangianDual(problem: ConeProgram): DualProgram<ConeProgram>;
export function lagrangianDual(problem: QuadraticProgram | LinearProgram): DualProgram<QuadraticProgram>;
export function lagrangianDual(problem: ConeProgram | QuadraticProgram): DualProgram<ConeProgram> | DualProgram<QuadraticProgram> {
  return 'cones' in problem ? coneDual(problem) : quadraticDual(problem);
}

interface Stacked {
  readonly equations: CscMatrix;
  readonly right: Float64Array;
  readonly P: CscMatrix | null;
  readonly q: Float64Array;
  readonly offset: number;
}

/** P u + Aᵀz = −q and the objective ½ uᵀP u + bᵀz − c. */
function stack(P: CscMatrix, q: Float64Array, A: CscMatrix, b: Float64Array): Stacked {
  const n = q.length;
  const m = b.length;
  const quadratic = P.columnPointers[n] > 0;
  const offset = quadratic ? n : 0;
  const full = { i: [] as number[], j: [] as number[], v: [] as number[] };
  if (quadratic)
    for (let j = 0; j < n; j++)
      for (let p = P.columnPointers[j]; p < P.columnPointers[j + 1]; p++) {
        const i = P.rowIndices[p];
        full.i.push(i);
        full.j.push(j);
        full.v.push(P.values[p]);
        if (i !== j) {
          full.i.push(j);
          full.j.push(i);
          full.v.push(P.values[p]);
        }
      }
  const size = offset + m;
  const square = quadratic ? sparseFromTriplets(size, size, full.i, full.j, full.v) : null;
  const At = sparseTranspose(A);
  for (let k = 0; k < m; k++)
    for (let p = At.columnPointers[k]; p < At.columnPointers[k + 1]; p++) {
      full.i.push(At.rowIndices[p]);
      full.j.push(offset + k);
      full.v.push(At.values[p]);
    }
  const linear = new Float64Array(size);
  linear.set(b, offset);
  return { equations: sparseFromTriplets(n, size, full.i, full.j, full.v), right: q.map((v) => -v), P: square, q: linear, offset };
}

/** Minus the objective of the dual program. */
const valueOf =
  (P: CscMatrix | null, q: Float64Array, constant: number) =>
  (point: Tensor): number => {
    const x = vectorInput('point', point, q.length);
    let sum = constant;
    for (let j = 0; j < q.length; j++) {
      sum += q[j] * x[j];
      if (P !== null)
        for (let p = P.columnPointers[j]; p < P.columnPointers[j + 1]; p++) sum += 0.5 * x[P.rowIndices[p]] * P.values[p] * x[j];
    }
    return -sum;
  };

/** Every limit is a row here: G x ≤ h first, then equalities, two-sided rows by side, bounds by side. */
function quadraticDual(problem: QuadraticProgram): DualProgram<QuadraticProgram> {
  const { program } = rowProgram(problem);
  const n = program.q.length;
  const i: number[] = [];
  const j: number[] = [];
  const v: number[] = [];
  const b: number[] = [];
  const free: boolean[] = [];
  const rows = sparseTranspose(program.A);
  const add = (entries: readonly (readonly [number, number])[], sign: number, limit: number, equality: boolean): void => {
    for (const [c, x] of entries) {
      i.push(b.length);
      j.push(c);
      v.push(sign * x);
    }
    b.push(sign * limit);
    free.push(equality);
  };
  const limits = (entries: readonly (readonly [number, number])[], low: number, high: number): void => {
    if (low === high) {
      add(entries, 1, high, true);
      return;
    }
    if (high < Infinity) add(entries, 1, high, false);
    if (low > -Infinity) add(entries, -1, low, false);
  };
  for (let k = 0; k < program.A.rows; k++) {
    const entries: [number, number][] = [];
    for (let p = rows.columnPointers[k]; p < rows.columnPointers[k + 1]; p++) entries.push([rows.rowIndices[p], rows.values[p]]);
    limits(entries, program.rowLower[k], program.rowUpper[k]);
  }
  for (let c = 0; c < n; c++) limits([[c, 1]], program.lower[c], program.upper[c]);
  const s = stack(program.P, program.q, sparseFromTriplets(b.length, n, i, j, v), Float64Array.from(b));
  const size = s.q.length;
  const lower = new Float64Array(size).fill(-Infinity);
  free.forEach((equality, k) => {
    if (!equality) lower[s.offset + k] = 0;
  });
  const constant = program.constant === 0 ? 0 : -program.constant;
  return {
    program: { form: 'quadratic', ...(s.P === null ? null : { P: s.P }), q: s.q, constant, A: s.equations, b: s.right, lower },
    multipliersAt: s.offset,
    value: valueOf(s.P, s.q, constant),
  };
}

function coneDual(problem: ConeProgram): DualProgram<ConeProgram> {
  const { data } = coneData(problem);
  const m = data.b.length;
  const s = stack(data.P, data.q, data.A, data.b);
  const size = s.q.length;
  const n = data.q.length;
  // Rows: the n equations, then −(transform of z) + slack = 0 with the slack in the dual cone; zero cones are free.
  const i: number[] = [];
  const j: number[] = [];
  const v: number[] = [];
  const cones: Cone[] = [{ kind: 'zero', size: n }];
  for (let c = 0; c < size; c++)
    for (let p = s.equations.columnPointers[c]; p < s.equations.columnPointers[c + 1]; p++) {
      i.push(s.equations.rowIndices[p]);
      j.push(c);
      v.push(s.equations.values[p]);
    }
  let row = n;
  let at = 0;
  for (const cone of data.cones) {
    const length = coneSize(cone);
    if (cone.kind !== 'zero') {
      for (let k = 0; k < length; k++)
        for (const [from, factor] of dualEntries(cone.kind, k)) {
          i.push(row + k);
          j.push(s.offset + at + from);
          v.push(-factor);
        }
      cones.push(cone);
      row += length;
    }
    at += length;
  }
  const b = new Float64Array(row);
  const constant = data.constant === undefined || data.constant === 0 ? 0 : -data.constant;
  b.set(s.right);
  if (at !== m) throw new ArgumentError('lagrangianDual: the cones do not fill the rows', 'each row belongs to one cone');
  return {
    program: { form: 'cone', ...(s.P === null ? null : { P: s.P }), q: s.q, constant, A: sparseFromTriplets(row, size, i, j, v), b, cones },
    multipliersAt: s.offset,
    value: valueOf(s.P, s.q, constant),
  };
}

/**
 * Row k of the map that carries the dual cone onto the cone itself: the identity, but for the exponential cone, where
 * (u, v, w) is in K* exactly when (u − v, −u, w) is in K.
 */
function dualEntries(kind: string, k: number): readonly (readonly [number, number])[] {
  if (kind !== 'exponential') return [[k, 1]];
  return k === 0
    ? [
        [0, 1],
        [1, -1],
      ]
    : k === 1
      ? [[0, -1]]
      : [[2, 1]];
}
