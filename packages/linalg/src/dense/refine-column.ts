/**
 * Iterative refinement of one column of A·X = B with residuals in 106 bits.
 *
 *   x ← x + d,   d = M⁻¹(b − A·x),   M = the factors of A
 *
 * The error shrinks by c ≈ κ·n·ε at every step, and the first step shows c: ‖d‖/‖x‖. It ends when the next step could not
 * change a digit. Higham (2002), section 12.1.
 */
import { residual } from './double-double.ts';
import { EPS } from './machine.ts';

/** A worse contraction than this is not worth the steps. */
const SLOWEST = 0.1;
const MOST_STEPS = 20;

/**
 * @param x [n, k], of which column c is refined in place
 * @param apply solves with the factors, in place
 * @returns steps taken, or −1 where they do not contract: x is then of no use
 */
export function refineColumn(
  a: Float64Array<ArrayBuffer>,
  n: number,
  x: Float64Array<ArrayBuffer>,
  rhs: Float64Array<ArrayBuffer>,
  k: number,
  c: number,
  apply: (d: Float64Array<ArrayBuffer>) => void,
): number {
  let before = Infinity;
  let contraction = 0;
  for (let step = 1; step <= MOST_STEPS; step++) {
    const d = residual(a, n, n, x, rhs, k, c);
    apply(d);
    let moved = 0;
    let size = 0;
    for (let i = 0; i < n; i++) {
      moved = Math.max(moved, Math.abs(d[i]));
      size = Math.max(size, Math.abs(x[i * k + c]));
      x[i * k + c] += d[i];
    }
    if (size === 0) return moved === 0 ? step : -1;
    contraction = Math.max(contraction, moved / Math.min(before, size));
    if (!(contraction <= SLOWEST)) return -1;
    if (moved * contraction <= (EPS / 4) * size) return step;
    before = moved;
  }
  return -1;
}
