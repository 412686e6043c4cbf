import type { AnyArray } from '../contract.ts';

/** x holds [outer, n, inner], out [outer, inner]. */
export function requireReduction(name: string, out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  if (!(outer >= 0 && n >= 0 && inner >= 0) || x.length < outer * n * inner || out.length < outer * inner) {
    throw new RangeError(`${name}: [${outer}, ${n}, ${inner}] from an array of ${x.length} into one of ${out.length}`);
  }
}
