/**
 * What the draws need of a generator: words by counter ranges, in any order, and keys from keys.
 *
 * `threefry2x32` follows JAX's default ("partitionable") layout: element i of any draw is made from the block of the
 * counter i, so a part of an array can be filled without the rest; split(key, n)[i] = foldIn(key, i).
 * `philox4x32` serves draws from the word stream of counters (block, 0, 0), as Random123's engine does, and keys
 * from counters with another third word, so that keys and draws never share a block.
 */
import { philoxBlocks } from './philox4x32.ts';
import { threefryBlocks } from './threefry2x32.ts';

export type GeneratorName = 'threefry2x32' | 'philox4x32';

export interface Generator {
  /** One word for each of the elements from … from + n − 1. */
  words(out: Uint32Array, n: number, k0: number, k1: number, from: number): void;
  /** Two words for each of the elements from … from + n − 1. */
  pairs(high: Uint32Array, low: Uint32Array, n: number, k0: number, k1: number, from: number): void;
  /** The keys number 0 … n − 1 that descend from a key: two words each. */
  split(out: Uint32Array, n: number, k0: number, k1: number): void;
  /** The key number `data` < 2³² that descends from a key. */
  fold(out: Uint32Array, k0: number, k1: number, data: number): void;
}

const threefry: Generator = {
  words(out, n, k0, k1, from) {
    const other = new Uint32Array(n);
    threefryBlocks(out, other, n, k0, k1, from);
    for (let i = 0; i < n; i++) out[i] ^= other[i];
  },
  pairs(high, low, n, k0, k1, from) {
    threefryBlocks(high, low, n, k0, k1, from);
  },
  split(out, n, k0, k1) {
    const a = new Uint32Array(n);
    const b = new Uint32Array(n);
    threefryBlocks(a, b, n, k0, k1, 0);
    for (let i = 0; i < n; i++) {
      out[2 * i] = a[i];
      out[2 * i + 1] = b[i];
    }
  },
  fold(out, k0, k1, data) {
    threefryBlocks(out, out.subarray(1), 1, k0, k1, data);
  },
};

const SPLIT = 1;
const FOLD = 2;
const philox: Generator = {
  words(out, n, k0, k1, from) {
    const first = Math.floor(from / 4);
    const skip = from - 4 * first;
    const blocks = new Uint32Array(4 * Math.ceil((skip + n) / 4));
    philoxBlocks(blocks, k0, k1, first, 0, 0);
    for (let i = 0; i < n; i++) out[i] = blocks[skip + i];
  },
  pairs(high, low, n, k0, k1, from) {
    const words = new Uint32Array(2 * n);
    philox.words(words, 2 * n, k0, k1, 2 * from);
    for (let i = 0; i < n; i++) {
      low[i] = words[2 * i];
      high[i] = words[2 * i + 1];
    }
  },
  split(out, n, k0, k1) {
    const blocks = new Uint32Array(4 * n);
    philoxBlocks(blocks, k0, k1, 0, SPLIT, 0);
    for (let i = 0; i < n; i++) {
      out[2 * i] = blocks[4 * i];
      out[2 * i + 1] = blocks[4 * i + 1];
    }
  },
  fold(out, k0, k1, data) {
    const block = new Uint32Array(4);
    philoxBlocks(block, k0, k1, data, FOLD, 0);
    out[0] = block[0];
    out[1] = block[1];
  },
};

export const GENERATORS: Readonly<Record<GeneratorName, Generator>> = { threefry2x32: threefry, philox4x32: philox };
