/**
 * What weighted draws say: estimate, evidence, their standard errors, diagnostics.
 *
 * Draws in strata (one for each proposal) of fixed sizes: the variance of a sum is the sum over strata of nⱼ times the
 * variance within. The self-normalised mean has the error of Σ w̄ᵢ(hᵢ − μ̂), by the delta method.
 *
 * Owen (2013), sections 8.4, 9.2, 9.11.
 */
import { math } from '@adjoint/kernels';
import { ShapeError, type Tensor, adoptBuffer } from '@adjoint/tensor';
import { type ImportanceCertificates, certifyImportance } from './certify-importance.ts';
import { essOf } from './effective-sample-size.ts';
import { type ParetoSmoothed, paretoSmooth } from './pareto-smooth.ts';
import { requireLogWeights } from './require-log-weights.ts';

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
  /** Draws of each proposal, in their order. */
  readonly counts: readonly number[];
  /** Pareto-smoothed weights and k̂, computed when first read. */
  readonly smoothed: ParetoSmoothed;
  /** Of the estimate and of the weights, computed when first read. */
  readonly certificates: ImportanceCertificates;
}

export interface WeightedDraws {
  /** For messages. */
  readonly name: string;
  readonly draws: Tensor;
  readonly logTarget: Tensor;
  /** Absent: `logTarget` holds the log weights. */
  readonly logProposal?: Tensor;
  readonly values: Tensor | undefined;
  readonly normalised: boolean;
  readonly counts: readonly number[];
}

/** @throws ShapeError unless target and values hold one number for each draw; NonFiniteError for weights that are NaN, +∞, or all zero */
export function importanceResult({
  name,
  draws,
  logTarget,
  logProposal,
  values: given,
  normalised,
  counts,
}: WeightedDraws): ImportanceResult {
  const n = draws.shape[0];
  const values = given?.astype('float64');
  for (const [what, t] of [
    ['target', logTarget],
    ['estimand', values],
  ] as const) {
    if (t !== undefined && (t.rank !== 1 || t.size !== n))
      throw new ShapeError(`${name}: the ${what} gave shape [${t.shape.join(', ')}] for ${n} draws`, 'give one number for each draw, [n]');
  }
  const w = requireLogWeights(name, logProposal === undefined ? logTarget : logTarget.sub(logProposal));
  const top = w.reduce((m, x) => Math.max(m, x), -Infinity);
  const scaled = w.map((x) => math.exp(x - top));
  const total = scaled.reduce((a, b) => a + b, 0);
  const logWeights = adoptBuffer(w);
  const { estimate, standardError } =
    values === undefined
      ? { estimate: Number.NaN, standardError: Number.NaN }
      : estimateOf(scaled, total, top, Float64Array.from(values.data()), normalised, counts);
  let smoothed: ParetoSmoothed | undefined;
  let certificates: ImportanceCertificates | undefined;
  return {
    draws,
    logWeights,
    estimate,
    standardError,
    counts,
    ...(values === undefined ? null : { values }),
    logEvidence: top + math.log(total / n),
    logEvidenceError: errorOfSum(scaled, counts) / total,
    effectiveSampleSize: essOf(w),
    get smoothed() {
      return (smoothed ??= paretoSmooth(logWeights));
    },
    get certificates() {
      return (certificates ??= certifyImportance({ logWeights, normalised, ...(values === undefined ? null : { values }) }));
    },
  };
}

function estimateOf(
  scaled: Float64Array,
  total: number,
  top: number,
  h: Float64Array,
  normalised: boolean,
  counts: readonly number[],
): { readonly estimate: number; readonly standardError: number } {
  if (normalised) {
    const mean = h.reduce((s, v, i) => s + (scaled[i] / total) * v, 0);
    return {
      estimate: mean,
      standardError: errorOfSum(
        h.map((v, i) => (scaled[i] / total) * (v - mean)),
        counts,
      ),
    };
  }
  const terms = h.map((v, i) => (scaled[i] * v) / h.length);
  return {
    estimate: timesExp(
      terms.reduce((a, b) => a + b, 0),
      top,
    ),
    standardError: timesExp(errorOfSum(terms, counts), top),
  };
}

/** x·eˡ, by the logarithm where eˡ alone would overflow or lose its digits. */
function timesExp(x: number, l: number): number {
  return Math.abs(l) < 700 || x === 0 ? x * math.exp(l) : Math.sign(x) * math.exp(l + math.log(Math.abs(x)));
}

/** Standard error of Σ xᵢ over strata of these sizes; one draw alone counts with its square. */
export function errorOfSum(x: Float64Array, counts: readonly number[]): number {
  let variance = 0;
  let from = 0;
  for (const count of counts) {
    const stratum = x.subarray(from, (from += count));
    const mean = count > 1 ? stratum.reduce((a, b) => a + b, 0) / count : 0;
    let squares = 0;
    for (const v of stratum) squares += (v - mean) ** 2;
    variance += count > 1 ? (squares * count) / (count - 1) : squares;
  }
  return Math.sqrt(variance);
}
