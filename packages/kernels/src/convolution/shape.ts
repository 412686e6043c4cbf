/** Sizes of results of moving windows, and the checks that arrays hold them. */
import type { ConvolutionShape, PoolShape, WindowShape } from '../convolution-contract.ts';

/** Windows along one axis; 0 or less when none fits. */
export const windowsAlong = (s: WindowShape, axis: 0 | 1): number =>
  Math.floor(((axis === 0 ? s.height : s.width) + 2 * s.padding[axis] - s.dilation[axis] * (s.kernel[axis] - 1) - 1) / s.stride[axis]) + 1;

/** @throws RangeError unless sizes are integers in their range and a window fits */
function requireWindow(name: string, s: WindowShape): void {
  const whole = (n: number, least: number): boolean => Number.isInteger(n) && n >= least;
  const fine =
    whole(s.height, 1) &&
    whole(s.width, 1) &&
    [s.kernel, s.stride, s.dilation].every((p) => p.every((n) => whole(n, 1))) &&
    s.padding.every((n) => whole(n, 0));
  if (!fine || windowsAlong(s, 0) < 1 || windowsAlong(s, 1) < 1)
    throw new RangeError(
      `${name}: a window of ${s.kernel.join('×')} on ${s.height}×${s.width}, stride ${s.stride.join('×')}, padding ${s.padding.join('×')}, dilation ${s.dilation.join('×')}`,
    );
}

function requireLength(name: string, which: string, array: ArrayLike<number>, least: number): void {
  if (array.length < least) throw new RangeError(`${name}: ${which} has ${array.length} elements, ${least} are needed`);
}

/** @throws RangeError when groups do not divide the channels, no window fits, or an array is too short */
export function requireConvolution(
  name: string,
  s: ConvolutionShape,
  x: ArrayLike<number>,
  K: ArrayLike<number>,
  y: ArrayLike<number>,
  bias: ArrayLike<number> | null = null,
): void {
  const { images, channels, outputs, groups } = s;
  if (
    ![images, channels, outputs, groups].every((n) => Number.isInteger(n) && n >= 0) ||
    groups < 1 ||
    channels % groups !== 0 ||
    outputs % groups !== 0
  )
    throw new RangeError(`${name}: ${images} images, ${channels} channels, ${outputs} outputs, ${groups} groups`);
  requireWindow(name, s);
  requireLength(name, 'x', x, images * channels * s.height * s.width);
  requireLength(name, 'K', K, outputs * (channels / groups) * s.kernel[0] * s.kernel[1]);
  requireLength(name, 'y', y, images * outputs * windowsAlong(s, 0) * windowsAlong(s, 1));
  if (bias) requireLength(name, 'bias', bias, outputs);
}

/** @throws RangeError when no window fits, a window may lie in the padding alone, or an array is too short */
export function requirePool(name: string, s: PoolShape, x: ArrayLike<number>, ...results: readonly ArrayLike<number>[]): void {
  if (!Number.isInteger(s.planes) || s.planes < 0) throw new RangeError(`${name}: ${s.planes} planes`);
  requireWindow(name, s);
  if (s.padding.some((p, axis) => 2 * p > s.kernel[axis]))
    throw new RangeError(`${name}: padding ${s.padding.join('×')} of a window ${s.kernel.join('×')}`);
  requireLength(name, 'x', x, s.planes * s.height * s.width);
  for (const r of results) requireLength(name, 'y', r, s.planes * windowsAlong(s, 0) * windowsAlong(s, 1));
}

/** [from, to) of the outputs o for which o·stride + offset lies in [0, size). */
export function reached(offset: number, stride: number, size: number, count: number): readonly [number, number] {
  const from = Math.min(count, offset >= 0 ? 0 : Math.ceil(-offset / stride));
  return [from, Math.max(from, Math.min(count, Math.floor((size - 1 - offset) / stride) + 1))];
}
