import type { AnyArray } from '../contract.ts';

/** `x` seen as [outer, n, inner], `out` as [outer, inner] (or the whole layout for scans). */
export function requireExtent(name: string, out: AnyArray, outSize: number, x: AnyArray, outer: number, n: number, inner: number): void {
  if (!(outer >= 0 && n >= 0 && inner >= 0) || x.length < outer * n * inner || out.length < outSize)
    throw new RangeError(
      `${name}: [${outer}, ${n}, ${inner}] does not fit an operand of ${x.length} and a result of ${out.length} elements`,
    );
}

/** A total of integers that the type of `out` cannot hold. */
export function requireRange(name: string, out: AnyArray, value: number): void {
  if (
    out instanceof Int32Array
      ? value >= -2147483648 && value <= 2147483647
      : out instanceof Uint32Array
        ? value >= 0 && value <= 4294967295
        : out instanceof Uint8Array
          ? value >= 0 && value <= 255
          : true
  )
    return;
  const type = out instanceof Int32Array ? 'int32' : out instanceof Uint32Array ? 'uint32' : 'uint8';
  throw new RangeError(`${name}: ${value} overflows ${type}`);
}
