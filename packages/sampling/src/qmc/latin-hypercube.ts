/**
 * Latin hypercube: n points of which each of n equal slices in every dimension holds exactly one.
 *
 *   x_{ij} = (π_j(i) + u_{ij})/n,   π_j independent permutations
 *
 * The part of an integrand that is a sum of functions of one variable is integrated with error n^(−3/2); the rest as by
 * independent points.
 *
 * McKay, Beckman, Conover (1979); Stein (1987).
 */
import { type Key, foldIn, permutation, uniform } from '@adjoint/random';
import { type Tensor, adoptBuffer } from '@adjoint/tensor';
import { requirePointSet } from './require-point-set.ts';

/**
 * @returns [n, dimension], float64, in (0, 1)
 * @throws ArgumentError unless n ≥ 0 and dimension ≥ 1
 * @example latinHypercube(key(0), 10, 3)
 */
export function latinHypercube(key: Key, n: number, dimension: number): Tensor<'float64'> {
  requirePointSet('latinHypercube', n, dimension);
  const out = new Float64Array(n * dimension);
  const u = uniform(foldIn(key, dimension), [n, dimension]).data();
  for (let d = 0; d < dimension && n > 0; d++) {
    const order = permutation(foldIn(key, d), n).data();
    for (let i = 0; i < n; i++) out[i * dimension + d] = Math.min((order[i] + (u[i * dimension + d] + 2 ** -53)) / n, 1 - 2 ** -53);
  }
  return adoptBuffer(out, [n, dimension]);
}
