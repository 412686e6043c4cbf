/**
 * Arithmetic, comparisons and rounding in vectors: blocks of the operands go through scratch memory. Copying in and out
 * costs less than one step at a time in plain loops. Every operation is exact or rounds once: the bits of the plain tier.
 */
import type { AnyArray, BinaryKernel, BinaryName, UnaryKernel, UnaryName } from '../contract.ts';
import { requireBinary, requireUnary } from '../elementwise/require-operands.ts';
import * as plain from '../plain.ts';
import type { Arena } from './arena.ts';
import {
  addI32,
  bitsOf,
  doWhile,
  f32x4,
  f32x4Unary,
  f64x2,
  f64x2Unary,
  i32,
  lessI32,
  loadV128,
  select,
  sequence,
  splatF32,
  splatF64,
  storeV128,
  type Statement,
  type Value,
} from './assembler.ts';
import { constantF32, constantF64 } from './assembler-scalar.ts';
import type { Precision } from './gemm-module.ts';
import type { Lanes } from './lane-builder.ts';
import { notEqual32, notEqual64, rounding32, rounding64, storeMask32, storeMask64 } from './loops/instructions.ts';
import { assemble, defineFunction, type FunctionCode } from './module.ts';

const ARITHMETIC = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum'] as const satisfies readonly BinaryName[];
const COMPARISONS = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const satisfies readonly BinaryName[];
const UNARY = [
  'neg',
  'abs',
  'square',
  'sqrt',
  'reciprocal',
  'relu',
  'floor',
  'ceil',
  'round',
  'sign',
] as const satisfies readonly UnaryName[];
type Arithmetic = (typeof ARITHMETIC)[number];
type Comparison = (typeof COMPARISONS)[number];
type Unary = (typeof UNARY)[number];
export type ArithmeticName = Arithmetic | Comparison | Unary;

/** Bytes of a block of an operand: three of them and what they are copied from and to stay in the nearest cache. Far from it, fewer copies are better. */
const BLOCK_BYTES = 8192;
const FAR_BLOCK_BYTES = 16384;
/** Two operands, then the result, each with room for two vectors. */
const SLOT = FAR_BLOCK_BYTES + 32;
const LEAST = 96;
/** Below this many elements the plain loops are faster, and those of light operations on float64 beyond the nearer caches, where copies cost most. */
const SMALLEST: Readonly<Record<Precision, number>> = { float64: 128, float32: LEAST };
const LARGEST = 100_000;
const blockOf = (n: number, size: number): number => (n > LARGEST ? FAR_BLOCK_BYTES : BLOCK_BYTES) / size;
const LIGHT: readonly ArithmeticName[] = ['add', 'sub', 'mul', 'div'];

/** The operations of a precision. */
function operations(precision: Precision): {
  binary(op: Arithmetic | Comparison, x: Lanes, y: Lanes): Lanes;
  unary(op: Unary, x: Lanes): Lanes;
} {
  const wide = precision === 'float64';
  const v = wide ? f64x2 : f32x4;
  const u = wide ? f64x2Unary : f32x4Unary;
  const rounding = wide ? rounding64 : rounding32;
  const constant = (x: number): Lanes => (wide ? splatF64(constantF64(x)) : splatF32(constantF32(x)));
  const binary = {
    add: v.add,
    sub: v.sub,
    mul: v.mul,
    div: v.div,
    maximum: v.max,
    minimum: v.min,
    equal: v.eq,
    notEqual: wide ? notEqual64 : notEqual32,
    less: v.lt,
    lessEqual: v.le,
    greater: v.gt,
    greaterEqual: v.ge,
  };
  const unary = (op: Unary, x: Lanes): Lanes => {
    switch (op) {
      case 'neg':
      case 'abs':
      case 'sqrt':
        return u[op](x);
      case 'square':
        return v.mul(x, x);
      case 'reciprocal':
        return v.div(constant(1), x);
      case 'relu':
        return bitsOf.andNot(x, v.le(x, constant(0))); // NaN stays
      case 'floor':
      case 'ceil':
      case 'round':
        return rounding[op](x);
      case 'sign':
        return select(bitsOf.or(constant(1), bitsOf.and(x, constant(-0))), x, bitsOf.or(v.lt(x, constant(0)), v.gt(x, constant(0))));
    }
  };
  return { binary: (op, x, y) => binary[op](x, y), unary };
}

/** name(at, end): from each operand's block into the result's, two vectors at a time. */
function numbers(name: string, f: (at: Value<'i32'>, offset: number) => Lanes): FunctionCode {
  return defineFunction(name, ['i32', 'i32'], ([at, end]) =>
    doWhile(
      sequence(
        storeV128(at.get(), f(at.get(), 0), 2 * SLOT),
        storeV128(at.get(), f(at.get(), 16), 2 * SLOT + 16),
        at.set(addI32(at.get(), i32(32))),
      ),
      lessI32(at.get(), end.get()),
    ),
  );
}

