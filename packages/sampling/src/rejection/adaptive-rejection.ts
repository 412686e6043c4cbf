/**
 * Adaptive rejection for log-concave densities on the line: the bound is made of tangents of h = log p, and each rejected
 * point adds its own, so it fits better the more is drawn.
 *
 *   h(x) ≤ min_j h(xⱼ) + h′(xⱼ)(x − xⱼ),   accept x with probability exp(h(x) − bound(x))
 *
 * A point above the bound, or a slope that rises, shows that the density is not log-concave; then nothing is returned.
 *
 * Gilks and Wild (1992), "Adaptive rejection sampling for Gibbs sampling".
 */
import { math } from '@adjoint/kernels';
import { type Key, foldIn, uniform } from '@adjoint/random';
import { ArgumentError, ConvergenceError, type Tensor, adoptBuffer } from '@adjoint/tensor';

export interface LogConcave {
  /** h = log p, up to a constant. */
  readonly logDensity: (x: number) => number;
  /** h′. */
  readonly derivative: (x: number) => number;
  /** Support (default the whole line). */
  readonly lower?: number;
  readonly upper?: number;
  /** Points to begin with; on an infinite side the slope must fall away from them: positive at the first, negative at the last. */
  readonly start: readonly number[];
}
interface Hull {
  readonly x: number[];
  readonly h: number[];
  readonly slope: number[];
}

/**
 * @returns n draws, float64
 * @throws ArgumentError for a support or start that does not fit, or a density that is not log-concave where it was looked at
 * @example adaptiveRejection({ logDensity: (x) => -x * x / 2, derivative: (x) => -x, start: [-1, 1] }, 100, key(0))
 */
export function adaptiveRejection(density: LogConcave, n: number, key: Key): Tensor<'float64'> {
  const { lower = -Infinity, upper = Infinity } = density;
  const hull: Hull = { x: [], h: [], slope: [] };
  if (!Number.isInteger(n) || n < 0) throw new ArgumentError(`adaptiveRejection: n = ${n}`, 'the number of draws is an integer ≥ 0');
  if (!(lower < upper)) throw new ArgumentError(`adaptiveRejection: support [${lower}, ${upper}]`, 'lower must be less than upper');
  if (density.start.length === 0) throw new ArgumentError('adaptiveRejection: no start', 'give at least one point inside the support');
  for (const x of density.start) {
    if (!(x > lower && x < upper && Number.isFinite(x)))
      throw new ArgumentError(`adaptiveRejection: start at ${x}`, `points lie between ${lower} and ${upper}`);
    insert(hull, density, x);
  }
  if (lower === -Infinity && !(hull.slope[0] > 0))
    throw new ArgumentError(
      `adaptiveRejection: slope ${hull.slope[0]} at ${hull.x[0]}`,
      'towards −∞ the first point needs a positive slope: start further left',
    );
  if (upper === Infinity && !(hull.slope.at(-1)! < 0))
    throw new ArgumentError(
      `adaptiveRejection: slope ${hull.slope.at(-1)} at ${hull.x.at(-1)}`,
      'towards ∞ the last point needs a negative slope: start further right',
    );

  const out = new Float64Array(n);
  let pieces = piecesOf(hull, lower, upper);
  let proposals = 0;
  for (let made = 0, block = 0, u: ArrayLike<number> = [], at = 0; made < n;) {
    if (at + 2 > u.length) {
      u = uniform(foldIn(key, block++), 2 * Math.max(64, n)).data();
      at = 0;
    }
    if (++proposals > 1000 * (n + 100))
      throw new ConvergenceError(proposals, `adaptiveRejection: ${made} of ${n} draws`, 'is the density log-concave?');
    const x = draw(pieces, u[at]);
    const bound = boundAt(hull, x);
    const h = density.logDensity(x);
    const coin = u[at + 1];
    at += 2;
    if (!(h <= bound + 1e-9 * Math.max(1, Math.abs(bound))))
      throw new ArgumentError(
        `adaptiveRejection: log density ${h} at ${x}, above its tangents (${bound})`,
        'the density must be log-concave, and the derivative its own',
      );
    if (math.log(coin) <= h - bound) {
      out[made++] = x;
      continue;
    }
    if (hull.x.length < 200 && !hull.x.includes(x)) {
      insert(hull, density, x);
      pieces = piecesOf(hull, lower, upper);
    }
  }
  return adoptBuffer(out);
}

