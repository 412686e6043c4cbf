/**
 * All roots of f(λ) = 1/ρ + Σ zⱼ²/(pⱼ − λ), ρ > 0, poles ascending: the eigenvalues of diag(p) + ρ·z·zᵀ.
 *
 * A root is kept as its distance from the nearer pole, which makes all pⱼ − λᵢ accurate to a few ε; z is then replaced
 * by the ẑ for which these roots are exact, and vectors come out orthogonal however close the roots lie.
 * Gu and Eisenstat (1995), "A divide-and-conquer algorithm for the symmetric tridiagonal eigenproblem"; Li (1994),
 * "Solving secular equations stably and efficiently" for the iteration.
 */
import { EPS } from './machine.ts';

export interface SecularRoots {
  /** Root i is pole origins[i] plus offsets[i]. */
  readonly origins: Int32Array;
  readonly offsets: Float64Array;
  /** pⱼ − λᵢ at i·count + j. */
  readonly differences: Float64Array;
  /** ẑ */
  readonly z: Float64Array;
}

/** `squared`: the poles are the squares of `d`, d ≥ 0. The poles must differ, and no zⱼ may vanish. */
export function secularRoots(count: number, d: Float64Array, z: Float64Array, rho: number, squared: boolean): SecularRoots {
  const origins = new Int32Array(count);
  const offsets = new Float64Array(count);
  const differences = new Float64Array(count * count);
  const weights = new Float64Array(count);
  const poles = new Float64Array(count);
  const inverse = 1 / rho;
  let total = 0;
  for (let j = 0; j < count; j++) total += weights[j] = z[j] * z[j];
  for (let i = 0; i < count; i++) {
    let origin = i;
    let lower = 0;
    let upper = rho * total;
    shiftPoles(poles, d, count, origin, squared);
    if (i < count - 1) {
      const gap = poles[i + 1];
      const middle = gap / 2;
      let f = inverse;
      for (let j = 0; j < count; j++) f += weights[j] / (poles[j] - middle);
      if (f >= 0) upper = middle;
      else {
        origin = i + 1;
        shiftPoles(poles, d, count, origin, squared);
        lower = -middle;
        upper = 0;
      }
    }
    const root = findRoot(count, i, poles, weights, inverse, lower, upper);
    origins[i] = origin;
    offsets[i] = root;
    for (let j = 0, at = i * count; j < count; j++) differences[at + j] = poles[j] - root;
  }
  return { origins, offsets, differences, z: consistentWeights(count, d, z, squared, differences) };
}

function shiftPoles(poles: Float64Array, d: Float64Array, count: number, origin: number, squared: boolean): void {
  const o = d[origin];
  if (squared) for (let j = 0; j < count; j++) poles[j] = (d[j] - o) * (d[j] + o);
  else for (let j = 0; j < count; j++) poles[j] = d[j] - o;
}

