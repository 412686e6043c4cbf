/**
 * A proven bound of the error of x̂, by an approximate inverse R:
 *
 *   α = ‖I − R·A‖∞ < 1 proves A nonsingular, and |x − x̂| ≤ |R·r| + α/(1 − α)·‖R·r‖∞,   r = b − A·x̂
 *
 * Every rounding is bounded from above: sums of n products by γ = 2n·u, results of bounds multiplied by 1 + 4nu + 2⁻⁴⁰,
 * residuals in 106 bits by n·2⁻¹⁰⁰(|A||x̂| + |b|), underflow by n·2⁻¹⁰⁰⁰ of quantities near 1.
 * Rump (1983, 2010), "Verification methods", section 10; Oishi and Rump (2002).
 */
import { residual } from '../dense/double-double.ts';
import { equilibrate } from '../dense/dense-solve.ts';
import { gemm } from '../dense/kernels.ts';
import { luInPlace, luSolveInPlace } from '../dense/lu.ts';
import { UNIT } from '../dense/machine.ts';
import { exponentOf, timesPowerOfTwo } from '../dense/scaling.ts';
import { identityMatrix } from '../dense/transpose.ts';

export interface RigorousBound {
  /** Upper bound of ‖I − RA‖∞ of the equilibrated matrix; nonsingularity is proven when < 1. */
  readonly alpha: number;
  /** Upper bound of ‖x − x̂‖∞/‖x̂‖∞; ∞ when nothing is proven. */
  readonly forward: number;
}
const NOTHING: RigorousBound = { alpha: Infinity, forward: Infinity };

export function rigorousBound(source: Float64Array, n: number, b: Float64Array, x: Float64Array): RigorousBound {
  if (n === 0) return { alpha: 0, forward: 0 };
  const { a, rows, columns, empty } = equilibrate(source, n);
  if (empty >= 0) return NOTHING;
  let s = -Infinity;
  let top = -Infinity;
  for (let j = 0; j < n; j++)
    if (x[j] !== 0) {
      s = Math.max(s, exponentOf(x[j]) - columns[j]);
      top = Math.max(top, exponentOf(x[j]));
    }
  for (let i = 0; i < n; i++) if (b[i] !== 0) s = Math.max(s, exponentOf(b[i]) + rows[i]);
  if (top === -Infinity) return b.every((v) => v === 0) ? { alpha: 0, forward: 0 } : NOTHING;
  const y = Float64Array.from({ length: n }, (_, j) => timesPowerOfTwo(x[j], -columns[j] - s));
  const rhs = Float64Array.from({ length: n }, (_, i) => timesPowerOfTwo(b[i], rows[i] - s));
  // Scaling is exact unless something underflowed: then nothing is proven.
  for (let i = 0; i < n; i++) {
    if (!exact(x[i], y[i]) || !exact(b[i], rhs[i])) return NOTHING;
    for (let j = 0; j < n; j++) if (!exact(source[i * n + j], a[i * n + j])) return NOTHING;
  }
  const lu = a.slice();
  const { pivots, zeroPivot } = luInPlace(lu, n, n);
  if (zeroPivot >= 0) return NOTHING;
  const R = identityMatrix(n);
  luSolveInPlace(lu, pivots, n, R, n);
  const γ = 2 * (n + 2) * UNIT;
  const up = 1 + 4 * (n + 8) * UNIT + 2 ** -40;
  const G = identityMatrix(n);
  const P = new Float64Array(n * n);
  gemm(false, false, n, n, n, -1, R, 0, n, a, 0, n, 1, G, 0, n);
  gemm(false, false, n, n, n, 1, R.map(Math.abs), 0, n, a.map(Math.abs), 0, n, 0, P, 0, n);
  let alpha = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += Math.abs(G[i * n + j]) + γ * (P[i * n + j] + 1) + n * 2 ** -1000;
    if (!(sum * up <= alpha)) alpha = sum * up;
  }
  if (!(alpha < 0.99)) return { alpha, forward: Infinity };
  const r = residual(a, n, n, y, rhs, 1, 0);
  const e = new Float64Array(n);
  const δ = Float64Array.from({ length: n }, (_, i) => {
    let inner = Math.abs(rhs[i]);
    for (let j = 0; j < n; j++) inner += Math.abs(a[i * n + j] * y[j]);
    return n * 2 ** -100 * inner * up + UNIT * Math.abs(r[i]) + n * 2 ** -1000;
  });
  let largest = 0;
  for (let i = 0; i < n; i++) {
    let value = 0;
    let doubt = 0;
    for (let j = 0; j < n; j++) {
      value += R[i * n + j] * r[j];
      doubt += Math.abs(R[i * n + j]) * (γ * Math.abs(r[j]) + δ[j]);
    }
    e[i] = (Math.abs(value) + doubt) * up + n * 2 ** -1000;
    largest = Math.max(largest, e[i]);
  }
  const rest = (alpha / (1 - alpha)) * largest * up;
  let forward = 0;
  let size = 0;
  for (let j = 0; j < n; j++) {
    forward = Math.max(forward, timesPowerOfTwo(e[j] + rest, columns[j] + s - top) + 2 ** -1000);
    size = Math.max(size, Math.abs(timesPowerOfTwo(x[j], -top)));
  }
  return { alpha, forward: (forward / size) * up };
}

/** Whether y is x times a power of two. */
function exact(x: number, y: number): boolean {
  return x === 0 ? y === 0 : y !== 0 && timesPowerOfTwo(Math.abs(y), -exponentOf(y)) === timesPowerOfTwo(Math.abs(x), -exponentOf(x));
}
