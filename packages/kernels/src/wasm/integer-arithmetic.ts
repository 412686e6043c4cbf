/**
 * Sums, differences, products, extremes and comparisons of 32-bit integers, four at a time: blocks of the operands go
 * through scratch memory. Integers wrap around modulo 2³², as in the plain tier.
 */
import type { AnyArray, BinaryKernel, BinaryName, UnaryKernel } from '../contract.ts';
import { requireBinary, requireUnary } from '../elementwise/require-operands.ts';
import type { Arena } from './arena.ts';
import { addI32, doWhile, i32, lessI32, loadV128, sequence, storeV128, unsigned, zeroV128, type Value } from './assembler.ts';
import { storeMask32 } from './loops/instructions.ts';
import { assemble, defineFunction, type FunctionCode } from './module.ts';

type Lanes = Value<'v128'>;

/** The instructions, for signed and for unsigned numbers. */
const NUMBERS = { add: [174, 174], sub: [177, 177], mul: [181, 181], maximum: [184, 185], minimum: [182, 183] } as const satisfies Partial<
  Record<BinaryName, readonly [number, number]>
>;
const TRUTHS = {
  equal: [55, 55],
  notEqual: [56, 56],
  less: [57, 58],
  greater: [59, 60],
  lessEqual: [61, 62],
  greaterEqual: [63, 64],
} as const satisfies Partial<Record<BinaryName, readonly [number, number]>>;
export type IntegerBinary = keyof typeof NUMBERS | keyof typeof TRUTHS;
export type IntegerUnary = 'neg' | 'abs';
export type IntegerKernels = { readonly [K in IntegerBinary]: BinaryKernel } & { readonly [K in IntegerUnary]: UnaryKernel };

/** Elements of a block; two operands, then the result, each with room for two vectors. */
const BLOCK = 2048;
const SLOT = 4 * BLOCK + 32;
const RESULT = 2 * SLOT;
const SMALLEST = 96;

const apply = (instruction: number, ...operands: readonly Lanes[]): Lanes => ({
  type: 'v128',
  code: [...operands.flatMap((x) => x.code), 0xfd, ...unsigned(instruction)],
});
const loop = (
  name: string,
  body: (at: Value<'i32'>, to: Value<'i32'>) => { type: 'void'; code: readonly number[] },
  bytes: number,
): FunctionCode =>
  defineFunction(name, ['i32', 'i32', 'i32'], ([at, end, to]) =>
    doWhile(
      sequence(body(at.get(), to.get()), at.set(addI32(at.get(), i32(16))), to.set(addI32(to.get(), i32(bytes)))),
      lessI32(at.get(), end.get()),
    ),
  );

type Run = (at: number, end: number, to: number) => void;
type Runs = Readonly<Record<IntegerBinary | IntegerUnary, Run>>;

function compile(arena: Arena, sign: 0 | 1): Runs {
  arena.reserve(3 * SLOT);
  const entries = <V>(table: Readonly<Record<string, V>>): [string, V][] => Object.entries(table);
  const code = assemble([
    ...entries(NUMBERS).map(([name, of]) => loop(name, (at, to) => storeV128(to, apply(of[sign], loadV128(at), loadV128(at, SLOT))), 16)),
    ...entries(TRUTHS).map(([name, of]) =>
      loop(name, (at, to) => storeMask32(to, apply(of[sign], loadV128(at), loadV128(at, SLOT)), 0), 4),
    ),
    loop('neg', (at, to) => storeV128(to, apply(177, zeroV128(), loadV128(at))), 16),
    loop('abs', (at, to) => storeV128(to, sign === 0 ? apply(160, loadV128(at)) : loadV128(at)), 16),
  ]);
  return new WebAssembly.Instance(new WebAssembly.Module(code), { scratch: { memory: arena.memory } }).exports as unknown as Runs;
}

const signOf = (x: AnyArray): 0 | 1 | -1 => (x instanceof Int32Array ? 0 : x instanceof Uint32Array ? 1 : -1);

/** The kernels for integers of one type from some hundred elements on; `others` take the rest. */
export function createIntegerArithmetic(arena: Arena, others: IntegerKernels): IntegerKernels {
  const compiled: (Runs | undefined)[] = [];
  const whole = new Int32Array(arena.memory.buffer);
  const view = [whole, new Uint32Array(arena.memory.buffer)];
  const bytes = new Uint8Array(arena.memory.buffer, RESULT, BLOCK);
  const runs = (sign: 0 | 1): Runs => (compiled[sign] ??= compile(arena, sign));
  const binary =
    (name: IntegerBinary, other: BinaryKernel = others[name], inBytes = name in TRUTHS): BinaryKernel =>
    (out, x, xStep, y, yStep) => {
      const n = out.length;
      const sign = signOf(x);
      if (n < SMALLEST || sign < 0 || signOf(y) !== sign || (inBytes ? !(out instanceof Uint8Array) : signOf(out) !== sign)) {
        other(out, x, xStep, y, yStep);
        return;
      }
      requireBinary(name, out, x, xStep, y, yStep);
      const run = runs(sign as 0 | 1)[name];
      const words = view[sign];
      const second = SLOT / 4;
      if (xStep === 0) whole.fill(x[0], 0, Math.min(n, BLOCK));
      if (yStep === 0) whole.fill(y[0], second, second + Math.min(n, BLOCK));
      for (let i = 0; i < n; i += BLOCK) {
        const m = Math.min(BLOCK, n - i);
        if (xStep === 1) words.set(x.subarray(i, i + m));
        if (yStep === 1) words.set(y.subarray(i, i + m), second);
        run(0, 4 * m, RESULT);
        out.set(inBytes ? bytes.subarray(0, m) : words.subarray(RESULT / 4, RESULT / 4 + m), i);
      }
    };
  const unary =
    (name: IntegerUnary, other: UnaryKernel = others[name]): UnaryKernel =>
    (out, x) => {
      const n = out.length;
      const sign = signOf(x);
      if (n < SMALLEST || sign < 0 || signOf(out) !== sign) {
        other(out, x);
        return;
      }
      requireUnary(name, out, x);
      const run = runs(sign as 0 | 1)[name];
      const words = view[sign];
      for (let i = 0; i < n; i += BLOCK) {
        const m = Math.min(BLOCK, n - i);
        words.set(x.subarray(i, i + m));
        run(0, 4 * m, RESULT);
        out.set(words.subarray(RESULT / 4, RESULT / 4 + m), i);
      }
    };
  return {
    add: binary('add'),
    sub: binary('sub'),
    mul: binary('mul'),
    maximum: binary('maximum'),
    minimum: binary('minimum'),
    equal: binary('equal'),
    notEqual: binary('notEqual'),
    less: binary('less'),
    greater: binary('greater'),
    lessEqual: binary('lessEqual'),
    greaterEqual: binary('greaterEqual'),
    neg: unary('neg'),
    abs: unary('abs'),
  };
}
