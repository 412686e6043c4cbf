/**
 * New keys from a key: `split` into a number of them, `foldIn` a number.
 *
 * For Threefry both are one block of the counter i: split(key, n)[i] = foldIn(key, i), whatever n is.
 * JAX's layout since its partitionable mode became the default.
 */
import {
  ArgumentError,
  DTypeError,
  type DenseTensor,
  type Primitive,
  ShapeError,
  type Tensor,
  adoptBuffer,
  bind,
  bind1,
  broadcastShapes,
  isTensor,
  showShape,
  sizeOf,
} from '@adjoint/tensor';
import { GENERATORS, type GeneratorName } from '../generators/generator.ts';
import { type Key, makeKey, requireKey } from './key.ts';

interface SplitParams {
  readonly generator: GeneratorName;
  readonly n: number;
}
const splitPrimitive: Primitive<SplitParams> = {
  name: 'splitKey',
  detached: true,
  abstract: ([k], { n }) => [{ shape: [...k.shape.slice(0, -1), n, 2], dtype: 'uint32' }],
  evaluate: ([k], { generator, n }) => {
    const words = k.packed();
    const out = new Uint32Array(words.length * n);
    for (let i = 0; i < words.length; i += 2) GENERATORS[generator].split(out.subarray(i * n, (i + 2) * n), n, words[i], words[i + 1]);
    return [adoptBuffer(out, [...k.shape.slice(0, -1), n, 2])];
  },
  batch: (inputs, _batched, params) => bind(splitPrimitive, inputs, params),
};

/**
 * n keys that share nothing with each other nor with the key, as one batch: `words` has shape [n, 2].
 *
 * @throws ArgumentError unless n is an integer ≥ 0 and `key` a key
 * @example vmap((k: Key) => uniform(k))(splitBatch(key(0), 4))
 */
export function splitBatch(key: Key, n = 2): Key {
  requireKey('split', key);
  if (!Number.isSafeInteger(n) || n < 0) throw new ArgumentError(`split: ${n} keys`, 'the number of keys is an integer ≥ 0');
  return makeKey(bind1(splitPrimitive, [key.words], { generator: key.generator, n }) as Tensor<'uint32'>, key.generator);
}

/**
 * n keys that share nothing with each other nor with the key.
 *
 * @throws ArgumentError unless n is an integer ≥ 0 and `key` a key of shape []
 * @example const [forWeights, forData] = split(key(0))
 */
export function split(key: Key, n = 2): readonly Key[] {
  const batch = splitBatch(key, n);
  requireSingle('split', key);
  return Array.from({ length: n }, (_, i) => makeKey(batch.words.at(i), key.generator));
}

interface FoldParams {
  readonly generator: GeneratorName;
}
const foldPrimitive: Primitive<FoldParams> = {
  name: 'foldIn',
  detached: true,
  abstract: ([k, data]) => [{ shape: [...broadcastShapes('foldIn', k.shape.slice(0, -1), data.shape), 2], dtype: 'uint32' }],
  evaluate: ([k, data], { generator }) => {
    const shape = broadcastShapes('foldIn', k.shape.slice(0, -1), data.shape);
    const n = sizeOf(shape);
    const words = (k.broadcastTo([...shape, 2]) as DenseTensor).packed();
    const numbers = (data.broadcastTo(shape) as DenseTensor).packed();
    const out = new Uint32Array(2 * n);
    for (let i = 0; i < n; i++) {
      requireWord(numbers[i]);
      GENERATORS[generator].fold(out.subarray(2 * i, 2 * i + 2), words[2 * i], words[2 * i + 1], numbers[i]);
    }
    return [adoptBuffer(out, [...shape, 2])];
  },
  batch: ([k, data], batched, params) => {
    const rank = Math.max(k.shape.length - 1 - Number(batched[0]), data.shape.length - Number(batched[1]));
    const align = (x: Tensor, isBatched: boolean, own: number): Tensor =>
      !isBatched ? x : x.reshape([x.shape[0], ...new Array<number>(rank - own).fill(1), ...x.shape.slice(1)]);
    return bind(
      foldPrimitive,
      [align(k, batched[0], k.shape.length - 1 - Number(batched[0])), align(data, batched[1], data.shape.length - Number(batched[1]))],
      params,
    );
  },
};

/**
 * The key number `data` that descends from a key: for the step of a loop, the index of a chain, the hash of a path.
 *
 * @param data an integer in [0, 2³²), or an integer tensor of such, which may be traced
 * @throws ArgumentError for another number; DTypeError for a tensor of floats
 * @example const stepKey = foldIn(key(0), step)
 */
export function foldIn(key: Key, data: number | Tensor): Key {
  requireKey('foldIn', key);
  if (typeof data === 'number') requireWord(data);
  else if (!isTensor(data))
    throw new ArgumentError(`foldIn: data is ${data === null ? 'null' : typeof data}`, 'fold in an integer from 0 to 2^32 − 1');
  else if (data.dtype !== 'int32' && data.dtype !== 'uint32' && data.dtype !== 'float64')
    throw new DTypeError(`foldIn: dtype ${data.dtype}`, 'fold in integers: int32 or uint32, or float64 that holds integers');
  const number = typeof data === 'number' ? adoptBuffer(Uint32Array.of(data), []) : data;
  return makeKey(bind1(foldPrimitive, [key.words, number], { generator: key.generator }) as Tensor<'uint32'>, key.generator);
}

function requireWord(x: number): void {
  if (x >>> 0 !== x) throw new ArgumentError(`foldIn: data ${x}`, 'fold in an integer from 0 to 2^32 − 1; fold in twice for more bits');
}

export function requireSingle(name: string, key: Key): void {
  if (key.words.shape.length !== 1)
    throw new ShapeError(
      `${name}: a batch of keys of shape ${showShape(key.words.shape.slice(0, -1))}`,
      'map over the batch with vmap, or take one key of it',
    );
}
