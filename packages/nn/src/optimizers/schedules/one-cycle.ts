/**
 * One cycle: up from a low rate to the peak, then down to almost nothing, both on half a cosine.
 *
 * Smith, Topin (2018), "Super-convergence: very fast training of neural networks using large learning rates".
 */
import { ArgumentError, where } from '@adjoint/tensor';
import { requireSize } from '../../core/require-size.ts';
import { requirePositive } from '../transforms/require-range.ts';
import { cosineBetween } from './decay.ts';
import type { Schedule } from './schedule.ts';

export interface OneCycleOptions {
  /** Share of the steps that go up (default 0.3). */
  readonly rising?: number;
  /** peak/start (default 25) */
  readonly startDivisor?: number;
  /** start/end (default 10⁴) */
  readonly endDivisor?: number;
}

/**
 * @param steps of the whole cycle; afterwards the last rate stays
 * @throws ArgumentError unless peak > 0, steps ≥ 2, 0 < rising < 1
 */
export function oneCycle(peak: number, steps: number, options: OneCycleOptions = {}): Schedule {
  const { rising = 0.3, startDivisor = 25, endDivisor = 1e4 } = options;
  requirePositive('peak', peak);
  requireSize('steps', steps, 2);
  requirePositive('startDivisor', startDivisor);
  requirePositive('endDivisor', endDivisor);
  if (!(rising > 0 && rising < 1)) throw new ArgumentError(`oneCycle: rising ${rising}`, 'it is between 0 and 1');
  const start = peak / startDivisor;
  const end = start / endDivisor;
  const top = rising * steps - 1;
  const last = steps - 1;
  return (step) => {
    const t = step.astype('float64').minimum(last);
    const up = cosineBetween(start, peak, t.div(top > 0 ? top : 1).clamp(0, 1));
    const down = cosineBetween(
      peak,
      end,
      t
        .sub(top)
        .div(last - top)
        .clamp(0, 1),
    );
    return where(t.lessEqual(top), up, down);
  };
}
