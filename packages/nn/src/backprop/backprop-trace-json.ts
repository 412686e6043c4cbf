import type { NestedNumbers, Tensor } from '@adjoint/tensor';
import { treeMap } from '@adjoint/tensor';
import type { BackpropTrace } from './backprop-trace.ts';

export interface BackpropTraceJson {
  readonly version: 1;
  readonly loss: number;
  readonly examples: number;
  readonly layers: readonly {
    readonly layer: number;
    readonly path: string;
    readonly kind: string;
    readonly activation: string | null;
    readonly input: NestedNumbers;
    readonly z: NestedNumbers;
    readonly a: NestedNumbers;
    readonly delta: NestedNumbers;
    readonly grads: unknown;
    readonly norms: { readonly z: number; readonly a: number; readonly delta: number; readonly dW?: number; readonly db?: number };
    readonly saturation: number | null;
  }[];
}

/**
 * A trace as plain JSON: nested arrays instead of tensors.
 *
 * @example JSON.stringify(backpropTraceJson(trace))
 */
export function backpropTraceJson(trace: BackpropTrace): BackpropTraceJson {
  const nested = (x: Tensor): NestedNumbers => x.toArray();
  return {
    version: 1,
    loss: trace.loss,
    examples: trace.examples,
    layers: trace.layers.map(({ layer, path, kind, activation, input, z, a, delta, grads, norms, saturation }) => ({
      layer,
      path,
      kind,
      activation,
      input: nested(input),
      z: nested(z),
      a: nested(a),
      delta: nested(delta),
      grads: treeMap(nested, grads),
      norms,
      saturation,
    })),
  };
}
