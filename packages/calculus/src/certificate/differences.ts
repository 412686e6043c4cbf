/**
 * The derivative of a scalar function of one number by extrapolated central differences, with an error estimate.
 *
 *   D(h) = (φ(h) − φ(−h)) / 2h,   D(h) = φ′ + c₂h² + c₄h⁴ + …, extrapolated over h, h/1.4, h/1.4² …
 *
 * The best entry of the table is the one whose neighbours agree most. A kink shows in the one-sided differences: for a
 * smooth φ their gap shrinks with h, at a kink it stays.
 *
 * Ridders (1982), "Accurate computation of F′(x) and F′(x)F″(x)".
 */
export interface DifferenceEstimate {
  readonly value: number;
  readonly error: number;
  readonly kink: boolean;
}

const SHRINK = 1.4;
const ROWS = 12;
const EPS = 2 ** -52;

/**
 * @param h first step, on the scale over which φ changes
 * @param noise absolute error of φ from the rounding of its argument; that of its value is added
 */
export function differentiate(phi: (t: number) => number, h: number, noise = 0): DifferenceEstimate {
  const middle = phi(0);
  const table: number[][] = [];
  const gaps: number[] = [];
  let best = { value: Number.NaN, error: Infinity };
  let size = Math.abs(middle);
  for (let i = 0, step = h; i < ROWS; i++, step /= SHRINK) {
    const right = phi(step);
    const left = phi(-step);
    size = Math.max(size, Math.abs(right), Math.abs(left));
    gaps.push((right - middle) / step - (middle - left) / step);
    const row = [(right - left) / (2 * step)];
    const rounding = (EPS * size + noise) / step;
    for (let j = 1, factor = SHRINK ** 2; j <= i; j++, factor *= SHRINK ** 2) {
      row.push(row[j - 1] + (row[j - 1] - table[i - 1][j - 1]) / (factor - 1));
      const error = Math.max(Math.abs(row[j] - row[j - 1]), Math.abs(row[j] - table[i - 1][j - 1])) + rounding;
      if (error < best.error) best = { value: row[j], error };
    }
    table.push(row);
  }
  const first = Math.abs(gaps[0]);
  const last = Math.abs(gaps[ROWS - 1]);
  const floor = (8 * (EPS * size + noise) * SHRINK ** (ROWS - 1)) / h;
  return { ...best, kink: last > floor && last > 0.5 * first };
}

/**
 * The same on two scales, the second far below the first. A function that is smooth on neither (one with a jump in its
 * second derivative, say) shows in their disagreement, which then is the error.
 */
export function differentiateTwice(phi: (t: number) => number, h: number, noise = 0): DifferenceEstimate {
  const wide = differentiate(phi, h, noise);
  const narrow = differentiate(phi, h / 128, noise);
  const gap = Math.abs(wide.value - narrow.value);
  const kink = wide.kink || narrow.kink;
  if (gap <= 3 * (wide.error + narrow.error)) return { ...(wide.error <= narrow.error ? wide : narrow), kink };
  return { value: narrow.value, error: Math.max(narrow.error, gap), kink };
}
