/** The first index of the largest or smallest along one axis; the first NaN wins. */
import type { AnyArray } from '../contract.ts';
import { requireExtent } from './require-extent.ts';

function requireElements(name: string, n: number): void {
  if (n === 0) throw new RangeError(`${name}: the axis is empty`);
}

/** @throws RangeError when the axis is empty */
export function argmax(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireExtent('argmax', out, outer * inner, x, outer, n, inner);
  if (outer * inner > 0) requireElements('argmax', n);
  for (let o = 0; o < outer; o++)
    for (let k = 0; k < inner; k++) {
      const first = o * n * inner + k;
      let at = 0;
      let best = x[first];
      for (let i = 1; i < n && best === best; i++) {
        const value = x[first + i * inner];
        if (!(value <= best)) {
          best = value;
          at = i;
        }
      }
      out[o * inner + k] = at;
    }
}

/** @throws RangeError when the axis is empty */
export function argmin(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireExtent('argmin', out, outer * inner, x, outer, n, inner);
  if (outer * inner > 0) requireElements('argmin', n);
  for (let o = 0; o < outer; o++)
    for (let k = 0; k < inner; k++) {
      const first = o * n * inner + k;
      let at = 0;
      let best = x[first];
      for (let i = 1; i < n && best === best; i++) {
        const value = x[first + i * inner];
        if (!(value >= best)) {
          best = value;
          at = i;
        }
      }
      out[o * inner + k] = at;
    }
}
