/** Differences for the acts: an independent way to a derivative, by values of the function only. */

/**
 * Fourth-order central difference of φ at 0.
 *
 *   φ′ ≈ (8(φ(h) − φ(−h)) − (φ(2h) − φ(−2h))) / 12h,   error ≈ h⁴φ⁽⁵⁾/30 + ε|φ|/h
 */
export const difference = (phi: (t: number) => number, h: number): number =>
  (8 * (phi(h) - phi(-h)) - (phi(2 * h) - phi(-2 * h))) / (12 * h);

/** Largest |a − b| over two lists of numbers of one length. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = a.length === b.length ? 0 : Number.NaN;
  for (let i = 0; i < a.length; i++) worst = Number.isNaN(a[i] - b[i]) ? Number.NaN : Math.max(worst, Math.abs(a[i] - b[i]));
  return worst;
}
