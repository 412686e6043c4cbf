import type { Shape, Tensor } from '@adjoint/tensor';
import { type ApplyContext, EMPTY, type Empty, type Module } from '../core/module.ts';

/** A module without parameters and state, from its map. */
export function statelessLayer(kind: string, outputShape: (shape: Shape) => Shape, map: (x: Tensor, context: ApplyContext) => Tensor): Module<Empty, Empty> {
  return {
    kind,
    outputShape,
    init: (_key, shape) => { outputShape(shape); return { params: EMPTY, state: EMPTY }; },
    apply: (_params, state, x, context = {}) => ({ y: map(x, context), state }),
  };
}
