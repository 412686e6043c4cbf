/**
 * Whether x and z solve a cone program: residuals in the norms of `certifyKkt`, and how far s = b − A x and z are from
 * their cones.
 */
import { addSparseProduct, addSparseTransposeProduct, addSymmetricProduct } from '@adjoint/linalg';
import { math } from '@adjoint/kernels';
import { type Certificate, type Verdict, certificate, check, withVerdict } from '@adjoint/tensor';
import { type ConeSpec, coneSize } from '../interior-point/cone-data.ts';
import { unpack } from '../interior-point/cones/small-matrix.ts';
import { type ConeProgram, coneData } from '../problem/cone-program.ts';
import { type VectorLike, vectorInput } from '../problem/matrix-input.ts';
import { convexityCheck } from './convexity.ts';
import { dot, maxAbs } from './measures.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** How far v is outside of the cone (of its dual), in units of v: 0 inside. */
export function distanceOutside(cone: ConeSpec, v: Float64Array, dual: boolean): number {
  switch (cone.kind) {
    case 'zero':
      return dual ? 0 : maxAbs(v);
    case 'nonnegative':
      return v.reduce((most, x) => Math.max(most, -x), 0);
    case 'second-order':
      return Math.max(0, Math.sqrt(dot(v.subarray(1), v.subarray(1))) - v[0]);
    case 'psd':
      return Math.max(0, -symmetricEigen(unpack(v, 0, cone.order), cone.order).values[0]);
    case 'exponential':
      return dual ? outsideDualExponential(v) : outsideExponential(v);
  }
}

/** y e^{x/y} ≤ z: the least t ≥ 0 with (x − t, y + t, z + t) inside, within a factor of 2 of the distance. */
function smallestShift(inside: (t: number) => boolean, scale: number): number {
  if (inside(0)) return 0;
  let low = 0;
  let high = Number.EPSILON * (1 + scale);
  while (!inside(high)) {
    low = high;
    high *= 2;
    if (high > 1e300) return Infinity;
  }
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (inside(middle)) high = middle;
    else low = middle;
  }
  return high;
}
const outsideExponential = ([x, y, z]: Float64Array): number =>
  smallestShift(
    (t) => {
      const a = x - t;
      const b = y + t;
      const c = z + t;
      return b > 0 ? c > 0 && b * math.log(c / b) >= a : b === 0 && a <= 0 && c >= 0;
    },
    Math.max(Math.abs(x), Math.abs(y), Math.abs(z)),
  );
const outsideDualExponential = ([u, v, w]: Float64Array): number =>
  smallestShift(
    (t) => {
      const a = u - t;
      const b = v + t;
      const c = w + t;
      return a < 0 ? c > 0 && b - a - a * math.log(-c / a) >= 0 : a === 0 && b >= 0 && c >= 0;
    },
    Math.max(Math.abs(u), Math.abs(v), Math.abs(w)),
  );

export interface CertifyConeOptions {
  /** Relative tolerance ε (default 1e-8). */
  readonly tolerance?: number;
}

/**
 * @param x [n]
 * @param z multipliers of the rows, [m]
 * @throws ShapeError, NonFiniteError or ArgumentError for a malformed problem or answer
 */
