/**
 * The rest of the typed assembler: scalar arithmetic and comparisons, integer shifts, lanes of vectors, calls and
 * two-way branches. The instructions of vectors and memory are in assembler.ts.
 */
import { joined, signed, unsigned, type Statement, type Type, type Value } from './assembler.ts';

type Scalar = 'f32' | 'f64';
const value = <T extends Type>(type: T, ...parts: readonly (readonly number[])[]): Value<T> => ({ type, code: joined(parts) });
const statement = (...parts: readonly (readonly number[])[]): Statement => ({ type: 'void', code: joined(parts) });
const simd = (n: number): number[] => [0xfd, ...unsigned(n)];

/* control */
export const ifElse = (condition: Value<'i32'>, yes: Statement, no: Statement): Statement =>
  statement(condition.code, [0x04, 0x40], yes.code, [0x05], no.code, [0x0b]);
/** while (condition) body */
export const loopWhile = (condition: Value<'i32'>, body: Statement): Statement =>
  statement([0x02, 0x40, 0x03, 0x40], condition.code, [0x45, 0x0d, 0x01], body.code, [0x0c, 0x00, 0x0b, 0x0b]);
/** A call of the function at `index` of the module. */
export const callVoid = (index: number, ...args: readonly Value<Type>[]): Statement =>
  statement(...args.map((a) => a.code), [0x10], unsigned(index));
/** a where the condition holds, b elsewhere; both are computed. */
export const choose = <T extends Type>(a: Value<T>, b: Value<T>, condition: Value<'i32'>): Value<T> =>
  value(a.type, a.code, b.code, condition.code, [0x1b]);

/** The second condition is evaluated only where the first holds. */
export const andThen = (first: Value<'i32'>, second: Value<'i32'>): Value<'i32'> =>
  value('i32', first.code, [0x04, 0x7f], second.code, [0x05, 0x41, 0x00, 0x0b]);
export const isZero = (a: Value<'i32'>): Value<'i32'> => value('i32', a.code, [0x45]);

/* integers */
const integers =
  (opcode: number) =>
  (a: Value<'i32'>, b: Value<'i32'>): Value<'i32'> =>
    value('i32', a.code, b.code, [opcode]);
type Integers = (a: Value<'i32'>, b: Value<'i32'>) => Value<'i32'>;
export const andI32: Integers = integers(0x71);
/** Signed comparisons. */
export const belowI32: Integers = integers(0x48);
export const atLeastI32: Integers = integers(0x4e);
export const shiftLeft = (a: Value<'i32'>, by: number): Value<'i32'> => value('i32', a.code, [0x41], signed(by), [0x74]);

/* scalars: f32 opcodes, and the distance to those of f64 */
const twice =
  (f32: number, f64: number) =>
  <T extends Scalar>(a: Value<T>, b: Value<T>): Value<T> =>
    value(a.type, a.code, b.code, [a.type === 'f64' ? f64 : f32]);
const once =
  (f32: number, f64: number) =>
  <T extends Scalar>(a: Value<T>): Value<T> =>
    value(a.type, a.code, [a.type === 'f64' ? f64 : f32]);
const compared =
  (f32: number, f64: number) =>
  <T extends Scalar>(a: Value<T>, b: Value<T>): Value<'i32'> =>
    value('i32', a.code, b.code, [a.type === 'f64' ? f64 : f32]);
type Twice = <T extends Scalar>(a: Value<T>, b: Value<T>) => Value<T>;
type Once = <T extends Scalar>(a: Value<T>) => Value<T>;
type Compared = <T extends Scalar>(a: Value<T>, b: Value<T>) => Value<'i32'>;
export const scalar: Readonly<
  Record<'add' | 'sub' | 'mul' | 'div', Twice> & Record<'abs' | 'neg' | 'sqrt', Once> & Record<'eq' | 'ne' | 'lt' | 'gt', Compared>
> = {
  add: twice(0x92, 0xa0),
  sub: twice(0x93, 0xa1),
  mul: twice(0x94, 0xa2),
  div: twice(0x95, 0xa3),
  abs: once(0x8b, 0x99),
  neg: once(0x8c, 0x9a),
  sqrt: once(0x91, 0x9f),
  eq: compared(0x5b, 0x61),
  ne: compared(0x5c, 0x62),
  lt: compared(0x5d, 0x63),
  gt: compared(0x5e, 0x64),
};
export const constantF64 = (x: number): Value<'f64'> => value('f64', [0x44, ...new Uint8Array(new Float64Array([x]).buffer)]);
export const constantF32 = (x: number): Value<'f32'> => value('f32', [0x43, ...new Uint8Array(new Float32Array([x]).buffer)]);
export const demoted = (x: Value<'f64'>): Value<'f32'> => value('f32', x.code, [0xb6]);
export const promoted = (x: Value<'f32'>): Value<'f64'> => value('f64', x.code, [0xbb]);

/* lanes */
export const laneF64 = (a: Value<'v128'>, lane: number): Value<'f64'> => value('f64', a.code, simd(33), [lane]);
export const laneF32 = (a: Value<'v128'>, lane: number): Value<'f32'> => value('f32', a.code, simd(31), [lane]);
/** The bytes of a and b (16…31) named by `bytes`. */
export const shuffle = (a: Value<'v128'>, b: Value<'v128'>, bytes: readonly number[]): Value<'v128'> =>
  value('v128', a.code, b.code, simd(13), bytes);
/** a < b ? b : a, lane by lane: a NaN in b is passed over. */
export const largerF64x2 = (a: Value<'v128'>, b: Value<'v128'>): Value<'v128'> => value('v128', a.code, b.code, simd(247));
export const largerF32x4 = (a: Value<'v128'>, b: Value<'v128'>): Value<'v128'> => value('v128', a.code, b.code, simd(235));
/** c − a·b in one rounding; only where the engine validates it. */
export const fusedMinusF64x2 = (a: Value<'v128'>, b: Value<'v128'>, c: Value<'v128'>): Value<'v128'> =>
  value('v128', a.code, b.code, c.code, simd(0x108));
export const fusedMinusF32x4 = (a: Value<'v128'>, b: Value<'v128'>, c: Value<'v128'>): Value<'v128'> =>
  value('v128', a.code, b.code, c.code, simd(0x106));
