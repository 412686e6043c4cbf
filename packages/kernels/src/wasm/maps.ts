/**
 * Elementwise functions in WebAssembly: blocks of the operand go through scratch memory, two float64 lanes at a time.
 * float32 runs in the same lanes and is rounded once, or in four lanes of its own where the bits need not be those of
 * the plain tier. Elements outside the ordinary interval of a function (overflow,
 * NaN, huge arguments) are computed by the scalar function.
 */
import type { AnyArray, UnaryKernel } from '../contract.ts';
import { requireUnary } from '../elementwise/require-operands.ts';
import * as math from '../math/index.ts';
import type { Arena } from './arena.ts';
import {
  addI32,
  anyTrue,
  bitsOf,
  demoteZero,
  doWhile,
  f32x4,
  f64x2,
  f64x2Unary,
  i32,
  lessI32,
  loadV128,
  loadZero64,
  sequence,
  storeLane64,
  storeV128,
  zeroV128,
} from './assembler.ts';
import * as elementary from './elementary-functions.ts';
import { createLaneBuilder, type ConstantTable, type LaneBuilder, type Lanes } from './lane-builder.ts';
import { constant32, elementary32, isSingle, ORDINARY_32 } from './elementary32.ts';
import { assemble, defineFunction, type FunctionCode } from './module.ts';

/** In the order of their tables. */
export const MAP_NAMES = [
  'exp',
  'expm1',
  'log',
  'log1p',
  'sigmoid',
  'softplus',
  'sin',
  'cos',
  'tanh',
  'tan',
  'erf',
  'erfc',
  'lgamma',
  'digamma',
] as const;
export type MapName = (typeof MAP_NAMES)[number];

/** Where the lanes are right, both ends included. */
export const ORDINARY: Readonly<Record<MapName, readonly [low: number, high: number]>> = {
  exp: [-745.1332191019411, 709.78],
  expm1: [-40, 708],
  log: [2.2250738585072014e-308, 1.7976931348623157e308],
  log1p: [-0.9999999999999998, 9007199254740991],
  sigmoid: [-708, 708],
  softplus: [-708, 708],
  sin: [-1.6e6, 1.6e6],
  cos: [-1.6e6, 1.6e6],
  tanh: [-Infinity, Infinity],
  tan: [-1.6e6, 1.6e6],
  erf: [-Infinity, Infinity],
  erfc: [-Infinity, Infinity],
  lgamma: [1e-10, 1e17],
  digamma: [2.2250738585072014e-308, 1.7976931348623157e308],
};

const TABLE_BYTES = 4096;
const BLOCK = 1024;
const SMALLEST = 64;
/** A table for each function, then one block in and one out. */
const BLOCK_AT = 16 * TABLE_BYTES;

type Mode = 'double' | 'rounded' | 'single';

/** run(in, out, end): maps from `in` to before `end`; the result is not 0 when an element was outside the interval. */
function mapCode(
  mode: Mode,
  low: number,
  high: number,
  fused: boolean,
  table: ConstantTable,
  base: number,
  f: (b: LaneBuilder, x: Lanes) => Lanes,
): FunctionCode {
  return defineFunction(mode, ['i32', 'i32', 'i32'], ([from, to, end], local) => {
    const b = createLaneBuilder(local, table, base, fused);
    const outside = local('v128');
    const bytes = mode === 'rounded' ? 8 : 16;
    const x = b.name(mode === 'rounded' ? f64x2Unary.promoteLow(loadZero64(from.get())) : loadV128(from.get()));
    const inside =
      mode === 'single'
        ? bitsOf.and(f32x4.ge(x, constant32(b, low)), f32x4.le(x, constant32(b, high)))
        : bitsOf.and(f64x2.ge(x, b.constant(low)), f64x2.le(x, b.constant(high)));
    const y = f(b, x);
    return {
      run: sequence(
        outside.set(zeroV128()),
        doWhile(
          sequence(
            b.statements(),
            outside.set(bitsOf.or(outside.get(), bitsOf.andNot(b.bits(-1n), inside))),
            mode === 'rounded' ? storeLane64(to.get(), demoteZero(y)) : storeV128(to.get(), y),
            from.set(addI32(from.get(), i32(bytes))),
            to.set(addI32(to.get(), i32(bytes))),
          ),
          lessI32(from.get(), end.get()),
        ),
      ),
      result: anyTrue(outside.get()),
    };
  });
}

type Run = (from: number, to: number, end: number) => number;

interface Compiled {
  readonly double: Run;
  readonly narrow: Run;
}

/** The map `name`, compiled on first use; `exact` asks for the bits of the plain tier. */
export function createMap(arena: Arena, name: MapName, fused: boolean, exact: boolean, plain: UnaryKernel): UnaryKernel {
  const scalar = math[name];
  const base = MAP_NAMES.indexOf(name) * TABLE_BYTES;
  const single = !exact && isSingle(name, fused);
  const intervals = { double: ORDINARY[name], narrow: single ? ORDINARY_32[name] : ORDINARY[name] };
  let code: Compiled | undefined;
  const compile = (): Compiled => {
    const table: ConstantTable = [];
    const mode = single ? 'single' : 'rounded';
    const functions = [
      mapCode('double', ...intervals.double, fused, table, base, elementary[name]),
      mapCode(mode, ...intervals.narrow, fused, table, base, single ? elementary32[name] : elementary[name]),
    ];
    const instance = new WebAssembly.Instance(new WebAssembly.Module(assemble(functions)), { scratch: { memory: arena.memory } });
    const words = new BigUint64Array(arena.memory.buffer, base, 2 * table.length);
    table.forEach((word, i) => {
      words[2 * i] = word;
      words[2 * i + 1] = word;
    });
    const runs = instance.exports as unknown as Readonly<Record<Mode, Run>>;
    return { double: runs.double, narrow: runs[mode] };
  };

  return (out: AnyArray, x: AnyArray) => {
    const double = out instanceof Float64Array && x instanceof Float64Array;
    if (out.length < SMALLEST || !(double || (out instanceof Float32Array && x instanceof Float32Array))) {
      plain(out, x);
      return;
    }
    requireUnary(name, out, x);
    code ??= compile();
    const view = double ? arena.float64() : arena.float32();
    const size = double ? 8 : 4;
    const run = double ? code.double : code.narrow;
    const [low, high] = double ? intervals.double : intervals.narrow;
    const inAt = BLOCK_AT / size;
    const outAt = inAt + BLOCK;
    for (let i = 0; i < out.length; i += BLOCK) {
      const n = Math.min(BLOCK, out.length - i);
      view.set(x.subarray(i, i + n), inAt);
      const outside = run(BLOCK_AT, outAt * size, (inAt + n) * size);
      if (outside !== 0)
        for (let j = 0; j < n; j++) {
          const value = view[inAt + j];
          if (!(value >= low && value <= high)) view[outAt + j] = scalar(value);
        }
      out.set(view.subarray(outAt, outAt + n), i);
    }
  };
}
