/**
 * Half a cosine from the rate to its end, again and again, each cycle as long as the last one or some times as long.
 *
 * Loshchilov, Hutter (2017), "SGDR: stochastic gradient descent with warm restarts", section 3.
 */
import { scalar, tensor, where } from '@adjoint/tensor';
import { requireSize } from '../../core/require-size.ts';
import { requireNonNegative } from '../transforms/require-range.ts';
import { cosineBetween } from './decay.ts';
import type { Schedule } from './schedule.ts';

export interface CosineRestartsOptions {
  /** How many times as long a cycle is as the one before, an integer (default 1). */
  readonly growth?: number;
  /** Rate that a cycle falls to (default 0). */
  readonly end?: number;
}

/**
 * @param steps of the first cycle
 * @throws ArgumentError for a value outside its range
 * @example cosineRestarts(1e-3, 1000, { growth: 2 }) // restarts at steps 1000, 3000, 7000, …
 */
export function cosineRestarts(rate: number, steps: number, options: CosineRestartsOptions = {}): Schedule {
  const { growth = 1, end = 0 } = options;
  requireNonNegative('rate', rate);
  requireSize('steps', steps);
  requireSize('growth', growth);
  requireNonNegative('end', end);
  if (growth === 1)
    return (step) => {
      const cycles = step.astype('float64').div(steps);
      return cosineBetween(rate, end, cycles.sub(cycles.floor()));
    };
  // where cycles begin, as long as numbers of steps are exact: a logarithm could miss a beginning by its rounding
  const starts = [0];
  const lengths = [steps];
  while (starts[starts.length - 1] + lengths[lengths.length - 1] <= Number.MAX_SAFE_INTEGER) {
    starts.push(starts[starts.length - 1] + lengths[lengths.length - 1]);
    lengths.push(lengths[lengths.length - 1] * growth);
  }
  return (step) => {
    const t = step.astype('float64');
    const begun = tensor(starts).lessEqual(t);
    const start = where(begun, tensor(starts), scalar(0)).max();
    const length = where(begun, tensor(lengths), scalar(0)).max();
    return cosineBetween(rate, end, t.sub(start).div(length));
  };
}
