import type { Tensor } from '@adjoint/tensor';
import type { FlatLayer } from './flatten-model.ts';
import type { LayerTrace } from './layer-trace.ts';

/** Below this |σ′(z)| a unit counts as saturated: tanh beyond |z| = 2.65, the logistic function beyond 3.9, relu below 0. */
const SATURATED = 0.02;

/**
 * The rows of a trace: every layer that is no activation together with the activation that follows it.
 *
 * @param outputs of each flat layer
 * @param deltas  ∂Cₙ/∂(output) of each flat layer
 */
export function describeLayers(
  layers: readonly FlatLayer[],
  x: Tensor,
  outputs: readonly Tensor[],
  deltas: readonly Tensor[],
  grads: readonly unknown[],
): readonly LayerTrace[] {
  const rows: LayerTrace[] = [];
  for (let i = 0; i < layers.length; i++) {
    const { module, path } = layers[i];
    const next = layers[i + 1]?.module;
    const activation = module.derivative === undefined && next?.derivative !== undefined ? next : null;
    const z = outputs[i];
    const a = activation === null ? z : outputs[i + 1];
    const delta = deltas[i];
    const own = grads[i];
    const input = i === 0 ? x : outputs[i - 1];
    const { W: dW, b: db } = (module.kind === 'linear' ? own : {}) as { W?: Tensor; b?: Tensor };
    rows.push({
      layer: rows.length + 1,
      path,
      kind: module.kind,
      inputShape: input.shape.slice(1),
      outputShape: a.shape.slice(1),
      activation: activation?.kind ?? null,
      input,
      z,
      a,
      delta,
      grads: own,
      ...(dW === undefined ? null : { dW }),
      ...(db === undefined ? null : { db }),
      norms: {
        z: rootMeanSquare(z),
        a: rootMeanSquare(a),
        delta: rootMeanSquare(delta),
        ...(dW === undefined ? null : { dW: frobenius(dW) }),
        ...(db === undefined ? null : { db: frobenius(db) }),
      },
      saturation: activation === null ? null : activation.derivative!(z, a).abs().less(SATURATED).astype('float64').mean().item(),
    });
    if (activation !== null) i++;
  }
  return rows;
}

const rootMeanSquare = (x: Tensor): number => (x.size === 0 ? 0 : Math.sqrt(x.astype('float64').square().mean().item()));
const frobenius = (x: Tensor): number => Math.sqrt(x.astype('float64').square().sum().item());
