/**
 * min ‖A x − b‖ by the Golub-Kahan bidiagonalisation, ‖Aᵀr‖ decreasing: MINRES on the normal equations, without forming
 * them. A preconditioner stands on the right, min ‖A·N·y − b‖ with x = N·y, so that the residual stays that of x. Fong and Saunders (2011), "LSMR: an iterative algorithm for sparse least-squares problems".
 */
import { ArgumentError, type Tensor, adoptBuffer } from '@adjoint/tensor';
import { EPS } from '../dense/machine.ts';
import { exponentOf, firstNonFinite, maxAbs, scaleInPlace } from '../dense/scaling.ts';
import { norm2 } from '../dense/vector.ts';
import { finish } from './krylov-cycles.ts';
import { krylovSystem, preconditionerOf, residual, scaledOperator } from './krylov-system.ts';
import {
  type KrylovOptions,
  type KrylovResult,
  type LinearOperator,
  type OperatorLike,
  linearOperator,
  requireIterationOptions,
} from './linear-operator.ts';

export interface LsmrResult extends KrylovResult {
  /** ‖Aᵀr‖/(‖A‖‖r‖), recomputed at the end: what converges when b is not in the range. ‖A‖ is that of the bidiagonal's largest column. */
  readonly normalResidual: number;
}

export interface LsmrOptions extends Omit<KrylovOptions, 'start'> {
  /**
   * y ← N·x with its `applyTransposed`, n×n and nonsingular: the method works on A·N, whose columns should be nearly orthonormal
   * (`columnScaling(A)`, or the inverse of a triangle R with RᵀR near AᵀA). Of many solutions x = N·y has the least ‖y‖.
   */
  readonly preconditioner?: LinearOperator;
}

/**
 * @param A [m, n] dense or sparse, or an operator with `applyTransposed`
 * @param options tolerance bounds ‖r‖ against ‖A‖‖x‖ + ‖b‖, or, to the rounding of r, ‖Aᵀr‖ against ‖A‖‖r‖; `start` is not taken; with a
 *   preconditioner N, A stands for A·N and x for y in both criteria and in `normalResidual`
 * @throws ArgumentError without a transposed product; ShapeError, NonFiniteError
 * @example lsmr(tensor([[1], [1]]), tensor([1, 3])).x // [2]
 */
export function lsmr(A: OperatorLike, b: Tensor, { preconditioner, ...options }: LsmrOptions = {}): LsmrResult {
  if (preconditioner === undefined) return plainLsmr(A, b, options);
  const op = linearOperator(A);
  const given = preconditionerOf('lsmr', preconditioner, op.columns)!;
  if (!given.applyTransposed || !op.applyTransposed)
    throw new ArgumentError(
      `lsmr: the ${op.applyTransposed ? 'preconditioner' : 'operator'} has no applyTransposed`,
      'give the transposed product as applyTransposed',
    );
  const { A: N } = scaledOperator(given, new Float64Array(op.columns).fill(1)); // a factor of N is one of y
  const result = plainLsmr(composed(op, N), b, options);
  const x = new Float64Array(op.columns);
  nearOne(Float64Array.from(result.x.data()), x, (v, w) => N.apply(v, w));
  if (firstNonFinite(x) >= 0)
    throw new ArgumentError('lsmr: the solution leaves the range of doubles', 'scale b by a power of two, and the solution back');
  return { ...result, x: adoptBuffer(x, [x.length]) };
}

/** y ← product(x), by way of 2ᵏ·x near one; x is overwritten. */
function nearOne(x: Float64Array, y: Float64Array, product: (x: Float64Array, y: Float64Array) => void): void {
  const k = exponentOf(maxAbs(x));
  scaleInPlace(x, -k);
  product(x, y);
  scaleInPlace(y, k);
}

/** A·N */
function composed(A: LinearOperator, N: LinearOperator): LinearOperator {
  const t = new Float64Array(A.columns);
  return {
    rows: A.rows,
    columns: A.columns,
    apply: (x, y) => {
      N.apply(x, t);
      A.apply(t, y);
    },
    applyTransposed: (x, y) => {
      A.applyTransposed!(x, t);
      nearOne(t, y, (v, w) => N.applyTransposed!(v, w)); // t is of the size of A
    },
  };
}

