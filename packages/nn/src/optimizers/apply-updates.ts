import type { Tree } from '@adjoint/plugin';
import { treeMap } from '@adjoint/tensor';

/** params + updates, in the dtype of the parameters. */
export const applyUpdates = <P>(params: P, updates: Tree): P =>
  treeMap((p, u) => p.add(u.dtype === p.dtype ? u : u.astype(p.dtype)), params, updates) as P;
