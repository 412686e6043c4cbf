/**
 * Pareto-smoothed importance sampling: the largest weights are replaced by the expected order statistics of a
 * generalised Pareto distribution fitted to them; its shape k̂ tells how far the estimate can be trusted.
 *
 * Below min(1 − 1/log₁₀ n, 0.7) the error falls as with finite variance; above, n would have to grow beyond use.
 *
 * Vehtari, Simpson, Gelman, Yao, Gabry (2024), "Pareto smoothed importance sampling", JMLR 25.
 */
import { math } from '@adjoint/kernels';
import { type Tensor, adoptBuffer } from '@adjoint/tensor';
import { fitGeneralizedPareto } from './fit-generalized-pareto.ts';
import { requireLogWeights } from './require-log-weights.ts';

export interface ParetoSmoothed {
  /** Smoothed log weights, normalised: Σ exp = 1. [n] */
  readonly logWeights: Tensor<'float64'>;
  /** Shape of the tail; ∞ when too few weights are large enough to tell, −∞ when the largest are all equal. */
  readonly kHat: number;
  /** Number of weights the tail was fitted to. */
  readonly tailLength: number;
  /** k̂ up to which n draws are enough: min(1 − 1/log₁₀ n, 0.7). */
  readonly threshold: number;
}

/** The k̂ up to which n draws suffice. */
export const kHatThreshold = (n: number): number => Math.min(1 - Math.LN10 / math.log(n), 0.7);

/**
 * @param logWeights log importance ratios, [n]; −∞ is a zero weight
 * @throws NonFiniteError, ShapeError
 */
export function paretoSmooth(logWeights: Tensor): ParetoSmoothed {
  const raw = requireLogWeights('paretoSmooth', logWeights);
  const n = raw.length;
  const { smoothed, kHat, tailLength } = smoothTail(raw);
  let total = 0;
  for (const x of smoothed) total += math.exp(x);
  const shift = math.log(total);
  return { logWeights: adoptBuffer(smoothed.map((x) => x - shift)), kHat, tailLength, threshold: kHatThreshold(n) };
}

/** Log weights shifted to a largest of 0, their tail smoothed. */
export function smoothTail(raw: Float64Array): {
  readonly smoothed: Float64Array<ArrayBuffer>;
  readonly kHat: number;
  readonly tailLength: number;
} {
  const n = raw.length;
  const top = raw.reduce((m, x) => Math.max(m, x), -Infinity);
  const smoothed = Float64Array.from(raw, (x) => x - top);
  const tailLength = Math.ceil(Math.min(0.2 * n, 3 * Math.sqrt(n)));
  if (tailLength < 5) return { smoothed, kHat: Infinity, tailLength };
  const order = Int32Array.from(raw, (_, i) => i).sort((i, j) => smoothed[i] - smoothed[j] || i - j);
  const tail = order.subarray(n - tailLength);
  const cut = smoothed[order[n - tailLength - 1]];
  if (smoothed[tail[0]] === smoothed[tail[tailLength - 1]]) return { smoothed, kHat: -Infinity, tailLength };
  const base = math.exp(cut);
  const { k, sigma } = fitGeneralizedPareto(Float64Array.from(tail, (i) => math.exp(smoothed[i]) - base));
  if (Number.isFinite(k)) {
    tail.forEach((i, r) => {
      const p = (r + 0.5) / tailLength;
      const quantile = k === 0 ? -sigma * math.log1p(-p) : (sigma * math.expm1(-k * math.log1p(-p))) / k;
      smoothed[i] = Math.min(0, math.log(quantile + base));
    });
  }
  return { smoothed, kHat: Number.isFinite(k) ? k : Infinity, tailLength };
}
