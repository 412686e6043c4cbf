import type { OptimizerV1 } from '@adjoint/plugin';
import { addDecayedWeights } from './transforms/add-decayed-weights.ts';
import { chain } from './transforms/chain.ts';
import { type LionDirectionOptions, scaleByLion } from './transforms/scale-by-lion.ts';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.ts';
import type { Schedule } from './schedules/schedule.ts';

export interface LionOptions extends LionDirectionOptions {
  /** Default 0.0001; a tenth of what suits Adam, since every step has full length. */
  readonly learningRate?: number | Schedule;
  /** Decoupled decay (default 0). */
  readonly weightDecay?: number;
}

/** Lion: see `scaleByLion`. @throws ArgumentError for an option outside its range */
export function lion(options: LionOptions = {}): OptimizerV1<readonly unknown[]> {
  const { learningRate = 0.0001, weightDecay = 0, ...direction } = options;
  return chain(scaleByLion(direction), ...(weightDecay === 0 ? [] : [addDecayedWeights(weightDecay)]), scaleByLearningRate(learningRate));
}
