/**
 * What a solution x̂ of A x = b is worth: residual in 106 bits, the correction it asks for, and the noise of both.
 *
 *   d = A⁻¹(b − A x̂) is the error of x̂ up to the accuracy of the factorisation, which is made in double-double where
 *   doubles would not do. The estimate is 2‖d‖ and the effect of the residual's own rounding, (n + 1)²·2⁻¹⁰⁶·‖|A⁻¹|(|A||x̂| + |b|)‖ (Ogita, Rump, Oishi 2005).
 */
import { inverseNormEstimate } from './condition-estimate.ts';
import { residual } from './double-double.ts';
import { doubleDoubleLu } from './double-double-lu.ts';
import { equilibrate, oneNorm } from './dense-solve.ts';
import { luInPlace, luSolveInPlace } from './lu.ts';
import { EPS } from './machine.ts';
import { exponentOf, timesPowerOfTwo } from './scaling.ts';

export interface SolutionQuality {
  /** Estimate of 1/κ₁ of the equilibrated matrix, 0 when a pivot vanished. */
  readonly rcond: number;
  /** Estimate of ‖x̂ − x‖∞/‖x̂‖∞; ∞ when A is singular. */
  readonly forward: number;
  /** ‖r‖∞/(‖A‖∞‖x̂‖∞ + ‖b‖∞) */
  readonly normwise: number;
  /** max |r|ᵢ/(|A||x̂| + |b|)ᵢ */
  readonly componentwise: number;
  /** max|U|/max|A| of the equilibrated matrix. */
  readonly growth: number;
}

export function solutionQuality(source: Float64Array, n: number, b: Float64Array, x: Float64Array): SolutionQuality {
  const { a, rows, columns, empty } = equilibrate(source, n);
  // ŷ with x̂ = 2^columns·ŷ/2^s, and the right side scaled alike: all in range.
  let s = -Infinity;
  for (let j = 0; j < n; j++) if (x[j] !== 0) s = Math.max(s, exponentOf(x[j]) - columns[j]);
  for (let i = 0; i < n; i++) if (b[i] !== 0) s = Math.max(s, exponentOf(b[i]) + rows[i]);
  if (s === -Infinity) s = 0;
  const y = Float64Array.from({ length: n }, (_, j) => timesPowerOfTwo(x[j], -columns[j] - s));
  const rhs = Float64Array.from({ length: n }, (_, i) => timesPowerOfTwo(b[i], rows[i] - s));
  const r = residual(a, n, n, y, rhs, 1, 0);
  const inner = new Float64Array(n);
  const norm = oneNorm(a, n);
  let componentwise = 0;
  let largestA = 0;
  let rowNorm = 0;
  let top = 0;
  let right = 0;
  let size = 0;
  for (let i = 0; i < n; i++) {
    inner[i] = Math.abs(rhs[i]);
    for (let j = 0; j < n; j++) inner[i] += Math.abs(a[i * n + j] * y[j]);
    if (r[i] !== 0) componentwise = Math.max(componentwise, Math.abs(r[i]) / inner[i]);
  }
  // The norm-wise error is that of the matrix as given: undo the row scaling, in units of the largest row.
  const rowTop = rows.reduce((m, k) => Math.min(m, k), n > 0 ? Infinity : 0);
  const columnBase = y.reduce((m, v, j) => (v === 0 ? m : Math.max(m, exponentOf(v) + columns[j])), -32768);
  // and of the columns in units of the largest |x̂ⱼ|.
  for (let i = 0; i < n; i++) {
    const down = rowTop - rows[i];
    let sum = 0;
    for (let j = 0; j < n; j++) {
      sum += Math.abs(timesPowerOfTwo(a[i * n + j], down - columns[j] + columnBase));
      largestA = Math.max(largestA, Math.abs(a[i * n + j]));
    }
    rowNorm = Math.max(rowNorm, sum);
    size = Math.max(size, Math.abs(timesPowerOfTwo(r[i], down)));
    right = Math.max(right, Math.abs(timesPowerOfTwo(rhs[i], down)));
    top = Math.max(top, Math.abs(timesPowerOfTwo(y[i], columns[i] - columnBase)));
  }
  const normwise = size === 0 ? 0 : size / (rowNorm * top + right);
  if (empty >= 0) return { rcond: 0, forward: Infinity, normwise, componentwise, growth: 1 };

  const lu = a.slice();
  const { pivots, zeroPivot } = luInPlace(lu, n, n);
  let growth = 0;
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) growth = Math.max(growth, Math.abs(lu[i * n + j]));
  growth = largestA === 0 ? 1 : growth / largestA;
  const rcond = zeroPivot >= 0 ? 0 : n === 0 ? 1 : 1 / (norm * inverseNormEstimate(n, (v, t) => luSolveInPlace(lu, pivots, n, v, 1, t)));
  let d = r.slice();
  let noise: number;
  if (rcond > n * EPS) {
    luSolveInPlace(lu, pivots, n, d, 1);
    noise = n === 0 ? 0 : 1 / (rcond * norm);
  } else {
    const precise = doubleDoubleLu(a, n);
    if (precise.zeroPivot >= 0) return { rcond, forward: Infinity, normwise, componentwise, growth };
    d = precise.solve(r);
    // The rounding of r, in the two patterns of signs that elimination tends to amplify most.
    const weigh = (sign: (i: number) => number): number =>
      precise.solve(inner.map((v, i) => v * sign(i))).reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    noise =
      Math.max(
        weigh((i) => (i % 2 === 0 ? 1 : -1)),
        weigh(() => 1),
      ) / inner.reduce((m, v) => Math.max(m, v), 1e-300);
  }
  let error = 0;
  let level = 0;
  let widest = 0;
  for (let j = 0; j < n; j++) {
    error = Math.max(error, Math.abs(timesPowerOfTwo(d[j], columns[j] - columnBase)));
    level = Math.max(level, inner[j]);
    widest = Math.max(widest, timesPowerOfTwo(1, Math.min(1000, columns[j] - columnBase)));
  }
  const rounding = (n + 1) ** 2 * 2 ** -106 * noise * level * widest;
  return { rcond, forward: top === 0 ? (error === 0 ? 0 : Infinity) : (2 * error + rounding) / top, normwise, componentwise, growth };
}
