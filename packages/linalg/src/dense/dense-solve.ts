/**
 * A·X = B for one matrix, to the last digits that double precision has.
 *
 * Rows and columns are equilibrated by powers of two, A is factored, and the solution refined with residuals in 106 bits.
 * Where A is singular to double precision, or refinement does not contract, small systems are solved in integers, so that
 * 'singular' is a fact, and others factored in double-double arithmetic: either the system has a solution, and this one is
 * right, or the matrix is singular to 106 bits, and that is said.
 *
 * Higham (2002), "Accuracy and Stability of Numerical Algorithms", chapters 7, 9 and 12.
 */
import { fastInverseNormEstimate } from './condition-estimate.ts';
import { doubleDoubleLu } from './double-double-lu.ts';
import { MOST_EXACT, exactSolve } from './exact-solve.ts';
import { residual } from './double-double.ts';
import { luInPlace, luSolveInPlace } from './lu.ts';
import { refineColumn } from './refine-column.ts';
import { EPS, SMALLEST_NORMAL } from './machine.ts';
import { exponentOf, maxAbs, powerOfTwo, timesPowerOfTwo } from './scaling.ts';

/** Exponent of a zero. */
const NONE = -32768;

export interface DenseSolution {
  /** n×k; meaningless when singular. */
  readonly x: Float64Array<ArrayBuffer>;
  /** Estimate of 1/κ₁ of the equilibrated matrix. */
  readonly rcond: number;
  /** Step whose pivot vanished, −1 when the matrix is not singular. */
  readonly zeroPivot: number;
  /** Steps of refinement, or −1 when the factorisation was made in double-double. */
  readonly refinements: number;
}

export interface Equilibrated {
  readonly a: Float64Array<ArrayBuffer>;
  /** Row i was multiplied by 2^rows[i], column j by 2^columns[j]. */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  /** A row or column of zeros, −1 if there is none. */
  readonly empty: number;
  /** An entry 2¹⁰²² times smaller than others of its row or column lost digits. */
  readonly lost: boolean;
}

/**
 * The matrix with the largest entry of every row and column in [½, 2). Both factors are applied at once, so that nothing
 * underflows in between.
 */
export function equilibrate(source: ArrayLike<number>, n: number, from = 0): Equilibrated {
  const rows = new Int32Array(n);
  const columns = new Int32Array(n);
  const tops = new Float64Array(n);
  let empty = -1;
  let least = Infinity;
  let most = 0;
  for (let i = 0; i < n; i++) {
    let top = 0;
    for (let j = 0, at = from + i * n; j < n; j++, at++) {
      const x = Math.abs(source[at]);
      if (x > top) top = x;
      if (x < least && x !== 0) least = x;
    }
    if (top === 0) {
      if (empty < 0) empty = i;
      continue;
    }
    if (top > most) most = top;
    rows[i] = -exponentOf(top);
  }
  if (n > 0 && !(least > 2 ** -300 && most < 2 ** 300)) return equilibrateWide(source, n, from);
  // Here 2^rows and 2^columns are within 2^±600, and every product is exact.
  for (let i = 0; i < n; i++) {
    const f = powerOfTwo(rows[i]);
    for (let j = 0, at = from + i * n; j < n; j++, at++) {
      const x = Math.abs(source[at]) * f;
      if (x > tops[j]) tops[j] = x;
    }
  }
  const a = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    if (tops[j] === 0) {
      if (empty < 0) empty = j;
    } else columns[j] = -exponentOf(tops[j]);
    tops[j] = powerOfTwo(columns[j]);
  }
  for (let i = 0, to = 0; i < n; i++) {
    const f = powerOfTwo(rows[i]);
    for (let j = 0; j < n; j++, to++) a[to] = source[from + to] * f * tops[j];
  }
  return { a, rows, columns, empty, lost: false };
}

/** The same for entries of any size: both factors are found on the exponents. */
function equilibrateWide(source: ArrayLike<number>, n: number, from: number): Equilibrated {
  const a = new Float64Array(n * n);
  const rows = new Int32Array(n);
  const columns = new Int32Array(n).fill(NONE);
  const exponents = new Int32Array(n * n);
  for (let k = 0; k < n * n; k++) exponents[k] = source[from + k] === 0 ? NONE : exponentOf(source[from + k]);
  let empty = -1;
  for (let i = 0; i < n; i++) {
    let top = NONE;
    for (let j = 0, at = i * n; j < n; j++, at++) if (exponents[at] > top) top = exponents[at];
    if (top === NONE) {
      if (empty < 0) empty = i;
    } else rows[i] = -top;
  }
  for (let i = 0; i < n; i++)
    for (let j = 0, at = i * n, r = rows[i]; j < n; j++, at++)
      if (exponents[at] !== NONE && exponents[at] + r > columns[j]) columns[j] = exponents[at] + r;
  for (let j = 0; j < n; j++) {
    if (columns[j] === NONE) {
      columns[j] = 0;
      if (empty < 0) empty = j;
    } else columns[j] = -columns[j];
  }
  let lost = false;
  for (let i = 0; i < n; i++)
    for (let j = 0, at = i * n; j < n; j++, at++) {
      a[at] = timesPowerOfTwo(source[from + at], rows[i] + columns[j]);
      if (Math.abs(a[at]) < SMALLEST_NORMAL && source[from + at] !== 0) lost = true;
    }
  return { a, rows, columns, empty, lost };
}

