/** log Σ exp x with the exponentials in WebAssembly, rows in order; additions in the order of the plain tier. */
import type { AnyArray, ReductionKernel, UnaryKernel } from '../contract.ts';
import { log } from '../math/log.ts';
import { logSumExp as plainLogSumExp } from '../reduce/log-sum-exp.ts';
import { requireExtent } from '../reduce/require-extent.ts';

const BLOCK = 1024, SMALLEST = 64;

/** On top of a given exponential. */
export function createLogSumExp(exp: UnaryKernel): ReductionKernel {
  return (out: AnyArray, x: AnyArray, outer: number, n: number, inner: number) => {
    if (inner !== 1 || n < SMALLEST) { plainLogSumExp(out, x, outer, n, inner); return; }
    requireExtent('logSumExp', out, outer, x, outer, n, 1);
    const shifted = new Float64Array(Math.min(n, BLOCK));
    for (let o = 0; o < outer; o++) {
      const from = o * n;
      let largest = -Infinity, total = 0;
      for (let i = from; i < from + n; i++) largest = Math.max(largest, x[i]);
      if (largest - largest !== 0) { out[o] = largest; continue; }
      for (let i = 0; i < n; i += BLOCK) {
        const block = Math.min(BLOCK, n - i), values = block === shifted.length ? shifted : shifted.subarray(0, block);
        for (let j = 0; j < block; j++) values[j] = x[from + i + j] - largest;
        exp(values, values);
        for (let j = 0; j < block; j++) total += values[j];
      }
      out[o] = largest + log(total);
    }
  };
}
