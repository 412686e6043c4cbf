/**
 * Powers of positive numbers on two float64 lanes: the algorithm, tables and order of operations of `math/pow.ts`.
 * float32 runs in the same lanes, or, where the bits need not be those of the plain tier, as e^(y log x) in float64.
 * Parts of a block in which something is not ordinary (x ≤ 0, subnormal, powers near the ends of the range, exponents
 * with a method of their own) are computed by the scalar function.
 */
import type { BinaryKernel, UnaryKernel } from '../contract.ts';
import { requireBinary } from '../elementwise/require-operands.ts';
import { FIRST_ROW, LN2_CUT, LN2_REST, logRows, ROW_LENGTH, ROW_SHIFT, ROWS } from '../math/log-table.ts';
import { pow } from '../math/pow.ts';
import * as plain from '../plain.ts';
import type { Arena } from './arena.ts';
import {
  addI32,
  addI64x2,
  anyTrue,
  bitsOf,
  demoteZero,
  doWhile,
  f64x2,
  f64x2Unary,
  i32,
  lessI32,
  loadSplat64,
  loadV128,
  loadZero64,
  sequence,
  shiftLeftI64x2,
  shiftRightI64x2,
  storeLane64,
  storeV128,
  subI64x2,
  unsigned,
  zeroV128,
  type Value,
} from './assembler.ts';
import { fusedMinusF64x2, shiftLeft } from './assembler-scalar.ts';
import { productError } from './elementary-special.ts';
import { EXP, exp, log } from './elementary.ts';
import {
  createLaneBuilder,
  floatOf,
  integerOf,
  powerOfTwo,
  ROUNDER,
  type ConstantTable,
  type LaneBuilder,
  type Lanes,
} from './lane-builder.ts';
import { assemble, defineFunction, type FunctionCode, type Local } from './module.ts';

const { add, sub, mul, eq, ge, le } = f64x2;
/** 1/3 − z/4 + z²/5 − … */
const LOG_TAIL = [1 / 3, -0.25, 0.2, -1 / 6, 1 / 7, -0.125, 1 / 9];
const BLOCK = 1024;
const PART = 16;
const SMALLEST = 64;
/** A row of the table takes 32 bytes; then the blocks of both operands and of the result. */
const TABLE = 8192;
const FIRST = 16384;
const SLOT = BLOCK * 8;

/** 32-bit lane `lane` of a vector. */
const word = (x: Lanes, lane: number): Value<'i32'> => ({ type: 'i32', code: [...x.code, 0xfd, ...unsigned(27), lane] });
/** The value at `at` in the upper lane of x. */
const withUpper = (x: Lanes, at: Value<'i32'>, offset: number): Lanes => ({
  type: 'v128',
  code: [...at.code, ...x.code, 0xfd, ...unsigned(87), 0x00, ...unsigned(offset), 1],
});

