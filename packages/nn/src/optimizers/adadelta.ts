import type { OptimizerV1 } from '@adjoint/plugin';
import { addDecayedWeights } from './transforms/add-decayed-weights.ts';
import { chain } from './transforms/chain.ts';
import { type AdadeltaDirectionOptions, scaleByAdadelta } from './transforms/scale-by-adadelta.ts';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.ts';
import type { Schedule } from './schedules/schedule.ts';

export interface AdadeltaOptions extends AdadeltaDirectionOptions {
  /** Default 1: the method finds its own. */
  readonly learningRate?: number | Schedule;
  /** Factor of ½‖params‖² in the loss (default 0). */
  readonly weightDecay?: number;
}

/** Adadelta: see `scaleByAdadelta`. @throws ArgumentError for an option outside its range */
export function adadelta(options: AdadeltaOptions = {}): OptimizerV1<readonly unknown[]> {
  const { learningRate = 1, weightDecay = 0, ...direction } = options;
  return chain(
    ...(weightDecay === 0 ? [] : [addDecayedWeights(weightDecay)]),
    scaleByAdadelta(direction),
    scaleByLearningRate(learningRate),
  );
}
