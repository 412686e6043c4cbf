/** Maker of elementwise questions about one operand: bool results without derivative. */
import { bind } from '../core/bind.ts';
import { allocate } from '../core/dtype.ts';
import type { Primitive } from '../core/primitive.ts';
import { sizeOf } from '../core/shape.ts';
import { DenseTensor } from '../core/tensor-class.ts';
import { type UnaryMap, kernelOf } from './construct.ts';

/* @__NO_SIDE_EFFECTS__ */
export function predicate(name: string, kernel: string, map: UnaryMap): Primitive {
  const self: Primitive = {
    name,
    broadcasts: true,
    detached: true,
    abstract: ([x]) => [{ shape: x.shape, dtype: 'bool' }],
    evaluate: ([x]) => {
      const out = allocate('bool', sizeOf(x.shape));
      kernelOf(kernel, map)(out, x.packed());
      return [new DenseTensor(x.shape, 'bool', out)];
    },
    batch: (inputs) => bind(self, inputs, undefined),
  };
  return self;
}
