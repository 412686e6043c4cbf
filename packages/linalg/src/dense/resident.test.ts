/** With kernels that keep matrices in their memory, factorisations are those of the code here up to rounding. */
import { expect, test } from 'vitest';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { withKernels } from '@adjoint/tensor';
import { choleskyInPlace } from './cholesky.ts';
import { luInPlace } from './lu.ts';
import { formQ, qrInPlace } from './qr.ts';

const kernels = wasmKernels();
/** Diagonally dominant and symmetric: condition below 10, so that factors agree to a few n·ε. */
const matrix = (n: number): Float64Array<ArrayBuffer> =>
  Float64Array.from({ length: n * n }, (_, k) => {
    const i = Math.floor(k / n);
    const j = k % n;
    return i === j ? n : Math.sin(1 + i * j);
  });
const close = (a: ArrayLike<number>, b: ArrayLike<number>, bound: number): void => {
  for (let i = 0; i < b.length; i++) if (!(Math.abs(a[i] - b[i]) <= bound)) expect(a[i], `element ${i}`).toBe(b[i]);
};

test('LU, Cholesky and QR agree with and without resident kernels', () => {
  for (const n of [10, 24, 33, 50, 100, 130]) {
    const a = matrix(n);
    const tolerance = 100 * n * n * 2 ** -53;
    const factors = (): readonly Float64Array[] => {
      const lu = a.slice();
      const l = a.slice();
      const r = a.slice();
      const { pivots, zeroPivot } = luInPlace(lu, n, n);
      const failed = choleskyInPlace(l, n);
      const tau = qrInPlace(r, n, n);
      const lower = l.map((v, k) => (k % n > Math.floor(k / n) ? 0 : v)); // what is above is scratch
      return [lu, Float64Array.from(pivots), lower, r, tau, formQ(r, n, n, tau, n), Float64Array.of(zeroPivot, failed)];
    };
    const here = factors();
    const resident = withKernels(kernels, factors);
    here.forEach((x, k) => {
      close(resident[k], x, tolerance);
    });
  }
});
