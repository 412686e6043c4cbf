/**
 * The primal-dual interior point on the homogeneous embedding that keeps P.
 *
 * Goulart and Chen (2024), "Clarabel: an interior-point solver for conic programs with quadratic objectives";
 * Mehrotra (1992) for predictor and corrector.
 */
import type { LdlSymbolic } from '@adjoint/linalg';
import { conesOf } from './cones/cones-of.ts';
import type { ConeData } from './cone-data.ts';
import { corrected } from './centrality.ts';
import { type Direction, centering, commonSolution, corrector, further, predictor } from './direction.ts';
import { type Equilibrated, equilibrate } from './equilibrate.ts';
import { type KktFrame, kktFrame } from './kkt-frame.ts';
import { MOST_REFINED, kktSystem } from './kkt-system.ts';
import { type Point, complementarity, initialPoint, warmPoint } from './point.ts';
import { type Residuals, accuracy, progress, residuals } from './residuals.ts';
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
  readonly lastMultipliers: readonly (() => Float64Array)[];
  /** To solve the same pattern again without analysing it. */
  readonly symbolic: LdlSymbolic;
  /** For another system of the same pattern, once the loop is done or waits for it. */
  readonly frame: KktFrame;
  readonly scaled: Equilibrated;
  readonly factorEntries: number;
  /** The best point of an attempt that ended because the linear systems were no longer solved well. */
  readonly blurred: Point | null;
}

export interface Reuse {
  readonly symbolic?: LdlSymbolic;
  readonly scaled?: Equilibrated;
  /** A point of an earlier attempt at the same problem. */
  readonly resume?: Point;
  readonly start?: { readonly x: Float64Array; readonly z: Float64Array; readonly s: Float64Array };
  /** Asked at points that are near the optimum: what can be had from there in one step, where that is the optimum. */
  readonly shortcut?: (
    point: Pick<ConeSolution, 'x' | 'z' | 's' | 'scaled' | 'frame'>,
  ) => Omit<IterationInfo, 'iteration' | 'μ' | 'stepLength'> | null;
}

export function interiorPoint(data: ConeData, settings: InteriorPointSettings, reuse: Reuse = {}): ConeSolution {
  const scaled = reuse.scaled ?? equilibrate(data);
  const kernels = conesOf(data.cones);
  const degree = kernels.reduce((sum, k) => sum + k.degree, 0);
  const frame = kktFrame(scaled.data, kernels, reuse.symbolic ?? null, settings.turns);
  const { symbolic } = frame;
  const system = kktSystem(scaled.data, kernels, settings.regularization, frame);
  const trace: IterationInfo[] = [];
  let point =
    reuse.resume ??
    (reuse.start !== undefined && kernels.every((k) => k.diagonal)
      ? warmPoint(toScaled(scaled, reuse.start), kernels, WARM)
      : initialPoint(scaled.data, kernels, system));
  let best: Best = { point, accuracy: Infinity, at: 0, mark: Infinity };
  let last = 1;
  let stalled = 0;
  let blurred = 0;
  let unchanged = 0;
  let near = NEAR;
  let spent: Residuals | null = null;
  const tooBlurred = (): boolean => blurred > 4 && unchanged > 5;

  const multipliersOf =
    ({ z }: Point) =>
    (): Float64Array =>
      z.map((v, i) => (v * scaled.rows[i]) / scaled.cost);
  const finish = (status: SolveStatus, at: Point, reached: number): ConeSolution => ({
    status,
    ...unscale(scaled, at, status),
    iterations: Math.max(0, trace.length - 1),
    trace,
    accuracy: reached,
    lastMultipliers: [multipliersOf(point)],
    symbolic,
    frame,
    scaled,
    factorEntries: system.entries.factor,
    blurred: tooBlurred() ? best.point : null,
  });
  /** Out of means: the best point seen, named for what it reached. */
  const giveUp = (status: SolveStatus): ConeSolution =>
    finish(
      best.accuracy <= settings.tolerance ? 'solved' : best.accuracy <= 1000 * settings.tolerance ? 'almost' : status,
      best.point,
      best.accuracy,
    );

  for (let k = 0; ; k++) {
    const r: Residuals = residuals(scaled, point, spent);
    spent = r;
    const μ = complementarity(point, degree);
    const now = progress(scaled, point, r);
    report(trace, settings, {
      iteration: k,
      primalObjective: now.primalObjective,
      dualObjective: now.dualObjective,
      primalResidual: now.primal,
      dualResidual: now.dual,
      gap: now.gap,
      μ,
      stepLength: last,
    });
    const reached = accuracy(now);
    if (reached < best.accuracy)
      best = { point, accuracy: reached, at: reached < best.mark / 2 ? k : best.at, mark: reached < best.mark / 2 ? reached : best.mark };
    if (reached <= settings.tolerance) return finish('solved', point, reached);
    if (reached < near && reuse.shortcut !== undefined) {
      const end = reuse.shortcut({ ...unscale(scaled, point, 'solved'), scaled, frame });
      if (end !== null) {
        report(trace, settings, { ...end, iteration: k + 1, μ: 0, stepLength: 1 });
        return finish('solved', point, reached);
      }
      near = 0.01 * reached;
    }
    const ray = rayFound(scaled, point, r);
    if (ray !== null) return finish(ray, point, reached);
    const stop = interrupted(settings, k);
    if (stop !== null) return giveUp(stop);

    if (!kernels.every((c) => c.update(point.s, point.z, μ)) || !system.factor(settings.patient ? MOST_REFINED : refinement(reached)))
      return giveUp('numerical');
    const common = commonSolution(scaled.data, system, point);
    const affine = predictor(scaled.data, kernels, system, common, point, r);
    const σ = centering(stepLength(kernels, point, affine));
    const mehrotra = bestCorrector(
      (s, ω) => {
        const direction = corrector(scaled.data, kernels, system, common, point, r, affine, s, μ, ω);
        return { step: direction, length: stepLength(kernels, point, direction) };
      },
      σ,
      k - best.at > SLOW,
    );
    const { step, length } = corrected(
      mehrotra,
      { kernels, point, μ: σ * μ, most: settings.correctors ?? Math.max(system.correctors, k < LONG ? 0 : 2) },
      (target, dκ) => further(scaled.data, kernels, system, common, point, r, target, dκ),
      (direction) => stepLength(kernels, point, direction),
    );
    const α = settings.boundaryFraction * length;
    if (!(α > 0) || !Number.isFinite(step.τ)) return giveUp('numerical');
    unchanged = k - best.at;
    stalled = α < 1e-4 ? stalled + 1 : 0;
    blurred = system.worst() > INACCURATE ? blurred + 1 : 0;
    if (
      stalled > 4 ||
      (tooBlurred() && !settings.patient) ||
      k - best.at > (point.κ < point.τ ? 1 : 1.5) * (reuse.resume === undefined ? PATIENCE : RESUMED) ||
      (point.κ < point.τ && reached > 1e4 * best.accuracy && best.accuracy < 1e-4)
    )
      return giveUp('numerical');
    point = advance(point, step, α);
    last = α;
  }
}

