/**
 * The backward pass of a network, written out layer by layer.
 *
 *   forward    z = W a⁻ + b,   a = σ(z)
 *   output     δ_L = ∂C/∂a ⊙ σ′(z_L)
 *   backward   δ = (W₊ᵀ δ₊) ⊙ σ′(z)
 *   gradients  dW = δ a⁻ᵀ, db = δ for one example;   dW = δᵀ a⁻/N, db = Σₙ δₙ/N for the mean over N rows
 *
 * The recursion is carried out here in plain matrix products; `certificate` compares its result with reverse-mode
 * differentiation of the whole model.
 *
 * Rumelhart, Hinton, Williams (1986), "Learning representations by back-propagating errors".
 */
import { grad } from '@adjoint/calculus';
import { type Certificate, ShapeError, type Tensor, isFloat } from '@adjoint/tensor';
import { emptyState } from '../core/empty-state.ts';
import type { Module } from '../core/module.ts';
import type { Loss } from '../losses/loss.ts';
import { meanSquaredError } from '../losses/mean-squared-error.ts';
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.ts';
import { compareGradients } from './compare-gradients.ts';
import { describeLayers } from './describe-layers.ts';
import { flattenModel, nestLayers } from './flatten-model.ts';
import { layerBackward } from './layer-backward.ts';
import { layerMagnitudes } from './layer-magnitudes.ts';
import type { LayerTrace } from './layer-trace.ts';

export interface BackpropTrace<P = unknown> {
  /** C, the mean loss. */
  readonly loss: number;
  /** N */
  readonly examples: number;
  /** l = 1 … L */
  readonly layers: readonly LayerTrace[];
  /** Gradient of the mean loss by all parameters, in their structure. */
  readonly grads: P;
  /** Compares `grads` with reverse-mode differentiation of the model; computed when first read. */
  readonly certificate: Certificate;
}

export interface BackpropOptions<S = unknown> {
  /** Default: softmax cross-entropy for integer targets, mean squared error for others. */
  readonly loss?: Loss;
  /** State of the model, where it has one. */
  readonly state?: S;
}

/** Softmax cross-entropy for integer targets, mean squared error for others. */
export const defaultLoss = (targets: Tensor): Loss => (isFloat(targets.dtype) ? meanSquaredError : softmaxCrossEntropy);

/**
 * @param model a `sequential` of layers; an activation counts to the layer before it
 * @param x     [N, …]
 * @param y     targets: [N] integers, or [N, …]
 * @throws ShapeError when model, inputs and targets do not fit, or N = 0
 * @example formatBackpropTrace(backpropTrace(model, params, x, labels))
 */
export function backpropTrace<P, S>(
  model: Module<P, S>,
  params: P,
  x: Tensor,
  y: Tensor,
  options: BackpropOptions<S> = {},
): BackpropTrace<P> {
  const { loss = defaultLoss(y), state = emptyState(model) as S } = options;
  const examples = x.shape[0] ?? 0;
  if (examples === 0) throw new ShapeError(`backpropTrace: x [${x.shape.join(', ')}]`, 'give at least one example');
  const layers = flattenModel(model, params, state);

  const outputs: Tensor[] = [];
  for (const layer of layers) outputs.push(layer.module.apply(layer.params, layer.state, outputs.at(-1) ?? x).y);
  const last = outputs.at(-1) ?? x;

  const deltas: Tensor[] = [];
  const grads: unknown[] = [];
  let delta = grad((a: Tensor) => loss(a, y))(last).mul(examples); // ∂Cₙ/∂a_L, since C is a mean
  for (let i = layers.length - 1; i >= 0; i--) {
    deltas[i] = delta;
    const back = layerBackward(layers[i], i === 0 ? x : outputs[i - 1], outputs[i], delta, examples);
    grads[i] = back.grads;
    delta = back.input;
  }

  const whole = nestLayers(model, grads) as P;
  let certificate: Certificate | undefined;
  return {
    loss: loss(last, y).item(),
    examples,
    grads: whole,
    layers: describeLayers(layers, x, outputs, deltas, grads),
    get certificate() {
      return (certificate ??= compareGradients(
        whole,
        grad((p: P) => loss(model.apply(p, state, x).y, y))(params),
        nestLayers(
          model,
          layers.map((layer, i) => layerMagnitudes(layer, i === 0 ? x : outputs[i - 1], deltas[i], examples, grads[i])),
        ),
        Math.max(x.size, ...outputs.map((a) => a.size)),
        `the backward recursion of ${layers.length} layers on ${examples} example${examples === 1 ? '' : 's'} against reverse-mode differentiation`,
      ));
    },
  };
}
