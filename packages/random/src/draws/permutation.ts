/**
 * Random orders, by sorting on random words, as JAX: as many rounds of a stable sort as make repeated words harmless
 * (for n elements the rounds r with (2³² − 1)ʳ ≥ n³).
 */
import { ArgumentError, type Primitive, type Tensor, gather } from '@adjoint/tensor';
import type { Key } from '../key/key.ts';
import { type DrawParams, draw, drawPrimitive } from './draw.ts';
import { fillWords } from './unit-interval.ts';

const permutationPrimitive: Primitive<DrawParams> = drawPrimitive('permutation', (out, generator, k0, k1) => {
  const n = out.length;
  const words = new Uint32Array(n);
  const keys = Uint32Array.of(k0, k1, 0, 0);
  let order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  for (let round = rounds(n); round > 0; round--) {
    generator.split(keys, 2, keys[0], keys[1]);
    fillWords(words, generator, keys[2], keys[3]);
    order = sortedBy(order, words);
  }
  for (let i = 0; i < n; i++) out[i] = order[i];
});

function rounds(n: number): number {
  const goal = BigInt(Math.max(1, n)) ** 3n;
  let r = 0;
  for (let power = 1n; power < goal; power *= 4294967295n) r++;
  return r;
}

/** The values in the stable order of their words: two passes of 16 bits of a counting sort, or a comparison sort when few. */
function sortedBy(values: Uint32Array<ArrayBuffer>, words: Uint32Array): Uint32Array<ArrayBuffer> {
  const n = values.length;
  let at = new Uint32Array(n);
  for (let i = 0; i < n; i++) at[i] = i;
  if (n < 4096) at.sort((a, b) => words[a] - words[b] || a - b);
  else
    for (const shift of [0, 16]) {
      const starts = new Uint32Array(65537);
      const next = new Uint32Array(n);
      for (let i = 0; i < n; i++) starts[((words[i] >>> shift) & 0xffff) + 1]++;
      for (let b = 0; b < 65536; b++) starts[b + 1] += starts[b];
      for (let i = 0; i < n; i++) next[starts[(words[at[i]] >>> shift) & 0xffff]++] = at[i];
      at = next;
    }
  return at.map((i) => values[i]);
}

/**
 * A random order of 0 … n − 1 (int32), or of the rows of a tensor.
 *
 * @param x a number of elements, or a tensor whose first axis is put in random order
 * @throws ArgumentError unless n is an integer in [0, 2³¹)
 * @example permutation(key(0), 10)
 */
export function permutation(key: Key, x: number): Tensor<'int32'>;
export function permutation(key: Key, x: Tensor): Tensor;
export function permutation(key: Key, x: number | Tensor): Tensor {
  const n = typeof x === 'number' ? x : x.shape[0];
  if (!Number.isInteger(n) || n < 0 || n > 2147483647)
    throw new ArgumentError(`permutation: ${n} elements`, 'the number of elements is an integer from 0 to 2^31 − 1');
  const order = draw(permutationPrimitive, key, { shape: [n], dtype: 'int32' });
  return typeof x === 'number' ? order : gather(x, order, 0);
}
