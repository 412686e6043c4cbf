import { ArgumentError } from '@adjoint/tensor';

/**
 * The two words, high and low, of a 64-bit seed.
 *
 * @throws ArgumentError unless the seed is an integer in [0, 2⁵³) or a bigint in [0, 2⁶⁴)
 */
export function seedWords(seed: number | bigint): readonly [high: number, low: number] {
  if (typeof seed === 'bigint') {
    if (seed < 0n || seed >= 1n << 64n) throw refused(`${seed}n`);
    return [Number(seed >> 32n), Number(seed & 0xffffffffn)];
  }
  if (typeof seed !== 'number' || !Number.isSafeInteger(seed) || seed < 0) throw refused(String(seed));
  return [Math.floor(seed / 4294967296), seed >>> 0];
}

const refused = (seed: string): ArgumentError =>
  new ArgumentError(`key: seed ${seed}`, 'a seed is an integer from 0 to 2^53 − 1, or a bigint from 0n to 2^64 − 1');
