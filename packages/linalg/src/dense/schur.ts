/**
 * A = Z·T·Zᵀ, T quasi upper triangular (1×1 blocks and 2×2 blocks of complex pairs), by Francis' double-shift QR.
 *
 * Francis (1961); Golub and Van Loan, algorithm 7.5.2; the deflation test of Ahues and Tisseur (1997).
 */
import { hessenbergInPlace } from './hessenberg.ts';
import { EPS, SMALLEST_NORMAL } from './machine.ts';
import { standardizeBlock } from './schur-2x2.ts';

export interface RealSchur {
  /** Real and imaginary parts of the eigenvalues, in the order of the diagonal of T. */
  readonly re: Float64Array<ArrayBuffer>;
  readonly im: Float64Array<ArrayBuffer>;
  /** Z, n×n; null when not asked for. */
  readonly z: Float64Array<ArrayBuffer> | null;
  readonly converged: boolean;
}

/** Turns `a` into T. Entries should be of moderate size: scale first. */
export function realSchurInPlace(a: Float64Array, n: number, vectors: boolean): RealSchur {
  const z = hessenbergInPlace(a, n, vectors), re = new Float64Array(n), im = new Float64Array(n);
  let end = n - 1, steps = 0, budget = 60 * Math.max(10, n);
  while (end >= 0) {
    const low = activeStart(a, n, end);
    if (low > 0) a[low * n + low - 1] = 0;
    if (low === end) {
      re[end] = a[end * n + end];
      end--;
      steps = 0;
    } else if (low === end - 1) {
      splitPair(a, n, low, z, re, im);
      end -= 2;
      steps = 0;
    } else {
      if (budget-- <= 0) return { re, im, z, converged: false };
      steps++;
      doubleStep(a, n, low, end, z, steps);
    }
  }
  return { re, im, z, converged: true };
}

/** Start of the last unreduced block. */
function activeStart(h: Float64Array, n: number, end: number): number {
  const least = n * (SMALLEST_NORMAL / EPS);
  for (let l = end; l > 0; l--) {
    const sub = Math.abs(h[l * n + l - 1]);
    if (sub <= least) return l;
    const here = h[l * n + l], before = h[(l - 1) * n + l - 1];
    let size = Math.abs(here) + Math.abs(before);
    if (size === 0) {
      if (l > 1) size += Math.abs(h[(l - 1) * n + l - 2]);
      if (l < end) size += Math.abs(h[(l + 1) * n + l]);
    }
    if (sub > EPS * size) continue;
    const up = Math.abs(h[(l - 1) * n + l]), ab = Math.max(sub, up), ba = Math.min(sub, up);
    const gap = Math.abs(before - here), aa = Math.max(Math.abs(here), gap), bb = Math.min(Math.abs(here), gap), s = aa + ab;
    if (ba * (ab / s) <= Math.max(least, EPS * (bb * (aa / s)))) return l;
  }
  return 0;
}

function splitPair(h: Float64Array, n: number, k: number, z: Float64Array | null, re: Float64Array, im: Float64Array): void {
  const i = k * n + k, j = (k + 1) * n + k;
  const { a, b, c, d, cs, sn } = standardizeBlock(h[i], h[i + 1], h[j], h[j + 1]);
  if (sn !== 0) {
    rotateRows(h, n, k, k + 2, n, cs, sn);
    rotateColumns(h, n, k, k, cs, sn);
    if (z) rotateColumns(z, n, k, n, cs, sn);
  }
  h[i] = a; h[i + 1] = b; h[j] = c; h[j + 1] = d;
  re[k] = a;
  re[k + 1] = d;
  if (c !== 0) {
    im[k] = Math.sqrt(Math.abs(b)) * Math.sqrt(Math.abs(c));
    im[k + 1] = -im[k];
  }
}

function rotateRows(h: Float64Array, n: number, k: number, from: number, to: number, c: number, s: number): void {
  for (let j = from; j < to; j++) {
    const x = h[k * n + j], y = h[(k + 1) * n + j];
    h[k * n + j] = c * x + s * y;
    h[(k + 1) * n + j] = c * y - s * x;
  }
}
function rotateColumns(h: Float64Array, n: number, k: number, rows: number, c: number, s: number): void {
  for (let i = 0; i < rows; i++) {
    const x = h[i * n + k], y = h[i * n + k + 1];
    h[i * n + k] = c * x + s * y;
    h[i * n + k + 1] = c * y - s * x;
  }
}

