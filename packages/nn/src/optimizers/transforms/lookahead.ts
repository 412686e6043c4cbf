/**
 * Lookahead: fast weights go k steps, then slow weights follow them part of the way and the fast ones start from there.
 *
 *   slow′ = slow + α(fast − slow),   fast′ = slow′   every k steps
 *
 * Zhang, Lucas, Ba, Hinton (2019), "Lookahead optimizer: k steps forward, 1 step back".
 */
import type { OptimizerV1, Tree } from '@adjoint/plugin';
import { treeMap } from '@adjoint/tensor';
import { requireSize } from '../../core/require-size.ts';
import { applyUpdates } from '../apply-updates.ts';
import { chooseTree } from './choose-tree.ts';
import { requireFraction } from './require-range.ts';

export interface LookaheadOptions {
  /** k (default 5) */
  readonly every?: number;
  /** α (default 0.5) */
  readonly follow?: number;
}
export interface LookaheadState {
  readonly slow: Tree;
  readonly inner: Tree;
}

/** @throws ArgumentError unless k ≥ 1 and 0 ≤ α < 1 */
export function lookahead(inner: OptimizerV1, options: LookaheadOptions = {}): OptimizerV1<LookaheadState> {
  const { every = 5, follow = 0.5 } = options;
  requireSize('lookahead: every', every);
  requireFraction('lookahead: follow', follow);
  return {
    traceable: inner.traceable === true,
    init: (params) => ({ slow: params, inner: inner.init(params) }),
    update(input) {
      const fast = inner.update({ ...input, state: input.state.inner });
      const ahead = applyUpdates(input.params, fast.updates);
      const followed = treeMap((s, f) => s.add(f.sub(s).mul(follow)), input.state.slow, ahead);
      const due = input.step.astype('float64').add(1).remainder(every).equal(0);
      return {
        updates: chooseTree(
          due,
          treeMap((s, p) => s.sub(p), followed, input.params),
          fast.updates,
        ),
        state: { slow: chooseTree(due, followed, input.state.slow), inner: fast.state },
      };
    },
  };
}
