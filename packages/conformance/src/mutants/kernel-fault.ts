/** A set of kernels that consists of one, wrong in one way. */
import * as plain from '@adjoint/kernels';
import type { AnyArray } from '@adjoint/kernels';
import type { KernelsV1 } from '@adjoint/plugin';

export type Fault = readonly [name: string, kernels: KernelsV1];
export const rightKernel: Required<KernelsV1> = plain;

/** @returns a maker of faults of kernels of one form */
export const faultOf =
  <F extends (...args: never[]) => unknown>() =>
  (kernel: string, label: string, wrong: F): Fault => [hyphenated(`${kernel}-${label}`), { [kernel]: wrong }];

/** As names of plugins are written: besselJ is bessel-j. */
const hyphenated = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Another value than the right one. */
export const otherThan = (right: number): number => (right === 0 ? 1 : 0);

/** Changes the element behind `out` where its buffer has one. */
export function writeBeyond(out: AnyArray): void {
  const end = out.byteOffset + out.byteLength;
  if (out.buffer.byteLength > end) new (out.constructor as Float64ArrayConstructor)(out.buffer as ArrayBuffer, end, 1)[0] = 0;
}

/** The kernel without its refusals. */
export const quietly =
  <Arguments extends unknown[], Result>(f: (...args: Arguments) => Result, otherwise: Result) =>
  (...args: Arguments): Result => {
    try {
      return f(...args);
    } catch {
      return otherwise;
    }
  };

/** One less where the size is no multiple of four, as a loop over lanes of four forgets it. */
export const withoutTail = (n: number): number => (n > 4 && n % 4 > 0 ? n - 1 : n);
