/**
 * Threefry-2x32 with 20 rounds, sixteen counters at a time (four chains hide each other's latency), and its words as uniform numbers in the same pass.
 *
 * The bits are those of a plain loop: additions modulo 2³², rotations, exclusive ors; the mantissa of a number in
 * [1, 2) is filled and 1 subtracted, which is exact.
 *
 * Salmon, Moraes, Dror, Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", section 3.3.
 */
import {
  addI32,
  addI32x4,
  bitsOf,
  doWhile,
  f32x4,
  f64x2,
  i32,
  lessI32,
  loadV128,
  sequence,
  shiftLeftI32x4,
  signed,
  splatF32,
  splatF64,
  storeV128,
  type Statement,
  type Value,
} from './assembler.ts';
import { constantF32, constantF64, shuffle } from './assembler-scalar.ts';
import { defineFunction, type FunctionCode, type Local } from './module.ts';

type Vector = Value<'v128'>;
const PARITY = 0x1bd11bda;
const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
];

const splatI32 = (x: Value<'i32'>): Vector => ({ type: 'v128', code: [...x.code, 0xfd, 0x11] });
/** Zeros enter from the left. */
const shiftRight = (x: Vector, n: number): Vector => ({ type: 'v128', code: [...x.code, 0x41, ...signed(n), 0xfd, 0xad, 0x01] });
const xorI32 = (a: Value<'i32'>, b: Value<'i32'>): Value<'i32'> => ({ type: 'i32', code: [...a.code, ...b.code, 0x73] });

/** Two shifts: engines rebuild the mask of a byte shuffle in every round. */
const rotateLeft = (x: Vector, n: number): Vector => bitsOf.or(shiftLeftI32x4(x, n), shiftRight(x, 32 - n));

/** The key as added before round 4·i, from a table of vectors at `scratch`: a in slot i, b in slot 8 + i. */
function keySchedule(k0: Value<'i32'>, k1: Value<'i32'>, k2: Value<'i32'>, scratch: number): Statement {
  const words = [k0, k1, k2];
  return sequence(
    ...Array.from({ length: 6 }, (_, i) =>
      sequence(
        storeV128(i32(scratch), splatI32(words[i % 3]), 16 * i),
        storeV128(i32(scratch), splatI32(addI32(words[(i + 1) % 3], i32(i))), 16 * (8 + i)),
      ),
    ),
  );
}

/** The two words of the blocks of the counters (high, low); high = k0 + high word already, as a splat. */
function rounds(
  local: Local,
  high: Vector,
  lows: readonly Vector[],
  scratch: number,
): { run: Statement; pairs: readonly (readonly [Vector, Vector])[] } {
  const key = (slot: number): Vector => loadV128(i32(scratch), 16 * slot);
  const done: Statement[] = [];
  const state = lows.map((low) => {
    const a = local('v128');
    const b = local('v128');
    done.push(a.set(high), b.set(addI32x4(low, key(8))));
    return [a, b] as const;
  });
  for (let group = 0; group < 5; group++) {
    for (const rotation of ROTATIONS[group % 2])
      for (const [a, b] of state) {
        done.push(a.set(addI32x4(a.get(), b.get())), b.set(bitsOf.xor(rotateLeft(b.get(), rotation), a.get())));
      }
    for (const [a, b] of state) done.push(a.set(addI32x4(a.get(), key(group + 1))), b.set(addI32x4(b.get(), key(9 + group))));
  }
  return { run: sequence(...done), pairs: state.map(([a, b]) => [a.get(), b.get()] as const) };
}

/** Lanes 0 1 of a and b crossed, and lanes 2 3. */
const crossLow = (a: Vector, b: Vector): Vector => shuffle(a, b, [0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23]);
const crossHigh = (a: Vector, b: Vector): Vector => shuffle(a, b, [8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31]);

type Finish = 'doubles' | 'singles' | 'words';
/** Bytes written for a vector of counters, and the vectors of one pass. */
const BYTES: Readonly<Record<Finish, number>> = { doubles: 32, singles: 16, words: 16 };
const VECTORS = [0, 1, 2, 3];

/**
 * name(k0, k1, high, base, counters, out, end, offset): the blocks of (high, base + each word at `counters`), sixteen at
 * a time, to `out` until `end`: as float64 of 52 bits plus `offset`, as float32 of 23 bits, or as their exclusive or.
 */
export function threefryCode(finish: Finish, scratch: number): FunctionCode {
  return defineFunction(
    finish,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'f64'],
    ([k0, k1, high, base, counters, out, end, offset], local) => {
      const first = local('v128');
      const start = local('v128');
      const exponent = local('v128');
      const shift = local('v128');
      const one = local('v128');
      const lows = VECTORS.map((i) => 16 * i).map((at) => addI32x4(loadV128(counters.get(), at), start.get()));
      const { run, pairs } = rounds(local, first.get(), lows, scratch);
      const store = (pair: readonly [Vector, Vector], i: number): Statement => {
        const [x0, x1] = pair;
        const mixed = bitsOf.xor(x0, x1);
        if (finish === 'words') return storeV128(out.get(), mixed, 16 * i);
        if (finish === 'singles')
          return storeV128(out.get(), f32x4.sub(bitsOf.or(shiftRight(mixed, 9), exponent.get()), one.get()), 16 * i);
        const low = local('v128');
        const top = local('v128');
        const number = (bits: Vector): Vector => f64x2.add(f64x2.sub(bits, one.get()), shift.get());
        return sequence(
          low.set(bitsOf.or(shiftLeftI32x4(x0, 20), shiftRight(x1, 12))),
          top.set(bitsOf.or(shiftRight(x0, 12), exponent.get())),
          storeV128(out.get(), number(crossLow(low.get(), top.get())), 32 * i),
          storeV128(out.get(), number(crossHigh(low.get(), top.get())), 32 * i + 16),
        );
      };
      return sequence(
        keySchedule(k0.get(), k1.get(), xorI32(xorI32(k0.get(), k1.get()), i32(PARITY)), scratch),
        first.set(splatI32(addI32(high.get(), k0.get()))),
        start.set(splatI32(base.get())),
        exponent.set(splatI32(i32(finish === 'doubles' ? 0x3ff00000 : 0x3f800000))),
        shift.set(splatF64(offset.get())),
        one.set(finish === 'doubles' ? splatF64(constantF64(1)) : splatF32(constantF32(1))),
        doWhile(
          sequence(
            run,
            ...pairs.map(store),
            counters.set(addI32(counters.get(), i32(16 * VECTORS.length))),
            out.set(addI32(out.get(), i32(BYTES[finish] * VECTORS.length))),
          ),
          lessI32(out.get(), end.get()),
        ),
      );
    },
  );
}
