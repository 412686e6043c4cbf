import { ShapeError, type Shape } from '@adjoint/tensor';

/** @throws ShapeError unless the last axis of `shape` has `features` elements */
export function requireFeatures(name: string, shape: Shape, features: number): void {
  if (shape.length === 0 || shape[shape.length - 1] !== features) {
    throw new ShapeError(
      `${name}: shape [${shape.join(', ')}] where the last axis must have ${features} elements`,
      'the layer before must give that many features, or this layer take others',
    );
  }
}
