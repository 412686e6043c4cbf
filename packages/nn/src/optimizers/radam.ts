import type { OptimizerV1 } from '@adjoint/plugin';
import { addDecayedWeights } from './transforms/add-decayed-weights.ts';
import { chain } from './transforms/chain.ts';
import { type RadamDirectionOptions, scaleByRadam } from './transforms/scale-by-radam.ts';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.ts';
import type { Schedule } from './schedules/schedule.ts';

export interface RadamOptions extends RadamDirectionOptions {
  /** Default 0.001. */
  readonly learningRate?: number | Schedule;
  /** Factor of ½‖params‖² in the loss (default 0). */
  readonly weightDecay?: number;
}

/** Rectified Adam: see `scaleByRadam`. @throws ArgumentError for an option outside its range */
export function radam(options: RadamOptions = {}): OptimizerV1<readonly unknown[]> {
  const { learningRate = 0.001, weightDecay = 0, ...direction } = options;
  return chain(...(weightDecay === 0 ? [] : [addDecayedWeights(weightDecay)]), scaleByRadam(direction), scaleByLearningRate(learningRate));
}
