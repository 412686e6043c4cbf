import type { Expression, Fuser } from '@adjoint/kernels/wasm';
import { type DenseTensor, type Primitive, type Shape, adoptBuffer, sameShape, sizeOf } from '@adjoint/tensor';

export interface Fused { readonly expression: Expression; readonly shape: Shape; readonly steps: readonly (0 | 1)[] }

/** One pass over all operands: float64, of the result's shape or broadcast to it; a step of 0 marks a single number. */
export function fusedPrimitive(names: readonly string[], fuse: Fuser): Primitive<Fused> {
  return {
    name: `fused(${names.join(' ')})`,
    abstract: (_inputs, { shape }) => [{ shape, dtype: 'float64' }],
    evaluate: (inputs, { expression, shape, steps }) => {
      const out = new Float64Array(sizeOf(shape));
      fuse(expression, steps)(out, inputs.map((x, k) => (steps[k] === 0 || sameShape(x.shape, shape) ? x : x.broadcastTo(shape) as DenseTensor).packed() as Float64Array));
      return [adoptBuffer(out, shape)];
    },
  };
}
