/**
 * Limited-memory BFGS: the inverse Hessian is known by the last few steps s and gradient changes y,
 *
 *   d = −H_k ∇f  by two loops over (s, y),   H₀ = sᵀy / yᵀy
 *
 * with a step that satisfies the strong Wolfe conditions, so that sᵀy > 0.
 *
 * Nocedal (1980); Liu and Nocedal (1989), "On the limited memory BFGS method for large scale optimization".
 */
import { valueAndGrad } from '@adjoint/calculus';
import { ArgumentError, type Certificate, NonFiniteError, ShapeError, type Tensor, adoptBuffer, tensor } from '@adjoint/tensor';
import { certifyMinimum } from '../certificate/certify-minimum.ts';
import { dot, maxAbs } from '../certificate/measures.ts';
import type { SolveStatus } from '../interior-point/settings.ts';
import type { VectorLike } from '../problem/matrix-input.ts';
import { requireStart } from '../problem/nonlinear-program.ts';
import { COMMON_OPTIONS, requireOptions } from '../problem/require-options.ts';
import { ADVICE, type OptimizationResult, withCertificate } from '../result.ts';
import { strongWolfe } from './line-search.ts';

export interface UnconstrainedOptions {
  /** Done when ‖∇f‖∞ ≤ tolerance · (1 + c ‖x‖∞), c the curvature along the last step (default 1e-8). */
  readonly tolerance?: number;
  readonly maxIterations?: number;
  /** Pairs kept (default 10). */
  readonly memory?: number;
  /** Seconds. */
  readonly timeLimit?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (info: DescentInfo) => void;
  /** ∇f: [n] → [n], in place of the one of `@adjoint/calculus`. */
  readonly gradient?: (x: Tensor) => Tensor;
}
export interface DescentInfo {
  readonly iteration: number;
  readonly objective: number;
  readonly gradientNorm: number;
  readonly stepLength: number;
}
export type UnconstrainedResult = OptimizationResult<null, DescentInfo>;

/**
 * @param f [n] → scalar, in tensor operations
 * @param x0 [n]
 * @throws ShapeError when f does not return one number; NonFiniteError when f is not finite at the start
 * @example minimizeUnconstrained((x) => x.sub(3).square().sum(), [0]).x // [3]
 */
