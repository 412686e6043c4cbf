/**
 * Maker of primitives that are linear in their one operand: such a map is its own derivative, and its cotangent is the
 * transposed map.
 */
import { bind, bind1 } from '../core/bind.ts';
import type { Primitive } from '../core/primitive.ts';
import type { Shape } from '../core/shape.ts';
import type { Aval, Tensor } from '../core/tensor.ts';
import type { DenseTensor } from '../core/tensor-class.ts';

interface LinearMap<P> {
  readonly shape: (x: Aval, params: P) => Shape;
  readonly evaluate: (x: DenseTensor, params: P, shape: Shape) => DenseTensor;
  /** The transposed map, applied to a cotangent. */
  readonly transposed: (cotangent: Tensor, x: Aval, params: P) => Tensor;
  /** The params under which the map leaves a leading axis of length `size` alone. */
  readonly batched: (params: P, size: number, x: Tensor) => P;
  /** The batched operand brought to the layout that `batched` expects; itself by default. */
  readonly aligned?: (x: Tensor, params: P) => Tensor;
}

/* @__NO_SIDE_EFFECTS__ */
export function linear<P>(name: string, map: LinearMap<P>): Primitive<P> {
  const self: Primitive<P> = {
    name,
    abstract: ([x], p) => [{ shape: map.shape(x, p), dtype: x.dtype }],
    evaluate: ([x], p) => [map.evaluate(x, p, map.shape(x, p))],
    jvp: ([t], _x, _y, p) => [bind1(self, [t!], p)],
    vjp: ([ct], [x], _y, p) => [map.transposed(ct!, x, p)],
    batch: ([x], _b, p, size) => bind(self, [map.aligned === undefined ? x : map.aligned(x, p)], map.batched(p, size, x)),
  };
  return self;
}
