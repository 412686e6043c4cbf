import type { OptimizerV1 } from '@adjoint/plugin';
import { addDecayedWeights } from './transforms/add-decayed-weights.ts';
import { chain } from './transforms/chain.ts';
import { momentum } from './transforms/momentum.ts';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.ts';
import { type RootMeanSquareOptions, scaleByRootMeanSquare } from './transforms/scale-by-root-mean-square.ts';
import type { Schedule } from './schedules/schedule.ts';

export interface RmspropOptions extends RootMeanSquareOptions {
  /** Default 0.01. */
  readonly learningRate?: number | Schedule;
  /** β of the velocity (default 0). */
  readonly momentum?: number;
  /** Factor of ½‖params‖² in the loss (default 0). */
  readonly weightDecay?: number;
}

/** RMSProp: see `scaleByRootMeanSquare`. @throws ArgumentError for an option outside its range */
export function rmsprop(options: RmspropOptions = {}): OptimizerV1<readonly unknown[]> {
  const { learningRate = 0.01, momentum: beta = 0, weightDecay = 0, ...scaling } = options;
  return chain(
    ...(weightDecay === 0 ? [] : [addDecayedWeights(weightDecay)]),
    scaleByRootMeanSquare(scaling),
    ...(beta === 0 ? [] : [momentum(beta)]),
    scaleByLearningRate(learningRate),
  );
}