function plainLsmr(A: OperatorLike, b: Tensor, { tolerance = 1e-12, maxIterations, signal, onProgress }: LsmrOptions): LsmrResult {
  requireIterationOptions('lsmr', { tolerance, maxIterations });
  const system = krylovSystem('lsmr', A, b, undefined, { leastSquares: true });
  const { A: op, x, normB } = system;
  const m = op.rows;
  const n = op.columns;
  const limit = maxIterations ?? 10 * Math.max(m, n);
  const u = new Float64Array(m);
  const s = new Float64Array(n);
  let normA = 0;
  let k = 0;
  let quality = { fits: true, normalResidual: 0, measure: 0 };
  /** The two criteria for b − A·x computed anew; leaves r in u and Aᵀr in s. */
  const judge = (): typeof quality => {
    residual(system, u);
    op.applyTransposed!(u, s);
    const normR = norm2(u);
    const normS = norm2(s);
    const scale = normA * norm2(x) + normB;
    return {
      fits: normR <= tolerance * scale || normS <= normA * (tolerance * normR + 4 * EPS * scale),
      normalResidual: normS === 0 ? 0 : normS / (normA * normR),
      measure: normS,
    };
  };
  const done = (status: KrylovResult['status']): LsmrResult => {
    const result = finish(system, status, k, Infinity);
    quality = judge();
    return { ...result, status: status === 'converged' && !quality.fits ? 'stagnation' : status, normalResidual: quality.normalResidual };
  };
  quality = judge();
  if (quality.measure === 0) return done('converged');
  for (;;) {
    if (signal?.aborted) return done('aborted');
    if (k >= limit) return done('iteration-limit');
    const before = quality.measure;
    const started = k;
    const step = (steps: number, now: number): boolean => {
      if (signal?.aborted) return true;
      onProgress?.({ iteration: started + steps, residual: now });
      return false;
    };
    const cycle = bidiagonalCycle(op, u, x, { tolerance, budget: limit - k, normB, normA, step });
    k += cycle.steps;
    normA = Math.max(normA, cycle.normA);
    quality = judge();
    if (quality.fits) return done('converged');
    if (cycle.aborted) return done('aborted');
    if (k >= limit) return done('iteration-limit');
    if (!(quality.measure < 0.5 * before)) return done('stagnation');
  }
}

interface CycleOptions {
  readonly tolerance: number;
  readonly budget: number;
  readonly normB: number;
  readonly normA: number;
  readonly step: (steps: number, residual: number) => boolean;
}

/** x ← x + d, ‖u − A·d‖ small; u is overwritten. The norm of A is the largest column of the bidiagonal, so below ‖A‖₂. */
function bidiagonalCycle(
  op: LinearOperator,
  u: Float64Array,
  x: Float64Array,
  { tolerance, budget, normB, normA: known, step }: CycleOptions,
): { readonly steps: number; readonly normA: number; readonly aborted: boolean } {
  const m = op.rows;
  const n = op.columns;
  const v = new Float64Array(n);
  const t = new Float64Array(m);
  const s = new Float64Array(n);
  const unit = (w: Float64Array): number => {
    const size = norm2(w);
    if (size > 0) for (let i = 0; i < w.length; i++) w[i] /= size;
    return size;
  };
  const beta0 = unit(u);
  op.applyTransposed!(u, v);
  let alpha = unit(v);
  let alphaBar = alpha;
  let zetaBar = alpha * beta0;
  let rho = 1;
  let rhoBar = 1;
  let cBar = 1;
  let sBar = 0;
  let normA = known;
  let k = 0;
  let normalResidual = 1;
  // For ‖r‖: the quantities of section 5 of the paper.
  let betaDd = beta0;
  let betaD = 0;
  let rhoDOld = 1;
  let tauOld = 0;
  let theta = 0;
  let zeta = 0;
  const h = v.slice();
  const hBar = new Float64Array(n);
  while (k < budget) {
    if (step(k, normalResidual)) return { steps: k, normA, aborted: true };
    k++;
    const diagonal = alpha;
    op.apply(v, t);
    for (let i = 0; i < m; i++) u[i] = t[i] - alpha * u[i];
    const beta = unit(u);
    op.applyTransposed!(u, s);
    for (let i = 0; i < n; i++) v[i] = s[i] - beta * v[i];
    alpha = unit(v);
    const rhoOld = rho;
    rho = Math.hypot(alphaBar, beta);
    const c = alphaBar / rho;
    const sn = beta / rho;
    const thetaNew = sn * alpha;
    alphaBar = c * alpha;
    const rhoBarOld = rhoBar;
    const zetaOld = zeta;
    const thetaBar = sBar * rho;
    const rhoTemp = cBar * rho;
    rhoBar = Math.hypot(cBar * rho, thetaNew);
    cBar = rhoTemp / rhoBar;
    sBar = thetaNew / rhoBar;
    zeta = cBar * zetaBar;
    zetaBar = -sBar * zetaBar;
    for (let i = 0; i < n; i++) {
      hBar[i] = h[i] - ((thetaBar * rho) / (rhoOld * rhoBarOld)) * hBar[i];
      x[i] += (zeta / (rho * rhoBar)) * hBar[i];
      h[i] = v[i] - (thetaNew / rho) * h[i];
    }
    const betaHat = c * betaDd;
    const thetaOld = theta;
    const rhoD = Math.hypot(rhoDOld, thetaBar);
    const cD = rhoDOld / rhoD;
    const sD = thetaBar / rhoD;
    betaDd = -sn * betaDd;
    theta = sD * rhoBar;
    rhoDOld = cD * rhoBar;
    betaD = -sD * betaD + cD * betaHat;
    tauOld = (zetaOld - thetaOld * tauOld) / rhoD;
    const tauD = (zeta - theta * tauOld) / rhoDOld;
    const normR = Math.sqrt((betaD - tauD) ** 2 + betaDd ** 2);
    normA = Math.max(normA, Math.hypot(diagonal, beta));
    normalResidual = normR === 0 ? 0 : Math.abs(zetaBar) / (normA * normR);
    if (normR <= tolerance * (normA * norm2(x) + normB) || normalResidual <= tolerance || beta === 0 || alpha === 0) break;
  }
  return { steps: k, normA, aborted: false };
}
