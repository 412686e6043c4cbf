/**
 * Annealed importance sampling: from an easy density to the target through tempered ones, all chains at once.
 *
 *   p_β ∝ q^(1−β) p^β,   log w = Σₜ (βₜ − βₜ₋₁)(log p − log q)(xₜ₋₁),   xₜ by Metropolis steps that leave p_βₜ invariant
 *
 * The weights are right whatever the steps do; good steps make them even.
 *
 * Neal (2001), "Annealed importance sampling", Statistics and Computing 11.
 */
import { type Key, foldIn, normal, split, uniform } from '@adjoint/random';
import { ArgumentError, type Tensor, log, where } from '@adjoint/tensor';
import { type LongWork, runSteps } from '../long-work.ts';
import type { Proposal } from './draw-proposals.ts';
import { type ImportanceResult, importanceResult } from './importance-result.ts';

export interface AnnealedOptions extends LongWork {
  /** log p of positions, [n, …] → [n]; up to a constant. */
  readonly target: (x: Tensor) => Tensor;
  /** Where the chains start; normalised when the evidence matters. */
  readonly initial: Proposal;
  /** 0 < β₁ < … = 1; a number gives that many, growing as the fourth power (default 100). */
  readonly temperatures?: number | readonly number[];
  /** Metropolis steps at each temperature (default 1). */
  readonly transitions?: number;
  /** Standard deviation of the proposals at each β (default 1). */
  readonly stepSize?: number | ((beta: number) => number);
  /** Chains. */
  readonly n: number;
  readonly key: Key;
  readonly estimand?: (x: Tensor) => Tensor;
}

/**
 * A step, for `onProgress` and `signal`, is one temperature.
 *
 * @throws ArgumentError for wrong counts or temperatures; ShapeError, NonFiniteError; the reason of an aborted signal
 * @example annealedImportanceSample({ target: logPosterior, initial: prior, n: 1000, key }).logEvidence
 */
export function annealedImportanceSample(options: AnnealedOptions): ImportanceResult {
  const { target, initial, temperatures = 100, transitions = 1, stepSize = 1, n, key, estimand } = options;
  for (const [name, count] of [
    ['n', n],
    ['transitions', transitions],
  ] as const)
    if (!Number.isInteger(count) || count < 1)
      throw new ArgumentError(`annealedImportanceSample: ${name} = ${count}`, 'counts are integers ≥ 1');
  const betas = ladder(temperatures);
  let x = initial.sample(foldIn(key, 0), [n]);
  let logP = target(x);
  let logQ = initial.logpdf(x);
  let logWeights = logP.mul(0);
  let before = 0;
  const perChain = x.shape.slice(1).map(() => 1);
  runSteps(betas.length, options, (t) => {
    const β = betas[t];
    logWeights = logWeights.add(logP.sub(logQ).mul(β - before));
    before = β;
    const size = typeof stepSize === 'number' ? stepSize : stepSize(β);
    const steps = split(foldIn(key, t + 1), transitions);
    for (const stepKey of steps) {
      const [move, coin] = split(stepKey);
      const y = x.add(normal(move, x.shape).mul(size));
      const yP = target(y);
      const yQ = initial.logpdf(y);
      const accept = log(uniform(coin, [n])).less(
        yP
          .sub(logP)
          .mul(β)
          .add(yQ.sub(logQ).mul(1 - β)),
      );
      x = where(accept.reshape([n, ...perChain]), y, x);
      logP = where(accept, yP, logP);
      logQ = where(accept, yQ, logQ);
    }
  });
  return importanceResult({
    name: 'annealedImportanceSample',
    draws: x,
    logTarget: logWeights,
    values: estimand?.(x),
    normalised: true,
    counts: [n],
  });
}

function ladder(temperatures: number | readonly number[]): readonly number[] {
  if (typeof temperatures === 'number') {
    if (!Number.isInteger(temperatures) || temperatures < 1)
      throw new ArgumentError(`annealedImportanceSample: ${temperatures} temperatures`, 'give an integer ≥ 1, or the temperatures');
    return Array.from({ length: temperatures }, (_, t) => ((t + 1) / temperatures) ** 4);
  }
  if (temperatures.at(-1) !== 1 || temperatures.some((β, t) => !(β > (t === 0 ? 0 : temperatures[t - 1]))))
    throw new ArgumentError(`annealedImportanceSample: temperatures [${temperatures.join(', ')}]`, 'they ascend from above 0 to 1');
  return temperatures;
}
