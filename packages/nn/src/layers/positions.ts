/** Where in a sequence an element stands, added to its features. */
import { type Shape, ShapeError, type Tensor, adoptBuffer, arange, concat, scalar } from '@adjoint/tensor';
import { EMPTY, type Empty, type Module } from '../core/module.ts';
import { pathKey } from '../core/path-key.ts';
import { requireSize } from '../core/require-size.ts';
import { normalInitialiser } from '../initialisers/simple.ts';
import { statelessLayer } from './stateless-layer.ts';

/**
 * Sines and cosines of the position at geometric frequencies:
 *
 *   p[t, 2i] = sin(t/10000^{2i/d}),   p[t, 2i + 1] = cos(t/10000^{2i/d})
 *
 * Vaswani et al. (2017), section 3.5.
 *
 * @returns [length, features], float64
 */
export function sinusoids(length: number, features: number): Tensor {
  requireSize('sinusoids: length', length);
  requireSize('sinusoids: features', features);
  const half = Math.ceil(features / 2);
  const t = arange(length).expandDims(1);
  const angles = t.mul(
    arange(half)
      .mul(-2 / features)
      .mul(adoptBuffer(Float64Array.of(10000), []).log())
      .exp(),
  );
  return concat([angles.sin().expandDims(2), angles.cos().expandDims(2)], 2)
    .reshape([length, 2 * half])
    .slice(null, [0, features]);
}

/** x + sinusoids, x [N, T, features]. */
export const sinusoidalPositions = (): Module<Empty, Empty> => ({
  ...statelessLayer(
    'sinusoidal-positions',
    (shape) => requireSequence(shape),
    (x) => x.add(sinusoids(x.shape[1], x.shape[2]).astype(x.dtype)),
    (shape) => shape[0] * shape[1],
  ),
  advance(_params, _state, x, history) {
    const from = positionsBefore(history);
    const end = from + x.shape[1];
    return { y: x.add(sinusoids(end, x.shape[2]).slice([from, end]).astype(x.dtype)), history: scalar(end) };
  },
});
/** How many positions went before: the history of layers that count. */
const positionsBefore = (history: unknown): number => (history === null ? 0 : (history as Tensor).item());

export interface PositionParams {
  /** [length, features] */
  readonly P: Tensor;
}

/** x + P with a learned P, x [N, T ≤ length, features]. @throws ShapeError for longer sequences or other features */
export function learnedPositions(length: number, features: number): Module<PositionParams, Empty> {
  requireSize('learnedPositions: length', length);
  requireSize('learnedPositions: features', features);
  const outputShape = (shape: Shape): Shape => {
    const [T, d] = requireSequence(shape);
    if (T > length || d !== features)
      throw new ShapeError(
        `learnedPositions: an example of shape [${shape.join(', ')}]`,
        `it has at most ${length} positions of ${features} features`,
      );
    return shape;
  };
  const weight = normalInitialiser(0.02);
  return {
    kind: 'learned-positions',
    outputShape,
    init(key, shape, { dtype = 'float32' } = {}) {
      outputShape(shape);
      return { params: { P: weight(pathKey(key, 'P'), [length, features], { fanIn: features, fanOut: features, dtype }) }, state: EMPTY };
    },
    apply({ P }, state, x) {
      outputShape(x.shape.slice(1));
      return { y: x.astype(P.dtype).add(P.slice([0, x.shape[1]])), state };
    },
    operations: (shape) => shape[0] * shape[1],
    advance({ P }, _state, x, history) {
      const from = positionsBefore(history);
      const end = from + x.shape[1];
      outputShape([end, ...x.shape.slice(2)]);
      return { y: x.astype(P.dtype).add(P.slice([from, end])), history: scalar(end) };
    },
  };
}

function requireSequence(shape: Shape): Shape {
  if (shape.length !== 2) throw new ShapeError(`positions: an example of shape [${shape.join(', ')}]`, 'it is [positions, features]');
  return shape;
}
