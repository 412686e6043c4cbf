/** Pooling of planes by plain loops: the largest or the mean value of each window, and the transposes. */
import type { ConvolutionKernels, PoolShape } from '../convolution-contract.ts';
import { reached, requirePool, windowsAlong } from './shape.ts';

/** Calls `visit` for every window: which it is, where its plane starts, and its rows and columns inside the plane. */
function eachWindow(
  s: PoolShape,
  visit: (window: number, plane: number, y0: number, x0: number, ky: readonly [number, number], kx: readonly [number, number]) => void,
): void {
  const rows = windowsAlong(s, 0);
  const columns = windowsAlong(s, 1);
  const [dy, dx] = s.dilation;
  for (let p = 0, window = 0; p < s.planes; p++)
    for (let oy = 0; oy < rows; oy++) {
      const y0 = oy * s.stride[0] - s.padding[0];
      const ky = reached(y0, dy, s.height, s.kernel[0]);
      for (let ox = 0; ox < columns; ox++, window++) {
        const x0 = ox * s.stride[1] - s.padding[1];
        visit(window, p * s.height * s.width, y0, x0, ky, reached(x0, dx, s.width, s.kernel[1]));
      }
    }
}

export const maxPool: ConvolutionKernels['maxPool'] = (y, places, x, s) => {
  requirePool('maxPool', s, x, y, places);
  const [dy, dx] = s.dilation;
  eachWindow(s, (window, plane, y0, x0, [ky0, ky1], [kx0, kx1]) => {
    let best = (y0 + ky0 * dy) * s.width + x0 + kx0 * dx;
    let most = x[plane + best];
    for (let ky = ky0; ky < ky1; ky++)
      for (let kx = kx0; kx < kx1; kx++) {
        const at = (y0 + ky * dy) * s.width + x0 + kx * dx;
        const v = x[plane + at];
        if (v > most || (v !== v && most === most)) {
          best = at;
          most = v;
        }
      }
    y[window] = most;
    places[window] = best;
  });
};

export const maxPoolByInput: ConvolutionKernels['maxPoolByInput'] = (x, y, places, s) => {
  requirePool('maxPoolByInput', s, x, y, places);
  const size = s.height * s.width;
  const count = windowsAlong(s, 0) * windowsAlong(s, 1);
  x.fill(0, 0, s.planes * size);
  for (let p = 0, i = 0; p < s.planes; p++)
    for (const end = i + count; i < end; i++) {
      const place = places[i];
      if (!(place >= 0 && place < size)) throw new RangeError(`maxPoolByInput: place ${place} in a plane of ${size} elements`);
      x[p * size + place] += y[i];
    }
};

export const averagePool: ConvolutionKernels['averagePool'] = (y, x, s) => {
  requirePool('averagePool', s, x, y);
  const [dy, dx] = s.dilation;
  const area = s.kernel[0] * s.kernel[1];
  eachWindow(s, (window, plane, y0, x0, [ky0, ky1], [kx0, kx1]) => {
    let sum = 0;
    for (let ky = ky0; ky < ky1; ky++) for (let kx = kx0; kx < kx1; kx++) sum += x[plane + (y0 + ky * dy) * s.width + x0 + kx * dx];
    y[window] = sum / area;
  });
};

export const averagePoolByInput: ConvolutionKernels['averagePoolByInput'] = (x, y, s) => {
  requirePool('averagePoolByInput', s, x, y);
  const [dy, dx] = s.dilation;
  const area = s.kernel[0] * s.kernel[1];
  x.fill(0, 0, s.planes * s.height * s.width);
  eachWindow(s, (window, plane, y0, x0, [ky0, ky1], [kx0, kx1]) => {
    const share = y[window] / area;
    for (let ky = ky0; ky < ky1; ky++) for (let kx = kx0; kx < kx1; kx++) x[plane + (y0 + ky * dy) * s.width + x0 + kx * dx] += share;
  });
};