/** x^y and p = y log x, for −708 ≤ p ≤ 709 and normal x > 0. */
function powLanes(b: LaneBuilder, local: Local, x: Lanes, y: Lanes): { value: Lanes; p: Lanes } {
  const one = b.constant(1);
  const half05 = b.constant(0.5);
  const n = b.name(subI64x2(shiftRightI64x2(addI64x2(x, b.bits(BigInt(0x3ff00000 - 0x3fe6a09e) << 32n)), 52), b.bits(1023n)));
  const m = b.name(subI64x2(x, shiftLeftI64x2(n, 52)));
  const k = b.name(floatOf(b, n));
  const index = b.name(shiftRightI64x2(subI64x2(m, b.bits(BigInt(FIRST_ROW) << 32n)), 32 + ROW_SHIFT));
  const lower = local('i32');
  const upper = local('i32');
  b.run(lower.set(shiftLeft(word(index, 0), 5)));
  b.run(upper.set(shiftLeft(word(index, 2), 5)));
  const column = (c: number): Lanes => b.name(withUpper(loadSplat64(lower.get(), TABLE + 8 * c), upper.get(), TABLE + 8 * c));
  const r = column(0);
  // z = r m − 1, z − z²/2 and what that leaves
  let z: Lanes;
  let a: Lanes;
  let low: Lanes;
  if (b.fused) {
    z = b.name(b.multiplyAdd(r, m, b.constant(-1)));
    const square = b.name(mul(z, z));
    const halfSquare = b.name(mul(half05, square));
    a = b.name(sub(z, halfSquare));
    low = b.name(
      add(
        sub(sub(z, a), halfSquare),
        sub(mul(b.name(mul(square, z)), b.polynomial(LOG_TAIL, z)), mul(half05, b.multiplyAdd(z, z, f64x2Unary.neg(square)))),
      ),
    );
  } else {
    const cut = b.constant(201326592);
    const first = b.name(sub(add(m, cut), cut));
    const z1 = b.name(sub(mul(r, first), one));
    const z2 = b.name(mul(r, sub(m, first)));
    z = b.name(add(z1, z2));
    const halfSquare = b.name(mul(mul(half05, z1), z1));
    a = b.name(sub(z, halfSquare));
    low = b.name(add(sub(sub(z, a), halfSquare), sub(mul(mul(mul(z, z), z), b.polynomial(LOG_TAIL, z)), mul(mul(half05, z2), add(z, z1)))));
  }
  const base = b.name(add(mul(k, b.constant(LN2_CUT)), column(1)));
  const sum = b.name(add(base, a));
  const rest = b.name(add(add(sub(base, sum), a), add(low, add(mul(k, b.constant(LN2_REST)), column(2)))));
  const logarithm = b.name(add(sum, rest));
  const logLow = b.name(add(sub(sum, logarithm), rest));
  const p = b.name(mul(y, logarithm));
  const tail = b.name(add(productError(b, y, logarithm, p), mul(y, logLow)));
  const t = b.name(add(mul(p, b.constant(1.4426950408889634)), b.constant(ROUNDER)));
  const count = b.name(sub(t, b.constant(ROUNDER)));
  const minus = (c: number, v: Lanes): Lanes =>
    b.name(b.fused ? fusedMinusF64x2(count, b.constant(c), v) : sub(v, mul(count, b.constant(c))));
  const first = minus(0.6931471803691238, p);
  const q = minus(1.9082149292705877e-10, first);
  const hi = b.name(add(one, q));
  const left = sub(sub(first, q), mul(count, b.constant(1.9082149292705877e-10)));
  const lo = b.name(add(add(sub(one, hi), q), add(mul(mul(q, q), b.polynomial(EXP, q)), left)));
  const value = add(hi, add(lo, mul(add(hi, lo), tail)));
  return { value: b.name(mul(value, powerOfTwo(b, integerOf(b, t)))), p };
}

type Mode = 'double' | 'rounded' | 'single';

/** run(at, end): byte offsets within each block; not 0 when something was not ordinary. */
function powCode(mode: Mode, table: ConstantTable, fused: boolean): FunctionCode {
  const wide = mode === 'double';
  const bytes = wide ? 16 : 8;
  return defineFunction(mode, ['i32', 'i32'], ([at, end], local) => {
    const b = createLaneBuilder(local, table, 0, fused);
    const outside = local('v128');
    const operand = (slot: number): Lanes =>
      b.name(wide ? loadV128(at.get(), FIRST + slot * SLOT) : f64x2Unary.promoteLow(loadZero64(at.get(), FIRST + slot * SLOT)));
    const x = operand(0);
    const y = operand(1);
    const positive = bitsOf.and(ge(x, b.constant(2.2250738585072014e-308)), le(x, b.constant(1.7976931348623157e308)));
    let value: Lanes;
    let p: Lanes;
    let inside: Lanes;
    if (mode === 'single') {
      p = b.name(mul(y, log(b, x)));
      value = exp(b, p);
      inside = positive;
    } else {
      ({ value, p } = powLanes(b, local, x, y));
      const own = [2, 1, 0.5, -1].map((v) => eq(y, b.constant(v))).reduce(bitsOf.or);
      inside = bitsOf.andNot(positive, own);
    }
    b.assign(
      outside,
      bitsOf.or(outside.get(), bitsOf.andNot(b.bits(-1n), bitsOf.and(inside, bitsOf.and(ge(p, b.constant(-708)), le(p, b.constant(709)))))),
    );
    return {
      run: sequence(
        outside.set(zeroV128()),
        doWhile(
          sequence(
            b.statements(),
            wide ? storeV128(at.get(), value, FIRST + 2 * SLOT) : storeLane64(at.get(), demoteZero(value), FIRST + 2 * SLOT),
            at.set(addI32(at.get(), i32(bytes))),
          ),
          lessI32(at.get(), end.get()),
        ),
      ),
      result: anyTrue(outside.get()),
    };
  });
}

