/** Reductions of the middle axis of [outer, n, inner]. The inner axis runs inside, so that both arrays are read in order. */
import type { AnyArray } from '../contract.ts';
import { exp } from '../math/exp.ts';
import { log } from '../math/log.ts';
import { requireReduction } from './require-reduction.ts';

export function prod(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireReduction('prod', out, x, outer, n, inner);
  const line = new Float64Array(inner);
  for (let o = 0, at = 0; o < outer; o++) {
    line.fill(1);
    for (let i = 0; i < n; i++) for (let k = 0; k < inner; k++) line[k] *= x[at++];
    for (let k = 0; k < inner; k++) out[o * inner + k] = line[k];
  }
}
/** −∞ for n = 0; NaN where one is NaN. */
export function max(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireReduction('max', out, x, outer, n, inner);
  const line = new Float64Array(inner);
  for (let o = 0, at = 0; o < outer; o++) {
    line.fill(-Infinity);
    for (let i = 0; i < n; i++) for (let k = 0; k < inner; k++, at++) if (x[at] > line[k] || x[at] !== x[at]) line[k] = x[at];
    for (let k = 0; k < inner; k++) out[o * inner + k] = line[k];
  }
}
/** ∞ for n = 0; NaN where one is NaN. */
export function min(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireReduction('min', out, x, outer, n, inner);
  const line = new Float64Array(inner);
  for (let o = 0, at = 0; o < outer; o++) {
    line.fill(Infinity);
    for (let i = 0; i < n; i++) for (let k = 0; k < inner; k++, at++) if (x[at] < line[k] || x[at] !== x[at]) line[k] = x[at];
    for (let k = 0; k < inner; k++) out[o * inner + k] = line[k];
  }
}
/** The first index of the largest element; that of the first NaN where there is one. */
export function argmax(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireReduction('argmax', out, x, outer, n, inner);
  const best = new Float64Array(inner);
  for (let o = 0, at = 0; o < outer; o++) {
    for (let i = 0; i < n; i++) for (let k = 0; k < inner; k++, at++) {
      if (i === 0 || (best[k] === best[k] && (x[at] > best[k] || x[at] !== x[at]))) { best[k] = x[at]; out[o * inner + k] = i; }
    }
  }
}
/** The first index of the smallest element; that of the first NaN where there is one. */
export function argmin(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireReduction('argmin', out, x, outer, n, inner);
  const best = new Float64Array(inner);
  for (let o = 0, at = 0; o < outer; o++) {
    for (let i = 0; i < n; i++) for (let k = 0; k < inner; k++, at++) {
      if (i === 0 || (best[k] === best[k] && (x[at] < best[k] || x[at] !== x[at]))) { best[k] = x[at]; out[o * inner + k] = i; }
    }
  }
}
/** log Σ eˣ, shifted by the largest element; −∞ for n = 0. */
export function logSumExp(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireReduction('logSumExp', out, x, outer, n, inner);
  const top = new Float64Array(inner), total = new Float64Array(inner);
  for (let o = 0; o < outer; o++) {
    const from = o * n * inner;
    top.fill(-Infinity);
    total.fill(0);
    for (let i = 0, at = from; i < n; i++) for (let k = 0; k < inner; k++, at++) if (x[at] > top[k] || x[at] !== x[at]) top[k] = x[at];
    for (let i = 0, at = from; i < n; i++) for (let k = 0; k < inner; k++, at++) total[k] += exp(x[at] - top[k]);
    for (let k = 0; k < inner; k++) out[o * inner + k] = top[k] - top[k] === 0 ? top[k] + log(total[k]) : top[k];
  }
}
export function any(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireReduction('any', out, x, outer, n, inner);
  for (let o = 0, at = 0; o < outer; o++) {
    for (let k = 0; k < inner; k++) out[o * inner + k] = 0;
    for (let i = 0; i < n; i++) for (let k = 0; k < inner; k++) if (x[at++] !== 0) out[o * inner + k] = 1;
  }
}
export function all(out: AnyArray, x: AnyArray, outer: number, n: number, inner: number): void {
  requireReduction('all', out, x, outer, n, inner);
  for (let o = 0, at = 0; o < outer; o++) {
    for (let k = 0; k < inner; k++) out[o * inner + k] = 1;
    for (let i = 0; i < n; i++) for (let k = 0; k < inner; k++) if (x[at++] === 0) out[o * inner + k] = 0;
  }
}
