import type { Tree } from '@adjoint/plugin';
import { ShapeError, sameShape, treeMap } from '@adjoint/tensor';

/**
 * params + updates, in the dtype of the parameters.
 *
 * @throws TreeError when the structures differ; ShapeError when an update has another shape than its parameter
 */
export const applyUpdates = <P>(params: P, updates: Tree): P =>
  treeMap(
    (p, u) => {
      if (!sameShape(p.shape, u.shape))
        throw new ShapeError(
          `an update of shape [${u.shape.join(', ')}] for a parameter of shape [${p.shape.join(', ')}]`,
          'an optimizer gives updates of the shapes of the parameters',
        );
      return p.add(u.dtype === p.dtype ? u : u.astype(p.dtype));
    },
    params,
    updates,
  ) as P;
