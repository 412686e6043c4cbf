/**
 * Whether chains can stand for their target: evidence from the draws alone, nothing about places that no chain has seen.
 *
 *   R̂ ≤ 1.01,   ESS of bulk and tails ≥ 400 (100 for each chain, when there are more than four),   no divergence
 *
 * Vehtari et al. (2021), section 4.
 */
import { ArgumentError, type Certificate, type Tensor, certificate, check } from '@adjoint/tensor';
import { requireChains } from './chains.ts';
import { bulkDraws, tailDraws } from './effective-draws.ts';
import { rankedRHat } from './r-hat.ts';

export interface DrawsEvidence {
  /** Transitions whose trajectory diverged; absent for methods that have none. */
  readonly divergences?: number;
}
const LARGEST_R_HAT = 1.01;
const LEAST_DRAWS = 400;
const LEAST_PER_CHAIN = 100;

/**
 * @param draws [chains, draws] or [chains, draws, d]; the worst of the d quantities decides
 * @returns claim 'draws-represent-target'
 * @throws ShapeError, ArgumentError for fewer than 4 draws, NonFiniteError
 * @example certifyDraws(draws, { divergences: 0 }).verdict
 */
export function certifyDraws(draws: Tensor, { divergences }: DrawsEvidence = {}): Certificate {
  if (divergences !== undefined && (!Number.isInteger(divergences) || divergences < 0))
    throw new ArgumentError(`certifyDraws: ${divergences} divergences`, 'a count is an integer ≥ 0');
  const quantities = requireChains('certifyDraws', draws);
  const m = quantities[0].length;
  const least = Math.max(LEAST_DRAWS, LEAST_PER_CHAIN * m);
  const worst = (f: (c: (typeof quantities)[0]) => number, pick: (...x: number[]) => number): number => {
    const all = quantities.map(f);
    return all.some(Number.isNaN) ? Number.NaN : pick(...all);
  };
  return certificate(
    'draws-represent-target',
    'evidence',
    `${m} chains of ${quantities[0][0].length} draws of ${quantities.length} quantities`,
    [
      check('r-hat', worst(rankedRHat, Math.max), '<=', LARGEST_R_HAT),
      check('ess-bulk', worst(bulkDraws, Math.min), '>=', least),
      check('ess-tail', worst(tailDraws, Math.min), '>=', least),
      ...(divergences === undefined ? [] : [check('divergences', divergences, '<=', 0)]),
    ],
  );
}
