/** The code of log Σ exp and softmax between their reductions: rows of exp(x − shift), and float64 results as float32. */
import {
  bitsOf,
  demoteZero,
  f32x4,
  f64x2,
  i32,
  lessI32,
  loadSplat32,
  loadSplat64,
  loadV128,
  sequence,
  storeLane64,
  storeV128,
} from './assembler.ts';
import { loopWhile } from './assembler-scalar.ts';
import { normalExp } from './elementary.ts';
import { constant32, normalExp32 } from './elementary32.ts';
import { createLaneBuilder, type ConstantTable, type LaneBuilder, type Lanes } from './lane-builder.ts';
import { defineFunction, type FunctionCode } from './module.ts';
import { advance } from './stream.ts';
import { pair } from './reduction-code.ts';

/** The exponential of numbers ≤ 0, one of them 0; what would be subnormal gives 0, since it is lost beside 1. */
function exponential(b: LaneBuilder, x: Lanes, narrow: boolean): Lanes {
  return narrow
    ? bitsOf.and(normalExp32(b, x), f32x4.ge(x, constant32(b, -87)))
    : bitsOf.and(normalExp(b, x), f64x2.ge(x, b.constant(-708)));
}

export type Exponentials = 'double' | 'promoted' | 'narrow';

/**
 * exps(from, end, to, shifts, step): exp(x − shift) of a row in whole vectors. The shifts are float64, or float32 when
 * narrow; a step of 0 bytes repeats the first, of one vector takes one for each element. 'promoted' reads float32 and
 * writes float64.
 */
export function exps(way: Exponentials, table: ConstantTable, base: number, fused: boolean): FunctionCode {
  const narrow = way === 'narrow';
  const promoted = way === 'promoted';
  return defineFunction('exps', ['i32', 'i32', 'i32', 'i32', 'i32'], ([from, end, to, shifts, step], local) => {
    const b = createLaneBuilder(local, table, base, fused);
    const shift = local('v128');
    const x = b.name((narrow ? f32x4 : f64x2).sub(promoted ? pair('float32', from.get()) : loadV128(from.get()), shift.get()));
    const y = exponential(b, x, narrow);
    return sequence(
      shift.set((narrow ? loadSplat32 : loadSplat64)(shifts.get())),
      loopWhile(
        lessI32(from.get(), end.get()),
        sequence(
          { type: 'void', code: [...step.get().code, 0x04, 0x40, ...shift.set(loadV128(shifts.get())).code, 0x0b] },
          b.statements(),
          storeV128(to.get(), y),
          advance(from, i32(promoted ? 8 : 16)),
          advance(to, i32(16)),
          advance(shifts, step.get()),
        ),
      ),
    );
  });
}

/** narrowed(from, end, to): float64 numbers as float32. */
export function narrowed(): FunctionCode {
  return defineFunction('narrowed', ['i32', 'i32', 'i32'], ([from, end, to]) =>
    loopWhile(
      lessI32(from.get(), end.get()),
      sequence(storeLane64(to.get(), demoteZero(loadV128(from.get()))), advance(from, i32(16)), advance(to, i32(8))),
    ),
  );
}
