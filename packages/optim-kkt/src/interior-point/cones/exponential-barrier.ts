/**
 * The barrier of the dual exponential cone and its derivatives,
 *
 *   f*(u, v, w) = −log l − log(−u) − log w,   l = v − u − u log(−w/u),
 *
 * and the gradient of its conjugate f, the barrier of the exponential cone itself: −∇f(s) is the z with −∇f*(z) = s. With
 * s = (x, y, t), δ = log(t/y) − x/y > 0 and e the root of e + log(1 + e) = δ,
 *
 *   −∇f(s) = ( −1/(e y),  (2e − 1 + x/y)/(e y),  (1 + e)/(e t) ).
 *
 * Serrano (2015), "Algorithms for unsymmetric cone optimization and an implementation for problems with the exponential
 * cone", chapter 3, for f*; Dahl and Andersen (2021), "A primal-dual interior-point algorithm for nonsymmetric exponential-cone
 * optimization", section 5, for what a primal-dual method asks of it.
 */
import { math } from '@adjoint/kernels';

export type Triple = readonly [number, number, number];

/** Whether (x, y, t) is inside: y log(t/y) > x. */
export const insidePrimal = ([x, y, t]: Triple): boolean => y > 0 && t > 0 && y * math.log(t / y) - x > 0;
/** Whether (u, v, w) is inside the dual cone. */
export const insideDual = ([u, v, w]: Triple): boolean => u < 0 && w > 0 && v - u - u * math.log(-w / u) > 0;

/** What the derivatives of f* at (u, v, w) are made of: r = log(−w/u), l and the gradient of l. */
export interface DualPoint {
  readonly z: Triple;
  readonly l: number;
  readonly slope: Triple;
}

export function dualPoint(z: Triple): DualPoint {
  const [u, v, w] = z;
  const r = math.log(-w / u);
  return { z, l: v - u - u * r, slope: [-r, 1, -u / w] };
}

/** −∇f*(z), a point of the exponential cone. */
export const dualShadow = ({ z: [u, , w], l, slope }: DualPoint): Triple => [slope[0] / l + 1 / u, slope[1] / l, slope[2] / l + 1 / w];

/** Columns of R with R Rᵀ = ∇²f*(z), v first: see `dualHessianSolve` for the parts. */
export function dualHessianRoot({ z: [u, , w], l, slope: d }: DualPoint, R: Float64Array): void {
  const a = -u;
  const first = Math.sqrt((a + l) / l) / a;
  R.set([d[0] / l, d[1] / l, d[2] / l, first, 0, 1 / (w * l * first), 0, 0, Math.sqrt((2 * a + l) / (a + l)) / w]);
}

/**
 * (∇²f*(z))⁻¹ g. With d = ∇l, a = −u and M = ∇²f* − ddᵀ/l², which leaves v alone, eliminating v first cancels nothing:
 *
 *   dᵀx = l² g₁,   M (x₀, x₂) = (g₀ − d₀g₁, g₂ − d₂g₁),   M⁻¹ = [a²(a + l), −a²w; −a²w, w²(a + l)] / (2a + l)
 */
export function dualHessianSolve({ z: [u, , w], l, slope: d }: DualPoint, g: Triple): Triple {
  const a = -u;
  const g0 = a * (g[0] - d[0] * g[1]);
  const g2 = w * (g[2] - d[2] * g[1]);
  const x0 = (a * (a * (g0 - g2) + l * g0)) / (2 * a + l);
  const x2 = (w * (a * (g2 - g0) + l * g2)) / (2 * a + l);
  return [x0, l * l * g[1] - d[0] * x0 - d[2] * x2, x2];
}

/** gᵀ(∇²f*(z))⁻¹g, a sum of squares. */
export function dualInverseNorm({ z: [u, , w], l, slope: d }: DualPoint, g: Triple): number {
  const g0 = -u * (g[0] - d[0] * g[1]);
  const g2 = w * (g[2] - d[2] * g[1]);
  return (l * g[1]) ** 2 + (-u * (g0 - g2) ** 2 + l * (g0 * g0 + g2 * g2)) / (l - 2 * u);
}

/** ∇³f*(z)[a, b] */
export function dualThirdDerivative({ z: [u, , w], l, slope: d }: DualPoint, a: Triple, b: Triple): Triple {
  const da = d[0] * a[0] + d[1] * a[1] + d[2] * a[2];
  const db = d[0] * b[0] + d[1] * b[1] + d[2] * b[2];
  // ∇²l times a and b; only u and w enter.
  const ca0 = a[0] / u - a[2] / w;
  const ca2 = (-a[0] + (u / w) * a[2]) / w;
  const cb0 = b[0] / u - b[2] / w;
  const cb2 = (-b[0] + (u / w) * b[2]) / w;
  const acb = a[0] * cb0 + a[2] * cb2;
  const common = (acb / l - ((2 * da) / l) * (db / l)) / l;
  const third0 = -(a[0] / u) * (b[0] / u) + (a[2] / w) * (b[2] / w);
  const third2 = (a[0] * b[2] + a[2] * b[0] - 2 * (u / w) * a[2] * b[2]) / (w * w);
  return [
    d[0] * common + ((ca0 * db + cb0 * da) / l - third0) / l - (2 * (a[0] / u) * (b[0] / u)) / u,
    d[1] * common,
    d[2] * common + ((ca2 * db + cb2 * da) / l - third2) / l - (2 * (a[2] / w) * (b[2] / w)) / w,
  ];
}

/** −∇f(s), a point of the dual cone. */
export function primalShadow([x, y, t]: Triple): Triple {
  const δ = math.log(t / y) - x / y;
  const e = rootOf(δ);
  const p = e * y;
  return [-1 / p, (2 * e - 1 + x / y) / p, (1 + e) / (e * t)];
}

/** The e > 0 with e + log(1 + e) = δ > 0: the function is concave, so that Newton's method rises to the root from below. */
function rootOf(δ: number): number {
  let e = δ < 1 ? δ / 2 : Math.max(δ - math.log(1 + δ), δ / 2);
  for (let k = 0; k < 20; k++) {
    const change = (δ - e - math.log1p(e)) / (1 + 1 / (1 + e));
    e += change;
    if (!(Math.abs(change) > 4 * Number.EPSILON * e)) break;
  }
  return e;
}
