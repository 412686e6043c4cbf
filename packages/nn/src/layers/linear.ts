/**
 * Linear layer:  y = x Wᵀ + b,  W [out, in].
 *
 * For one example this is z = W a + b; backwards dW = δ aᵀ, db = δ, and Wᵀ δ goes on.
 */
import type { Shape, Tensor } from '@adjoint/tensor';
import { positionwise } from '../core/advance.ts';
import { EMPTY, type Empty, type Module } from '../core/module.ts';
import { pathKey } from '../core/path-key.ts';
import { requireFeatures } from '../core/require-features.ts';
import { requireFlag, requireFunction } from '../core/require-kind.ts';
import { requireSize } from '../core/require-size.ts';
import type { Initialiser } from '../initialisers/initialiser.ts';
import { uniformScaling } from '../initialisers/variance-scaling.ts';
import { linearMap } from './linear-map.ts';

export interface LinearParams {
  /** [out, in] */
  readonly W: Tensor;
  /** [out]; absent without bias */
  readonly b?: Tensor;
}

export interface LinearOptions {
  /** Whether there is a b (default true). */
  readonly bias?: boolean;
  /** Default: uniform on ±1/√in. */
  readonly weight?: Initialiser;
  /** Default: uniform on ±1/√in. */
  readonly initialBias?: Initialiser;
}

export interface LinearModule extends Module<LinearParams, Empty> {
  readonly kind: 'linear';
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * @param inputs  length of the last axis of x
 * @param outputs length of the last axis of y; axes before it are kept
 * @throws ArgumentError when a size is no integer ≥ 1; ShapeError (init, apply) when x has other features
 * @example linear(784, 10).outputShape([784]) // [10]
 */
export function linear(inputs: number, outputs: number, options: LinearOptions = {}): LinearModule {
  requireSize('linear: inputs', inputs);
  requireSize('linear: outputs', outputs);
  const { bias = true, weight = uniformScaling(1 / 3), initialBias = uniformScaling(1 / 3) } = options;
  requireFlag('linear: bias', bias);
  requireFunction('linear: weight', weight);
  requireFunction('linear: initialBias', initialBias);
  const name = `linear(${inputs}, ${outputs})`;
  const outputShape = (shape: Shape): Shape => {
    requireFeatures(name, shape, inputs);
    return [...shape.slice(0, -1), outputs];
  };
  return positionwise<LinearModule>({
    kind: 'linear',
    inputs,
    outputs,
    outputShape,
    init(key, shape, { dtype = 'float32' } = {}) {
      outputShape(shape);
      const W = weight(pathKey(key, 'W'), [outputs, inputs], { fanIn: inputs, fanOut: outputs, dtype });
      if (!bias) return { params: { W }, state: EMPTY };
      return { params: { W, b: initialBias(pathKey(key, 'b'), [outputs], { fanIn: inputs, fanOut: outputs, dtype }) }, state: EMPTY };
    },
    apply(params, state, x) {
      requireFeatures(name, x.shape, inputs);
      return { y: linearMap(x, params.W, params.b), state };
    },
    operations: (shape) => shape.slice(0, -1).reduce((n, length) => n * length, 1) * outputs * (2 * inputs - (bias ? 0 : 1)),
  });
}