/** The same for truth values, a byte each. */
function truths(name: string, precision: Precision, f: (at: Value<'i32'>, offset: number) => Lanes): FunctionCode {
  const wide = precision === 'float64';
  const bytes = wide ? 2 : 4;
  return defineFunction(name, ['i32', 'i32'], ([at, end], local) => {
    const to = local('i32');
    const store = (mask: Lanes, offset: number): Statement => (wide ? storeMask64 : storeMask32)(to.get(), mask, 2 * SLOT + offset);
    return sequence(
      to.set(i32(0)),
      doWhile(
        sequence(
          store(f(at.get(), 0), 0),
          store(f(at.get(), 16), bytes),
          at.set(addI32(at.get(), i32(32))),
          to.set(addI32(to.get(), i32(2 * bytes))),
        ),
        lessI32(at.get(), end.get()),
      ),
    );
  });
}

type Run = (at: number, end: number) => void;
type Runs = Readonly<Record<ArithmeticName, Run>>;

function compile(arena: Arena, precision: Precision): Runs {
  const { binary, unary } = operations(precision);
  const both =
    (op: Arithmetic | Comparison) =>
    (at: Value<'i32'>, offset: number): Lanes =>
      binary(op, loadV128(at, offset), loadV128(at, SLOT + offset));
  arena.reserve(3 * SLOT);
  const code = assemble([
    ...ARITHMETIC.map((op) => numbers(op, both(op))),
    ...COMPARISONS.map((op) => truths(op, precision, both(op))),
    ...UNARY.map((op) => numbers(op, (at, offset) => unary(op, loadV128(at, offset)))),
  ]);
  return new WebAssembly.Instance(new WebAssembly.Module(code), { scratch: { memory: arena.memory } }).exports as unknown as Runs;
}

type FloatArray = Float64Array | Float32Array;
const precisionOf = (x: AnyArray): Precision | null =>
  x instanceof Float64Array ? 'float64' : x instanceof Float32Array ? 'float32' : null;

/** m elements from the i-th on; the array itself is at hand sooner than a view of all of it. */
const piece = (x: AnyArray, i: number, m: number): AnyArray => (m === x.length ? x : x.subarray(i, i + m));

/** The kernels over one scratch memory; both precisions are compiled on first use. */
export function createArithmetic(
  arena: Arena,
): { readonly [K in Arithmetic | Comparison]: BinaryKernel } & { readonly [K in Unary]: UnaryKernel } {
  const compiled: { float64?: Runs; float32?: Runs } = {};
  const bytes = new Uint8Array(arena.memory.buffer, 2 * SLOT, FAR_BLOCK_BYTES / 4);
  const runs = (precision: Precision): Runs => (compiled[precision] ??= compile(arena, precision));
  const viewOf = (precision: Precision): FloatArray => (precision === 'float64' ? arena.float64() : arena.float32());

  const largestOf = (name: ArithmeticName): number => (LIGHT.includes(name) ? LARGEST : Infinity);

  const binary =
    (name: Arithmetic | Comparison, inBytes: boolean, largest = largestOf(name), ordinary: BinaryKernel = plain[name]): BinaryKernel =>
    (out, x, xStep, y, yStep) => {
      const n = out.length;
      if (n < LEAST) {
        ordinary(out, x, xStep, y, yStep);
        return;
      }
      const precision = precisionOf(x);
      if (
        precision === null ||
        n < SMALLEST[precision] ||
        (n > largest && precision === 'float64' && xStep === 1) ||
        precisionOf(y) !== precision ||
        (inBytes ? !(out instanceof Uint8Array) : precisionOf(out) !== precision)
      ) {
        ordinary(out, x, xStep, y, yStep);
        return;
      }
      requireBinary(name, out, x, xStep, y, yStep);
      const run = runs(precision)[name];
      const view = viewOf(precision);
      const size = precision === 'float64' ? 8 : 4;
      const block = blockOf(n, size);
      const second = SLOT / size;
      const result = 2 * second;
      if (xStep === 0) view.fill(x[0], 0, Math.min(n, block));
      if (yStep === 0) view.fill(y[0], second, second + Math.min(n, block));
      for (let i = 0; i < n; i += block) {
        const m = Math.min(block, n - i);
        if (xStep === 1) view.set(piece(x, i, m));
        if (yStep === 1) view.set(piece(y, i, m), second);
        run(0, m * size);
        out.set(inBytes ? bytes.subarray(0, m) : view.subarray(result, result + m), i);
      }
    };
  const unary =
    (name: Unary, largest = largestOf(name), ordinary: UnaryKernel = plain[name]): UnaryKernel =>
    (out, x) => {
      const n = out.length;
      if (n < LEAST) {
        ordinary(out, x);
        return;
      }
      const precision = precisionOf(x);
      if (precision === null || n < SMALLEST[precision] || (n > largest && precision === 'float64') || precisionOf(out) !== precision) {
        ordinary(out, x);
        return;
      }
      requireUnary(name, out, x);
      const run = runs(precision)[name];
      const view = viewOf(precision);
      const size = precision === 'float64' ? 8 : 4;
      const block = blockOf(n, size);
      const result = (2 * SLOT) / size;
      for (let i = 0; i < n; i += block) {
        const m = Math.min(block, n - i);
        view.set(piece(x, i, m));
        run(0, m * size);
        out.set(view.subarray(result, result + m), i);
      }
    };
  const named = <N extends string, K>(names: readonly N[], kernel: (name: N) => K): Record<N, K> =>
    Object.fromEntries(names.map((name) => [name, kernel(name)])) as Record<N, K>;
  return {
    ...named(ARITHMETIC, (name) => binary(name, false)),
    ...named(COMPARISONS, (name) => binary(name, true)),
    ...named(UNARY, (name) => unary(name)),
  };
}
