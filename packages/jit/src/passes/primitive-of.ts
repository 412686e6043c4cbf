import { type AnyPrimitive, type Tensor, capture } from '@adjoint/tensor';

const scalar = { shape: [], dtype: 'float64' } as const;

/** The last primitive that `f` applies to numbers: passes tell primitives by identity, so another's `exp` keeps its own meaning. */
export function primitiveOf(f: (x: Tensor, y: Tensor) => Tensor): AnyPrimitive {
  return capture((x, y) => [f(x, y)], [scalar, scalar]).graph.nodes.at(-1)!.primitive;
}
