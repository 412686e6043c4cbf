/**
 * The primal-dual interior point on the homogeneous embedding that keeps P.
 *
 * Goulart and Chen (2024), "Clarabel: an interior-point solver for conic programs with quadratic objectives";
 * Mehrotra (1992) for predictor and corrector.
 */
import type { LdlSymbolic } from '@adjoint/linalg';
import { conesOf } from './cones/cones-of.ts';
import type { ConeData } from './cone-data.ts';
import { type Direction, centering, commonSolution, corrector, predictor } from './direction.ts';
import { type Equilibrated, equilibrate } from './equilibrate.ts';
import { kktSystem } from './kkt-system.ts';
import { type Point, complementarity, initialPoint, warmPoint } from './point.ts';
import { type Progress, accuracy, progress, residuals } from './residuals.ts';
import type { InteriorPointSettings, IterationInfo, SolveStatus } from './settings.ts';
import { advance, stepLength } from './step-length.ts';
import { rayFound } from './termination.ts';

export interface ConeSolution {
  readonly status: SolveStatus;
  readonly x: Float64Array;
  /** Multipliers z ∈ K*; for an infeasible problem the ray. */
  readonly z: Float64Array;
  readonly s: Float64Array;
  readonly iterations: number;
  readonly trace: readonly IterationInfo[];
  /** The largest relative residual of the answer. */
  readonly accuracy: number;
  /** Multipliers where each attempt ended, without division by τ: of a problem without a solution they tend to a ray. */
  readonly lastMultipliers: readonly Float64Array[];
  /** To solve the same pattern again without analysing it. */
  readonly symbolic: LdlSymbolic;
  readonly factorEntries: number;
}

export interface Reuse { readonly symbolic?: LdlSymbolic; readonly start?: { readonly x: Float64Array; readonly z: Float64Array; readonly s: Float64Array } }

export function interiorPoint(data: ConeData, settings: InteriorPointSettings, reuse: Reuse = {}): ConeSolution {
  const scaled = equilibrate(data), kernels = conesOf(data.cones);
  const degree = kernels.reduce((sum, k) => sum + k.degree, 0);
  const system = kktSystem(scaled.data, kernels, settings.regularization, reuse.symbolic ?? null);
  const trace: IterationInfo[] = [];
  let point = reuse.start !== undefined && kernels.every((k) => k.diagonal) ? warmPoint(toScaled(scaled, reuse.start), kernels, WARM) : initialPoint(scaled.data, kernels, system), best: Best = { point, accuracy: Infinity, at: 0, mark: Infinity };
  let last = 1, stalled = 0, blurred = 0;

  const finish = (status: SolveStatus, at: Point, reached: number): ConeSolution => ({
    status, ...unscale(scaled, at, status), iterations: Math.max(0, trace.length - 1), trace, accuracy: reached, lastMultipliers: [point.z.map((v, i) => v * scaled.rows[i] / scaled.cost)], symbolic: system.symbolic, factorEntries: system.entries.factor,
  });
  /** Out of means: the best point seen, named for what it reached. */
  const giveUp = (status: SolveStatus): ConeSolution => finish(best.accuracy <= settings.tolerance ? 'solved' : best.accuracy <= 1000 * settings.tolerance ? 'almost' : status, best.point, best.accuracy);

  for (let k = 0; ; k++) {
    const r = residuals(scaled, point);
    const μ = complementarity(point, degree);
    const now = progress(scaled, point, r);
    report(trace, settings, k, now, μ, last);
    const reached = accuracy(now);
    if (reached < best.accuracy) best = { point, accuracy: reached, at: reached < best.mark / 2 ? k : best.at, mark: reached < best.mark / 2 ? reached : best.mark };
    if (reached <= settings.tolerance) return finish('solved', point, reached);
    const ray = rayFound(scaled, point, r);
    if (ray !== null) return finish(ray, point, reached);
    const stop = interrupted(settings, k);
    if (stop !== null) return giveUp(stop);

    if (!kernels.every((c) => c.update(point.s, point.z, μ)) || !system.factor()) return giveUp('numerical');
    const common = commonSolution(scaled.data, system, point);
    const affine = predictor(scaled.data, kernels, system, common, point, r);
    const σ = centering(stepLength(kernels, point, affine));
    const { step, length } = bestCorrector((s, ω) => {
      const direction = corrector(scaled.data, kernels, system, common, point, r, affine, s, μ, ω);
      return { step: direction, length: stepLength(kernels, point, direction) };
    }, σ, k - best.at > SLOW);
    const α = settings.boundaryFraction * length;
    if (!(α > 0) || !Number.isFinite(step.τ)) return giveUp('numerical');
    stalled = α < 1e-4 ? stalled + 1 : 0;
    blurred = system.worst() > INACCURATE ? blurred + 1 : 0;
    if (stalled > 4 || (blurred > 4 && !settings.patient) || k - best.at > (point.κ < point.τ ? PATIENCE : 1.5 * PATIENCE) || (point.κ < point.τ && reached > 1e4 * best.accuracy && best.accuracy < 1e-4)) return giveUp('numerical');
    point = advance(point, step, α);
    last = α;
  }
}

