/**
 * Integrals over the unit cube by randomised low-discrepancy points, with an error from independent randomisations.
 *
 *   μ̂ = mean over R of μ̂_r,   s.e. = √( Σ (μ̂_r − μ̂)²/(R(R − 1)) )
 *
 * Owen (2013), "Monte Carlo theory, methods and examples", chapter 17.
 */
import { type Key, foldIn } from '@adjoint/random';
import { ArgumentError, ShapeError, type Tensor } from '@adjoint/tensor';
import { halton } from './halton.ts';
import { latinHypercube } from './latin-hypercube.ts';
import { sobol } from './sobol.ts';

export interface CubeOptions {
  readonly dimension: number;
  /** Points of each randomisation; a power of two suits Sobol. */
  readonly n: number;
  readonly key: Key;
  readonly points?: 'sobol' | 'halton' | 'latin-hypercube';
  /** R, independent randomisations (default 16). */
  readonly randomizations?: number;
}
export interface CubeIntegral {
  readonly value: number;
  readonly standardError: number;
  /** R numbers. */
  readonly randomizations: readonly number[];
}

/**
 * @param f points [n, dimension] → values [n]
 * @throws ArgumentError for wrong counts, or a value that is not finite; ShapeError when f does not give one number for each point
 * @example integrateCube((x) => x.prod(1), { dimension: 3, n: 1024, key: key(0) }).value // near 1/8
 */
export function integrateCube(
  f: (x: Tensor) => Tensor,
  { dimension, n, key, points = 'sobol', randomizations = 16 }: CubeOptions,
): CubeIntegral {
  if (!Number.isInteger(randomizations) || randomizations < 2)
    throw new ArgumentError(`integrateCube: ${randomizations} randomisations`, 'an error needs at least two');
  if (!(n >= 1)) throw new ArgumentError(`integrateCube: ${n} points`, 'give at least one point');
  const make = {
    'sobol': (k: Key) => sobol(n, dimension, { scramble: k }),
    'halton': (k: Key) => halton(n, dimension, { scramble: k }),
    'latin-hypercube': (k: Key) => latinHypercube(k, n, dimension),
  }[points];
  const means = Array.from({ length: randomizations }, (_, r) => {
    const values = f(make(foldIn(key, r)));
    if (values.rank !== 1 || values.size !== n)
      throw new ShapeError(
        `integrateCube: f gave shape [${values.shape.join(', ')}] for ${n} points`,
        'give one number for each point, [n]',
      );
    const m = values.mean().item();
    if (!Number.isFinite(m)) throw new ArgumentError(`integrateCube: the mean of f is ${m}`, 'f must be finite inside the cube');
    return m;
  });
  const value = means.reduce((a, b) => a + b, 0) / randomizations;
  const squares = means.reduce((s, m) => s + (m - value) ** 2, 0);
  return { value, standardError: Math.sqrt(squares / (randomizations * (randomizations - 1))), randomizations: means };
}
