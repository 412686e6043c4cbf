import { type Key, split } from '@adjoint/random';
import { ArgumentError, type Tensor, concat, logSumExp, stack } from '@adjoint/tensor';

/** Something that can be drawn, with its log density. */
export interface Proposal {
  sample(key: Key, shape: readonly number[]): Tensor;
  logpdf(x: Tensor): Tensor;
}
export interface ProposalDraws {
  /** [n, …], those of the first proposal first. */
  readonly draws: Tensor;
  /** log Σ (nⱼ/n) qⱼ, [n] */
  readonly logDensity: Tensor;
  /** nⱼ */
  readonly counts: readonly number[];
}

/** @throws ArgumentError when there is no proposal, or shares do not fit, are negative or all 0 */
export function drawProposals(proposals: readonly Proposal[], shares: readonly number[] | undefined, n: number, key: Key): ProposalDraws {
  const m = proposals.length;
  if (m === 0) throw new ArgumentError('importanceSample: no proposal', 'give at least one');
  if (shares !== undefined && (shares.length !== m || shares.some((s) => !(s >= 0 && s < Infinity)) || shares.every((s) => s === 0)))
    throw new ArgumentError(`importanceSample: shares [${shares.join(', ')}] for ${m} proposals`, 'give one share ≥ 0 for each proposal');
  if (m === 1) {
    const draws = proposals[0].sample(key, [n]);
    return { draws, logDensity: proposals[0].logpdf(draws), counts: [n] };
  }
  const counts = apportion(n, shares ?? proposals.map(() => 1));
  const keys = split(key, m);
  const used = proposals.map((q, j) => ({ q, count: counts[j], key: keys[j] })).filter(({ count }) => count > 0);
  const draws = concat(
    used.map(({ q, count, key: k }) => q.sample(k, [count])),
    0,
  );
  return {
    draws,
    counts: used.map(({ count }) => count),
    logDensity: logSumExp(stack(used.map(({ q, count }) => q.logpdf(draws).add(Math.log(count / n)))), 0),
  };
}

/** n whole things by shares: the largest remainders get what is left. */
export function apportion(n: number, shares: ArrayLike<number>): number[] {
  const total = Array.from(shares).reduce((a, b) => a + b, 0);
  const exact = Array.from(shares, (s) => n * (s / total));
  const counts = exact.map(Math.floor);
  const order = exact.map((x, j) => [x - counts[j], j] as const).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  for (let left = n - counts.reduce((a, b) => a + b, 0), i = 0; left > 0; left--, i++) counts[order[i % order.length][1]]++;
  return counts;
}
