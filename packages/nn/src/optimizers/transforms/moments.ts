/** Running averages that several transforms keep. */
import type { Tree } from '@adjoint/plugin';
import { type Tensor, scalar, treeMap, zerosLike } from '@adjoint/tensor';

/** β·m + (1 − β)·g */
export const runningMean = (m: Tree, grads: Tree, beta: number): Tree => treeMap((a, g) => a.mul(beta).add(g.mul(1 - beta)), m, grads);
/** β·v + (1 − β)·g² */
export const runningSquare = (v: Tree, grads: Tree, beta: number): Tree =>
  treeMap((a, g) => a.mul(beta).add(g.square().mul(1 - beta)), v, grads);
export const zerosOf = (params: Tree): Tree => treeMap(zerosLike, params);

/** A number of rank 0 in the dtype of the leaf it meets: a leaf of rank 0 would otherwise be promoted. */
export const like = (factor: Tensor, leaf: Tensor): Tensor => factor.astype(leaf.dtype);

/** t = step + 1 in float64. */
export const stepNumber = (step: Tensor): Tensor => step.astype('float64').add(1);

/** 1 − βᵗ without cancellation; β = 0 gives 1, since log 0 = −∞. */
export const correction = (beta: number, t: Tensor): Tensor => t.mul(scalar(beta).log()).expm1().neg();