export function denseSolve(
  source: ArrayLike<number>,
  n: number,
  from: number,
  b: ArrayLike<number>,
  k: number,
  bFrom: number,
): DenseSolution {
  const { a, rows, columns, empty, lost } = equilibrate(source, n, from);
  const x = new Float64Array(n * k);
  if (empty >= 0) return { x, rcond: 0, zeroPivot: empty, refinements: 0 };
  if (n === 0) return { x, rcond: 1, zeroPivot: -1, refinements: 0 };
  // Right sides are scaled column by column too, so that no intermediate result leaves the range.
  const scales = new Int32Array(k);
  const rhs = new Float64Array(n * k);
  for (let c = 0; c < k; c++) {
    let top = -Infinity;
    for (let i = 0; i < n; i++) if (b[bFrom + i * k + c] !== 0) top = Math.max(top, exponentOf(b[bFrom + i * k + c]) + rows[i]);
    scales[c] = top === -Infinity ? 0 : -top;
    for (let i = 0; i < n; i++) rhs[i * k + c] = timesPowerOfTwo(b[bFrom + i * k + c], rows[i] + scales[c]);
  }
  const lu = a.slice();
  const { pivots, zeroPivot } = luInPlace(lu, n, n);
  const norm = oneNorm(a, n);
  const rcond = zeroPivot >= 0 ? 0 : 1 / (norm * fastInverseNormEstimate(n, (v, t) => luSolveInPlace(lu, pivots, n, v, 1, t)));
  const unscale = (y: Float64Array): void => {
    for (let j = 0; j < n; j++) for (let c = 0; c < k; c++) x[j * k + c] = timesPowerOfTwo(y[j * k + c], columns[j] - scales[c]);
  };

  const exactly = (): DenseSolution => {
    const { zeroPivot: step, fractions, exponents } = exactSolve(source, n, from, b, k, bFrom);
    for (let at = 0; at < n * k; at++) x[at] = timesPowerOfTwo(fractions[at], exponents[at]);
    return { x, rcond, zeroPivot: step, refinements: -1 };
  };

  const inDoubleDouble = (): DenseSolution => {
    if (n <= MOST_EXACT) return exactly();
    const precise = doubleDoubleLu(a, n);
    const y = new Float64Array(n * k);
    if (precise.zeroPivot >= 0) return { x, rcond, zeroPivot: precise.zeroPivot, refinements: -1 };
    for (let c = 0; c < k; c++)
      precise.solve(Float64Array.from({ length: n }, (_, i) => rhs[i * k + c])).forEach((v, i) => {
        y[i * k + c] = v;
      });
    unscale(y);
    return { x, rcond, zeroPivot: -1, refinements: -1 };
  };

  if (!(rcond > n * EPS) || (n <= MOST_EXACT && (lost || !ofOneSize(columns)))) return inDoubleDouble();
  const y = rhs.slice();
  luSolveInPlace(lu, pivots, n, y, k);
  let refinements = 0;
  for (let c = 0; c < k; c++) {
    const steps = refineColumn(a, n, y, rhs, k, c, (d) => luSolveInPlace(lu, pivots, n, d, 1));
    if (steps < 0 || (n <= MOST_EXACT && !everyEquationHolds(a, n, y, rhs, k, c))) return inDoubleDouble();
    refinements = Math.max(refinements, steps);
  }
  unscale(y);
  return { x, rcond, zeroPivot: -1, refinements };
}

/** Unknowns of sizes so far apart that what is rounding beside one of them, in units of its column, is many times another. */
const APART = 50;
export function ofOneSize(exponents: ArrayLike<number>): boolean {
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < exponents.length; i++) {
    least = Math.min(least, exponents[i]);
    most = Math.max(most, exponents[i]);
  }
  return !(most - least >= APART);
}

/** Whether |b − A·x|ᵢ ≤ n·ε(|A||x| + |b|)ᵢ for all i: refinement looks at the largest |xᵢ| only, and an equation of small ones may suffer. */
export function everyEquationHolds(a: Float64Array, n: number, x: Float64Array, b: Float64Array, k: number, column: number): boolean {
  const r = residual(a, n, n, x, b, k, column);
  for (let i = 0; i < n; i++) {
    let size = Math.abs(b[i * k + column]);
    for (let j = 0; j < n; j++) size += Math.abs(a[i * n + j] * x[j * k + column]);
    if (!(Math.abs(r[i]) <= n * EPS * size)) return false;
  }
  return true;
}

/** ‖A‖₁ of an n×n matrix, row by row. */
export function oneNorm(a: Float64Array, n: number): number {
  const sums = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++) for (let j = 0; j < n; j++, at++) sums[j] += Math.abs(a[at]);
  return maxAbs(sums);
}
