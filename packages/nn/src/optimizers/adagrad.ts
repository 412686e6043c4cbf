import type { OptimizerV1 } from '@adjoint/plugin';
import { addDecayedWeights } from './transforms/add-decayed-weights.ts';
import { chain } from './transforms/chain.ts';
import { type AdagradDirectionOptions, scaleByAdagrad } from './transforms/scale-by-adagrad.ts';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.ts';
import type { Schedule } from './schedules/schedule.ts';

export interface AdagradOptions extends AdagradDirectionOptions {
  /** Default 0.01. */
  readonly learningRate?: number | Schedule;
  /** Factor of ½‖params‖² in the loss (default 0). */
  readonly weightDecay?: number;
}

/** Adagrad: see `scaleByAdagrad`. @throws ArgumentError for an option outside its range */
export function adagrad(options: AdagradOptions = {}): OptimizerV1<readonly unknown[]> {
  const { learningRate = 0.01, weightDecay = 0, ...direction } = options;
  return chain(
    ...(weightDecay === 0 ? [] : [addDecayedWeights(weightDecay)]),
    scaleByAdagrad(direction),
    scaleByLearningRate(learningRate),
  );
}
