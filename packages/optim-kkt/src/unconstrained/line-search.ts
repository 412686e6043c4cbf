/**
 * A step that satisfies the strong Wolfe conditions
 *
 *   φ(α) ≤ φ(0) + c₁ α φ′(0),   |φ′(α)| ≤ c₂ |φ′(0)|
 *
 * by safeguarded cubic and quadratic interpolation on a shrinking interval.
 *
 * Moré and Thuente (1994), "Line search algorithms with guaranteed sufficient decrease", sections 2-4.
 */

export interface LinePoint {
  readonly α: number;
  readonly value: number;
  readonly slope: number;
}
export interface WolfeOptions {
  readonly c1: number;
  readonly c2: number;
  readonly maxEvaluations: number;
  readonly maxStep: number;
}

/** @param φ value and slope at α @returns the point, or null when no acceptable one was found */
export function strongWolfe(
  φ: (α: number) => { value: number; slope: number },
  start: { value: number; slope: number },
  first: number,
  o: WolfeOptions,
): LinePoint | null {
  const enough = o.c1 * start.slope;
  let low: LinePoint = { α: 0, ...start };
  let high: LinePoint = low;
  let bracketed = false;
  let firstStage = true;
  let width = o.maxStep;
  let before = 2 * o.maxStep;
  let α = Math.min(first, o.maxStep);
  let least = 0;
  let most = 5 * first;
  let best: LinePoint | null = null;
  for (let k = 0; k < o.maxEvaluations; k++) {
    const now: LinePoint = { α, ...φ(α) };
    if (!Number.isFinite(now.value) || !Number.isFinite(now.slope)) {
      // outside the domain: come back
      most = α;
      α = low.α + (α - low.α) / 10;
      continue;
    }
    const bound = start.value + α * enough;
    if (now.value <= bound && (best === null || now.value < best.value)) best = now;
    if (now.value <= bound && Math.abs(now.slope) <= o.c2 * -start.slope) return now;
    if (bracketed && (α <= least || α >= most || most - least <= 1e-15 * most)) break;
    if (firstStage && now.value <= bound && now.slope >= 0) firstStage = false;
    // In the first stage the function less its required decrease is searched for a minimum.
    const lift = firstStage && now.value > bound ? enough : 0;
    const tilt = (p: LinePoint): LinePoint => ({ α: p.α, value: p.value - p.α * lift, slope: p.slope - lift });
    const next = updateInterval(tilt(low), tilt(high), tilt(now), bracketed, least, most);
    const untilt = (p: LinePoint): LinePoint => ({ α: p.α, value: p.value + p.α * lift, slope: p.slope + lift });
    low = untilt(next.low);
    high = untilt(next.high);
    bracketed = next.bracketed;
    α = next.trial;
    if (bracketed) {
      if (Math.abs(high.α - low.α) >= 0.66 * before) α = low.α + 0.5 * (high.α - low.α);
      before = width;
      width = Math.abs(high.α - low.α);
      least = Math.min(low.α, high.α);
      most = Math.max(low.α, high.α);
    } else {
      least = α + 1.1 * (α - low.α);
      most = α + 4 * (α - low.α);
    }
    α = Math.min(o.maxStep, Math.max(0, α));
  }
  return best !== null && best.α > 0 ? best : null;
}

const cubic = (a: LinePoint, b: LinePoint): { θ: number; scale: number } => {
  const θ = (3 * (a.value - b.value)) / (b.α - a.α) + a.slope + b.slope;
  return { θ, scale: Math.max(Math.abs(θ), Math.abs(a.slope), Math.abs(b.slope)) };
};
const root = (θ: number, scale: number, a: number, b: number): number =>
  scale === 0 ? 0 : scale * Math.sqrt(Math.max(0, (θ / scale) ** 2 - (a / scale) * (b / scale)));

/** The four cases of section 4: the trial value and the interval that holds a minimum. */
function updateInterval(
  low: LinePoint,
  high: LinePoint,
  now: LinePoint,
  bracketed: boolean,
  least: number,
  most: number,
): { low: LinePoint; high: LinePoint; trial: number; bracketed: boolean } {
  const { θ, scale } = cubic(low, now);
  const secant = now.α - (now.slope / (now.slope - low.slope)) * (now.α - low.α);
  let trial: number;
  let known = bracketed;
  if (now.value > low.value) {
    // case 1: higher, so a minimum lies between
    const γ = (now.α < low.α ? -1 : 1) * root(θ, scale, low.slope, now.slope);
    const c = low.α + ((γ - low.slope + θ) / (γ - low.slope + γ + now.slope)) * (now.α - low.α);
    const q = low.α + (low.slope / ((low.value - now.value) / (now.α - low.α) + low.slope) / 2) * (now.α - low.α);
    trial = Math.abs(c - low.α) < Math.abs(q - low.α) ? c : c + (q - c) / 2;
    known = true;
  } else if (now.slope * low.slope < 0) {
    // case 2: the slopes differ in sign
    const γ = (now.α > low.α ? -1 : 1) * root(θ, scale, low.slope, now.slope);
    const c = now.α + ((γ - now.slope + θ) / (γ - now.slope + γ + low.slope)) * (low.α - now.α);
    trial = Math.abs(c - now.α) > Math.abs(secant - now.α) ? c : secant;
    known = true;
  } else if (Math.abs(now.slope) < Math.abs(low.slope)) {
    // case 3: falling more slowly
    const γ = (now.α > low.α ? -1 : 1) * root(θ, scale, low.slope, now.slope);
    const r = (γ - now.slope + θ) / (γ + (low.slope - now.slope) + γ);
    const c = r < 0 && γ !== 0 ? now.α + r * (low.α - now.α) : now.α > low.α ? most : least;
    if (bracketed) {
      trial = Math.abs(c - now.α) < Math.abs(secant - now.α) ? c : secant;
      const limit = now.α + 0.66 * (high.α - now.α);
      trial = now.α > low.α ? Math.min(limit, trial) : Math.max(limit, trial);
    } else {
      trial = Math.abs(c - now.α) > Math.abs(secant - now.α) ? c : secant;
      trial = Math.max(least, Math.min(most, trial));
    }
  } else if (bracketed) {
    // case 4: falling no more slowly
    const { θ: t, scale: s } = cubic(now, high);
    const γ = (now.α > high.α ? -1 : 1) * root(t, s, now.slope, high.slope);
    trial = now.α + ((γ - now.slope + t) / (γ - now.slope + γ + high.slope)) * (high.α - now.α);
  } else trial = now.α > low.α ? most : least;
  if (now.value > low.value) return { low, high: now, trial, bracketed: known };
  return { low: now, high: now.slope * low.slope < 0 ? low : high, trial, bracketed: known };
}