export function certifyCone(problem: ConeProgram, x: VectorLike, z: VectorLike, options: CertifyConeOptions = {}): Certificate {
  const ε = options.tolerance ?? 1e-8;
  const { data, spread } = coneData(problem);
  const { P, q, A, b } = data;
  const n = q.length;
  const m = b.length;
  const given = 'shape' in problem.b ? (problem.b as { size: number }).size : problem.b.length;
  const at = vectorInput('x', x, n);
  const multipliers = spread(vectorInput('z', z, given));
  const Px = addSymmetricProduct(new Float64Array(n), 1, P, at);
  const Ax = addSparseProduct(new Float64Array(m), 1, A, at);
  const Atz = addSparseTransposeProduct(new Float64Array(n), 1, A, multipliers);
  const s = b.map((v, i) => v - Ax[i]);
  const stationarity = q.map((v, j) => v + Px[j] + Atz[j]);
  let primal = 0;
  let dual = 0;
  let row = 0;
  for (const cone of data.cones) {
    const end = row + coneSize(cone);
    primal = Math.max(primal, distanceOutside(cone, s.slice(row, end), false));
    dual = Math.max(dual, distanceOutside(cone, multipliers.slice(row, end), true));
    row = end;
  }
  const xPx = dot(at, Px);
  const qx = dot(q, at);
  const bz = dot(b, multipliers);
  const constant = data.constant ?? 0;
  const p = xPx / 2 + qx + constant;
  const d = -xPx / 2 - bz + constant;
  return certificate('global-minimum', 'numerical', 'no point of the cone program is better by more than the gap, to the tolerance', [
    check('primal-feasibility', primal, '<=', ε * (1 + Math.max(maxAbs(Ax), maxAbs(s), maxAbs(b)))),
    check('stationarity', maxAbs(stationarity), '<=', ε * (1 + Math.max(maxAbs(Px), maxAbs(Atz), maxAbs(q)))),
    check('dual-feasibility', dual, '<=', ε * (1 + maxAbs(multipliers))),
    check('duality-gap', Math.abs(p - d), '<=', ε * (1 + Math.min(Math.abs(p), Math.abs(d)))),
    convexityCheck(P),
  ]);
}

/**
 * Whether a ray proves that a cone program has no solution (z ∈ K*, Aᵀz = 0, bᵀz < 0), or a direction d that its
 * objective falls without end (P d = 0, −A d ∈ K, qᵀd < 0). Exact rays hold; others reach only as far as the printed
 * radius ρ = −bᵀz / ‖Aᵀz‖∞ (no feasible x has ‖x‖₁ < ρ) and are undecided.
 *
 * @throws ShapeError, NonFiniteError or ArgumentError for a malformed problem or ray
 */
export function certifyConeInfeasible(
  problem: ConeProgram,
  ray: { readonly z: VectorLike } | { readonly direction: VectorLike },
): Certificate {
  const { data, spread } = coneData(problem);
  const { P, q, A, b } = data;
  const n = q.length;
  const m = b.length;
  const primal = 'z' in ray;
  const v = primal
    ? spread(vectorInput('z', ray.z, 'shape' in problem.b ? (problem.b as { size: number }).size : problem.b.length))
    : addSparseProduct(new Float64Array(m), -1, A, vectorInput('direction', ray.direction, n));
  const d = primal ? new Float64Array(n) : vectorInput('direction', ray.direction, n);
  let outside = 0;
  let row = 0;
  for (const cone of data.cones) {
    const end = row + coneSize(cone);
    outside = Math.max(outside, distanceOutside(cone, v.slice(row, end), primal));
    row = end;
  }
  const residual = Math.max(
    outside,
    maxAbs(primal ? addSparseTransposeProduct(new Float64Array(n), 1, A, v) : addSymmetricProduct(new Float64Array(n), 1, P, d)),
  );
  const against = primal ? b : q;
  const along = primal ? v : d;
  const value = -dot(against, along);
  const rounding = 2 * along.length * Number.EPSILON * along.reduce((sum, x, i) => sum + Math.abs(x * against[i]), 0);
  const exact: Verdict = residual === 0 ? 'holds' : 'undecided';
  const radius = residual === 0 ? Infinity : Math.max(0, value / residual);
  return certificate(
    primal ? 'primal-infeasible' : 'dual-infeasible',
    'numerical',
    primal
      ? `no point x with ‖x‖₁ < ${radius.toPrecision(3)} satisfies the constraints`
      : `the objective falls ${radius.toPrecision(3)} times as fast as the direction leaves the constraints`,
    [
      check(primal ? 'contradiction' : 'descent', value, '>=', 0, rounding),
      withVerdict(check('residual', residual, '<=', 0), exact),
      withVerdict(check('infeasibility-radius', radius, '>=', 0), value > 0 ? exact : 'fails'),
    ],
  );
}
