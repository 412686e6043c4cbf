import type { Shape, Tensor } from '@adjoint/tensor';
import { type ApplyContext, EMPTY, type Empty, type Module } from '../core/module.ts';

/** A module without parameters and state, from its map; `operations` where it does more than move numbers. */
export function statelessLayer(
  kind: string,
  outputShape: (shape: Shape) => Shape,
  map: (x: Tensor, context: ApplyContext) => Tensor,
  operations: (shape: Shape) => number = () => 0,
): Module<Empty, Empty> {
  return {
    kind,
    outputShape,
    operations,
    init: (_key, shape) => {
      outputShape(shape);
      return { params: EMPTY, state: EMPTY };
    },
    apply: (_params, state, x, context = {}) => ({ y: map(x, context), state }),
  };
}
