/**
 * Importance sampling: expectations under a target by draws of one proposal or several.
 *
 *   plain            μ̂ = (1/n) Σ w(xᵢ)h(xᵢ),   w = p/q, both densities normalised
 *   self-normalised  μ̂ = Σ wᵢhᵢ / Σ wᵢ,        p known up to a constant
 *   several          q = Σ (nⱼ/n) qⱼ, nⱼ draws of qⱼ: the balance heuristic
 *
 * Everything runs on log weights. With several proposals every draw is weighted by the mixture of all, so a place that
 * one of them covers cannot get a large weight, whichever drew it.
 *
 * Owen (2013), "Monte Carlo theory, methods and examples", chapter 9; Veach and Guibas (1995); Hesterberg (1995).
 */
import type { Key } from '@adjoint/random';
import { ArgumentError, type Tensor } from '@adjoint/tensor';
import { drawProposals, type Proposal } from './draw-proposals.ts';
import { type ImportanceResult, importanceResult } from './importance-result.ts';

export interface ImportanceOptions {
  /** log p of the draws, [n, …] → [n]: a function, or anything with `logpdf`. */
  readonly target: ((x: Tensor) => Tensor) | { logpdf(x: Tensor): Tensor };
  /** What is drawn from; or `proposals`. */
  readonly proposal?: Proposal;
  readonly proposals?: readonly Proposal[];
  /** Shares of n that each of the proposals draws, up to a factor (default equal). */
  readonly shares?: readonly number[];
  readonly n: number;
  readonly key: Key;
  /** h, [n, …] → [n]; without it only the evidence is estimated. */
  readonly estimand?: (x: Tensor) => Tensor;
  /** Divide by the sum of the weights (default true); false needs a normalised target. */
  readonly normalised?: boolean;
}

/**
 * @throws ArgumentError for n < 1, no proposal or wrong shares; ShapeError when target or estimand do not give one number for each draw; NonFiniteError
 * @example importanceSample({ target: normal(), proposal: normal({ mean: 4 }), n: 10_000, key, estimand: (x) => x.greater(4).astype('float64'), normalised: false })
 */
export function importanceSample(options: ImportanceOptions): ImportanceResult {
  const { target, proposal, proposals, shares, n, key, estimand, normalised = true } = options;
  if (!Number.isInteger(n) || n < 1) throw new ArgumentError(`importanceSample: n = ${n}`, 'the number of draws is an integer ≥ 1');
  if ((proposal === undefined) === (proposals === undefined))
    throw new ArgumentError(
      `importanceSample: ${proposal === undefined ? 'no proposal' : 'both proposal and proposals'}`,
      'give one of them',
    );
  const { draws, logDensity, counts } = drawProposals(proposals ?? [proposal as Proposal], shares, n, key);
  const logTarget = typeof target === 'function' ? target(draws) : target.logpdf(draws);
  return importanceResult({
    name: 'importanceSample',
    draws,
    logTarget,
    logProposal: logDensity,
    values: estimand?.(draws),
    normalised,
    counts,
  });
}

/**
 * A defensive mixture: a small share of the draws comes from a safe density, which bounds every weight by
 * sup p/(share·safe); with the target itself as the safe one, by 1/share. To spread into the options of `importanceSample`.
 *
 * Hesterberg (1995), "Weighted average importance sampling and defensive mixture distributions".
 *
 * @throws ArgumentError unless 0 < share < 1
 * @example importanceSample({ ...defensive(narrow, wide), target, n: 10_000, key })
 */
export function defensive(
  proposal: Proposal,
  safe: Proposal,
  share = 0.1,
): { readonly proposals: readonly Proposal[]; readonly shares: readonly number[] } {
  if (!(share > 0 && share < 1)) throw new ArgumentError(`defensive: share ${share}`, 'the share of safe draws lies between 0 and 1');
  return { proposals: [proposal, safe], shares: [1 - share, share] };
}
