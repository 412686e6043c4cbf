/**
 * Rejection: draws of a target that lies below a multiple of a proposal.
 *
 *   p(x) ≤ M·q(x);   accept x ~ q with probability p(x)/(M·q(x))
 *
 * The draws are exact if the bound holds, and nothing else tells: each draw is held against it, and one above it ends the
 * work. The share of accepted draws estimates ∫p/M.
 *
 * von Neumann (1951); Devroye (1986), chapter II.3.
 */
import { math } from '@adjoint/kernels';
import { type Key, foldIn, split, uniform } from '@adjoint/random';
import { ArgumentError, ConvergenceError, ShapeError, type Tensor, adoptBuffer, concat, gather } from '@adjoint/tensor';
import type { Proposal } from '../importance/draw-proposals.ts';

export interface RejectionOptions {
  /** log p of the draws, [n, …] → [n]; up to a constant. */
  readonly target: (x: Tensor) => Tensor;
  readonly proposal: Proposal;
  /** log M, so that log p(x) ≤ log M + log q(x) everywhere. */
  readonly logBound: number;
  readonly n: number;
  readonly key: Key;
  /** Proposals after which to give up (default 10,000·n). */
  readonly maxProposals?: number;
}
export interface RejectionResult {
  /** [n, …] */
  readonly draws: Tensor;
  /** Share of proposals that were accepted, and its standard error. */
  readonly acceptance: number;
  readonly acceptanceError: number;
  readonly proposals: number;
}

/**
 * @throws ArgumentError for a wrong n or bound, and when a draw lies above the bound; ConvergenceError when proposals run out; ShapeError
 * @example rejectionSample({ target: (x) => x.mul(-1).add(1).mul(x).log(), proposal: uniform(), logBound: Math.log(0.25), n: 100, key })
 */
export function rejectionSample({ target, proposal, logBound, n, key, maxProposals = 10_000 * n }: RejectionOptions): RejectionResult {
  if (!Number.isInteger(n) || n < 1) throw new ArgumentError(`rejectionSample: n = ${n}`, 'the number of draws is an integer ≥ 1');
  if (!Number.isFinite(logBound))
    throw new ArgumentError(`rejectionSample: logBound = ${logBound}`, 'the logarithm of the bound is finite');
  const kept: Tensor[] = [];
  let accepted = 0;
  let proposed = 0;
  let size = Math.max(16, n);
  for (let round = 0; accepted < n; round++) {
    if (proposed >= maxProposals)
      throw new ConvergenceError(
        round,
        `rejectionSample: ${accepted} of ${n} draws after ${proposed} proposals`,
        'a tighter bound or a closer proposal accepts more',
      );
    const [draw, coin] = split(foldIn(key, round));
    const x = proposal.sample(draw, [size]);
    const logP = target(x);
    const u = uniform(coin, size).data();
    if (logP.rank !== 1 || logP.size !== size)
      throw new ShapeError(
        `rejectionSample: the target gave shape [${logP.shape.join(', ')}] for ${size} draws`,
        'give one number for each draw, [n]',
      );
    const ratio = logP.sub(proposal.logpdf(x)).sub(logBound).data();
    const chosen: number[] = [];
    for (let i = 0; i < size && accepted < n; i++) {
      if (!(ratio[i] <= 1e-12))
        throw new ArgumentError(
          `rejectionSample: log p − log q is ${ratio[i] + logBound} at a draw, above the bound ${logBound}`,
          'raise the bound: draws under a bound that does not hold are not of the target',
        );
      proposed++;
      if (math.log(u[i]) <= ratio[i]) {
        chosen.push(i);
        accepted++;
      }
    }
    if (chosen.length > 0) kept.push(gather(x, adoptBuffer(Int32Array.from(chosen)), 0));
    size = Math.min(1 << 20, Math.ceil(1.1 * (n - accepted) * Math.max(1, proposed / Math.max(1, accepted))) + 16);
  }
  // Inverse sampling, stopped at the n-th success: (n − 1)/(N − 1) is unbiased.
  const acceptance = n > 1 ? (n - 1) / (proposed - 1) : 1 / proposed;
  return { draws: concat(kept, 0), acceptance, acceptanceError: acceptance * Math.sqrt((1 - acceptance) / n), proposals: proposed };
}
