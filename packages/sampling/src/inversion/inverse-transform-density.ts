/**
 * Draws by inversion from a density known up to its constant.
 *
 * The mass is found by quadrature on panels that are halved until both halves agree with the whole; a quantile is found
 * in its panel by bisection safeguarded Newton steps on the integral, whose slope is the density itself. An infinite
 * support is mapped to a finite one, x = c + t/(1 − t²).
 *
 * Hörmann and Leydold (2003), "Continuous random variate generation by fast numerical inversion".
 */
import { uniform } from '@adjoint/random';
import { ArgumentError, ConvergenceError, adoptBuffer } from '@adjoint/tensor';
import { gaussLegendre } from '../special/gauss-legendre.ts';
import type { CdfInverse } from './inverse-transform.ts';

export interface DensitySupport {
  readonly lower: number;
  readonly upper: number;
  /** A point where the density is large (default the middle, or the finite end, or 0): where an infinite support is looked at most closely. */
  readonly center?: number;
  /** Largest error of probabilities, as a share of the whole (default 1e-12). */
  readonly tolerance?: number;
}
export interface DensityInverse extends CdfInverse {
  /** The integral of the density. */
  readonly mass: number;
  /** Sum of what the panels disagreed by, as a share of the mass: the error of probabilities, in so far as the density was seen. */
  readonly error: number;
}
interface Panel {
  readonly a: number;
  readonly b: number;
  readonly mass: number;
  readonly error: number;
}
const FIRST_PANELS = 16;
const MOST_PANELS = 4000;
const HALF_STEP = 2 ** -53;

/**
 * @throws ArgumentError for a wrong support, or a density that is negative, not finite, or 0 everywhere; ConvergenceError when panels run out
 * @example inverseTransformDensity((x) => Math.exp(-x * x / 2), { lower: -Infinity, upper: Infinity }).mass // √(2π)
 */
export function inverseTransformDensity(
  density: (x: number) => number,
  { lower, upper, tolerance = 1e-12, center }: DensitySupport,
): DensityInverse {
  if (!(lower < upper)) throw new ArgumentError(`inverseTransformDensity: support [${lower}, ${upper}]`, 'lower must be less than upper');
  const middle =
    center ?? (Number.isFinite(lower) ? (Number.isFinite(upper) ? lower / 2 + upper / 2 : lower) : Number.isFinite(upper) ? upper : 0);
  if (!(middle >= lower && middle <= upper && Number.isFinite(middle)))
    throw new ArgumentError(`inverseTransformDensity: center ${middle}`, 'the center lies in the support');
  const infinite = !Number.isFinite(lower) || !Number.isFinite(upper);
  const place = (t: number): number => (infinite ? middle + t / (1 - t * t) : t);
  const from = (x: number): number => {
    const y = x - middle;
    return y === 0 ? 0 : (2 * y) / (1 + Math.sqrt(1 + 4 * y * y));
  };
  const value = (t: number): number => {
    if (infinite && Math.abs(t) === 1) return 0;
    const f = density(place(t));
    const scale = infinite ? (1 + t * t) / (1 - t * t) ** 2 : 1;
    if (!(f >= 0 && f < Infinity))
      throw new ArgumentError(
        `inverseTransformDensity: density ${f} at ${place(t)}`,
        'a density is finite and not negative inside its support',
      );
    return f === 0 ? 0 : f * scale;
  };
  const [start, end] = infinite ? [lower === -Infinity ? -1 : from(lower), upper === Infinity ? 1 : from(upper)] : [lower, upper];
  const panels = panelsOf(value, start, end, tolerance);
  const mass = panels.reduce((s, p) => s + p.mass, 0);
  const error = panels.reduce((s, p) => s + p.error, 0) / mass;
  const cumulated = new Float64Array(panels.length);
  panels.forEach((p, i) => {
    cumulated[i] = (i === 0 ? 0 : cumulated[i - 1]) + p.mass;
  });

  const quantile = (p: number): number => {
    if (!(p >= 0 && p <= 1)) throw new ArgumentError(`inverseTransformDensity: probability ${p}`, 'a probability lies in [0, 1]');
    const target = p * cumulated[panels.length - 1];
    let i = 0;
    while (i < panels.length - 1 && cumulated[i] < target) i++;
    const rest = target - (i === 0 ? 0 : cumulated[i - 1]);
    if (p === 0) return lower;
    return p === 1 ? upper : place(within(value, panels[i], Math.min(rest, panels[i].mass)));
  };
  return {
    mass,
    error,
    quantile,
    sample: (key, shape = []) =>
      adoptBuffer(
        Float64Array.from(uniform(key, shape).data(), (u) => quantile(u + HALF_STEP)),
        shape,
      ),
  };
}

/** Halves the panel with the largest error until the sum of errors is within tolerance of the mass. */
function panelsOf(f: (t: number) => number, start: number, end: number, tolerance: number): readonly Panel[] {
  const panel = (a: number, b: number): Panel => {
    const c = (a + b) / 2;
    const whole = gaussLegendre(f, a, b);
    const halves = gaussLegendre(f, a, c) + gaussLegendre(f, c, b);
    return { a, b, mass: halves, error: Math.abs(whole - halves) };
  };
  const panels = Array.from({ length: FIRST_PANELS }, (_, i) =>
    panel(start + ((end - start) * i) / FIRST_PANELS, i === FIRST_PANELS - 1 ? end : start + ((end - start) * (i + 1)) / FIRST_PANELS),
  );
  for (;;) {
    let mass = 0;
    let error = 0;
    let worst = 0;
    panels.forEach((p, i) => {
      mass += p.mass;
      error += p.error;
      if (p.error > panels[worst].error) worst = i;
    });
    if (mass > 0 && error <= tolerance * mass) return panels;
    if (mass === 0)
      throw new ArgumentError(
        'inverseTransformDensity: the density is 0 wherever it was looked at',
        'name a center where it is large, or a narrower support',
      );
    const { a, b } = panels[worst];
    const c = (a + b) / 2;
    if (panels.length >= MOST_PANELS || !(c > a && c < b))
      throw new ConvergenceError(
        panels.length,
        `inverseTransformDensity: error ${(error / mass).toExponential(1)} with ${panels.length} panels`,
        'is the density bounded? A larger tolerance, or a center, may help',
      );
    panels.splice(worst, 1, panel(a, c), panel(c, b));
  }
}

/** t with ∫ from the panel's start = rest. */
function within(f: (t: number) => number, { a, b, mass }: Panel, rest: number): number {
  const c = (a + b) / 2;
  const first = gaussLegendre(f, a, c);
  const integral = (t: number): number => (t <= c ? gaussLegendre(f, a, t) : first + gaussLegendre(f, c, t));
  let low = a;
  let high = b;
  let t = a + (b - a) * (mass > 0 ? rest / mass : 0.5);
  for (let step = 0; step < 200; step++) {
    const miss = integral(t) - rest;
    const slope = f(t);
    if (miss > 0) high = t;
    else low = t;
    const newton = t - miss / slope;
    const next = newton > low && newton < high ? newton : low + (high - low) / 2;
    if (Math.abs(next - t) <= 2 ** -52 * Math.max(Math.abs(t), 2 ** -30 * (b - a)) || !(next > low && next < high)) return next;
    t = next;
  }
  return t;
}
