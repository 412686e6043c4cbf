/**
 * Random-walk Metropolis: propose y = x + s·N(0, I), accept with probability min(1, p(y)/p(x)).
 *
 * Only tensor operations decide, so a step can be mapped over chains and captured.
 *
 * Metropolis et al. (1953); Roberts, Gelman, Gilks (1997): s ≈ 2.38/√d for a target of unit scale.
 */
import type { SamplerKernel, SamplerState, SamplerV1, Target } from '@adjoint/plugin';
import { type Key, normal, split, uniform } from '@adjoint/random';
import { ArgumentError, NonFiniteError, type Tensor, flatten, log, minimum, ones, treeMap, unflatten, where } from '@adjoint/tensor';

export interface RandomWalkOptions {
  /** s (default 1). */
  readonly stepSize?: number;
}
export interface RandomWalkState extends SamplerState {
  readonly logDensity: Tensor;
}

/** @throws ArgumentError unless the step size is positive and finite */
export function randomWalkMetropolis({ stepSize = 1 }: RandomWalkOptions = {}): SamplerV1 {
  if (!(stepSize > 0 && stepSize < Infinity))
    throw new ArgumentError(`randomWalkMetropolis: step size ${stepSize}`, 'the step size is positive and finite');
  return { kernel: (target) => kernelOf(target, stepSize) };
}

interface Kernel {
  init(position: unknown, key: Key): RandomWalkState;
  step(key: Key, state: RandomWalkState): ReturnType<SamplerKernel<RandomWalkState>['step']>;
}

function kernelOf(target: Target, stepSize: number): Kernel {
  return {
    init(position) {
      const start = treeMap((x) => x, position);
      const logDensity = target.logDensity(start);
      if (Number.isNaN(logDensity.item()) || logDensity.item() === -Infinity)
        throw new NonFiniteError(
          0,
          `randomWalkMetropolis: log density ${logDensity.item()} at the start`,
          'start inside the support of the target',
        );
      return { position: start, logDensity };
    },
    step(key, state) {
      const [moves, coin] = split(key);
      const { leaves, def } = flatten(state.position);
      const keys = split(moves, Math.max(1, leaves.length));
      const proposed = unflatten(
        def,
        leaves.map((x, i) =>
          x.add(
            normal(keys[i], x.shape)
              .astype(x.dtype as 'float64')
              .mul(stepSize),
          ),
        ),
      );
      const logDensity = target.logDensity(proposed);
      const acceptance = minimum(logDensity.sub(state.logDensity), 0).exp();
      const accept = log(uniform(coin)).less(logDensity.sub(state.logDensity));
      return {
        state: {
          position: treeMap((x, y) => where(accept, y, x), state.position, proposed),
          logDensity: where(accept, logDensity, state.logDensity),
        },
        info: { acceptance, accepted: accept.astype('float64'), evaluations: ones([]) },
      };
    },
  };
}
