/**
 * The transpose of max pooling by windows of 2 × 2 side by side, in float32: every element of x is written once, with the
 * cotangent of its window where that chose it and zero elsewhere, so that nothing is cleared or scattered.
 *
 *   x[2r + i, 2c + j] = y[r, c] if place[r, c] = (2r + i)·W + 2c + j, else 0
 *
 * Places that lie in another window than their own are counted as missing: then, and for other windows, the plain tier answers.
 */
import type { ConvolutionKernels } from '../convolution-contract.ts';
import * as plain from '../convolution/index.ts';
import { requirePool } from '../convolution/shape.ts';
import type { Arena } from './arena.ts';
import {
  addI32,
  addI32x4,
  bitsOf,
  doWhile,
  equalI32x4,
  f32x4,
  i32,
  lessI32,
  lessI32x4,
  loadV128,
  sequence,
  type Statement,
  storeV128,
  subI32,
  subI32x4,
  type Value,
  type Variable,
  when,
  zeroV128,
} from './assembler.ts';
import { shuffle } from './assembler-scalar.ts';
import { assemble, defineFunction } from './module.ts';
import { BLOCK, isTile } from './pooling.ts';

/** Bytes of scratch before the planes: lanes 0 2 4 6, four times 8, 1, the width, twice the columns, and how many were found. */
const LANES = 0;
const EIGHT = 16;
const ONE = 32;
const WIDTH = 48;
const LIMIT = 64;
const FOUND = 80;
const HEADER = 24;
const interleave = (first: number): number[] =>
  [first, first + 16, first + 4, first + 20].flatMap((byte) => [0, 1, 2, 3].map((k) => byte + k));
const advance = (v: Variable<'i32'>, by: Value<'i32'>): Statement => v.set(addI32(v.get(), by));

/** One plane: `rows` rows of `bytes` bytes of cotangents; `rest` is not 0 where a row of x belongs to no window. */
const gradientModule = (): Uint8Array<ArrayBuffer> =>
  assemble([
    defineFunction('spread', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'], ([y, places, x, rows, bytes, width, rest], local) => {
      const from = local('i32');
      const place = local('i32');
      const to = local('i32');
      const end = local('i32');
      const row = local('v128');
      const index = local('v128');
      const limit = local('v128');
      const found = local('v128');
      const left = local('v128');
      const right = local('v128');
      const inside = local('v128');
      const constant = (at: number): Value<'v128'> => loadV128(i32(at));
      /** One row of x; what is written beyond its end is overwritten by the next. */
      const line = sequence(
        from.set(y.get()),
        place.set(places.get()),
        to.set(x.get()),
        index.set(addI32x4(row.get(), constant(LANES))),
        limit.set(addI32x4(row.get(), constant(LIMIT))),
        doWhile(
          sequence(
            inside.set(lessI32x4(index.get(), limit.get())),
            left.set(bitsOf.and(equalI32x4(loadV128(place.get()), index.get()), inside.get())),
            right.set(bitsOf.and(equalI32x4(loadV128(place.get()), addI32x4(index.get(), constant(ONE))), inside.get())),
            found.set(subI32x4(found.get(), bitsOf.or(left.get(), right.get()))),
            left.set(f32x4.add(bitsOf.and(loadV128(from.get()), left.get()), zeroV128())), // 0 + (−0) is 0, as in a sum
            right.set(f32x4.add(bitsOf.and(loadV128(from.get()), right.get()), zeroV128())),
            storeV128(to.get(), shuffle(left.get(), right.get(), interleave(0))),
            storeV128(to.get(), shuffle(left.get(), right.get(), interleave(8)), 16),
            index.set(addI32x4(index.get(), constant(EIGHT))),
            advance(from, i32(16)),
            advance(place, i32(16)),
            advance(to, i32(32)),
          ),
          lessI32(from.get(), end.get()),
        ),
        storeV128(to.get(), zeroV128()), // the last column of an odd width, where whole vectors end before it
        advance(x, width.get()),
        row.set(addI32x4(row.get(), constant(WIDTH))),
      );
      return sequence(
        found.set(constant(FOUND)),
        row.set(zeroV128()),
        doWhile(
          sequence(
            end.set(addI32(y.get(), bytes.get())),
            line,
            line,
            advance(y, bytes.get()),
            advance(places, bytes.get()),
            rows.set(subI32(rows.get(), i32(1))),
          ),
          rows.get(),
        ),
        storeV128(i32(FOUND), found.get()),
        when(
          rest.get(),
          sequence(
            to.set(x.get()),
            end.set(addI32(x.get(), width.get())),
            doWhile(sequence(storeV128(to.get(), zeroV128()), advance(to, i32(16))), lessI32(to.get(), end.get())),
          ),
        ),
      );
    }),
  ]);

type Spread = (y: number, places: number, x: number, rows: number, bytes: number, width: number, rest: number) => void;

export function createMaxPoolByInput(arena: Arena): ConvolutionKernels['maxPoolByInput'] {
  let spread: Spread | undefined;
  return (x, y, places, s) => {
    requirePool('maxPoolByInput', s, x, y, places);
    const { planes, height, width } = s;
    const area = height * width;
    const rows = height >> 1;
    const columns = width >> 1;
    const count = rows * columns;
    const perBlock = Math.max(1, Math.min(planes, Math.floor(BLOCK / area)));
    const from = HEADER;
    const at = from + perBlock * count + 8;
    const to = at + perBlock * count + 8;
    if (
      planes === 0 ||
      !isTile(s) ||
      !(x instanceof Float32Array && y instanceof Float32Array) ||
      !arena.reserve(4 * (to + perBlock * area + 16))
    ) {
      plain.maxPoolByInput(x, y, places, s);
      return;
    }
    spread ??= new WebAssembly.Instance(new WebAssembly.Module(gradientModule()), { scratch: { memory: arena.memory } }).exports[
      'spread'
    ] as unknown as Spread;
    const view = arena.float32();
    const integers = new Int32Array(arena.memory.buffer);
    integers.set([0, 2, 4, 6, 8, 8, 8, 8, 1, 1, 1, 1]);
    integers
      .fill(width, WIDTH / 4, LIMIT / 4)
      .fill(2 * columns, LIMIT / 4, FOUND / 4)
      .fill(0, FOUND / 4, HEADER);
    for (let first = 0; first < planes; first += perBlock) {
      const n = Math.min(perBlock, planes - first);
      view.set(y.subarray(first * count, (first + n) * count), from);
      integers.set(places.subarray(first * count, (first + n) * count), at);
      for (let p = 0; p < n; p++)
        spread(4 * (from + p * count), 4 * (at + p * count), 4 * (to + p * area), rows, 4 * columns, 4 * width, height & 1);
      x.set(view.subarray(to, to + n * area), first * area);
    }
    let found = 0;
    for (let k = FOUND / 4; k < HEADER; k++) found += integers[k];
    if (found !== planes * count) plain.maxPoolByInput(x, y, places, s);
  };
}
