/**
 * Importance sampling: expectations under a target by draws of a proposal.
 *
 *   plain            μ̂ = (1/n) Σ w(xᵢ)h(xᵢ),   w = p/q, both densities normalised
 *   self-normalised  μ̂ = Σ wᵢhᵢ / Σ wᵢ,        p known up to a constant
 *
 * Everything runs on log weights. The log evidence is log (1/n)Σ wᵢ. Standard errors are those of the sample: Var(wh)/n,
 * and by the delta method Σ w̄ᵢ²(hᵢ − μ̂)².
 *
 * Owen (2013), "Monte Carlo theory, methods and examples", chapter 9.
 */
import { math } from '@adjoint/kernels';
import type { Key } from '@adjoint/random';
import { ArgumentError, ShapeError, type Tensor, adoptBuffer } from '@adjoint/tensor';
import { type ImportanceCertificates, certifyImportance } from './certify-importance.ts';
import { essOf } from './effective-sample-size.ts';
import { type ParetoSmoothed, paretoSmooth } from './pareto-smooth.ts';
import { requireLogWeights } from './require-log-weights.ts';

/** Something that can be drawn, with its log density. */
export interface Proposal {
  sample(key: Key, shape: readonly number[]): Tensor;
  logpdf(x: Tensor): Tensor;
}
export interface ImportanceOptions {
  /** log p of the draws, [n, …] → [n]: a function, or anything with `logpdf`. */
  readonly target: ((x: Tensor) => Tensor) | { logpdf(x: Tensor): Tensor };
  readonly proposal: Proposal;
  readonly n: number;
  readonly key: Key;
  /** h, [n, …] → [n]; without it only the evidence is estimated. */
  readonly estimand?: (x: Tensor) => Tensor;
  /** Divide by the sum of the weights (default true); false needs a normalised target. */
  readonly normalised?: boolean;
}
export interface ImportanceResult {
  /** [n, …] */
  readonly draws: Tensor;
  /** [n] */
  readonly logWeights: Tensor;
  /** h at the draws, [n]. */
  readonly values?: Tensor;
  /** NaN without an estimand. */
  readonly estimate: number;
  /** Monte Carlo standard error of the estimate. */
  readonly standardError: number;
  /** log of the mean weight: of the target's constant. */
  readonly logEvidence: number;
  readonly logEvidenceError: number;
  readonly effectiveSampleSize: number;
  /** Pareto-smoothed weights and k̂, computed when first read. */
  readonly smoothed: ParetoSmoothed;
  /** Of the estimate and of the weights, computed when first read. */
  readonly certificates: ImportanceCertificates;
}

/**
 * @throws ArgumentError for n < 1; ShapeError when target or estimand do not give one number for each draw; NonFiniteError
 * @example importanceSample({ target: normal(), proposal: normal({ mean: 4 }), n: 10_000, key, estimand: (x) => x.greater(4).astype('float64'), normalised: false })
 */
export function importanceSample(options: ImportanceOptions): ImportanceResult {
  const { target, proposal, n, key, estimand, normalised = true } = options;
  if (!Number.isInteger(n) || n < 1) throw new ArgumentError(`importanceSample: n = ${n}`, 'the number of draws is an integer ≥ 1');
  const draws = proposal.sample(key, [n]), logTarget = typeof target === 'function' ? target(draws) : target.logpdf(draws);
  const logWeights = logTarget.sub(proposal.logpdf(draws)), values = estimand?.(draws).astype('float64');
  for (const [name, t] of [['target', logTarget], ['estimand', values]] as const) {
    if (t !== undefined && (t.rank !== 1 || t.size !== n)) throw new ShapeError(`importanceSample: the ${name} gave shape [${t.shape.join(', ')}] for ${n} draws`, 'give one number for each draw, [n]');
  }
  const w = requireLogWeights('importanceSample', logWeights), top = w.reduce((m, x) => Math.max(m, x), -Infinity), scaled = w.map((x) => math.exp(x - top));
  const total = scaled.reduce((a, b) => a + b, 0), mean = total / n, spread = scaled.reduce((s, x) => s + (x - mean) ** 2, 0) / Math.max(1, n - 1);
  const { estimate, standardError } = values === undefined ? { estimate: Number.NaN, standardError: Number.NaN } : estimateOf(scaled, total, math.exp(top), Float64Array.from(values.data()), normalised);
  let smoothed: ParetoSmoothed | undefined, certificates: ImportanceCertificates | undefined;
  return {
    draws, logWeights: adoptBuffer(w), estimate, standardError, ...(values === undefined ? null : { values }),
    logEvidence: top + math.log(mean), logEvidenceError: Math.sqrt(spread / n) / mean, effectiveSampleSize: essOf(w),
    get smoothed() { return smoothed ??= paretoSmooth(logWeights); },
    get certificates() { return certificates ??= certifyImportance({ logWeights, normalised, ...(values === undefined ? null : { values }) }); },
  };
}

function estimateOf(scaled: Float64Array, total: number, unit: number, h: Float64Array, normalised: boolean): { readonly estimate: number; readonly standardError: number } {
  const n = h.length;
  if (normalised) {
    let mean = 0, variance = 0;
    for (let i = 0; i < n; i++) mean += scaled[i] / total * h[i];
    for (let i = 0; i < n; i++) variance += (scaled[i] / total * (h[i] - mean)) ** 2;
    return { estimate: mean, standardError: Math.sqrt(variance) };
  }
  let sum = 0, squares = 0;
  for (let i = 0; i < n; i++) sum += scaled[i] * h[i];
  const mean = sum / n;
  for (let i = 0; i < n; i++) squares += (scaled[i] * h[i] - mean) ** 2;
  return { estimate: mean * unit, standardError: Math.sqrt(squares / Math.max(1, n - 1) / n) * unit };
}
