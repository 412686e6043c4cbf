import type { OptimizerV1 } from '@adjoint/plugin';
import { addDecayedWeights } from './transforms/add-decayed-weights.ts';
import { chain } from './transforms/chain.ts';
import { type AdamDirectionOptions, scaleByAdam } from './transforms/scale-by-adam.ts';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.ts';
import type { Schedule } from './schedules/schedule.ts';

export interface AdamOptions extends AdamDirectionOptions {
  /** Default 0.001. */
  readonly learningRate?: number | Schedule;
  /** Factor of ½‖params‖² in the loss (default 0); see `adamw` for decoupled decay. */
  readonly weightDecay?: number;
}

/**
 * Adam:  params′ = params − rate·m̂/(√v̂ + ε); see `scaleByAdam`.
 *
 * @throws ArgumentError for an option outside its range
 * @example adam({ learningRate: 0.002 })
 */
export function adam(options: AdamOptions = {}): OptimizerV1<readonly unknown[]> {
  const { learningRate = 0.001, weightDecay = 0, ...direction } = options;
  return chain(...(weightDecay === 0 ? [] : [addDecayedWeights(weightDecay)]), scaleByAdam(direction), scaleByLearningRate(learningRate));
}

/**
 * Adam with decoupled weight decay:  params′ = params − rate·(m̂/(√v̂ + ε) + decay·params).
 *
 * Loshchilov, Hutter (2019), algorithm 2. `weightDecay` defaults to 0.01.
 */
export function adamw(options: AdamOptions = {}): OptimizerV1<readonly unknown[]> {
  const { learningRate = 0.001, weightDecay = 0.01, ...direction } = options;
  return chain(scaleByAdam(direction), addDecayedWeights(weightDecay), scaleByLearningRate(learningRate));
}
