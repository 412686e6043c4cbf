import { type Shape, ShapeError } from '@adjoint/tensor';
import type { Empty, Module } from '../core/module.ts';
import { requireLengths } from '../core/require-kind.ts';
import { statelessLayer } from './stateless-layer.ts';

const size = (shape: Shape): number => shape.reduce((n, length) => n * length, 1);

/** Every example as one vector: [N, …] → [N, features]. */
export const flatten = (): Module<Empty, Empty> =>
  statelessLayer(
    'flatten',
    (shape) => [size(shape)],
    (x) => x.reshape([x.shape[0], size(x.shape.slice(1))]),
  );

/** Every example in another shape of the same size. @throws ShapeError when the sizes differ; ArgumentError for a shape that is none */
export function reshapeLayer(to: Shape): Module<Empty, Empty> {
  requireLengths('reshapeLayer: shape', to);
  return statelessLayer(
    'reshape',
    (shape) => {
      if (size(shape) !== size(to))
        throw new ShapeError(
          `reshape: an example of shape [${shape.join(', ')}] as [${to.join(', ')}]`,
          'both must have the same number of elements',
        );
      return [...to];
    },
    (x) => x.reshape([x.shape[0], ...to]),
  );
}
