/** Cone programs as people write them, and their checked form. */
import { ArgumentError } from '@adjoint/tensor';
import { type ConeData, type ConeSpec, coneSize } from '../interior-point/cone-data.ts';
import { type MatrixLike, type VectorLike, costLength, matrixInput, symmetricInput, vectorInput } from './matrix-input.ts';
import { requireFields } from './require-fields.ts';
import { emptyMatrix, stackRows } from './quadratic-program.ts';
import { sparseFromTriplets } from '@adjoint/linalg';

/**
 *   minimise ½ xᵀP x + qᵀx + constant   subject to   A x + s = b,   s ∈ K₁ × K₂ × …
 *
 * The cones follow one another in the rows of A: `zero`, `nonnegative`, `box` (lower ≤ s ≤ upper), `second-order`,
 * `psd` and `exponential`. The multiplier z of A x + s = b lies in the dual cones and L = f + zᵀ(A x − b).
 */
export interface ConeProgram {
  readonly form?: 'cone';
  readonly P?: MatrixLike;
  /** [n] */
  readonly q: VectorLike;
  readonly constant?: number;
  /** [m, n] and [m] */
  readonly A: MatrixLike;
  readonly b: VectorLike;
  readonly cones: readonly Cone[];
}

export type Cone = ConeSpec | { readonly kind: 'box'; readonly lower: VectorLike; readonly upper: VectorLike };

const FIELDS = ['form', 'P', 'q', 'constant', 'A', 'b', 'cones'] satisfies (keyof ConeProgram)[];

const lengthOf = (v: VectorLike): number => ('shape' in v ? v.size : v.length);
const rowsOf = (cone: Cone): number => (cone.kind === 'box' ? lengthOf(cone.lower) : coneSize(cone));

/** Checked data; a box becomes two blocks of the nonnegative cone, whose multipliers `gather` subtracts again. */
export interface CheckedCones {
  readonly data: ConeData;
  /** z in the rows of the program as given. */
  gather(z: Float64Array): Float64Array;
  gatherSlack(s: Float64Array, x: Float64Array): Float64Array;
  /** The other way: a given z, split by the sides of boxes. */
  spread(z: Float64Array): Float64Array;
}

/** @throws ShapeError, NonFiniteError or ArgumentError naming the field and the cone */
export function coneData(problem: ConeProgram): CheckedCones {
  requireFields('a cone program', problem, FIELDS);
  const n = costLength('a cone program', problem.q);
  const q = vectorInput('q', problem.q, n);
  const A = matrixInput('A', problem.A, n);
  const b = vectorInput('b', problem.b, A.rows);
  const P = problem.P === undefined ? emptyMatrix(n, n) : symmetricInput('P', problem.P, n);
  problem.cones.forEach((cone, k) => {
    const size = cone.kind === 'psd' ? cone.order : rowsOf(cone);
    if (!['zero', 'nonnegative', 'box', 'second-order', 'psd', 'exponential'].includes(cone.kind))
      throw new ArgumentError(
        `cone ${k} is of kind ${String((cone as { kind: unknown }).kind)}`,
        'kinds are zero, nonnegative, box, second-order, psd, exponential',
      );
    if (!Number.isInteger(size) || size < (cone.kind === 'second-order' || cone.kind === 'psd' ? 1 : 0))
      throw new ArgumentError(`cone ${k} (${cone.kind}) has the size ${size}`, 'sizes are positive whole numbers');
  });
  const total = problem.cones.reduce((sum, c) => sum + rowsOf(c), 0);
  if (total !== A.rows)
    throw new ArgumentError(`the cones take ${total} rows, A has ${A.rows}`, 'each row of A belongs to one cone, in order');

  const cones: ConeSpec[] = [];
  const source: number[] = [];
  const sign: number[] = [];
  const limits: number[] = [];
  let row = 0;
  for (const cone of problem.cones) {
    const size = rowsOf(cone);
    if (cone.kind === 'box') {
      const lower = vectorInput('box lower', cone.lower, size, 'both');
      const upper = vectorInput('box upper', cone.upper, size, 'both');
      const kept: [number, number, number][] = [];
      for (let i = 0; i < size; i++) {
        if (!(lower[i] <= upper[i]))
          throw new ArgumentError(
            `a box has the lower limit ${lower[i]} above the upper limit ${upper[i]} in its row ${i}`,
            'exchange them',
          );
        // s = b − A x ≥ lower is A x ≤ b − lower; s ≤ upper is −A x ≤ upper − b.
        if (lower[i] > -Infinity) kept.push([row + i, 1, b[row + i] - lower[i]]);
        if (upper[i] < Infinity) kept.push([row + i, -1, upper[i] - b[row + i]]);
      }
      for (const [r, s, l] of kept) {
        source.push(r);
        sign.push(s);
        limits.push(l);
      }
      cones.push({ kind: 'nonnegative', size: kept.length });
    } else {
      for (let i = 0; i < size; i++) {
        source.push(row + i);
        sign.push(1);
        limits.push(b[row + i]);
      }
      cones.push(cone);
    }
    row += size;
  }
  const boxes = problem.cones.some((c) => c.kind === 'box');
  const data: ConeData = {
    P,
    q,
    constant: problem.constant ?? 0,
    A: boxes ? pickRows(A, source, sign) : stackRows([A], n),
    b: Float64Array.from(limits),
    cones,
  };
  return {
    data,
    gather(z) {
      const out = new Float64Array(A.rows);
      source.forEach((r, k) => {
        out[r] += sign[k] * z[k];
      });
      return out;
    },
    gatherSlack(s, x) {
      const out = b.slice();
      for (let j = 0; j < n; j++)
        for (let p = A.columnPointers[j]; p < A.columnPointers[j + 1]; p++) out[A.rowIndices[p]] -= A.values[p] * x[j];
      if (!boxes)
        source.forEach((r, k) => {
          out[r] = s[k];
        });
      return out;
    },
    spread(z) {
      let k = 0;
      const out = new Float64Array(source.length);
      problem.cones.forEach((cone, c) => {
        for (let i = 0; i < coneSize(cones[c]); i++, k++) out[k] = cone.kind === 'box' ? Math.max(0, sign[k] * z[source[k]]) : z[source[k]];
      });
      return out;
    },
  };
}

function pickRows(A: ReturnType<typeof matrixInput>, source: readonly number[], sign: readonly number[]): ReturnType<typeof matrixInput> {
  const places = new Map<number, number[]>();
  const i: number[] = [];
  const j: number[] = [];
  const v: number[] = [];
  source.forEach((r, k) => {
    places.set(r, [...(places.get(r) ?? []), k]);
  });
  for (let c = 0; c < A.columns; c++)
    for (let p = A.columnPointers[c]; p < A.columnPointers[c + 1]; p++)
      for (const k of places.get(A.rowIndices[p]) ?? []) {
        i.push(k);
        j.push(c);
        v.push(sign[k] * A.values[p]);
      }
  return sparseFromTriplets(source.length, A.columns, i, j, v);
}
