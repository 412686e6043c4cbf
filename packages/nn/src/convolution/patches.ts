/**
 * Patches of images as columns, and back: what turns a convolution into a product of matrices.
 *
 *   column (b, oy, ox), row (c, ky, kx):  image b, channel c at (oy·s + ky·d − p, ox·s + kx·d − p), zero outside
 *
 * `addPatches` is the transpose: it adds columns up where they came from.
 */
import type { Window } from './geometry.ts';

export type Floats = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer>;
export interface PatchShape { readonly channels: number; readonly height: number; readonly width: number; readonly outHeight: number; readonly outWidth: number }

/** The range of ox for which kx·d − p + ox·s lies in [0, width). */
function inside(offset: number, stride: number, width: number, count: number): readonly [number, number] {
  const from = offset >= 0 ? 0 : Math.ceil(-offset / stride), to = Math.min(count, Math.floor((width - 1 - offset) / stride) + 1);
  return [Math.min(from, count), Math.max(Math.min(from, count), to)];
}

/**
 * @param out   [channels·kh·kw, images·outHeight·outWidth], written everywhere
 * @param image where the first image starts in x; images follow each other at `imageStride`
 */
export function takePatches(out: Floats, x: Floats, image: number, images: number, imageStride: number, s: PatchShape, w: Window): void {
  const { channels, height, width, outHeight, outWidth } = s, [sy, sx] = w.stride, area = outHeight * outWidth;
  let row = 0;
  for (let c = 0; c < channels; c++) for (let ky = 0; ky < w.kernel[0]; ky++) for (let kx = 0; kx < w.kernel[1]; kx++, row++) {
    const oy0 = ky * w.dilation[0] - w.padding[0], ox0 = kx * w.dilation[1] - w.padding[1];
    const [from, to] = inside(ox0, sx, width, outWidth);
    for (let b = 0; b < images; b++) {
      let at = (row * images + b) * area;
      const plane = image + b * imageStride + c * height * width;
      for (let oy = 0; oy < outHeight; oy++, at += outWidth) {
        const iy = oy * sy + oy0;
        if (iy < 0 || iy >= height) { out.fill(0, at, at + outWidth); continue; }
        const line = plane + iy * width + ox0;
        for (let ox = 0; ox < from; ox++) out[at + ox] = 0;
        if (sx === 1) for (let ox = from; ox < to; ox++) out[at + ox] = x[line + ox];
        else for (let ox = from; ox < to; ox++) out[at + ox] = x[line + ox * sx];
        for (let ox = to; ox < outWidth; ox++) out[at + ox] = 0;
      }
    }
  }
}

/** Adds columns to the images they came from. */
export function addPatches(x: Floats, columns: Floats, image: number, images: number, imageStride: number, s: PatchShape, w: Window): void {
  const { channels, height, width, outHeight, outWidth } = s, [sy, sx] = w.stride, area = outHeight * outWidth;
  let row = 0;
  for (let c = 0; c < channels; c++) for (let ky = 0; ky < w.kernel[0]; ky++) for (let kx = 0; kx < w.kernel[1]; kx++, row++) {
    const oy0 = ky * w.dilation[0] - w.padding[0], ox0 = kx * w.dilation[1] - w.padding[1];
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
