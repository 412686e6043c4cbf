/** One step of the backward recursion: through a linear layer, through an activation, through any other layer. */
import { type FloatDType, type Tensor, isFloat, treeMap, zeros } from '@adjoint/tensor';
import { grad } from '@adjoint/calculus';
import { EMPTY } from '../core/module.ts';
import type { LinearParams } from '../layers/linear.ts';
import type { FlatLayer } from './flatten-model.ts';

export interface LayerBackward {
  /** Gradient of the mean loss by the layer's parameters. */
  readonly grads: unknown;
  /** ∂Cₙ/∂(input) for every example. */
  readonly input: Tensor;
}

/**
 * @param delta ∂Cₙ/∂(output) for every example
 * @param examples N
 */
export function layerBackward(layer: FlatLayer, input: Tensor, output: Tensor, delta: Tensor, examples: number): LayerBackward {
  const { module } = layer;
  if (module.kind === 'linear') return throughLinear(layer.params as LinearParams, input, delta, examples);
  if (module.derivative !== undefined) return { grads: EMPTY, input: delta.mul(module.derivative(input, output)) }; // δ ⊙ σ′(z)
  const through = (params: unknown, x: Tensor): Tensor => module.apply(params, layer.state, x).y.mul(delta).sum();
  if (!isFloat(input.dtype)) {
    // indices: nothing goes on behind them
    return {
      grads: treeMap(
        (g) => g.div(examples),
        (grad((params: object) => through(params, input)) as (params: unknown) => unknown)(layer.params),
      ),
      input: zeros(input.shape, delta.dtype as FloatDType),
    };
  }
  const pulled = grad((at: { params: unknown; x: Tensor }) => through(at.params, at.x))({ params: layer.params, x: input });
  return { grads: treeMap((g) => g.div(examples), pulled.params), input: pulled.x };
}

function throughLinear({ W, b }: LinearParams, input: Tensor, delta: Tensor, examples: number): LayerBackward {
  const δ = delta.reshape([-1, W.shape[0]]);
  const a = input.astype(W.dtype).reshape([-1, W.shape[1]]);
  const dW = δ.mT().matmul(a).div(examples); // Σₙ δₙ aₙᵀ / N
  const back = δ.matmul(W).reshape(input.shape); // rows (Wᵀ δₙ)ᵀ
  return { grads: b === undefined ? { W: dW } : { W: dW, b: δ.sum(0).div(examples) }, input: back };
}
