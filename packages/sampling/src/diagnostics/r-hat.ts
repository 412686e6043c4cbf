/**
 * R̂: how much the chains differ, against how much each varies. 1 when they cannot be told apart.
 *
 *   R̂ = √( ((n − 1)/n·W + B/n)/W ),   W mean variance within, B/n variance between means
 *
 * of half chains, on normal scores of ranks so that heavy tails do no harm, and once more on |x − median|, where chains
 * of different scale differ; the larger counts.
 *
 * Vehtari, Gelman, Simpson, Carpenter, Bürkner (2021), "Rank-normalization, folding, and localization", eqs. 3, 4.
 */
import type { Tensor } from '@adjoint/tensor';
import { type Chains, fold, mean, rankNormalize, requireChains, split, standardize, variance } from './chains.ts';

/** R̂ of chains as they are; 1 when none varies, ∞ when only their means differ. */
export function potentialScaleReduction(chains: Chains): number {
  const n = chains[0].length;
  const within = mean(Float64Array.from(chains, variance));
  const between = chains.length === 1 ? 0 : variance(Float64Array.from(chains, mean));
  return within === 0 ? (between === 0 ? 1 : Infinity) : Math.sqrt((n - 1) / n + between / within);
}

export const rankedRHat = (chains: Chains): number => {
  const bulk = potentialScaleReduction(rankNormalize(split(chains)));
  const tail = potentialScaleReduction(rankNormalize(split(fold(standardize(chains).chains))));
  return Math.max(bulk, tail);
};

/**
 * @param draws [chains, draws] of one quantity
 * @throws ShapeError, ArgumentError, NonFiniteError
 * @example rHat(stack([chain1, chain2])) // below 1.01: no sign that the chains differ
 */
export const rHat = (draws: Tensor): number => Math.max(...requireChains('rHat', draws).map(rankedRHat));
