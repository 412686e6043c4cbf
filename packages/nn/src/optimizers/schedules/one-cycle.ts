/**
 * One cycle: up from a low rate to the peak, then down to almost nothing, on half cosines or straight lines.
 *
 * Smith, Topin (2018), "Super-convergence: very fast training of neural networks using large learning rates".
 */
import { ArgumentError, type Tensor, where } from '@adjoint/tensor';
import { requireSize } from '../../core/require-size.ts';
import { requirePositive } from '../transforms/require-range.ts';
import { cosineBetween, lineBetween } from './decay.ts';
import type { Schedule } from './schedule.ts';

export interface OneCycleOptions {
  /** Share of the steps that go up (default 0.3). */
  readonly rising?: number;
  /** peak/start (default 25) */
  readonly startDivisor?: number;
  /** start/end (default 10⁴) */
  readonly endDivisor?: number;
  /** How the rate moves between these (default 'cosine'). */
  readonly line?: 'cosine' | 'linear';
  /** Come down as steeply as up to the start, then go to the end (default false: straight from the peak to the end). */
  readonly symmetric?: boolean;
}

/**
 * @param steps of the whole cycle; afterwards the last rate stays
 * @throws ArgumentError unless peak > 0, steps ≥ 2, 0 < rising < 1 (½ when symmetric)
 */
export function oneCycle(peak: number, steps: number, options: OneCycleOptions = {}): Schedule {
  const { rising = 0.3, startDivisor = 25, endDivisor = 1e4, line = 'cosine', symmetric = false } = options;
  requirePositive('peak', peak);
  requireSize('steps', steps, 2);
  requirePositive('startDivisor', startDivisor);
  requirePositive('endDivisor', endDivisor);
  const most = symmetric ? 0.5 : 1;
  if (!(rising > 0 && rising < most)) throw new ArgumentError(`oneCycle: rising ${rising}`, `it is between 0 and ${most}`);
  if (line !== 'cosine' && line !== 'linear') throw new ArgumentError(`oneCycle: line ${String(line)}`, "it is 'cosine' or 'linear'");
  const start = peak / startDivisor;
  const end = start / endDivisor;
  const top = rising * steps - 1;
  const last = steps - 1;
  const move = line === 'cosine' ? cosineBetween : lineBetween;
  /** The part of t between two steps, from 0 to 1. */
  const part = (t: Tensor, from: number, to: number): Tensor =>
    t
      .sub(from)
      .div(to > from ? to - from : 1)
      .clamp(0, 1);
  return (step) => {
    const t = step.astype('float64').minimum(last);
    const up = move(start, peak, part(t, 0, top));
    if (!symmetric) return where(t.lessEqual(top), up, move(peak, end, part(t, top, last)));
    const foot = 2 * top;
    const down = where(t.lessEqual(foot), move(peak, start, part(t, top, foot)), move(start, end, part(t, foot, last)));
    return where(t.lessEqual(top), up, down);
  };
}
