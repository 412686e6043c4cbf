/**
 * The Sobol sequence: points in [0, 1)^d that fill the cube more evenly than random ones, and its nested uniform scrambling.
 *
 *   x_{k+1} = x_k ⊕ v_{c(k)},   c(k) the lowest zero bit of k   (Gray code order)
 *
 * Scrambled after Owen: each binary digit is flipped at random, by a coin that depends on all the digits before it. Every
 * point is then uniform, averages are unbiased, and for smooth integrands the error falls as n^(−3/2) up to logarithms. In
 * one dimension the first 2^m points have different leading m digits, so only the coins of these m are needed: all later
 * digits of a point are its own, a uniform remainder.
 *
 * Sobol (1967); Antonov and Saleev (1979); Joe and Kuo (2008); Owen (1995, 1997).
 */
import { type Key, bits, foldIn, uniform } from '@adjoint/random';
import { ArgumentError, type Tensor, adoptBuffer } from '@adjoint/tensor';
import { DIRECTION_NUMBERS } from './direction-numbers.ts';
import { requirePointSet } from './require-point-set.ts';

const BITS = 32;
const LARGEST_DIMENSION = 256;
const SCALE = 2 ** -BITS;

export interface SobolOptions {
  /** Scrambles the sequence. Without it the points are the sequence itself, which begins with the origin. */
  readonly scramble?: Key;
}

/**
 * The first n points; balanced when n is a power of two.
 *
 * @returns [n, dimension], float64, in [0, 1); scrambled ones are never 0
 * @throws ArgumentError unless 1 ≤ dimension ≤ 256 and 0 ≤ n ≤ 2³⁰
 * @example sobol(4, 2) // [[0, 0], [0.5, 0.5], [0.75, 0.25], [0.25, 0.75]]
 */
export function sobol(n: number, dimension: number, { scramble }: SobolOptions = {}): Tensor<'float64'> {
  requirePointSet('sobol', n, dimension, LARGEST_DIMENSION);
  if (n > 2 ** 30) throw new ArgumentError(`sobol: ${n} points`, 'the sequence is given up to 2³⁰ points');
  const out = new Float64Array(n * dimension);
  const rows = DIRECTION_NUMBERS.split(';', dimension);
  for (let d = 0; d < dimension; d++) {
    const column = sequence(directions(rows[d], d === 0), n);
    const finish = scramble === undefined ? (x: number) => x * SCALE : nestedUniform(foldIn(scramble, d), n);
    for (let i = 0; i < n; i++) out[i * dimension + d] = finish(column[i], i);
  }
  return adoptBuffer(out, [n, dimension]);
}

/** v₁ … v₃₂ of one dimension by the recurrence of its primitive polynomial; the first dimension is van der Corput's. */
function directions(row: string, first: boolean): Uint32Array {
  const v = new Uint32Array(BITS);
  if (first) return v.map((_, k) => (1 << (BITS - 1 - k)) >>> 0);
  const [head, tail] = row.split(':');
  const polynomial = Number(head);
  const m = tail.split(',').map(Number);
  const degree = m.length;
  for (let k = 0; k < BITS; k++) {
    if (k < degree) {
      v[k] = (m[k] << (BITS - 1 - k)) >>> 0;
      continue;
    }
    let x = v[k - degree] ^ (v[k - degree] >>> degree);
    for (let j = 1; j < degree; j++) if (((polynomial >> (degree - j)) & 1) === 1) x ^= v[k - j];
    v[k] = x >>> 0;
  }
  return v;
}

function sequence(v: Uint32Array, n: number): Uint32Array {
  const out = new Uint32Array(n);
  for (let k = 1, x = 0; k < n; k++) {
    x ^= v[31 - Math.clz32(k & -k)];
    out[k] = x;
  }
  return out;
}

/** The scrambled value of point i from its 32 digits: coins for the leading digits, each by the digits before it, and a remainder. */
function nestedUniform(key: Key, n: number): (digits: number, i: number) => number {
  const levels = Math.ceil(Math.log2(Math.max(1, n)));
  const coins = bits(foldIn(key, 0), Math.max(1, 2 ** levels / 32)).data();
  const rest = uniform(foldIn(key, 1), n).data();
  const unit = 2 ** -levels;
  return (digits, i) => {
    let scrambled = 0;
    for (let k = 0; k < levels; k++) {
      const node = 2 ** k + (k === 0 ? 0 : digits >>> (BITS - k));
      const coin = (coins[node >>> 5] >>> (node & 31)) & 1;
      scrambled = scrambled * 2 + (((digits >>> (BITS - 1 - k)) & 1) ^ coin);
    }
    return Math.min((scrambled + (rest[i] + 2 ** -53)) * unit, 1 - 2 ** -53);
  };
}