function insert(hull: Hull, { logDensity, derivative }: LogConcave, x: number): void {
  const h = logDensity(x);
  const slope = derivative(x);
  const at = hull.x.findIndex((v) => v >= x);
  const i = at < 0 ? hull.x.length : at;
  if (!Number.isFinite(h) || !Number.isFinite(slope))
    throw new ArgumentError(`adaptiveRejection: log density ${h} with slope ${slope} at ${x}`, 'both are finite inside the support');
  if (hull.x[i] === x) return;
  const slack = 1e-9 * Math.max(1, Math.abs(slope));
  if ((i > 0 && slope > hull.slope[i - 1] + slack) || (i < hull.x.length && slope < hull.slope[i] - slack))
    throw new ArgumentError(`adaptiveRejection: the slope rises near ${x}`, 'the density must be log-concave');
  hull.x.splice(i, 0, x);
  hull.h.splice(i, 0, h);
  hull.slope.splice(i, 0, slope);
}

const boundAt = ({ x, h, slope }: Hull, at: number): number => x.reduce((m, xj, j) => Math.min(m, h[j] + slope[j] * (at - xj)), Infinity);

/** Exponential pieces between the crossings of neighbouring tangents: [from, to], log height at its higher end, cumulated mass. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly slope: number;
  readonly mass: number;
}

function piecesOf({ x, h, slope }: Hull, lower: number, upper: number): readonly Piece[] {
  const m = x.length;
  const cross = Array.from({ length: m + 1 }, (_, j) => {
    if (j === 0) return lower;
    if (j === m) return upper;
    const fall = slope[j - 1] - slope[j];
    const c = fall > 0 ? (h[j] - h[j - 1] - x[j] * slope[j] + x[j - 1] * slope[j - 1]) / fall : (x[j - 1] + x[j]) / 2;
    return Math.min(x[j], Math.max(x[j - 1], c));
  });
  const logs = x.map((_, j) => {
    // log ∫ exp(tangent)
    const s = slope[j];
    const high = s >= 0 ? cross[j + 1] : cross[j];
    const width = cross[j + 1] - cross[j];
    const t = Math.abs(s) * width;
    const inner = s === 0 || t < 1e-12 ? math.log(width) : math.log(-math.expm1(-t)) - math.log(Math.abs(s));
    return h[j] + s * (high - x[j]) + inner;
  });
  const top = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  let mass = 0;
  return logs.map((l, j) => ({ from: cross[j], to: cross[j + 1], slope: slope[j], mass: (mass += math.exp(l - top)) }));
}

/** Inversion of the piecewise exponential bound. */
function draw(pieces: readonly Piece[], u: number): number {
  const target = u * pieces.at(-1)!.mass;
  const i = Math.max(
    0,
    pieces.findIndex((p) => p.mass > target),
  );
  const { from, to, slope, mass } = pieces[i];
  const before = i === 0 ? 0 : pieces[i - 1].mass;
  const v = (target - before) / (mass - before);
  const width = to - from;
  const t = Math.abs(slope) * width;
  if (t < 1e-12) return from + v * width;
  // measured from the higher end, where the mass is
  const w = slope > 0 ? 1 - v : v;
  const distance = -math.log1p(w * math.expm1(-t)) / Math.abs(slope);
  return Math.min(to, Math.max(from, slope > 0 ? to - distance : from + distance));
}
