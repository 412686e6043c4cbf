/**
 * Gradient accumulation: one step of the inner optimizer for every k gradients, with their mean.
 *
 * A large batch in k parts that fit into memory. In between, parameters stay as they are.
 */
import type { OptimizerV1, Tree } from '@adjoint/plugin';
import { treeMap } from '@adjoint/tensor';
import { requireSize } from '../../core/require-size.ts';
import { chooseTree } from './choose-tree.ts';
import { zerosOf } from './moments.ts';

export interface AccumulateState {
  readonly sum: Tree;
  readonly inner: Tree;
}

/** @throws ArgumentError unless k is an integer ≥ 1 */
export function accumulateGradients(k: number, inner: OptimizerV1): OptimizerV1<AccumulateState> {
  requireSize('accumulateGradients: k', k);
  return {
    traceable: inner.traceable === true,
    init: (params) => ({ sum: zerosOf(params), inner: inner.init(params) }),
    update(input) {
      const sum = treeMap((s, g) => s.add(g), input.state.sum, input.grads);
      const steps = input.step.astype('float64');
      const due = steps.add(1).remainder(k).equal(0);
      const step = inner.update({ ...input, grads: treeMap((s) => s.div(k), sum), state: input.state.inner, step: steps.div(k).floor() });
      const nothing = zerosOf(sum);
      return {
        updates: chooseTree(due, step.updates, nothing),
        state: { sum: chooseTree(due, nothing, sum), inner: chooseTree(due, step.state, input.state.inner) },
      };
    },
  };
}
