/**
 * Patches of images as columns, and back: what turns a convolution into a product of matrices.
 *
 *   column (b, oy, ox), row (c, ky, kx):  image b, channel c at (oy·s + ky·d − p, ox·s + kx·d − p), zero outside
 *
 * `addPatches` is the transpose: it adds columns up where they came from.
 */
import type { Window } from './geometry.ts';

export type Floats = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer>;
export interface PatchShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

/** The range of ox for which kx·d − p + ox·s lies in [0, width). */
function inside(offset: number, stride: number, width: number, count: number): readonly [number, number] {
  const from = offset >= 0 ? 0 : Math.ceil(-offset / stride);
  const to = Math.min(count, Math.floor((width - 1 - offset) / stride) + 1);
  return [Math.min(from, count), Math.max(Math.min(from, count), to)];
}

/**
 * With a stride of one and as many columns out as in, a row of patches is the plane itself, moved: copied as a whole,
 * and put to zero where it came from the line above or below.
 *
 * @returns where in the output the plane goes, from where in the plane, and how much of it
 */
function moved(oy0: number, ox0: number, s: PatchShape): { readonly to: number; readonly from: number; readonly length: number } {
  const { height, width, outHeight } = s;
  const first = Math.max(0, -oy0);
  const last = Math.min(outHeight, height - oy0);
  const from = (first + oy0) * width + ox0;
  const before = Math.max(0, -from);
  const end = Math.min((last + oy0) * width + ox0, height * width);
  return { to: first * width + before, from: from + before, length: Math.max(0, end - from - before) };
}
/** Whether `moved` applies. */
const isShift = (w: Window, s: PatchShape): boolean => w.stride[0] === 1 && w.stride[1] === 1 && s.outWidth === s.width;

/** Columns of one plane of the output that no element of the image reaches. */
function clearColumns(out: Floats, at: number, ox0: number, s: PatchShape): void {
  const { width, outHeight } = s;
  const from = ox0 < 0 ? 0 : Math.max(0, width - ox0);
  const to = ox0 < 0 ? Math.min(width, -ox0) : width;
  if (ox0 !== 0) for (let oy = 0; oy < outHeight; oy++) for (let ox = from; ox < to; ox++) out[at + oy * width + ox] = 0;
}

/**
 * @param out   [channels·kh·kw, images·outHeight·outWidth], written everywhere
 * @param image where the first image starts in x; images follow each other at `imageStride`
 */
export function takePatches(out: Floats, x: Floats, image: number, images: number, imageStride: number, s: PatchShape, w: Window): void {
  const { channels, height, width, outHeight, outWidth } = s;
  const [sy, sx] = w.stride;
  const area = outHeight * outWidth;
  let row = 0;
  for (let c = 0; c < channels; c++)
    for (let ky = 0; ky < w.kernel[0]; ky++)
      for (let kx = 0; kx < w.kernel[1]; kx++, row++) {
        const oy0 = ky * w.dilation[0] - w.padding[0];
        const ox0 = kx * w.dilation[1] - w.padding[1];
        if (isShift(w, s)) {
          const { to, from, length } = moved(oy0, ox0, s);
          for (let b = 0; b < images; b++) {
            const at = (row * images + b) * area;
            const plane = image + b * imageStride + c * height * width;
            out.fill(0, at, at + to);
            out.set(x.subarray(plane + from, plane + from + length), at + to);
            out.fill(0, at + to + length, at + area);
            clearColumns(out, at, ox0, s);
          }
          continue;
        }
        const [from, to] = inside(ox0, sx, width, outWidth);
        for (let b = 0; b < images; b++) {
          let at = (row * images + b) * area;
          const plane = image + b * imageStride + c * height * width;
          for (let oy = 0; oy < outHeight; oy++, at += outWidth) {
            const iy = oy * sy + oy0;
            if (iy < 0 || iy >= height) {
              out.fill(0, at, at + outWidth);
              continue;
            }
            const line = plane + iy * width + ox0;
            for (let ox = 0; ox < from; ox++) out[at + ox] = 0;
            if (sx === 1) for (let ox = from; ox < to; ox++) out[at + ox] = x[line + ox];
            else for (let ox = from; ox < to; ox++) out[at + ox] = x[line + ox * sx];
            for (let ox = to; ox < outWidth; ox++) out[at + ox] = 0;
          }
        }
      }
}

/** Adds columns to the images they came from. `columns` is used up: what belongs to no element is put to zero. */
export function addPatches(x: Floats, columns: Floats, image: number, images: number, imageStride: number, s: PatchShape, w: Window): void {
  const { channels, height, width, outHeight, outWidth } = s;
  const [sy, sx] = w.stride;
  const area = outHeight * outWidth;
  let row = 0;
  for (let c = 0; c < channels; c++)
    for (let ky = 0; ky < w.kernel[0]; ky++)
      for (let kx = 0; kx < w.kernel[1]; kx++, row++) {
        const oy0 = ky * w.dilation[0] - w.padding[0];
        const ox0 = kx * w.dilation[1] - w.padding[1];
        if (isShift(w, s)) {
          const { to, from, length } = moved(oy0, ox0, s);
          for (let b = 0; b < images; b++) {
            const at = (row * images + b) * area;
            const plane = image + b * imageStride + c * height * width + from;
            clearColumns(columns, at, ox0, s);
            for (let i = 0, k = at + to; i < length; i++, k++) x[plane + i] += columns[k];
          }
          continue;
        }
        const [from, to] = inside(ox0, sx, width, outWidth);
        for (let b = 0; b < images; b++) {
          let at = (row * images + b) * area;
          const plane = image + b * imageStride + c * height * width;
          for (let oy = 0; oy < outHeight; oy++, at += outWidth) {
            const iy = oy * sy + oy0;
            if (iy < 0 || iy >= height) continue;
            const line = plane + iy * width + ox0;
            if (sx === 1) for (let ox = from; ox < to; ox++) x[line + ox] += columns[at + ox];
            else for (let ox = from; ox < to; ox++) x[line + ox * sx] += columns[at + ox];
          }
        }
      }
}
