/** The code of softmax between its reductions: exponentials of shifted elements, quotients and differences, along rows in whole vectors. */
import {
  anyTrue,
  bitsOf,
  demoteZero,
  f32x4,
  f64x2,
  f64x2Unary,
  lessI32,
  i32,
  loadSplat32,
  loadSplat64,
  loadV128,
  loadZero64,
  sequence,
  storeLane64,
  storeV128,
  zeroV128,
  type Statement,
  type Value,
} from './assembler.ts';
import { loopWhile } from './assembler-scalar.ts';
import { exp } from './elementary.ts';
import { constant32, elementary32, ORDINARY_32 } from './elementary32.ts';
import type { Precision } from './gemm-module.ts';
import { createLaneBuilder, type ConstantTable, type LaneBuilder, type Lanes } from './lane-builder.ts';
import { defineFunction, type FunctionCode, type Local } from './module.ts';
import { advance } from './stream.ts';

/** float64; float32 through float64 lanes, with the bits of the plain tier; float32 lanes. */
export type ExpWay = 'double' | 'rounded' | 'single';

/** Below this the exponential is 0, as the scalar function has it. */
const VANISHES = -745.1332191019412;
/** Below this a float32 exponential rounds to 0: log 2⁻¹⁵⁰ = −103.97. */
export const VANISHES_32 = -104.5;
/** Between the two the float32 lanes may be wrong by a subnormal: the scalar function decides. */
export const DOUBTFUL_32: number = ORDINARY_32.exp[0];

interface Place {
  readonly from: Value<'i32'>;
  readonly to: Value<'i32'>;
  /** The value beside the elements at `from`. */
  readonly beside: Lanes;
}

/**
 * name(from, end, to, values, step): the body for the vectors from `from` to before `end`, `bytes` of them at a time; a
 * step of 0 bytes repeats the first of `values`, another takes a value for each element.
 */
function beside(
  name: string,
  precision: Precision,
  bytes: 8 | 16,
  make: (
    place: Place,
    b: LaneBuilder,
    local: Local,
  ) => { readonly body: Statement; readonly start?: Statement; readonly result?: Value<'i32'> },
  table: ConstantTable = [],
  base = 0,
  fused = false,
): FunctionCode {
  return defineFunction(name, ['i32', 'i32', 'i32', 'i32', 'i32'], ([from, end, to, values, step], local) => {
    const b = createLaneBuilder(local, table, base, fused);
    const value = local('v128');
    const { body, start, result } = make({ from: from.get(), to: to.get(), beside: value.get() }, b, local);
    const next = bytes === 16 ? loadV128(values.get()) : loadZero64(values.get());
    const run = sequence(
      value.set((precision === 'float64' ? loadSplat64 : loadSplat32)(values.get())),
      ...(start ? [start] : []),
      loopWhile(
        lessI32(from.get(), end.get()),
        sequence(
          { type: 'void', code: [...step.get().code, 0x04, 0x40, ...value.set(next).code, 0x0b] },
          body,
          advance(from, i32(bytes)),
          advance(to, i32(bytes)),
          advance(values, step.get()),
        ),
      ),
    );
    return result ? { run, result } : run;
  });
}

/**
 * exp(x − value) with the bits of a difference rounded and the elementwise exponential after it, for x ≤ value, finite.
 * The result is not 0 when some difference is doubtful (float32 lanes only).
 */
export function shiftedExps(way: ExpWay, table: ConstantTable, base: number, fused: boolean): FunctionCode {
  const precision = way === 'double' ? 'float64' : 'float32';
  return beside(
    'shiftedExps',
    precision,
    way === 'rounded' ? 8 : 16,
    ({ from, to, beside: value }, b, local) => {
      if (way === 'single') {
        const x = b.name(f32x4.sub(loadV128(from), value));
        const y = bitsOf.and(elementary32.exp(b, x), f32x4.ge(x, constant32(b, VANISHES_32)));
        const doubtful = local('v128');
        b.assign(
          doubtful,
          bitsOf.or(doubtful.get(), bitsOf.and(f32x4.lt(x, constant32(b, DOUBTFUL_32)), f32x4.ge(x, constant32(b, VANISHES_32)))),
        );
        return { start: doubtful.set(zeroV128()), body: sequence(b.statements(), storeV128(to, y)), result: anyTrue(doubtful.get()) };
      }
      const x = b.name(way === 'double' ? f64x2.sub(loadV128(from), value) : f64x2Unary.promoteLow(f32x4.sub(loadZero64(from), value)));
      const y = bitsOf.and(exp(b, x), f64x2.ge(x, b.constant(VANISHES)));
      return { body: sequence(b.statements(), way === 'double' ? storeV128(to, y) : storeLane64(to, demoteZero(y))) };
    },
    table,
    base,
    fused,
  );
}

/** x / value */
export const quotients = (precision: Precision): FunctionCode =>
  beside('quotients', precision, 16, ({ from, to, beside: value }) => ({
    body: storeV128(to, (precision === 'float64' ? f64x2 : f32x4).div(loadV128(from), value)),
  }));

/** x − value */
export const differences = (precision: Precision): FunctionCode =>
  beside('differences', precision, 16, ({ from, to, beside: value }) => ({
    body: storeV128(to, (precision === 'float64' ? f64x2 : f32x4).sub(loadV128(from), value)),
  }));
