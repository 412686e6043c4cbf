/**
 * The bootstrap particle filter of a state-space model: importance sampling along time, resampled at each step.
 *
 *   xₜ ~ p(xₜ | xₜ₋₁),   w = p(yₜ | xₜ),   log L̂ = Σₜ log (1/n) Σ w
 *
 * L̂ is an unbiased estimate of the likelihood, for any n.
 *
 * Gordon, Salmond, Smith (1993); Del Moral (2004).
 */
import { type Key, foldIn, split } from '@adjoint/random';
import { ArgumentError, ShapeError, type Tensor, gather, logSumExp } from '@adjoint/tensor';
import { type LongWork, runSteps } from '../long-work.ts';
import { resample } from './resample.ts';

export interface StateSpaceModel {
  /** n states at time 0: [n, …]. */
  readonly initial: (key: Key, n: number) => Tensor;
  /** States at time t from those at t − 1. */
  readonly transition: (key: Key, states: Tensor, t: number) => Tensor;
  /** log p(yₜ | xₜ), [n]. */
  readonly logLikelihood: (states: Tensor, t: number) => Tensor;
  /** Number of observations. */
  readonly steps: number;
}
export interface Filtered {
  readonly logLikelihood: number;
  /** E[xₜ | y₀ … yₜ] of each step, each of the shape of one state. */
  readonly means: readonly Tensor[];
  /** Equally weighted states at the last step, [n, …]. */
  readonly states: Tensor;
}

export interface FilterOptions extends LongWork {
  /** Particles. */
  readonly n: number;
  readonly key: Key;
}

/**
 * @throws ArgumentError for wrong counts; the reason of an aborted signal; ShapeError unless there is one log likelihood for each particle; NonFiniteError when all are zero
 * @example bootstrapFilter(model, { n: 1000, key: key(0) }).logLikelihood
 */
export function bootstrapFilter(model: StateSpaceModel, { n, key, ...work }: FilterOptions): Filtered {
  for (const [name, count] of [
    ['n', n],
    ['steps', model.steps],
  ] as const)
    if (!Number.isInteger(count) || count < 1) throw new ArgumentError(`bootstrapFilter: ${name} = ${count}`, 'counts are integers ≥ 1');
  const means: Tensor[] = [];
  let states = model.initial(foldIn(key, 0), n);
  let logLikelihood = 0;
  runSteps(model.steps, work, (t) => {
    const [move, choose] = split(foldIn(key, t + 1));
    if (t > 0) states = model.transition(move, states, t);
    const logWeights = model.logLikelihood(states, t);
    if (logWeights.rank !== 1 || logWeights.size !== n)
      throw new ShapeError(
        `bootstrapFilter: log likelihoods of shape [${logWeights.shape.join(', ')}] for ${n} particles`,
        'give one number for each particle, [n]',
      );
    const total = logSumExp(logWeights);
    const shares = logWeights
      .sub(total)
      .exp()
      .reshape([n, ...states.shape.slice(1).map(() => 1)]);
    logLikelihood += total.item() - Math.log(n);
    means.push(states.mul(shares).sum(0));
    states = gather(states, resample(logWeights, n, choose), 0);
  });
  return { logLikelihood, means, states };
}
