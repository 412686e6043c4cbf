/** Sizes of two-dimensional windows: kernels, strides, padding, dilation. */
import { ArgumentError, ShapeError } from '@adjoint/tensor';
import { requireSize } from '../core/require-size.ts';

export type Pair = number | readonly [height: number, width: number];

export interface WindowOptions {
  /** Default 1. */
  readonly stride?: Pair;
  /** Zeros on every side (default 0). */
  readonly padding?: Pair;
  /** Distance between neighbours of a window (default 1). */
  readonly dilation?: Pair;
}

/** A window over images [C, H, W]; all in elements, vertical before horizontal. */
export interface Window {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
}

export const pair = (x: Pair): readonly [number, number] => (typeof x === 'number' ? [x, x] : x);

/** @throws ArgumentError for a size that is no integer in its range */
export function windowOf(name: string, kernel: Pair, options: WindowOptions = {}): Window {
  const w: Window = {
    kernel: pair(kernel),
    stride: pair(options.stride ?? 1),
    padding: pair(options.padding ?? 0),
    dilation: pair(options.dilation ?? 1),
  };
  for (const [what, least] of [
    ['kernel', 1],
    ['stride', 1],
    ['padding', 0],
    ['dilation', 1],
  ] as const) {
    const given: unknown = w[what];
    if (!Array.isArray(given) || given.length !== 2)
      throw new ArgumentError(`${name}: ${what} [${String(given)}]`, 'give one number or two, height and width');
    for (const size of w[what]) requireSize(`${name}: ${what}`, size, least);
  }
  return w;
}

/** How many windows fit, ⌊(n + 2p − d(k − 1) − 1)/s⌋ + 1 on each axis. @throws ShapeError when none does */
export function outputSize(
  name: string,
  { kernel, stride, padding, dilation }: Window,
  height: number,
  width: number,
): readonly [number, number] {
  const count = (axis: 0 | 1, n: number): number =>
    Math.floor((n + 2 * padding[axis] - dilation[axis] * (kernel[axis] - 1) - 1) / stride[axis]) + 1;
  const size = [count(0, height), count(1, width)] as const;
  if (size[0] < 1 || size[1] < 1) {
    throw new ShapeError(
      `${name}: a kernel of ${kernel.join('×')} with dilation ${dilation.join('×')} on ${height}×${width} with padding ${padding.join('×')}`,
      'the window must fit: use a smaller kernel or more padding',
    );
  }
  return size;
}

/** @throws ShapeError when padding is more than half the window */
export function requireLittlePadding(name: string, { padding, kernel }: Window): void {
  if (padding[0] * 2 > kernel[0] || padding[1] * 2 > kernel[1])
    throw new ShapeError(`${name}: padding ${padding.join('×')} of a window ${kernel.join('×')}`, 'padding is at most half the window');
}

/** @throws ShapeError when a window meets padding alone, as one with dilation can that steps over a small image */
export function requireMeeting(name: string, w: Window, height: number, width: number): void {
  const counts = outputSize(name, w, height, width);
  for (const axis of [0, 1] as const) {
    const n = [height, width][axis];
    for (let i = 0; i < counts[axis]; i++) {
      const start = i * w.stride[axis] - w.padding[axis];
      const steps = start < 0 ? Math.ceil(-start / w.dilation[axis]) : 0;
      if (steps >= w.kernel[axis] || start + steps * w.dilation[axis] >= n)
        throw new ShapeError(
          `${name}: window ${i} of ${w.kernel[axis]} with dilation ${w.dilation[axis]} on ${n} elements with padding ${w.padding[axis]} meets padding alone`,
          'use less padding or less dilation',
        );
    }
  }
}
