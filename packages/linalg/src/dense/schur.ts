/**
 * A = Z·T·Zᵀ, T quasi upper triangular (1×1 blocks and 2×2 blocks of complex pairs), by Francis' double-shift QR.
 *
 * Francis (1961); Golub and Van Loan, algorithm 7.5.2. Large ones: see multishift-qr.ts.
 */
import { firstVector, reflectAt } from './francis-step.ts';
import { hessenbergInPlace } from './hessenberg.ts';
import { activeStart } from './hessenberg-deflation.ts';
import { denseKernels } from './kernels.ts';
import { EPS } from './machine.ts';
import { multishiftQr } from './multishift-qr.ts';
import { plainHessenberg } from './plain-hessenberg.ts';
import { geometricMean, standardizeBlock } from './schur-2x2.ts';
import { plainCopy, zeros } from './small-memory.ts';

export interface RealSchur {
  /** Real and imaginary parts of the eigenvalues, in the order of the diagonal of T. */
  readonly re: Float64Array<ArrayBuffer>;
  readonly im: Float64Array<ArrayBuffer>;
  /** Z, n×n; null when not asked for. */
  readonly z: Float64Array<ArrayBuffer> | null;
  readonly converged: boolean;
}

/** From this order on many shifts are chased at once. */
export const MULTISHIFT_FROM = 120;
/** Below this order plain loops make the Hessenberg form sooner than calls. */
const CALLS_FROM = 12;

/** Turns `a` into T. Entries should be of moderate size: scale first. */
export function realSchurInPlace(a: Float64Array, n: number, vectors: boolean): RealSchur {
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  if (n >= MULTISHIFT_FROM) {
    const z = hessenbergInPlace(a, n, vectors);
    return { re, im, z, converged: multishiftQr(a, n, z, re, im, doubleShiftQr) };
  }
  const h = plainCopy(a, 0, n * n);
  const { z, converged } = plainSchur(h, n, vectors, re, im);
  for (let i = 0; i < n * n; i++) a[i] = h[i];
  return { re, im, z: z && Float64Array.from(z), converged };
}

/** The same for an order below MULTISHIFT_FROM: `h` becomes T, the eigenvalues go to `re` and `im`. */
export function plainSchur(
  h: number[],
  n: number,
  vectors: boolean,
  re: Float64Array,
  im: Float64Array,
): { readonly z: number[] | null; readonly converged: boolean } {
  const z = n < CALLS_FROM || denseKernels() === undefined ? plainHessenberg(h, n, vectors) : hessenbergThere(h, n, vectors);
  return { z, converged: doubleShiftQr(h, n, z, re, im) };
}

/** By the kernels in force. */
function hessenbergThere(h: number[], n: number, vectors: boolean): number[] | null {
  const a = Float64Array.from(h);
  const z = hessenbergInPlace(a, n, vectors);
  for (let i = 0; i < n * n; i++) h[i] = a[i];
  return z && plainCopy(z, 0, n * n);
}

/** The iteration on a Hessenberg matrix h; z is multiplied from the right. @returns true when it converged */
export function doubleShiftQr(h: number[], n: number, z: number[] | null, re: Float64Array, im: Float64Array): boolean {
  const first = zeros(n > 2 ? 3 : 0);
  let end = n - 1;
  let steps = 0;
  let budget = 60 * Math.max(10, n);
  while (end >= 0) {
    const low = activeStart(h, n, end);
    if (low > 0) h[low * n + low - 1] = 0;
    if (low === end) {
      re[end] = h[end * n + end];
      end--;
      steps = 0;
    } else if (low === end - 1) {
      splitPair(h, n, low, z, re, im);
      end -= 2;
      steps = 0;
    } else {
      if (budget-- <= 0) return false;
      steps++;
      doubleStep(h, n, low, end, z, steps, first);
    }
  }
  return true;
}