/** Relative residuals at which the active rows are usually told apart: a shortcut is tried here and again a hundredfold nearer. */
const NEAR = 1e-4;

/** An error of the direction is made good by the next one: it must be small against the residuals that are left, no more. */
const refinement = (reached: number): number => Math.max(MOST_REFINED, Math.min(1e-6, 1e-4 * reached));

/** The best point so far; `at` is when accuracy last halved, to `mark`. */
interface Best {
  readonly point: Point;
  readonly accuracy: number;
  readonly at: number;
  readonly mark: number;
}

/** Relative residuals of the linear system above this mean that the regularisation blurs the problem. */
const INACCURATE = 1e-4;
/** Iterations without halving the residuals after which another regularisation is more promising; fewer for a resumed attempt. */
const PATIENCE = 40;
const RESUMED = 16;

/**
 * Mehrotra's corrector; when it is cut short, or progress is slow, the plain step towards the central path, which
 * cannot cycle, if that goes further.
 */
function bestCorrector(
  attempt: (σ: number, ω: number) => { readonly step: Direction; readonly length: number },
  σ: number,
  slow: boolean,
): { readonly step: Direction; readonly length: number } {
  if (slow) return attempt(Math.max(σ, 0.3), 0);
  const full = attempt(σ, 1);
  if (full.length > SHORT) return full;
  const plain = attempt(Math.max(σ, 0.1), 0);
  return plain.length > full.length ? plain : full;
}

/** Iterations after which a problem is one of those where correctors save many. */
const LONG = 25;
/** Steps below this are worth a second try; iterations without halving the residuals after which steps are plain. */
const SHORT = 0.1;
const SLOW = 12;

function interrupted(settings: InteriorPointSettings, k: number): SolveStatus | null {
  if (settings.signal?.aborted) return 'aborted';
  if (performance.now() > settings.deadline) return 'time-limit';
  return k >= settings.maxIterations ? 'iteration-limit' : null;
}

function report(trace: IterationInfo[], settings: InteriorPointSettings, info: IterationInfo): void {
  trace.push(info);
  settings.onProgress?.(info);
}

/** How far inside a warm start is moved, in equilibrated units. */
const WARM = 3e-2;

const toScaled = (
  { columns: D, rows: E, cost: c }: Equilibrated,
  p: { readonly x: Float64Array; readonly z: Float64Array; readonly s: Float64Array },
): { readonly x: Float64Array; readonly z: Float64Array; readonly s: Float64Array } => ({
  x: p.x.map((v, j) => v / D[j]),
  z: p.z.map((v, i) => (v * c) / E[i]),
  s: p.s.map((v, i) => v * E[i]),
});

/** Back to the units of the problem; a ray keeps its direction, brought to −bᵀz = 1 or qᵀx = −1 by the caller. */
function unscale(
  { columns: D, rows: E, cost: c }: Equilibrated,
  p: Point,
  status: SolveStatus,
): { readonly x: Float64Array; readonly z: Float64Array; readonly s: Float64Array } {
  const τ = status === 'primal-infeasible' || status === 'dual-infeasible' ? 1 : p.τ;
  const n = D.length;
  const m = E.length;
  const x = new Float64Array(n);
  const z = new Float64Array(m);
  const s = new Float64Array(m);
  for (let j = 0; j < n; j++) x[j] = (p.x[j] * D[j]) / τ;
  for (let i = 0; i < m; i++) {
    z[i] = (p.z[i] * E[i]) / c / τ;
    s[i] = p.s[i] / E[i] / τ;
  }
  return { x, z, s };
}
