/** Numbers for the suite, from a small fixed generator: the same in every run and on every machine. */

import type { AnyArray } from '../contract.ts';

/** Half a unit of 1 in float64. */
export const EPSILON: number = 2 ** -53;

/** n numbers in (−1, 1); Park & Miller (1988). */
export function uniforms(n: number, seed: number): Float64Array {
  const out = new Float64Array(n);
  let state = (seed * 48271) % 2147483647 || 1;
  for (let i = 0; i < n; i++) {
    state = (state * 48271) % 2147483647;
    out[i] = state / 1073741823.5 - 1;
  }
  return out;
}

/** Values that find mistakes: signs of zero, infinities, NaN, subnormals, both ends of the range, ties. */
export const HOSTILE: readonly number[] = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  1e-200,
  -1e-200,
  1e200,
  -1e200,
  1.7976931348623157e308,
  -1.7976931348623157e308,
  Infinity,
  -Infinity,
  NaN,
  709.78,
  -745.1,
  36.7,
  -36.7,
  6.25,
  1e22,
];

/** A rows × columns matrix inside a larger array of `fill`, and its offset and leading dimension. */
export function placed(
  x: Float64Array,
  rows: number,
  columns: number,
  offset: number,
  pad: number,
  fill: number,
): { array: Float64Array; offset: number; ld: number } {
  const ld = columns + pad;
  const array = new Float64Array(offset + rows * ld + pad).fill(fill);
  for (let i = 0; i < rows; i++) array.set(x.subarray(i * columns, (i + 1) * columns), offset + i * ld);
  return { array, offset, ld };
}

const GUARD = 17;
/** A result of n elements within a larger array, whose elements around it must stay as they are. */
export function guarded<T extends AnyArray>(Type: new (n: number) => T, n: number): { readonly out: T; readonly spoilt: () => boolean } {
  const whole = new Type(n + 16);
  whole.fill(GUARD);
  return {
    out: whole.subarray(8, 8 + n) as T,
    spoilt: () => {
      let kept = 0;
      for (let i = 0; i < whole.length; i++) if ((i < 8 || i >= 8 + n) && whole[i] === GUARD) kept++;
      return kept !== 16;
    },
  };
}

/** The values as an array of any type. */
export function filled<C extends new (n: number) => AnyArray>(Type: C, values: ArrayLike<number>): InstanceType<C> {
  const x = new Type(values.length) as InstanceType<C>;
  x.set(values);
  return x;
}