/** The root between pole i and the next, relative to the origin, known to lie in [lower, upper]. */
function findRoot(
  count: number,
  i: number,
  poles: Float64Array,
  weights: Float64Array,
  inverse: number,
  lower: number,
  upper: number,
): number {
  if (count === 1) return upper;
  const last = i === count - 1;
  const p = last ? i - 1 : i;
  const q = p + 1;
  let x = startingPoint(count, i, p, q, poles, weights, inverse, lower, upper);
  let previous = Infinity;
  for (let step = 0; step < 100; step++) {
    let psi = 0;
    let psiSlope = 0;
    let phi = 0;
    let phiSlope = 0;
    let sums = 0;
    for (let j = 0; j <= p; j++) {
      const w = weights[j];
      const r = 1 / (poles[j] - x);
      const t = w * r;
      psi += t;
      psiSlope += t * r;
      sums -= psi;
    }
    for (let j = count - 1; j >= q; j--) {
      const w = weights[j];
      const r = 1 / (poles[j] - x);
      const t = w * r;
      phi += t;
      phiSlope += t * r;
      sums += Math.abs(phi);
    }
    const f = inverse + psi + phi;
    const slope = psiSlope + phiSlope;
    if (Math.abs(f) <= EPS * 0.5 * (sums + 8 * (Math.abs(phi) - psi) + inverse + Math.abs(x) * slope)) return x;
    if (f < 0) lower = Math.max(lower, x);
    else upper = Math.min(upper, x);
    // c + s/(p − x) + S/(q − x) with values and slopes of both sums
    const a0 = poles[p] - x;
    const b0 = poles[q] - x;
    const c = f - a0 * psiSlope - b0 * phiSlope;
    const a = (a0 + b0) * f - a0 * b0 * slope;
    const b = a0 * b0 * f;
    let eta = quadraticStep(last ? Math.abs(c) : c, a, b, last);
    if (!(f * eta < 0)) eta = -f / slope;
    let next = x + eta;
    // no better than halving, or out of bounds: halve
    if (!(next > lower && next < upper) || (step > 3 && Math.abs(f) > 0.25 * previous)) next = halfway(lower, upper);
    if (next === x || !(next > lower && next < upper)) return x;
    previous = Math.abs(f);
    x = next;
  }
  return x;
}

/** Nearer to a bound that is a pole: roots may lie very close to it. */
const halfway = (lower: number, upper: number): number => (lower === 0 ? upper / 16 : upper === 0 ? lower / 16 : (lower + upper) / 2);

/** A root of c·η² − a·η + b = 0, the one between the poles (or beyond the last). */
function quadraticStep(c: number, a: number, b: number, last: boolean): number {
  const root = Math.sqrt(Math.abs(a * a - 4 * b * c));
  if (c === 0) return b / a;
  if (last) return a >= 0 ? (a + root) / (2 * c) : (2 * b) / (a - root);
  return a <= 0 ? (a - root) / (2 * c) : (2 * b) / (a + root);
}

/** The root when all other poles are replaced by their sum at the middle. */
function startingPoint(
  count: number,
  i: number,
  p: number,
  q: number,
  poles: Float64Array,
  weights: Float64Array,
  inverse: number,
  lower: number,
  upper: number,
): number {
  const last = i === count - 1;
  const middle = (lower + upper) / 2;
  let c = inverse;
  for (let j = 0; j < count; j++) if (j !== p && j !== q) c += weights[j] / (poles[j] - middle);
  const u = weights[p];
  const v = weights[q];
  const s = poles[p];
  const t = poles[q];
  // c·(s − x)(t − x) + u·(t − x) + v·(s − x) = 0
  const a = c * (s + t) + u + v;
  const b = c * s * t + u * t + v * s;
  const x = quadraticStep(c, a, b, last);
  return x > lower && x < upper ? x : middle;
}

/** ẑⱼ² = Πᵢ(λᵢ − pⱼ) / Πᵢ≠ⱼ(pᵢ − pⱼ), Löwner's formula, with the signs of z. */
function consistentWeights(count: number, d: Float64Array, z: Float64Array, squared: boolean, differences: Float64Array): Float64Array {
  const w = new Float64Array(count).fill(1);
  for (let i = 0; i < count; i++) {
    const at = i * count;
    const di = d[i];
    if (squared) {
      for (let j = 0; j < i; j++) w[j] *= differences[at + j] / ((d[j] - di) * (d[j] + di));
      for (let j = i + 1; j < count; j++) w[j] *= differences[at + j] / ((d[j] - di) * (d[j] + di));
    } else {
      for (let j = 0; j < i; j++) w[j] *= differences[at + j] / (d[j] - di);
      for (let j = i + 1; j < count; j++) w[j] *= differences[at + j] / (d[j] - di);
    }
    w[i] *= -differences[at + i];
  }
  for (let j = 0; j < count; j++) {
    const r = Math.sqrt(Math.abs(w[j]));
    w[j] = z[j] < 0 ? -r : r;
  }
  return w;
}
