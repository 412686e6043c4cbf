import type { Tensor } from '@adjoint/tensor';

/** What the backward pass has at one layer, in the notation z = W a⁻ + b, a = σ(z), δ = ∂C/∂z. */
export interface LayerTrace {
  /** l, from 1. */
  readonly layer: number;
  /** Where it stands in the model: `0:linear`. */
  readonly path: string;
  /** 'linear', or the kind of a layer without this form. */
  readonly kind: string;
  /** Shape of one example of a⁻ and of a. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  /** σ, the activation that follows; null for none. */
  readonly activation: string | null;
  /** a⁻, outputs of the layer before, [N, …] */
  readonly input: Tensor;
  /** z, [N, …] */
  readonly z: Tensor;
  /** a = σ(z), [N, …] */
  readonly a: Tensor;
  /** δ, ∂Cₙ/∂z of every example, [N, …]: not divided by N */
  readonly delta: Tensor;
  /** dW = δᵀ a⁻/N, of W's shape; absent for layers without W */
  readonly dW?: Tensor;
  /** db = mean of δ over the examples */
  readonly db?: Tensor;
  /** Gradients of all parameters of this layer, a tree of their structure. */
  readonly grads: unknown;
  /** Root mean squares of z, a and δ over all entries; Frobenius norms of the parameters' gradients. */
  readonly norms: { readonly z: number; readonly a: number; readonly delta: number; readonly dW?: number; readonly db?: number };
  /** Share of entries with |σ′(z)| < 0.02: a saturated unit, or a dead one, learns almost nothing. Null without activation. */
  readonly saturation: number | null;
}