/** One implicit double-shift sweep on low..end. */
function doubleStep(h: Float64Array, n: number, low: number, end: number, z: Float64Array | null, steps: number): void {
  let h11: number, h12: number, h21: number, h22: number;
  if (steps % 20 === 10) { // exceptional shifts break cycles
    const s = Math.abs(h[(low + 1) * n + low]) + Math.abs(h[(low + 2) * n + low + 1]);
    h11 = 0.75 * s + h[low * n + low]; h12 = -0.4375 * s; h21 = s; h22 = h11;
  } else if (steps % 20 === 0) {
    const s = Math.abs(h[end * n + end - 1]) + Math.abs(h[(end - 1) * n + end - 2]);
    h11 = 0.75 * s + h[end * n + end]; h12 = -0.4375 * s; h21 = s; h22 = h11;
  } else {
    h11 = h[(end - 1) * n + end - 1]; h12 = h[(end - 1) * n + end]; h21 = h[end * n + end - 1]; h22 = h[end * n + end];
  }
  const [r1, i1, r2, i2] = shiftsOf(h11, h12, h21, h22);
  let m = end - 2, v0 = 0, v1 = 0, v2 = 0;
  for (; m >= low; m--) {
    const a = h[m * n + m], below = h[(m + 1) * n + m], e = h[(m + 1) * n + m + 1], s = Math.abs(a - r2) + Math.abs(i2) + Math.abs(below), b = below / s;
    v0 = b * h[m * n + m + 1] + (a - r1) * ((a - r2) / s) - i1 * (i2 / s);
    v1 = b * (a + e - r1 - r2);
    v2 = b * h[(m + 2) * n + m + 1];
    const size = Math.abs(v0) + Math.abs(v1) + Math.abs(v2);
    v0 /= size; v1 /= size; v2 /= size;
    if (m === low) break;
    const left = Math.abs(h[m * n + m - 1]), before = Math.abs(h[(m - 1) * n + m - 1]);
    if (left * (Math.abs(v1) + Math.abs(v2)) <= EPS * Math.abs(v0) * (before + Math.abs(a) + Math.abs(e))) break;
  }
  for (let k = m; k < end; k++) {
    const three = k < end - 1;
    if (k > m) {
      v0 = h[k * n + k - 1]; v1 = h[(k + 1) * n + k - 1]; v2 = three ? h[(k + 2) * n + k - 1] : 0;
    }
    const tail = length2(v1, v2);
    let t = 0, w1 = 0, w2 = 0, beta = v0;
    if (tail !== 0) {
      beta = length2(v0, tail);
      if (v0 >= 0) beta = -beta;
      t = (beta - v0) / beta;
      w1 = v1 / (v0 - beta);
      w2 = v2 / (v0 - beta);
    }
    if (k > m) {
      h[k * n + k - 1] = beta;
      h[(k + 1) * n + k - 1] = 0;
      if (three) h[(k + 2) * n + k - 1] = 0;
    } else if (m > low) h[k * n + k - 1] *= 1 - t;
    if (t === 0) continue;
    reflectRows(h, n, k, three, w1, w2, t);
    reflectColumns(h, n, k, Math.min(k + 3, end) + 1, three, w1, w2, t);
    if (z) reflectColumns(z, n, k, n, three, w1, w2, t);
  }
}

/** √(x² + y²), squares directly where they are safe. */
function length2(x: number, y: number): number {
  const s = x * x + y * y;
  return s > 1e-280 && s < 1e300 ? Math.sqrt(s) : Math.hypot(x, y);
}

function shiftsOf(h11: number, h12: number, h21: number, h22: number): readonly [number, number, number, number] {
  const s = Math.abs(h11) + Math.abs(h12) + Math.abs(h21) + Math.abs(h22);
  if (s === 0) return [0, 0, 0, 0];
  const a = h11 / s, b = h12 / s, c = h21 / s, d = h22 / s, half = (a + d) / 2, det = (a - half) * (d - half) - b * c, root = Math.sqrt(Math.abs(det));
  if (det >= 0) return [half * s, root * s, half * s, -root * s];
  const x = half + root, y = half - root, near = (Math.abs(x - d) <= Math.abs(y - d) ? x : y) * s;
  return [near, 0, near, 0];
}

function reflectRows(h: Float64Array, n: number, k: number, three: boolean, w1: number, w2: number, t: number): void {
  const r0 = k * n, r1 = r0 + n, r2 = r1 + n;
  if (three) for (let j = k; j < n; j++) {
    const s = t * (h[r0 + j] + w1 * h[r1 + j] + w2 * h[r2 + j]);
    h[r0 + j] -= s; h[r1 + j] -= s * w1; h[r2 + j] -= s * w2;
  }
  else for (let j = k; j < n; j++) {
    const s = t * (h[r0 + j] + w1 * h[r1 + j]);
    h[r0 + j] -= s; h[r1 + j] -= s * w1;
  }
}
function reflectColumns(h: Float64Array, n: number, k: number, rows: number, three: boolean, w1: number, w2: number, t: number): void {
  for (let i = 0, at = k; i < rows; i++, at += n) {
    const s = t * (h[at] + w1 * h[at + 1] + (three ? w2 * h[at + 2] : 0));
    h[at] -= s; h[at + 1] -= s * w1;
    if (three) h[at + 2] -= s * w2;
  }
}
