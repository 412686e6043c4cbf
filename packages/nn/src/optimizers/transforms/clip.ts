/** Bounds on gradients, before they reach an optimizer. */
import type { OptimizerV1, Tree } from '@adjoint/plugin';
import { type Tensor, treeLeaves, treeMap, where } from '@adjoint/tensor';
import { like } from './moments.ts';
import { requirePositive } from './require-range.ts';
import { stateless } from './stateless.ts';

/**
 * Scales all gradients by one factor so that their norm together is at most `limit`.
 *
 * Pascanu, Mikolov, Bengio (2013), "On the difficulty of training recurrent neural networks".
 *
 * @throws ArgumentError unless limit > 0
 */
export function clipByGlobalNorm(limit: number): OptimizerV1<null> {
  requirePositive('limit', limit);
  return stateless(({ grads }) => {
    const norm = globalNorm(grads);
    const factor = where(norm.greater(limit), norm.reciprocal().mul(limit), 1);
    return treeMap((g) => g.mul(like(factor, g)), grads);
  });
}

/** Every entry within ±limit. @throws ArgumentError unless limit > 0 */
export function clipByValue(limit: number): OptimizerV1<null> {
  requirePositive('limit', limit);
  return stateless(({ grads }) => treeMap((g) => g.clamp(-limit, limit), grads));
}

/** √(Σ x²) over all leaves, in float64. */
export function globalNorm(tree: Tree): Tensor {
  const squares = treeLeaves(tree).map((x) => x.astype('float64').square().sum());
  return squares.reduce((a, b) => a.add(b)).sqrt();
}
