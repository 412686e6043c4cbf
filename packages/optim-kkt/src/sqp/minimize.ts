/**
 * Sequential quadratic programming for small smooth problems: Newton's method on the conditions of Karush, Kuhn and
 * Tucker, each step a quadratic program, kept honest by an exact penalty.
 *
 * Nocedal and Wright (2006), "Numerical Optimization", algorithm 18.3; second-order correction (18.36).
 */
import { type Certificate, adoptBuffer } from '@adjoint/tensor';
import { certifyKkt } from '../certificate/certify-kkt.ts';
import { kktChecks, maxAbs } from '../certificate/measures.ts';
import { smoothActive, smoothMeasures } from '../certificate/smooth-measures.ts';
import type { QuadraticMultipliers } from '../problem/quadratic-program.ts';
import type { SolveStatus } from '../interior-point/settings.ts';
import type { VectorLike } from '../problem/matrix-input.ts';
import { type Evaluation, type NonlinearProgram, type Smooth, requireStart, smoothProblem } from '../problem/nonlinear-program.ts';
import { COMMON_OPTIONS, requireOptions } from '../problem/require-options.ts';
import { ADVICE, type OptimizationResult, withCertificate } from '../result.ts';
import { convexify } from './convexify.ts';
import { merit, violation } from './merit.ts';
import { type Step, subproblem } from './subproblem.ts';

export interface MinimizeOptions {
  /** Relative tolerance of the first-order conditions, in the norms of `certifyKkt` (default 1e-8). */
  readonly tolerance?: number;
  /** Default 200. */
  readonly maxIterations?: number;
  /** Seconds. */
  readonly timeLimit?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (info: SqpInfo) => void;
}
export interface SqpInfo {
  readonly iteration: number;
  readonly objective: number;
  readonly violation: number;
  readonly stationarity: number;
  readonly stepLength: number;
}
export type NonlinearResult = OptimizationResult<QuadraticMultipliers, SqpInfo>;

interface State {
  readonly x: Float64Array;
  readonly e: Evaluation;
  readonly z: Omit<Step, 'd' | 'elastic'>;
}

/**
 * @param x0 [n]; it need not be feasible
 * @throws ShapeError, NonFiniteError, ArgumentError for malformed problems, before any work
 * @example minimize({ objective: (x) => x.square().sum(), equalities: (x) => x.sum({}).sub(2).expandDims(0) }, [3, 0]).x // [1, 1]
 */
export function minimize(problem: NonlinearProgram, x0: VectorLike, options: MinimizeOptions = {}): NonlinearResult {
  const started = performance.now();
  requireOptions('minimize', options, COMMON_OPTIONS);
  const ε = options.tolerance ?? 1e-8;
  const given = requireStart(x0);
  const smooth = smoothProblem(problem, given);
  const x = given.map((v, j) => Math.min(smooth.upper[j], Math.max(smooth.lower[j], v)));
  const none = {
    μ: new Float64Array(smooth.m),
    λ: new Float64Array(smooth.p),
    lower: new Float64Array(smooth.n),
    upper: new Float64Array(smooth.n),
  };
  let state: State = { x, e: smooth.evaluate(x), z: none };
  let α = 1;
  let ν = 1;
  let status: SolveStatus | null = null;
  let advice: string | null = null;
  let crawling = 0;
  let resets = 0;
  const trace: SqpInfo[] = [];
  for (let k = 0; ; k++) {
    const measures = measure(smooth, state);
    const info = { iteration: k, objective: state.e.f, violation: measures.primal, stationarity: measures.stationarity, stepLength: α };
    trace.push(info);
    options.onProgress?.(info);
    const meets = (t: number): boolean => kktChecks(measures, t).every((c) => c.verdict === 'holds');
    if (meets(ε)) {
      status = 'solved';
      break;
    }
    status = options.signal?.aborted
      ? 'aborted'
      : performance.now() - started > 1000 * (options.timeLimit ?? Infinity)
        ? 'time-limit'
        : k >= (options.maxIterations ?? 200)
          ? 'iteration-limit'
          : null;
    if (status !== null) break;

    const { strict } = smoothActive(smooth, state.e, state.x, state.z.μ, state.z.lower, state.z.upper, 1e-6);
    const B = convexify(symmetrize(smooth.hessian(state.x, state.z.μ, state.z.λ), smooth.n), smooth.n, strict);
    const step = finite(state.e) ? subproblem(smooth, state.e, state.x, B, 10 * ν) : null;
    if (step !== null) {
      const price = 1.5 * Math.max(maxAbs(step.μ), maxAbs(step.λ));
      // Multipliers of a point long left may have made the price so high that no step along curved constraints is accepted.
      if (crawling > 3 && ν > 10 * price && resets < MOST_RESETS) {
        ν = price;
        resets++;
        crawling = 0;
      }
      ν = Math.max(ν, price);
    }
    const next = step === null ? null : search(smooth, state, step, B, ν);
    if (next === null) {
      status = meets(1000 * ε) ? 'almost' : 'numerical';
      if (status === 'numerical' && measures.primal > 1e3 * ε * measures.primalScale)
        advice =
          'stopped where the violation of the constraints cannot be reduced nearby: start elsewhere, or the constraints contradict one another';
      break;
    }
    state = next.state;
    α = next.α;
    crawling = α < 1e-2 ? crawling + 1 : 0;
  }
  const { z } = state;
  const multipliers: QuadraticMultipliers = {
    inequalities: adoptBuffer(z.μ),
    equalities: adoptBuffer(z.λ),
    lower: adoptBuffer(z.lower),
    upper: adoptBuffer(z.upper),
  };
  const at = adoptBuffer(state.x);
  return withCertificate(
    {
      x: at,
      objective: state.e.f,
      status,
      advice: advice ?? ADVICE[status],
      multipliers,
      iterations: trace.length - 1,
      trace,
      stats: { time: (performance.now() - started) / 1000, evaluations: trace.length },
    },
    (): Certificate => certifyKkt(problem, at, multipliers, { claim: 'local-minimum', tolerance: ε }),
  );
}

