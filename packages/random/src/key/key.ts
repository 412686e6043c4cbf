/**
 * Keys: where randomness comes from, as values.
 *
 * A key never changes. The same key and shape give the same draw on every machine, so a key is used once: `split` it
 * or `foldIn` a number to get others. It is a leaf of trees around a uint32 tensor of shape [2] (high and low word),
 * so it can be traced, mapped and compiled; with more axes in front it is a batch of keys for `vmap`.
 */
import {
  ArgumentError,
  DTypeError,
  type NestedNumbers,
  OPAQUE,
  type Opaque,
  ShapeError,
  type Tensor,
  adoptBuffer,
  isTensor,
  showShape,
} from '@adjoint/tensor';
import { GENERATORS, type GeneratorName } from '../generators/generator.ts';
import { seedWords } from './seed-words.ts';

export interface Key extends Opaque {
  readonly generator: GeneratorName;
  /** uint32, shape [2], or [..., 2] for a batch of keys. */
  readonly words: Tensor<'uint32'>;
  /** Plain data that `keyFrom` reads back. */
  toJSON(): KeyData;
}
export interface KeyData {
  readonly generator: GeneratorName;
  readonly words: NestedNumbers;
}

const BRAND: unique symbol = Symbol.for('adjoint.key') as never;

class KeyValue implements Key {
  readonly [BRAND] = true;
  readonly generator: GeneratorName;
  readonly words: Tensor<'uint32'>;
  constructor(words: Tensor<'uint32'>, generator: GeneratorName) {
    this.words = words;
    this.generator = generator;
  }
  [OPAQUE](): { readonly parts: readonly Tensor[]; readonly make: (parts: readonly Tensor[]) => Key } {
    return { parts: [this.words], make: ([words]) => new KeyValue(words as Tensor<'uint32'>, this.generator) };
  }
  toJSON(): KeyData {
    return { generator: this.generator, words: this.words.toArray() };
  }
  toString(): string {
    return `Key(${this.generator}, ${JSON.stringify(this.words.toArray())})`;
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** A key on these words, which are not checked. */
export const makeKey = (words: Tensor<'uint32'>, generator: GeneratorName): Key => new KeyValue(words, generator);

export interface KeyOptions {
  /** `threefry2x32` (default) gives the streams of JAX; `philox4x32` those of Random123's Philox engine. */
  readonly generator?: GeneratorName;
}

/**
 * The key of a seed.
 *
 * @param seed an integer in [0, 2⁵³), or a bigint in [0, 2⁶⁴)
 * @throws ArgumentError for another seed or an unknown generator
 * @example uniform(key(42), [3])
 */
export function key(seed: number | bigint, options: KeyOptions = {}): Key {
  return makeKey(adoptBuffer(Uint32Array.from(seedWords(seed))), requireGenerator(options.generator ?? 'threefry2x32'));
}

/**
 * A key from its data: a uint32 tensor of shape [..., 2], or what `toJSON` gave.
 *
 * @throws ShapeError, DTypeError, ArgumentError for data that is none
 */
export function keyFrom(data: Tensor | KeyData, options: KeyOptions = {}): Key {
  if (isTensor(data)) {
    if (data.dtype !== 'uint32') throw new DTypeError(`keyFrom: dtype ${data.dtype}`, 'the words of a key are uint32');
    if (data.shape.length === 0 || data.shape[data.shape.length - 1] !== 2)
      throw new ShapeError(`keyFrom: shape ${showShape(data.shape)}`, 'a key is two words: shape [2], or [..., 2]');
    return makeKey(data as Tensor<'uint32'>, requireGenerator(options.generator ?? 'threefry2x32'));
  }
  const words = (data as KeyData | null)?.words;
  if (!Array.isArray(words) || words.length !== 2 || !words.every((w) => typeof w === 'number' && w >>> 0 === w)) {
    throw new ArgumentError(`keyFrom: ${JSON.stringify(data)}`, 'expected { generator, words: [high, low] } with two integers below 2^32');
  }
  return makeKey(adoptBuffer(Uint32Array.from(words as number[])), requireGenerator(data.generator));
}

export const isKey = (x: unknown): x is Key => typeof x === 'object' && x !== null && BRAND in x;

/** @throws ArgumentError naming the caller */
export function requireKey(name: string, x: unknown): asserts x is Key {
  if (!isKey(x))
    throw new ArgumentError(
      `${name}: ${typeof x === 'number' ? `the number ${x}` : Array.isArray(x) ? 'an array' : typeof x} is not a key`,
      'make one with key(seed)',
    );
}

function requireGenerator(name: unknown): GeneratorName {
  if (typeof name !== 'string' || !Object.hasOwn(GENERATORS, name))
    throw new ArgumentError(`key: generator ${String(name)}`, `use one of ${Object.keys(GENERATORS).join(', ')}`);
  return name as GeneratorName;
}
