/** Instructions that only compiled loops need: widening and narrowing of lanes, single lanes, calls. */
import { type Statement, type Value, i32, unsigned } from '../assembler.ts';
import type { Lanes } from '../lane-builder.ts';

type Address = Value<'i32'>;
const simd = (n: number): number[] => [0xfd, ...unsigned(n)];
const value = <T extends 'f32' | 'f64' | 'i32' | 'v128'>(type: T, ...parts: readonly (readonly number[])[]): Value<T> => ({
  type,
  code: parts.flat(),
});
const statement = (...parts: readonly (readonly number[])[]): Statement => ({ type: 'void', code: parts.flat() });
const memory = (offset: number): number[] => [0x00, ...unsigned(offset)];
const vector =
  (n: number) =>
  (a: Lanes): Lanes =>
    value('v128', a.code, simd(n));
const vectors =
  (n: number) =>
  (a: Lanes, b: Lanes): Lanes =>
    value('v128', a.code, b.code, simd(n));

export const notEqual32: (a: Lanes, b: Lanes) => Lanes = vectors(66);
export const notEqual64: (a: Lanes, b: Lanes) => Lanes = vectors(72);
export const rounding32: Readonly<Record<'ceil' | 'floor' | 'round', (a: Lanes) => Lanes>> = {
  ceil: vector(103),
  floor: vector(104),
  round: vector(106),
};
export const rounding64: Readonly<Record<'ceil' | 'floor' | 'round', (a: Lanes) => Lanes>> = {
  ceil: vector(116),
  floor: vector(117),
  round: vector(148),
};
export const notBits: (a: Lanes) => Lanes = vector(77);

/** Bytes of a (0–15) and of b (16–31) in the given order. */
export const shuffle = (a: Lanes, b: Lanes, bytes: readonly number[]): Lanes => value('v128', a.code, b.code, simd(13), bytes);
const run = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);
/** The upper half of a vector in its lower half. */
export const upperHalf = (a: Lanes): Lanes => shuffle(a, a, [...run(8, 8), ...run(8, 8)]);
/** The lower halves of two vectors side by side. */
export const lowerHalves = (a: Lanes, b: Lanes): Lanes => shuffle(a, b, [...run(0, 8), ...run(16, 8)]);
/** Masks of 64-bit lanes as one mask of 32-bit lanes. */
export const narrowMasks = (a: Lanes, b: Lanes): Lanes => shuffle(a, b, [...run(0, 4), ...run(8, 4), ...run(16, 4), ...run(24, 4)]);

/* bytes in memory that stand for truth values */
const widen16 = vector(137);
const widen32 = vector(169);
const widen64 = vector(201);
const unequal32 = vectors(56);
const unequal64 = vectors(215);
const zeros = (): Lanes => value('v128', simd(12), new Array<number>(16).fill(0));
/** Four bytes as masks of 32-bit lanes, two as masks of 64-bit lanes. */
export const loadMask32 = (at: Address, offset: number): Lanes =>
  unequal32(widen32(widen16(value('v128', at.code, simd(92), memory(offset)))), zeros());
export const loadMask64 = (at: Address, offset: number): Lanes =>
  unequal64(widen64(widen32(widen16(value('v128', at.code, zeros().code, simd(85), memory(offset), [0])))), zeros());
/** One byte as the mask of all lanes. */
export const loadMaskSplat = (at: Address, offset: number): Lanes =>
  unequal32(value('v128', at.code, [0x2d], memory(offset), simd(17)), zeros());
const ones = (): Lanes => value('v128', i32(0x01010101).code, simd(17));
const andBits = vectors(78);
const narrow16 = vectors(133);
const narrow8 = vectors(101);
/** Masks as bytes 0 and 1. */
export function storeMask32(at: Address, mask: Lanes, offset: number): Statement {
  const words = narrow16(mask, zeros());
  return statement(at.code, andBits(narrow8(words, zeros()), ones()).code, simd(90), memory(offset), [0]);
}
export const storeMask64 = (at: Address, mask: Lanes, offset: number): Statement =>
  statement(at.code, andBits(shuffle(mask, mask, [0, 8, ...new Array<number>(14).fill(1)]), ones()).code, simd(89), memory(offset), [0]);

/* single lanes */
export const lane64 = (a: Lanes, lane: number): Value<'f64'> => value('f64', a.code, simd(33), [lane]);
export const withLane64 = (a: Lanes, lane: number, x: Value<'f64'>): Lanes => value('v128', a.code, x.code, simd(34), [lane]);
/** A float32 lane as a float64, and back. */
export const lane32 = (a: Lanes, lane: number): Value<'f64'> => value('f64', a.code, simd(31), [lane], [0xbb]);
export const withLane32 = (a: Lanes, lane: number, x: Value<'f64'>): Lanes => value('v128', a.code, x.code, [0xb6], simd(32), [lane]);
export const call = (index: number, x: Value<'f64'>): Value<'f64'> => value('f64', x.code, [0x10], unsigned(index));
export const shiftRight = (a: Address, by: number): Address => (by === 0 ? a : value('i32', a.code, i32(by).code, [0x76]));
