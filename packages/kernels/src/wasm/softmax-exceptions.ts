/** The elements of a softmax that its lanes leave out. */
import type { Floats, SoftmaxKernels } from '../contract.ts';
import { exp } from '../math/exp.ts';
import type { Reducer } from './reduction-scratch.ts';
import { DOUBTFUL_32, VANISHES_32 } from './softmax-code.ts';

export type SoftmaxName = keyof SoftmaxKernels;

/** The result beside a largest element `top` of ±∞ or NaN, where nothing is taken off before exponentials. */
export function besideNonFinite(name: SoftmaxName, out: Floats, top: number, x: number): number {
  if (name === 'logSoftmax') return x - top;
  if (top === -Infinity) return 0;
  const e = exp(x);
  return (out instanceof Float32Array ? Math.fround(e) : e) / top;
}

/** Float32 exponentials of differences x − shift that the lanes leave to the scalar function, from `at` to before `end`. */
export function settle(r: Reducer, at: number, end: number, to: number, shifts: number, step: 0 | 4): void {
  for (; at < end; at += 4, to += 4, shifts += step) {
    const x = Math.fround(r.singles[at / 4] - r.singles[shifts / 4]);
    if (x >= VANISHES_32 && x < DOUBTFUL_32) r.singles[to / 4] = exp(x);
  }
}
