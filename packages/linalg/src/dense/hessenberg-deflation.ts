/** Where a Hessenberg matrix splits. Ahues and Tisseur (1997), "A new deflation criterion for the QR algorithm". */
import { EPS, SMALLEST_NORMAL } from './machine.ts';

/** Start of the last unreduced block. */
export function activeStart(h: number[] | Float64Array, n: number, end: number): number {
  const least = n * (SMALLEST_NORMAL / EPS);
  for (let l = end; l > 0; l--) {
    const sub = Math.abs(h[l * n + l - 1]);
    if (sub <= least) return l;
    const here = h[l * n + l];
    const before = h[(l - 1) * n + l - 1];
    let size = Math.abs(here) + Math.abs(before);
    if (size === 0) {
      if (l > 1) size += Math.abs(h[(l - 1) * n + l - 2]);
      if (l < end) size += Math.abs(h[(l + 1) * n + l]);
    }
    if (sub > EPS * size) continue;
    const up = Math.abs(h[(l - 1) * n + l]);
    const ab = Math.max(sub, up);
    const ba = Math.min(sub, up);
    const gap = Math.abs(before - here);
    const aa = Math.max(Math.abs(here), gap);
    const bb = Math.min(Math.abs(here), gap);
    const s = aa + ab;
    if (ba * (ab / s) <= Math.max(least, EPS * (bb * (aa / s)))) return l;
  }
  return 0;
}
