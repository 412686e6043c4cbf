import type { OptimizerV1 } from '@adjoint/plugin';
import { treeMap } from '@adjoint/tensor';
import type { Schedule } from '../schedules/schedule.ts';
import { like } from './moments.ts';
import { requireNonNegative } from './require-range.ts';
import { stateless } from './stateless.ts';

/** u = −rate·g: the last transform of most chains, which turns towards descent. @throws ArgumentError unless a rate is finite and ≥ 0 */
export function scaleByLearningRate(rate: number | Schedule): OptimizerV1<null> {
  if (typeof rate !== 'function') requireNonNegative('learning rate', rate);
  return stateless(({ grads, step }) => {
    if (typeof rate === 'number') return treeMap((g) => g.mul(-rate), grads);
    const factor = rate(step).neg();
    return treeMap((g) => g.mul(like(factor, g)), grads);
  });
}
