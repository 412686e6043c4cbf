/**
 * The Halton sequence: in dimension j the digits of k in the j-th prime base, mirrored at the point.
 *
 *   φ_b(k) = Σ a_i b^(−i−1),   k = Σ a_i b^i
 *
 * In high dimensions neighbouring bases give stripes until n is large; the randomisation, an independent permutation of
 * the digits at each place, breaks them and makes each point uniform.
 *
 * Halton (1960); Owen (2017), "A randomized Halton algorithm in R".
 */
import { type Key, foldIn, permutation } from '@adjoint/random';
import { type Tensor, adoptBuffer } from '@adjoint/tensor';
import { requirePointSet } from './require-point-set.ts';

export interface HaltonOptions {
  /** Permutes the digits. Without it the points are the sequence itself, which begins with the origin. */
  readonly scramble?: Key;
}

/**
 * The first n points.
 *
 * @returns [n, dimension], float64, in [0, 1)
 * @throws ArgumentError unless n ≥ 0 and 1 ≤ dimension ≤ 1000
 * @example halton(3, 2) // [[0, 0], [1/2, 1/3], [1/4, 2/3]]
 */
export function halton(n: number, dimension: number, { scramble }: HaltonOptions = {}): Tensor<'float64'> {
  requirePointSet('halton', n, dimension, 1000);
  const out = new Float64Array(n * dimension);
  primes(dimension).forEach((b, d) => {
    // Digits beyond 2^-53 cannot be seen. Zeros before the number are digits too: they are permuted.
    const places = Math.ceil((53 * Math.LN2) / Math.log(b));
    const identity = Int32Array.from({ length: b }, (_, i) => i);
    const digit = Array.from({ length: places }, (_, i) =>
      scramble === undefined ? identity : permutation(foldIn(foldIn(scramble, d), i), b).data(),
    );
    for (let k = 0; k < n; k++)
      out[k * dimension + d] = radicalInverse(k, b, scramble === undefined ? Math.max(1, digitsOf(k, b)) : places, digit);
  });
  return adoptBuffer(out, [n, dimension]);
}

/** From the last place to the first, so that the sum rounds once at each place of falling weight. */
function radicalInverse(k: number, b: number, places: number, digit: readonly ArrayLike<number>[]): number {
  let numerator = 0;
  let denominator = 1;
  let tail = 0;
  for (let i = 0, rest = k; i < places; i++) {
    const a = digit[i][rest % b];
    rest = Math.floor(rest / b);
    if (denominator < 2 ** 53 / b) {
      numerator = numerator * b + a;
      denominator *= b;
    } else {
      tail = a / b;
      break;
    }
  }
  return Math.min((numerator + tail) / denominator, 1 - 2 ** -53);
}

function digitsOf(k: number, b: number): number {
  let places = 0;
  for (let rest = k; rest > 0; rest = Math.floor(rest / b)) places++;
  return places;
}

function primes(count: number): readonly number[] {
  const found: number[] = [];
  for (let p = 2; found.length < count; p++) if (found.every((q) => p % q !== 0)) found.push(p);
  return found;
}
