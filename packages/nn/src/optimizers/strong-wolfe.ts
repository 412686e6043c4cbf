/**
 * A step length that satisfies the strong Wolfe conditions, by bracketing and zooming with cubic interpolation.
 *
 *   φ(t) ≤ φ(0) + c₁tφ′(0),   |φ′(t)| ≤ c₂|φ′(0)|,   c₁ = 10⁻⁴, c₂ = 0.9
 *
 * Nocedal, Wright (2006), "Numerical optimization", algorithms 3.5 and 3.6, equation 3.59.
 */
interface Trial {
  readonly t: number;
  readonly value: number;
  readonly slope: number;
}

const C1 = 1e-4;
const C2 = 0.9;

/**
 * @param phi φ and φ′ at t; values may be infinite or NaN, which count as too large
 * @returns the step; after `trials` evaluations the best one that lowers φ, or 0
 */
export function strongWolfe(
  phi: (t: number) => readonly [number, number],
  value: number,
  slope: number,
  first: number,
  trials: number,
): number {
  const start: Trial = { t: 0, value, slope };
  let low = start;
  let high: Trial | null = null;
  let previous = start;
  let t = first;
  for (let i = 0; i < trials; i++) {
    const [v, s] = phi(t);
    const at: Trial = { t, value: v, slope: s };
    const tooHigh = !(v <= value + C1 * t * slope) || !Number.isFinite(s);
    if (!tooHigh && Math.abs(s) <= -C2 * slope) return t;
    if (high === null) {
      if (tooHigh || (i > 0 && v >= previous.value)) {
        low = previous;
        high = at;
      } else if (s >= 0) {
        low = at;
        high = previous;
      } else {
        previous = low = at;
        t *= 2;
        continue;
      }
    } else if (tooHigh || v >= low.value) high = at;
    else {
      if (s * (high.t - low.t) >= 0) high = low;
      low = at;
    }
    t = interpolate(low, high);
  }
  return low.value < value ? low.t : 0;
}

/** The minimum of the cubic through both ends, kept away from them; the middle when there is none. */
function interpolate(a: Trial, b: Trial): number {
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.t - b.t);
  const d2 = Math.sqrt(d1 * d1 - a.slope * b.slope) * Math.sign(b.t - a.t);
  const t = b.t - ((b.t - a.t) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  const lowest = Math.min(a.t, b.t);
  const width = Math.abs(b.t - a.t);
  return Number.isFinite(t) && t > lowest + 0.1 * width && t < lowest + 0.9 * width ? t : lowest + width / 2;
}