type Run = (at: number, end: number) => number;
interface Compiled {
  readonly double: Run;
  readonly narrow: Run;
}

function compile(arena: Arena, fused: boolean, exact: boolean): Compiled {
  const table: ConstantTable = [];
  const narrow = exact ? 'rounded' : 'single';
  const code = assemble([powCode('double', table, fused), powCode(narrow, table, fused)]);
  arena.reserve(FIRST + 3 * SLOT + 64);
  const words = new BigUint64Array(arena.memory.buffer, 0, 2 * table.length);
  const rows = logRows();
  table.forEach((bits, i) => {
    words[2 * i] = bits;
    words[2 * i + 1] = bits;
  });
  for (let i = 0; i < ROWS; i++) arena.float64().set(rows.subarray(i * ROW_LENGTH, (i + 1) * ROW_LENGTH), TABLE / 8 + 4 * i);
  const runs = new WebAssembly.Instance(new WebAssembly.Module(code), { scratch: { memory: arena.memory } }).exports as unknown as Readonly<
    Record<Mode, Run>
  >;
  return { double: runs.double, narrow: runs[narrow] };
}

/** The kernel `pow`; `exact` asks for the bits of the plain tier in float32 too. `square` and `reciprocal` take those exponents. */
export function createPow(arena: Arena, fused: boolean, exact: boolean, square: UnaryKernel, reciprocal: UnaryKernel): BinaryKernel {
  let code: Compiled | undefined;
  return (out, x, xStep, y, yStep) => {
    const n = out.length;
    const double = out instanceof Float64Array && x instanceof Float64Array && y instanceof Float64Array;
    if (n < SMALLEST || !(double || (out instanceof Float32Array && x instanceof Float32Array && y instanceof Float32Array))) {
      plain.pow(out, x, xStep, y, yStep);
      return;
    }
    requireBinary('pow', out, x, xStep, y, yStep);
    if (yStep === 0 && xStep === 1) {
      const e = y[0];
      if (e === 2 || e === -1) {
        (e === 2 ? square : reciprocal)(out, x);
        return;
      }
      if (e === 1 || e === 0.5) {
        plain.pow(out, x, xStep, y, yStep);
        return;
      }
    }
    code ??= compile(arena, fused, exact);
    const view = double ? arena.float64() : arena.float32();
    const size = double ? 8 : 4;
    const run = double ? code.double : code.narrow;
    const first = FIRST / size;
    const second = (FIRST + SLOT) / size;
    const result = (FIRST + 2 * SLOT) / size;
    if (xStep === 0) view.fill(x[0], first, first + Math.min(n, BLOCK) + 2);
    if (yStep === 0) view.fill(y[0], second, second + Math.min(n, BLOCK) + 2);
    for (let i = 0; i < n; i += BLOCK) {
      const m = Math.min(BLOCK, n - i);
      if (xStep === 1) view.set(x.subarray(i, i + m), first);
      if (yStep === 1) view.set(y.subarray(i, i + m), second);
      if (run(0, m * size) !== 0) {
        for (let j = 0; j < m; j += PART) {
          const end = Math.min(m, j + PART);
          if (run(j * size, end * size) !== 0) for (let l = j; l < end; l++) view[result + l] = pow(view[first + l], view[second + l]);
        }
      }
      out.set(view.subarray(result, result + m), i);
    }
  };
}
