/**
 * φ′(0) by central differences at shrinking steps, extrapolated twice, with an estimate of its error.
 *
 *   D(h) = (φ(h) − φ(−h))/2h,   R = (4D(h/2) − D(h))/3
 *
 * Steps start at 2⁻⁷ of the given scale and shrink, since a network with kinks (relu, pooling) is smooth only in a
 * small neighbourhood; the estimate with the smallest error, truncation and rounding together, is taken.
 */
export interface DifferenceEstimate {
  readonly value: number;
  readonly error: number;
}

const STEPS = 12;
const EPS = 2 ** -52;

export function directionalDifference(phi: (t: number) => number, scale: number): DifferenceEstimate {
  let best: DifferenceEstimate = { value: NaN, error: Infinity };
  let previous = NaN;
  let coarse = NaN;
  for (let k = 0, h = scale * 2 ** -7; k < STEPS; k++, h /= 2) {
    const right = phi(h);
    const left = phi(-h);
    const fine = (right - left) / (2 * h);
    const rounding = (EPS * (Math.abs(right) + Math.abs(left))) / h;
    const value = (4 * fine - coarse) / 3;
    const error = Math.max(Math.abs(value - previous), Math.abs(value - fine) / 16) + rounding;
    if (error < best.error) best = { value, error };
    previous = value;
    coarse = fine;
  }
  return best;
}
