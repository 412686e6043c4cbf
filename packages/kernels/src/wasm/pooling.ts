/**
 * Max pooling by windows of 2 × 2 side by side, the usual ones, in float32: four windows at a time, without branches.
 * Everything else is the plain tier's.
 */
import type { ConvolutionKernels, PoolShape } from '../convolution-contract.ts';
import * as plain from '../convolution/index.ts';
import { requirePool } from '../convolution/shape.ts';
import type { Arena } from './arena.ts';
import {
  addI32,
  addI32x4,
  bitsOf,
  doWhile,
  f32x4,
  i32,
  lessI32,
  loadSplat32,
  loadV128,
  select,
  sequence,
  shiftLeftI32x4,
  storeV128,
  subI32,
  type Statement,
  type Value,
  type Variable,
} from './assembler.ts';
import { shuffle } from './assembler-scalar.ts';
import { assemble, defineFunction } from './module.ts';

/** Elements of scratch before the planes: the lanes 0 2 4 6, four times 8, four times 1, the width. */
const LANES = 0;
const EIGHT = 16;
const ONE = 32;
const WIDTH = 48;
const HEADER = 16;
const EVEN = [0, 2, 4, 6].flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte));
const ODD = EVEN.map((byte) => byte + 4);
const advance = (v: Variable<'i32'>, by: Value<'i32'>): Statement => v.set(addI32(v.get(), by));

/** One plane: `rows` rows of `bytes` bytes of results. Whole vectors are written; the next row overwrites what is too much. */
const poolingModule = (): Uint8Array<ArrayBuffer> =>
  assemble([
    defineFunction('largest', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], ([x, y, places, rows, bytes, width], local) => {
      const at = local('i32');
      const to = local('i32');
      const place = local('i32');
      const end = local('i32');
      const start = local('v128');
      const index = local('v128');
      const most = local('v128');
      const best = local('v128');
      const other = local('v128');
      const take = local('v128');
      const low = local('v128');
      const high = local('v128');
      const challenge = (value: Value<'v128'>, where: Value<'v128'>): Statement =>
        sequence(
          other.set(value),
          take.set(bitsOf.andNot(f32x4.eq(most.get(), most.get()), f32x4.le(other.get(), most.get()))), // a NaN is never replaced and always taken
          most.set(select(other.get(), most.get(), take.get())),
          best.set(select(where, best.get(), take.get())),
        );
      const below = addI32(at.get(), width.get());
      const one = loadV128(i32(ONE));
      const line = loadSplat32(i32(WIDTH));
      return sequence(
        start.set(loadV128(i32(LANES))),
        doWhile(
          sequence(
            at.set(x.get()),
            to.set(y.get()),
            place.set(places.get()),
            end.set(addI32(y.get(), bytes.get())),
            index.set(start.get()),
            doWhile(
              sequence(
                low.set(loadV128(at.get())),
                high.set(loadV128(at.get(), 16)),
                most.set(shuffle(low.get(), high.get(), EVEN)),
                best.set(index.get()),
                challenge(shuffle(low.get(), high.get(), ODD), addI32x4(index.get(), one)),
                low.set(loadV128(below)),
                high.set(loadV128(below, 16)),
                challenge(shuffle(low.get(), high.get(), EVEN), addI32x4(index.get(), line)),
                challenge(shuffle(low.get(), high.get(), ODD), addI32x4(addI32x4(index.get(), line), one)),
                storeV128(to.get(), most.get()),
                storeV128(place.get(), best.get()),
                index.set(addI32x4(index.get(), loadV128(i32(EIGHT)))),
                advance(at, i32(32)),
                advance(to, i32(16)),
                advance(place, i32(16)),
              ),
              lessI32(to.get(), end.get()),
            ),
            advance(x, addI32(width.get(), width.get())),
            advance(y, bytes.get()),
            advance(places, bytes.get()),
            start.set(addI32x4(start.get(), shiftLeftI32x4(line, 1))),
            rows.set(subI32(rows.get(), i32(1))),
          ),
          rows.get(),
        ),
      );
    }),
  ]);

type Largest = (x: number, y: number, places: number, rows: number, bytes: number, width: number) => void;
/** About as many elements are in scratch at once. */
export const BLOCK = 2 ** 16;
/** Windows of 2 × 2 side by side. */
export const isTile = (s: PoolShape): boolean =>
  s.kernel.every((n) => n === 2) && s.stride.every((n) => n === 2) && s.padding.every((n) => n === 0) && s.dilation.every((n) => n === 1);

export function createMaxPool(arena: Arena): ConvolutionKernels['maxPool'] {
  let largest: Largest | undefined;
  return (y, places, x, s) => {
    requirePool('maxPool', s, x, y, places);
    const { planes, height, width } = s;
    const area = height * width;
    const rows = height >> 1;
    const columns = width >> 1;
    const count = rows * columns;
    const perBlock = Math.max(1, Math.min(planes, Math.floor(BLOCK / area)));
    const from = HEADER;
    const to = from + perBlock * area + 2 * width + 16;
    const at = to + perBlock * count + 8;
    if (
      planes === 0 ||
      !isTile(s) ||
      !(x instanceof Float32Array && y instanceof Float32Array) ||
      !arena.reserve(4 * (at + perBlock * count + 8))
    ) {
      plain.maxPool(y, places, x, s);
      return;
    }
    largest ??= new WebAssembly.Instance(new WebAssembly.Module(poolingModule()), { scratch: { memory: arena.memory } }).exports[
      'largest'
    ] as unknown as Largest;
    const view = arena.float32();
    const integers = new Int32Array(arena.memory.buffer);
    integers.set([0, 2, 4, 6, 8, 8, 8, 8, 1, 1, 1, 1, width, width, width, width]);
    for (let first = 0; first < planes; first += perBlock) {
      const n = Math.min(perBlock, planes - first);
      view.set(x.subarray(first * area, (first + n) * area), from);
      for (let p = 0; p < n; p++) largest(4 * (from + p * area), 4 * (to + p * count), 4 * (at + p * count), rows, 4 * columns, 4 * width);
      y.set(view.subarray(to, to + n * count), first * count);
      places.set(integers.subarray(at, at + n * count), first * count);
    }
  };
}
