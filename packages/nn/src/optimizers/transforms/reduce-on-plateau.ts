/**
 * Smaller steps when the loss stops falling: after `patience` steps without a new lowest loss, all updates are
 * multiplied by `factor` once more.
 */
import type { OptimizerV1 } from '@adjoint/plugin';
import { type Tensor, full, or, treeMap, where, zeros } from '@adjoint/tensor';
import { requireSize } from '../../core/require-size.ts';
import { like } from './moments.ts';
import { requireFraction, requireNonNegative } from './require-range.ts';

export interface PlateauOptions {
  /** Default 0.1. */
  readonly factor?: number;
  /** Steps without progress that are borne (default 100). */
  readonly patience?: number;
  /** A loss counts as lower when it is below (1 − this) times the lowest (default 1e-4). */
  readonly threshold?: number;
  /** The scale goes no lower (default 0). */
  readonly least?: number;
}
export interface PlateauState {
  readonly scale: Tensor;
  readonly lowest: Tensor;
  readonly since: Tensor;
}

/** @throws ArgumentError for an option outside its range */
export function reduceOnPlateau(options: PlateauOptions = {}): OptimizerV1<PlateauState> {
  const { factor = 0.1, patience = 100, threshold = 1e-4, least = 0 } = options;
  requireFraction('factor', factor);
  requireSize('patience', patience, 0);
  requireFraction('threshold', threshold);
  requireNonNegative('least', least);
  return {
    traceable: true,
    init: () => ({ scale: full([], 1), lowest: full([], Infinity), since: zeros([]) }),
    update({ grads, state, value }) {
      const loss = value.astype('float64');
      const lower = loss.less(state.lowest.sub(state.lowest.abs().mul(threshold)));
      const better = or(state.lowest.equal(Infinity), lower);
      const since = where(better, 0, state.since.add(1));
      const due = since.greater(patience);
      const scale = where(due, state.scale.mul(factor).maximum(least), state.scale);
      return {
        updates: treeMap((g) => g.mul(like(scale, g)), grads),
        state: { scale, lowest: where(better, loss, state.lowest), since: where(due, 0, since) },
      };
    },
  };
}