/** How often the penalty may fall: each time it could start a cycle. */
const MOST_RESETS = 5;

const measure = (smooth: Smooth, { x, e, z }: State): ReturnType<typeof smoothMeasures> =>
  smoothMeasures(smooth, e, x, z.μ, z.λ, z.lower, z.upper);
const finite = (e: Evaluation): boolean =>
  Number.isFinite(e.f) && [e.g, e.h, e.gradient, e.Jg, e.Jh].every((v) => v.every(Number.isFinite));

function symmetrize(H: Float64Array, n: number): Float64Array {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) H[i * n + j] = H[j * n + i] = (H[i * n + j] + H[j * n + i]) / 2;
  return H;
}

/** Backtracks on the penalty; a full step that fails is first bent back onto curved constraints. */
function search(
  smooth: Smooth,
  { x, e, z }: State,
  step: Step,
  B: Float64Array,
  ν: number,
): { readonly state: State; readonly α: number } | null {
  const { n } = smooth;
  const { d } = step;
  const start = merit(e, ν);
  let curvature = 0;
  let slope = 0;
  for (let i = 0; i < n; i++) {
    slope += e.gradient[i] * d[i];
    for (let j = 0; j < n; j++) curvature += d[i] * B[i * n + j] * d[j];
  }
  slope -= ν * (violation(e) - (step.elastic ? linearViolation(smooth, e, d) : 0));
  const descent = Math.min(slope, -1e-12 * curvature);
  const rounding = 10 * Number.EPSILON * (1 + Math.abs(start));
  const place = (direction: Float64Array, α: number): Float64Array =>
    x.map((v, j) => Math.min(smooth.upper[j], Math.max(smooth.lower[j], v + α * direction[j])));
  const accepted = (at: Float64Array, α: number): boolean => merit(smooth.values(at), ν) <= start + 1e-4 * α * descent + rounding;
  const moved = (at: Float64Array, α: number): { state: State; α: number } => {
    const mix = (a: Float64Array, b: Float64Array): Float64Array => a.map((v, i) => v + α * (b[i] - v));
    return {
      state: {
        x: at,
        e: smooth.evaluate(at),
        z: { μ: mix(z.μ, step.μ), λ: mix(z.λ, step.λ), lower: mix(z.lower, step.lower), upper: mix(z.upper, step.upper) },
      },
      α,
    };
  };
  const full = place(d, 1);
  if (accepted(full, 1)) return moved(full, 1);
  const there = smooth.values(full);
  if (!step.elastic && Number.isFinite(there.f) && violation(there) >= violation(e)) {
    // The constraints' curvature spoils the step: aim at their values there.
    const corrected = subproblem(smooth, { ...e, g: bend(e.Jg, there.g, d, n), h: bend(e.Jh, there.h, d, n) }, x, B, ν);
    if (corrected !== null && !corrected.elastic) {
      const at = place(corrected.d, 1);
      if (accepted(at, 1)) return moved(at, 1);
    }
  }
  for (let α = 0.5; α > 1e-10; α /= 2) {
    const at = place(d, α);
    if (accepted(at, α)) return moved(at, α);
  }
  return null;
}

/** c(x + d) − J d */
const bend = (J: Float64Array, c: Float64Array, d: Float64Array, n: number): Float64Array =>
  c.map((v, i) => {
    let sum = v;
    for (let j = 0; j < n; j++) sum -= J[i * n + j] * d[j];
    return sum;
  });

function linearViolation({ n, m, p }: Smooth, e: Evaluation, d: Float64Array): number {
  const g = e.g.slice();
  const h = e.h.slice();
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) g[i] += e.Jg[i * n + j] * d[j];
  for (let i = 0; i < p; i++) for (let j = 0; j < n; j++) h[i] += e.Jh[i * n + j] * d[j];
  return violation({ g, h });
}