function splitPair(h: number[], n: number, k: number, z: number[] | null, re: Float64Array, im: Float64Array): void {
  const i = k * n + k;
  const j = (k + 1) * n + k;
  const { a, b, c, d, cs, sn } = standardizeBlock(h[i], h[i + 1], h[j], h[j + 1]);
  if (sn !== 0) {
    rotateRows(h, n, k, k + 2, n, cs, sn);
    rotateColumns(h, n, k, k, cs, sn);
    if (z) rotateColumns(z, n, k, n, cs, sn);
  }
  h[i] = a;
  h[i + 1] = b;
  h[j] = c;
  h[j + 1] = d;
  re[k] = a;
  re[k + 1] = d;
  if (c !== 0) {
    im[k] = geometricMean(Math.abs(b), Math.abs(c));
    im[k + 1] = -im[k];
  }
}

function rotateRows(h: number[], n: number, k: number, from: number, to: number, c: number, s: number): void {
  for (let j = from; j < to; j++) {
    const x = h[k * n + j];
    const y = h[(k + 1) * n + j];
    h[k * n + j] = c * x + s * y;
    h[(k + 1) * n + j] = c * y - s * x;
  }
}
function rotateColumns(h: number[], n: number, k: number, rows: number, c: number, s: number): void {
  for (let i = 0; i < rows; i++) {
    const x = h[i * n + k];
    const y = h[i * n + k + 1];
    h[i * n + k] = c * x + s * y;
    h[i * n + k + 1] = c * y - s * x;
  }
}

/** One implicit double-shift sweep on low..end. */
function doubleStep(h: number[], n: number, low: number, end: number, z: number[] | null, steps: number, v: number[]): void {
  let h11: number;
  let h12: number;
  let h21: number;
  let h22: number;
  if (steps % 20 === 10) {
    // exceptional shifts break cycles
    const s = Math.abs(h[(low + 1) * n + low]) + Math.abs(h[(low + 2) * n + low + 1]);
    h11 = 0.75 * s + h[low * n + low];
    h12 = -0.4375 * s;
    h21 = s;
    h22 = h11;
  } else if (steps % 20 === 0) {
    const s = Math.abs(h[end * n + end - 1]) + Math.abs(h[(end - 1) * n + end - 2]);
    h11 = 0.75 * s + h[end * n + end];
    h12 = -0.4375 * s;
    h21 = s;
    h22 = h11;
  } else {
    h11 = h[(end - 1) * n + end - 1];
    h12 = h[(end - 1) * n + end];
    h21 = h[end * n + end - 1];
    h22 = h[end * n + end];
  }
  const [r1, i1, r2, i2] = shiftsOf(h11, h12, h21, h22);
  let m = end - 2;
  for (; ; m--) {
    firstVector(h, n, m, r1, i1, r2, i2, v);
    if (m === low) break;
    const left = Math.abs(h[m * n + m - 1]);
    const size = Math.abs(h[(m - 1) * n + m - 1]) + Math.abs(h[m * n + m]) + Math.abs(h[(m + 1) * n + m + 1]);
    if (left * (Math.abs(v[1]) + Math.abs(v[2])) <= EPS * Math.abs(v[0]) * size) break;
  }
  const t = reflectAt(h, n, m, end, true, v[0], v[1], v[2], z);
  if (m > low) h[m * n + m - 1] *= 1 - t;
  for (let k = m + 1; k < end; k++) reflectAt(h, n, k, end, false, 0, 0, 0, z);
}

function shiftsOf(h11: number, h12: number, h21: number, h22: number): readonly [number, number, number, number] {
  const s = Math.abs(h11) + Math.abs(h12) + Math.abs(h21) + Math.abs(h22);
  if (s === 0) return [0, 0, 0, 0];
  const a = h11 / s;
  const b = h12 / s;
  const c = h21 / s;
  const d = h22 / s;
  const half = (a + d) / 2;
  const det = (a - half) * (d - half) - b * c;
  const root = Math.sqrt(Math.abs(det));
  if (det >= 0) return [half * s, root * s, half * s, -root * s];
  const x = half + root;
  const y = half - root;
  const near = (Math.abs(x - d) <= Math.abs(y - d) ? x : y) * s;
  return [near, 0, near, 0];
}