export function minimizeUnconstrained(f: (x: Tensor) => Tensor, x0: VectorLike, options: UnconstrainedOptions = {}): UnconstrainedResult {
  const started = performance.now();
  requireOptions('minimizeUnconstrained', options, [...COMMON_OPTIONS, 'memory', 'gradient']);
  const ε = options.tolerance ?? 1e-8;
  const memory = options.memory ?? 10;
  if (!Number.isInteger(memory) || memory < 0)
    throw new ArgumentError(`minimizeUnconstrained: memory ${memory}`, 'how many pairs are kept, 0 for steepest descent');
  const evaluate = evaluator(f, options.gradient);
  let x: Float64Array = requireStart(x0);
  let now = evaluate(x);
  let evaluations = 1;
  let α = 1;
  if (!Number.isFinite(now.value))
    throw new NonFiniteError(0, `minimizeUnconstrained: f(x0) = ${now.value}`, 'start inside the domain of f');
  const pairs: Pair[] = [];
  const trace: DescentInfo[] = [];
  let status: SolveStatus | null = null;
  for (let k = 0; status === null; k++) {
    const info = { iteration: k, objective: now.value, gradientNorm: maxAbs(now.gradient), stepLength: α };
    trace.push(info);
    const last = pairs.at(-1);
    const enough = ε * (1 + (last === undefined ? 0 : last.ρ * dot(last.y, last.y)) * maxAbs(x));
    options.onProgress?.(info);
    if (info.gradientNorm <= enough) {
      status = 'solved';
      break;
    }
    status = options.signal?.aborted
      ? 'aborted'
      : performance.now() - started > 1000 * (options.timeLimit ?? Infinity)
        ? 'time-limit'
        : k >= (options.maxIterations ?? 1000)
          ? 'iteration-limit'
          : null;
    if (status !== null) break;

    let d = direction(now.gradient, pairs);
    if (!(dot(d, now.gradient) < 0)) {
      pairs.length = 0;
      d = direction(now.gradient, pairs);
    }
    const from = x;
    const search = d;
    let reached = now;
    const φ = (t: number): { value: number; slope: number } => {
      evaluations++;
      reached = evaluate(from.map((v, j) => v + t * search[j]));
      return { value: reached.value, slope: dot(reached.gradient, search) };
    };
    const step = strongWolfe(
      φ,
      { value: now.value, slope: dot(now.gradient, d) },
      pairs.length === 0 ? Math.min(1, 1 / maxAbs(now.gradient)) : 1,
      { c1: 1e-4, c2: 0.9, maxEvaluations: 40, maxStep: 1e10 },
    );
    if (step === null) {
      if (pairs.length > 0) {
        pairs.length = 0;
        continue;
      } // once more, straight down
      status = info.gradientNorm <= 1000 * enough ? 'almost' : 'numerical';
      break;
    }
    α = step.α;
    const moved = from.map((v, j) => v + α * search[j]);
    reached = evaluate(moved);
    remember(
      pairs,
      memory,
      moved.map((v, j) => v - from[j]),
      reached.gradient.map((v, j) => v - now.gradient[j]),
    );
    x = moved;
    now = reached;
  }
  const at = adoptBuffer(x);
  return withCertificate(
    {
      x: at,
      objective: now.value,
      status,
      advice: ADVICE[status],
      multipliers: null,
      iterations: trace.length - 1,
      trace,
      stats: { time: (performance.now() - started) / 1000, evaluations },
    },
    (): Certificate => certifyMinimum(f, at, { tolerance: ε }),
  );
}

interface Valued {
  readonly value: number;
  readonly gradient: Float64Array;
}
interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly ρ: number;
}

function evaluator(f: (x: Tensor) => Tensor, gradient: ((x: Tensor) => Tensor) | undefined): (x: Float64Array) => Valued {
  const scalar = (x: Tensor): Tensor => {
    const v = f(x);
    if (v.size !== 1) throw new ShapeError(`minimizeUnconstrained: f returned shape [${v.shape.join(', ')}]`, 'it must return one number');
    return v.reshape([]);
  };
  const both = valueAndGrad(scalar);
  return (x) => {
    const t = tensor(x);
    if (gradient !== undefined) return { value: scalar(t).item(), gradient: Float64Array.from(gradient(t).data()) };
    const { value, gradient: g } = both(t);
    return { value: value.item(), gradient: Float64Array.from(g.data()) };
  };
}

function remember(pairs: Pair[], memory: number, s: Float64Array, y: Float64Array): void {
  const sy = dot(s, y);
  if (!(sy > Number.EPSILON * Math.sqrt(dot(s, s) * dot(y, y)))) return;
  pairs.push({ s, y, ρ: 1 / sy });
  if (pairs.length > memory) pairs.shift();
}

/** The two loops: −H∇f. */
function direction(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const d = gradient.map((v) => -v);
  const weights = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { s, y, ρ } = pairs[k];
    weights[k] = ρ * dot(s, d);
    for (let j = 0; j < d.length; j++) d[j] -= weights[k] * y[j];
  }
  const last = pairs.at(-1);
  if (last !== undefined) {
    const γ = 1 / (last.ρ * dot(last.y, last.y));
    for (let j = 0; j < d.length; j++) d[j] *= γ;
  }
  for (let k = 0; k < pairs.length; k++) {
    const { s, y, ρ } = pairs[k];
    const β = ρ * dot(y, d);
    for (let j = 0; j < d.length; j++) d[j] += (weights[k] - β) * s[j];
  }
  return d;
}
