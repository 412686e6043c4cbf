/**
 * Mean, standard deviation and quantiles of chains, each with its Monte Carlo standard error.
 *
 *   mean       sd/√ESS
 *   sd         √( (m₄ − m₂²)/(4·m₂·ESS) ) with the ESS of (x − x̄)²; its own ESS is that of |x − x̄|
 *   quantile   half the distance of the order statistics at the Beta(ESS·p + 1, ESS·(1 − p) + 1) quantiles 16 %, 84 %
 *
 * Vehtari et al. (2021), sections 4.3, 4.4; the error of sd by the delta method, Kenney and Keeping (1951).
 */
import type { Tensor } from '@adjoint/tensor';
import { beta } from '../distributions/beta.ts';
import { type Chains, grandMean, mapDraws, pooled, quantileOf, requireChains, split, standardize, variance } from './chains.ts';
import { bulkDraws, effectiveDraws, quantileDraws, tailDraws } from './effective-draws.ts';
import { potentialScaleReduction, rankedRHat } from './r-hat.ts';

export interface Estimated {
  readonly value: number;
  /** Monte Carlo standard error. */
  readonly standardError: number;
  /** Effective number of draws behind it. */
  readonly effectiveDraws: number;
}
/** Of one quantity over all chains. */
export interface DrawSummary {
  readonly mean: Estimated;
  readonly standardDeviation: Estimated;
  /** @param p in (0, 1) */
  quantile(p: number): Estimated;
  /** R̂ of ranks, folded or not; `basic`: of the draws themselves. */
  readonly rHat: number;
  readonly basicRHat: number;
  /** Effective draws in the bulk and in the tails. */
  readonly bulk: number;
  readonly tail: number;
}

/**
 * @param draws [chains, draws] or [chains, draws, d]
 * @returns one summary for each quantity
 * @throws ShapeError, ArgumentError for fewer than 4 draws, NonFiniteError
 * @example summarizeDraws(draws)[0].mean.standardError
 */
export const summarizeDraws = (draws: Tensor): readonly DrawSummary[] => requireChains('summarizeDraws', draws).map(summarize);

/** The one- and the two-sided 1 σ probabilities to the seven digits the literature uses. */
const LOW = 0.1586553;
const HIGH = 0.8413447;

export function summarize(draws: Chains): DrawSummary {
  const all = pooled(draws);
  const S = all.length;
  const { chains, shift, scale } = standardize(draws);
  const m = grandMean(chains);
  const halves = split(chains);
  const essMean = effectiveDraws(halves);
  const sd = Math.sqrt(variance(pooled(chains)));
  const squares = mapDraws(chains, (x) => (x - m) ** 2);
  const essSquares = effectiveDraws(split(squares));
  const m2 = grandMean(squares);
  const m4 = grandMean(mapDraws(squares, (x) => x * x));
  const quantile = (p: number): Estimated => {
    const ess = quantileDraws(draws, p);
    const { quantile: at } = beta({ a: ess * p + 1, b: ess * (1 - p) + 1 });
    const low = all[Math.max(Math.floor(at(LOW).item() * S), 1) - 1];
    const high = all[Math.min(Math.ceil(at(HIGH).item() * S), S) - 1];
    return { value: quantileOf(all, p), standardError: high / 2 - low / 2, effectiveDraws: ess };
  };
  return {
    mean: { value: shift + m / scale, standardError: sd / Math.sqrt(essMean) / scale, effectiveDraws: essMean },
    standardDeviation: {
      value: sd / scale,
      standardError: Math.sqrt((m4 - m2 * m2) / essSquares / m2 / 4) / scale,
      effectiveDraws: effectiveDraws(split(mapDraws(chains, (x) => Math.abs(x - m)))),
    },
    quantile,
    rHat: rankedRHat(draws),
    basicRHat: potentialScaleReduction(halves),
    bulk: bulkDraws(draws),
    tail: tailDraws(draws),
  };
}
