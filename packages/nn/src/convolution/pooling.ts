/** Pooling of images: the largest or the mean value of each window. */
import {
  type AnyTypedArray,
  type DenseTensor,
  type Primitive,
  ShapeError,
  type Tensor,
  type TypedArrayOf,
  adoptBuffer,
  allocate,
  bind,
  ones,
} from '@adjoint/tensor';
import { convolution2d } from './convolution.ts';
import { requireFloats } from './convolution-primitives.ts';
import {
  type Pair,
  type Window,
  type WindowOptions,
  outputSize,
  pair,
  requireLittlePadding,
  requireMeeting,
  windowOf,
} from './geometry.ts';
import { convolutionKernels } from './kernels.ts';
import { addAtPlaces, type Places, pickPlaces } from './places.ts';

type Floats = TypedArrayOf<'float64' | 'float32'>;

export interface PoolOptions extends WindowOptions {
  /** Default: the size of the window. */
  readonly stride?: Pair;
}

/**
 * The largest element of each window, [N, C, H′, W′], and where it is in its own plane, int32 [N, C, H′·W′]. NaN counts as
 * largest. Backwards a cotangent goes to that place alone.
 */
const maxPoolPrimitive: Primitive<Window> = {
  name: 'maxPool',
  abstract: ([x], w) => {
    const [N, C, H, W] = x.shape;
    const size = outputSize('maxPool2d', w, H, W);
    return [
      { shape: [N, C, ...size], dtype: x.dtype },
      { shape: [N, C, area(size)], dtype: 'int32' },
    ];
  },
  evaluate: ([x], w) => {
    const [y, places] = maxPoolPrimitive.abstract([x], w);
    const [, , H, W] = x.shape;
    const at = new Int32Array(places.shape.reduce((a, b) => a * b, 1));
    const out = allocate(x.dtype as 'float32', at.length) as Floats;
    fillLargest(out, at, x, w, H, W);
    return [adoptBuffer(out, y.shape), adoptBuffer(at, places.shape)];
  },
  jvp: ([dx], [x], [y, places], w) => [dx && pickPlaces(asPlanes(dx, x.shape), places, placesOf(w, x.shape)).reshape(y.shape), null],
  vjp: ([ct], [x], [, places], w) => [ct && addAtPlaces(ct.reshape(places.shape), places, placesOf(w, x.shape)).reshape(x.shape)],
  batch: ([x], _batched, w, size) => {
    const [y, places] = bind(maxPoolPrimitive, [x.reshape([-1, ...x.shape.slice(2)])], w);
    return [y, places].map((t) => t.reshape([size, -1, ...t.shape.slice(1)]));
  },
};
/** Windows that do not overlap. */
const areApart = ({ kernel, stride, dilation }: Window): boolean =>
  [0, 1].every((axis) => stride[axis] > dilation[axis] * (kernel[axis] - 1));
const placesOf = (w: Window, [, , height, width]: readonly number[]): Places => ({ apart: areApart(w), windows: { height, width, ...w } });
const asPlanes = (x: Tensor, [N, C, H, W]: readonly number[]): Tensor => x.reshape([N, C, H * W]);

function fillLargest(out: Floats, places: Int32Array, x: DenseTensor, w: Window, height: number, width: number): void {
  const kernels = convolutionKernels();
  const values = x.packed() as Floats;
  const planes = x.size / (height * width);
  if (kernels?.maxPool !== undefined && x.dtype === 'float32') {
    kernels.maxPool(out, places, values, { planes, height, width, ...w });
    return;
  }
  const inside = w.padding[0] + w.padding[1] === 0 && w.dilation[0] === 1 && w.dilation[1] === 1;
  if (inside && w.kernel[0] === 2 && w.kernel[1] === 2) fillPairs(places, values, w.stride, height, width);
  else fillAny(places, values, w, height, width);
  const count = planes === 0 ? 0 : places.length / planes;
  for (let i = 0, plane = 0; i < out.length; plane += height * width)
    for (const end = i + count; i < end; i++) out[i] = values[plane + places[i]];
}

