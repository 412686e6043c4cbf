import { where } from '@adjoint/tensor';
import { requireSize } from '../../core/require-size.ts';
import type { Schedule } from './schedule.ts';

/**
 * From 0 on a straight line to the start of another schedule, which then begins at its own step 0.
 *
 * Goyal, Dollár, Girshick et al. (2017), "Accurate, large minibatch SGD".
 *
 * @throws ArgumentError unless steps ≥ 1
 * @example warmup(500, cosineDecay(1e-3, 10_000))
 */
export function warmup(steps: number, then: Schedule): Schedule {
  requireSize('warmup: steps', steps);
  return (step) => {
    const t = step.astype('float64');
    const after = then(t.sub(steps).maximum(0));
    return where(t.less(steps), t.div(steps).mul(after), after);
  };
}
