/** Whether some, or every, element along one axis is not zero, as 0 or 1. NaN counts as true. */
import type { AnyArray } from '../contract.ts';
import { requireExtent } from './require-extent.ts';

export function any(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireExtent('any', out, outer * inner, x, outer, n, inner);
  for (let o = 0; o < outer; o++)
    for (let k = 0; k < inner; k++) {
      const first = o * n * inner + k;
      let found = 0;
      for (let i = 0; i < n && found === 0; i++) if (x[first + i * inner] !== 0) found = 1;
      out[o * inner + k] = found;
    }
}

export function all(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireExtent('all', out, outer * inner, x, outer, n, inner);
  for (let o = 0; o < outer; o++)
    for (let k = 0; k < inner; k++) {
      const first = o * n * inner + k;
      let holds = 1;
      for (let i = 0; i < n && holds === 1; i++) if (x[first + i * inner] === 0) holds = 0;
      out[o * inner + k] = holds;
    }
}