/** Windows of 2 × 2, the usual ones. */
function fillPairs(out: Int32Array, values: AnyTypedArray, [sy, sx]: readonly [number, number], height: number, width: number): void {
  const rows = Math.floor((height - 2) / sy) + 1;
  const columns = Math.floor((width - 2) / sx) + 1;
  for (let start = 0, to = 0; to < out.length; start += height * width) {
    for (let oy = 0, row = 0; oy < rows; oy++, row += sy * width)
      for (let ox = 0, at = row; ox < columns; ox++, at += sx) {
        const i = start + at;
        const a = values[i];
        const b = values[i + 1];
        const c = values[i + width];
        const d = values[i + width + 1];
        let best = at;
        let most = a;
        if (b > most) {
          best = at + 1;
          most = b;
        }
        if (c > most) {
          best = at + width;
          most = c;
        }
        if (d > most) {
          best = at + width + 1;
          most = d;
        }
        if (a + b + c + d !== a + b + c + d) best = at + (a !== a ? 0 : b !== b ? 1 : c !== c ? width : d !== d ? width + 1 : best - at); // NaN wins
        out[to++] = best;
      }
  }
}

function fillAny(out: Int32Array, values: AnyTypedArray, w: Window, height: number, width: number): void {
  const [outHeight, outWidth] = outputSize('maxPool2d', w, height, width);
  const planes = values.length / (height * width);
  const [kh, kw] = w.kernel;
  const [sy, sx] = w.stride;
  const [py, px] = w.padding;
  const [dy, dx] = w.dilation;
  for (let plane = 0, to = 0; plane < planes; plane++) {
    const start = plane * height * width;
    for (let oy = 0; oy < outHeight; oy++) {
      const y0 = oy * sy - py;
      const firstRow = y0 < 0 ? Math.ceil(-y0 / dy) : 0;
      const lastRow = Math.min(kh, Math.floor((height - 1 - y0) / dy) + 1);
      for (let ox = 0; ox < outWidth; ox++, to++) {
        const x0 = ox * sx - px;
        const from = x0 < 0 ? Math.ceil(-x0 / dx) : 0;
        const until = Math.min(kw, Math.floor((width - 1 - x0) / dx) + 1);
        let best = (y0 + firstRow * dy) * width + x0 + from * dx;
        let most = values[start + best];
        for (let ky = firstRow; ky < lastRow; ky++) {
          const row = (y0 + ky * dy) * width + x0;
          for (let kx = from; kx < until; kx++) {
            const at = row + kx * dx;
            const v = values[start + at];
            if (v > most || (v !== v && most === most)) {
              best = at;
              most = v;
            }
          }
        }
        out[to] = best;
      }
    }
  }
}
const area = ([h, w]: readonly [number, number]): number => h * w;

/**
 * The largest element of each window; padding never wins, a tie goes to the first.
 *
 * @param x [N, C, H, W], float
 * @returns [N, C, H′, W′]
 * @throws ShapeError when the window does not fit or lies in the padding alone
 * @example maxPool2d(x, 2) // half the height and width
 */
export function maxPool2d(x: Tensor, kernel: Pair, options: PoolOptions = {}): Tensor {
  const w = poolWindow('maxPool2d', x, kernel, options);
  requireMeeting('maxPool2d', w, x.shape[2], x.shape[3]);
  return bind(maxPoolPrimitive, [x], w)[0];
}

/**
 * The mean of each window, padding counted as zeros.
 *
 * @param x [N, C, H, W], float
 * @returns [N, C, H′, W′]
 * @throws ShapeError when the window does not fit
 */
export function averagePool2d(x: Tensor, kernel: Pair, options: PoolOptions = {}): Tensor {
  const w = poolWindow('averagePool2d', x, kernel, options);
  const [N, C, H, W] = x.shape;
  const [kh, kw] = w.kernel;
  const [outHeight, outWidth] = outputSize('averagePool2d', w, H, W);
  const tiles =
    w.stride[0] === kh &&
    w.stride[1] === kw &&
    area(w.padding) === 0 &&
    w.padding[0] + w.padding[1] === 0 &&
    w.dilation[0] === 1 &&
    w.dilation[1] === 1;
  if (tiles)
    return x
      .slice(null, null, [0, outHeight * kh], [0, outWidth * kw])
      .reshape([N, C, outHeight, kh, outWidth, kw])
      .mean([3, 5]);
  const planes = convolution2d(x.reshape([N * C, 1, H, W]), ones([1, 1, kh, kw], x.dtype), w); // each channel for itself
  return planes.div(kh * kw).reshape([N, C, outHeight, outWidth]);
}

function poolWindow(name: string, x: Tensor, kernel: Pair, options: PoolOptions): Window {
  if (x.rank !== 4) throw new ShapeError(`${name}: x [${x.shape.join(', ')}]`, 'give images [N, channels, height, width]');
  requireFloats(name, x);
  const w = windowOf(name, kernel, { ...options, stride: options.stride ?? pair(kernel) });
  requireLittlePadding(name, w);
  return w;
}
