/**
 * A typed assembler of WebAssembly: expressions carry their type, statements are void, a function is a list of
 * statements over its locals. What TypeScript accepts is stack-correct.
 *
 * WebAssembly Core Specification 2.0 (binary format, chapter 5) with the relaxed SIMD extension.
 */
export type Type = 'i32' | 'f32' | 'f64' | 'v128';

/** An expression that leaves one value of type T. */
export interface Value<T extends Type> {
  readonly type: T;
  readonly code: readonly number[];
}
/** Code that leaves nothing. */
export interface Statement {
  readonly type: 'void';
  readonly code: readonly number[];
}

/** A parameter or local variable. */
export interface Variable<T extends Type> {
  readonly type: T;
  readonly index: number;
  get(): Value<T>;
  set(value: Value<T>): Statement;
}

export const TYPE_CODES: Readonly<Record<Type, number>> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };

/** Unsigned LEB128. */
export function unsigned(n: number): number[] {
  const out: number[] = [];
  for (let rest = n >>> 0; ; rest >>>= 7) {
    if (rest < 128) {
      out.push(rest);
      return out;
    }
    out.push((rest & 127) | 128);
  }
}

/** Signed LEB128 of a 32-bit integer. */
export function signed(n: number): number[] {
  const out: number[] = [];
  for (let rest = n | 0; ; rest >>= 7) {
    const done = rest >> 6 === 0 || rest >> 6 === -1;
    out.push(done ? rest & 127 : (rest & 127) | 128);
    if (done) return out;
  }
}

/** One after the other. `concat` copies blocks of memory; `flat` and spreading visit every byte, which counts in the first second of a program. */
export const joined = (parts: readonly (readonly number[])[]): number[] => new Array<number>().concat(...parts);
const value = <T extends Type>(type: T, ...parts: readonly (readonly number[])[]): Value<T> => ({ type, code: joined(parts) });
const statement = (...parts: readonly (readonly number[])[]): Statement => ({ type: 'void', code: joined(parts) });
const binary =
  <T extends Type, R extends Type>(result: R, opcode: readonly number[]) =>
  (a: Value<T>, b: Value<T>): Value<R> =>
    value(result, a.code, b.code, opcode);
const unary =
  <T extends Type, R extends Type>(result: R, opcode: readonly number[]) =>
  (a: Value<T>): Value<R> =>
    value(result, a.code, opcode);
const simd = (n: number): number[] => [0xfd, ...unsigned(n)];

/* control */
export const sequence = (...parts: readonly Statement[]): Statement => statement(...parts.map((p) => p.code));
/** do body while (condition) */
export const doWhile = (body: Statement, condition: Value<'i32'>): Statement =>
  statement([0x03, 0x40], body.code, condition.code, [0x0d, 0x00, 0x0b]);
export const when = (condition: Value<'i32'>, body: Statement): Statement => statement(condition.code, [0x04, 0x40], body.code, [0x0b]);

/* 32-bit integers, addresses among them */
export const i32 = (n: number): Value<'i32'> => value('i32', [0x41], signed(n));
export const addI32: (a: Value<'i32'>, b: Value<'i32'>) => Value<'i32'> = binary<'i32', 'i32'>('i32', [0x6a]);
export const subI32: (a: Value<'i32'>, b: Value<'i32'>) => Value<'i32'> = binary<'i32', 'i32'>('i32', [0x6b]);
export const mulI32: (a: Value<'i32'>, b: Value<'i32'>) => Value<'i32'> = binary<'i32', 'i32'>('i32', [0x6c]);
export const orI32: (a: Value<'i32'>, b: Value<'i32'>) => Value<'i32'> = binary<'i32', 'i32'>('i32', [0x72]);
export const lessI32: (a: Value<'i32'>, b: Value<'i32'>) => Value<'i32'> = binary<'i32', 'i32'>('i32', [0x49]); // unsigned: addresses

/* memory; offsets are in bytes, alignment hints are 1 */
const memory = (offset: number): number[] => [0x00, ...unsigned(offset)];
export const loadF64 = (at: Value<'i32'>, offset = 0): Value<'f64'> => value('f64', at.code, [0x2b], memory(offset));
export const loadF32 = (at: Value<'i32'>, offset = 0): Value<'f32'> => value('f32', at.code, [0x2a], memory(offset));
export const storeF64 = (at: Value<'i32'>, x: Value<'f64'>, offset = 0): Statement => statement(at.code, x.code, [0x39], memory(offset));
export const storeF32 = (at: Value<'i32'>, x: Value<'f32'>, offset = 0): Statement => statement(at.code, x.code, [0x38], memory(offset));
export const loadV128 = (at: Value<'i32'>, offset = 0): Value<'v128'> => value('v128', at.code, simd(0), memory(offset));
export const storeV128 = (at: Value<'i32'>, x: Value<'v128'>, offset = 0): Statement =>
  statement(at.code, x.code, simd(11), memory(offset));
