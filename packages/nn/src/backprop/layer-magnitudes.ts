import { type Tensor, treeMap } from '@adjoint/tensor';
import type { LinearParams } from '../layers/linear.ts';
import type { FlatLayer } from './flatten-model.ts';

/**
 * The largest sum of absolute values behind an entry of each gradient of a layer, a tree of numbers: |δ|ᵀ|a|/N for W
 * and Σ|δ|/N for b; for other layers the largest gradient itself, which is then computed in one way only.
 */
export function layerMagnitudes(layer: FlatLayer, input: Tensor, delta: Tensor, examples: number, grads: unknown): unknown {
  if (layer.module.kind !== 'linear') return treeMap(largest, grads);
  const { W, b } = layer.params as LinearParams;
  const δ = delta.abs().reshape([-1, W.shape[0]]);
  const a = input.astype(W.dtype).abs().reshape([-1, W.shape[1]]);
  const ofW = largest(δ.mT().matmul(a)) / examples;
  return b === undefined ? { W: ofW } : { W: ofW, b: largest(δ.sum(0)) / examples };
}

const largest = (x: Tensor): number => (x.size === 0 ? 0 : x.abs().max().item());
