import type { OptimizerV1 } from '@adjoint/plugin';
import { addDecayedWeights } from './transforms/add-decayed-weights.ts';
import { chain } from './transforms/chain.ts';
import { type NadamDirectionOptions, scaleByNadam } from './transforms/scale-by-nadam.ts';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.ts';
import type { Schedule } from './schedules/schedule.ts';

export interface NadamOptions extends NadamDirectionOptions {
  /** Default 0.002. */
  readonly learningRate?: number | Schedule;
  /** Factor of ½‖params‖² in the loss (default 0). */
  readonly weightDecay?: number;
}

/** Adam with Nesterov momentum: see `scaleByNadam`. @throws ArgumentError for an option outside its range */
export function nadam(options: NadamOptions = {}): OptimizerV1<readonly unknown[]> {
  const { learningRate = 0.002, weightDecay = 0, ...direction } = options;
  return chain(...(weightDecay === 0 ? [] : [addDecayedWeights(weightDecay)]), scaleByNadam(direction), scaleByLearningRate(learningRate));
}
