/** Learning rates that fall with the number of steps t. */
import { type Tensor, full } from '@adjoint/tensor';
import { requireSize } from '../../core/require-size.ts';
import { requireNonNegative, requirePositive } from '../transforms/require-range.ts';
import type { Schedule } from './schedule.ts';

const stepsOf = (step: Tensor): Tensor => step.astype('float64');

/** The same rate at every step. @throws ArgumentError unless rate ≥ 0 */
export function constantRate(rate: number): Schedule {
  requireNonNegative('rate', rate);
  return () => full([], rate);
}

/** rate·factor^⌊t/every⌋ @throws ArgumentError for a value outside its range */
export function stepDecay(rate: number, every: number, factor = 0.1): Schedule {
  requireNonNegative('rate', rate);
  requireSize('every', every);
  requirePositive('factor', factor);
  return (step) => full([], factor).pow(stepsOf(step).div(every).floor()).mul(rate);
}

/** rate·factor^t @throws ArgumentError for a value outside its range */
export function exponentialDecay(rate: number, factor: number): Schedule {
  requireNonNegative('rate', rate);
  requirePositive('factor', factor);
  return (step) => full([], factor).pow(stepsOf(step)).mul(rate);
}

/** From `rate` to `end` on half a cosine over `steps` steps, then `end`. Loshchilov, Hutter (2017), "SGDR". @throws ArgumentError for a value outside its range */
export function cosineDecay(rate: number, steps: number, end = 0): Schedule {
  requireNonNegative('rate', rate);
  requireSize('steps', steps);
  requireNonNegative('end', end);
  return (step) => cosineBetween(rate, end, stepsOf(step).div(steps).minimum(1));
}

/** From `rate` to `end` on a straight line over `steps` steps, then `end`. @throws ArgumentError for a value outside its range */
export function linearDecay(rate: number, steps: number, end = 0): Schedule {
  requireNonNegative('rate', rate);
  requireSize('steps', steps);
  requireNonNegative('end', end);
  return (step) =>
    stepsOf(step)
      .div(steps)
      .minimum(1)
      .mul(end - rate)
      .add(rate);
}

/** end + (start − end)(1 + cos πs)/2 for s in [0, 1]. */
export const cosineBetween = (start: number, end: number, s: Tensor): Tensor =>
  s
    .mul(Math.PI)
    .cos()
    .add(1)
    .mul((start - end) / 2)
    .add(end);
/** start + (end − start)s for s in [0, 1]. */
export const lineBetween = (start: number, end: number, s: Tensor): Tensor => s.mul(end - start).add(start);