/** One element of memory in every lane. */
export const loadSplat32 = (at: Value<'i32'>, offset = 0): Value<'v128'> => value('v128', at.code, simd(9), memory(offset));
export const loadSplat64 = (at: Value<'i32'>, offset = 0): Value<'v128'> => value('v128', at.code, simd(10), memory(offset));
/** The low 64 bits from memory, the rest zero, and back. */
export const loadZero64 = (at: Value<'i32'>, offset = 0): Value<'v128'> => value('v128', at.code, simd(93), memory(offset));
export const storeLane64 = (at: Value<'i32'>, x: Value<'v128'>, offset = 0): Statement =>
  statement(at.code, x.code, simd(91), memory(offset), [0]);

/* vectors */
type BinaryVector = (a: Value<'v128'>, b: Value<'v128'>) => Value<'v128'>;
type UnaryVector = (a: Value<'v128'>) => Value<'v128'>;
const vectors = (n: number): BinaryVector => binary<'v128', 'v128'>('v128', simd(n));
const vector = (n: number): UnaryVector => unary<'v128', 'v128'>('v128', simd(n));
export const splatF64 = (x: Value<'f64'>): Value<'v128'> => value('v128', x.code, simd(20));
export const splatF32 = (x: Value<'f32'>): Value<'v128'> => value('v128', x.code, simd(19));
/** Four constant 32-bit words; used for zero only: larger constants live in memory, where engines keep them in registers. */
export const zeroV128 = (): Value<'v128'> => value('v128', simd(12), new Array<number>(16).fill(0));
export const f64x2: Readonly<Record<'add' | 'sub' | 'mul' | 'div' | 'lt' | 'gt' | 'ge' | 'le' | 'eq' | 'min' | 'max', BinaryVector>> = {
  min: vectors(244),
  max: vectors(245),
  add: vectors(240),
  sub: vectors(241),
  mul: vectors(242),
  div: vectors(243),
  eq: vectors(71),
  lt: vectors(73),
  gt: vectors(74),
  le: vectors(75),
  ge: vectors(76),
};
export const f32x4: Readonly<Record<'add' | 'sub' | 'mul' | 'div' | 'lt' | 'gt' | 'ge' | 'le' | 'eq' | 'min' | 'max', BinaryVector>> = {
  eq: vectors(65),
  lt: vectors(67),
  gt: vectors(68),
  le: vectors(69),
  ge: vectors(70),
  add: vectors(228),
  sub: vectors(229),
  mul: vectors(230),
  div: vectors(231),
  min: vectors(232),
  max: vectors(233),
};
export const f32x4Unary: Readonly<Record<'abs' | 'neg' | 'sqrt' | 'nearest' | 'fromI32' | 'toI32', UnaryVector>> = {
  nearest: vector(106),
  abs: vector(224),
  neg: vector(225),
  sqrt: vector(227),
  toI32: vector(248),
  fromI32: vector(250),
};
export const f64x2Unary: Readonly<Record<'abs' | 'neg' | 'sqrt' | 'floor' | 'nearest' | 'promoteLow', UnaryVector>> = {
  abs: vector(236),
  neg: vector(237),
  sqrt: vector(239),
  floor: vector(117),
  nearest: vector(148),
  promoteLow: vector(95),
};
/** Two float64 lanes as two float32 lanes, the upper half zero. */
export const demoteZero: UnaryVector = vector(94);
export const bitsOf: Readonly<Record<'and' | 'andNot' | 'or' | 'xor', BinaryVector>> = {
  and: vectors(78),
  andNot: vectors(79),
  or: vectors(80),
  xor: vectors(81),
};
/** Bits of a where the mask is set, of b elsewhere. */
export const select = (a: Value<'v128'>, b: Value<'v128'>, mask: Value<'v128'>): Value<'v128'> =>
  value('v128', a.code, b.code, mask.code, simd(82));
export const addI32x4: BinaryVector = vectors(174);
export const subI32x4: BinaryVector = vectors(177);
/** All bits where the comparison holds; `lessI32x4` of signed integers. */
export const equalI32x4: BinaryVector = vectors(55);
export const lessI32x4: BinaryVector = vectors(57);
export const shiftLeftI32x4 = (a: Value<'v128'>, n: number): Value<'v128'> => value('v128', a.code, i32(n).code, simd(171));
export const shiftRightI32x4 = (a: Value<'v128'>, n: number): Value<'v128'> => value('v128', a.code, i32(n).code, simd(172));
export const addI64x2: BinaryVector = vectors(206);
export const subI64x2: BinaryVector = vectors(209);
export const shiftLeftI64x2 = (a: Value<'v128'>, n: number): Value<'v128'> => value('v128', a.code, i32(n).code, simd(203));
export const shiftRightI64x2 = (a: Value<'v128'>, n: number): Value<'v128'> => value('v128', a.code, i32(n).code, simd(204));
export const anyTrue = (a: Value<'v128'>): Value<'i32'> => value('i32', a.code, simd(83));
/** a·b + c in one rounding; only where the engine validates it. */
export const fusedF64x2 = (a: Value<'v128'>, b: Value<'v128'>, c: Value<'v128'>): Value<'v128'> =>
  value('v128', a.code, b.code, c.code, simd(0x107));
export const fusedF32x4 = (a: Value<'v128'>, b: Value<'v128'>, c: Value<'v128'>): Value<'v128'> =>
  value('v128', a.code, b.code, c.code, simd(0x105));
