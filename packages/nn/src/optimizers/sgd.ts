import type { OptimizerV1 } from '@adjoint/plugin';
import { addDecayedWeights } from './transforms/add-decayed-weights.ts';
import { chain } from './transforms/chain.ts';
import { momentum } from './transforms/momentum.ts';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.ts';
import type { Schedule } from './schedules/schedule.ts';

export interface SgdOptions {
  /** Default 0.1. */
  readonly learningRate?: number | Schedule;
  /** β of the velocity, 0 (default) up to but not including 1. */
  readonly momentum?: number;
  readonly nesterov?: boolean;
  readonly dampening?: number;
  /** Factor of ½‖params‖² in the loss (default 0). */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent:  params′ = params − rate·v,   v = momentum(g + decay·params).
 *
 * Robbins, Monro (1951).
 *
 * @throws ArgumentError for a rate, momentum, dampening or decay outside its range
 * @example sgd({ learningRate: 0.05, momentum: 0.9 })
 */
export function sgd(options: SgdOptions = {}): OptimizerV1<readonly unknown[]> {
  const { learningRate = 0.1, momentum: beta = 0, nesterov = false, dampening = 0, weightDecay = 0 } = options;
  const velocity = momentum(beta, { nesterov, dampening });
  return chain(
    ...(weightDecay === 0 ? [] : [addDecayedWeights(weightDecay)]),
    ...(beta === 0 ? [] : [velocity]),
    scaleByLearningRate(learningRate),
  );
}