/** The best point so far; `at` is when accuracy last halved, to `mark`. */
interface Best { readonly point: Point; readonly accuracy: number; readonly at: number; readonly mark: number }

/** Relative residuals of the linear system above this mean that the regularisation blurs the problem. */
const INACCURATE = 1e-4;
/** Iterations without halving the residuals after which another regularisation is more promising. */
const PATIENCE = 40;

/**
 * Mehrotra's corrector; when it is cut short, or progress is slow, the plain step towards the central path, which
 * cannot cycle, if that goes further.
 */
function bestCorrector(attempt: (σ: number, ω: number) => { readonly step: Direction; readonly length: number }, σ: number, slow: boolean): { readonly step: Direction; readonly length: number } {
  if (slow) return attempt(Math.max(σ, 0.3), 0);
  const full = attempt(σ, 1);
  if (full.length > SHORT) return full;
  const plain = attempt(Math.max(σ, 0.1), 0);
  return plain.length > full.length ? plain : full;
}

/** Steps below this are worth a second try; iterations without halving the residuals after which steps are plain. */
const SHORT = 0.1, SLOW = 12;

function interrupted(settings: InteriorPointSettings, k: number): SolveStatus | null {
  if (settings.signal?.aborted) return 'aborted';
  if (performance.now() > settings.deadline) return 'time-limit';
  return k >= settings.maxIterations ? 'iteration-limit' : null;
}

function report(trace: IterationInfo[], settings: InteriorPointSettings, k: number, p: Progress, μ: number, α: number): void {
  const info: IterationInfo = { iteration: k, primalObjective: p.primalObjective, dualObjective: p.dualObjective, primalResidual: p.primal, dualResidual: p.dual, gap: p.gap, μ, stepLength: α };
  trace.push(info);
  settings.onProgress?.(info);
}

/** How far inside a warm start is moved, in equilibrated units. */
const WARM = 3e-2;

const toScaled = ({ columns: D, rows: E, cost: c }: Equilibrated, p: { readonly x: Float64Array; readonly z: Float64Array; readonly s: Float64Array }): { readonly x: Float64Array; readonly z: Float64Array; readonly s: Float64Array } => ({
  x: p.x.map((v, j) => v / D[j]), z: p.z.map((v, i) => v * c / E[i]), s: p.s.map((v, i) => v * E[i]),
});

/** Back to the units of the problem; a ray keeps its direction, brought to −bᵀz = 1 or qᵀx = −1 by the caller. */
function unscale({ columns: D, rows: E, cost: c }: Equilibrated, p: Point, status: SolveStatus): { readonly x: Float64Array; readonly z: Float64Array; readonly s: Float64Array } {
  const τ = status === 'primal-infeasible' || status === 'dual-infeasible' ? 1 : p.τ;
  return { x: p.x.map((v, j) => v * D[j] / τ), z: p.z.map((v, i) => v * E[i] / c / τ), s: p.s.map((v, i) => v / E[i] / τ) };
}

