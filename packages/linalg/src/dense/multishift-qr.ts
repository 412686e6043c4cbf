/**
 * QR iteration with many shifts: a chain of small bulges is chased through windows, whose reflectors are gathered in one
 * matrix and applied to the rest by products; shifts are the eigenvalues of a window at the end, where converged ones
 * are also found early.
 *
 * Braman, Byers, Mathias (2002), "The multishift QR algorithm", parts I and II. Deflation stops at the first eigenvalue
 * of the window that has not converged: none are reordered.
 */
import { firstVector, reflectAt, type ShiftPair } from './francis-step.ts';
import { activeStart } from './hessenberg-deflation.ts';
import { hessenbergInPlace } from './hessenberg.ts';
import { applyLeft, applyRight, reflect } from './householder.ts';
import { gemm } from './kernels.ts';
import { EPS, SMALLEST_NORMAL } from './machine.ts';
import { zeros } from './small-memory.ts';

type SmallQr = (h: number[], n: number, z: number[] | null, re: Float64Array, im: Float64Array) => boolean;
interface Iteration {
  readonly h: Float64Array;
  readonly n: number;
  readonly z: Float64Array | null;
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly small: SmallQr;
}

const SMALL = 64;
const SPACING = 4;

/** h Hessenberg, n×n → T; z ← z·(the product of all reflectors). @returns true when it converged */
export function multishiftQr(
  h: Float64Array,
  n: number,
  z: Float64Array | null,
  re: Float64Array,
  im: Float64Array,
  small: SmallQr,
): boolean {
  const it = { h, n, z, re, im, small };
  const pairs = n < 300 ? 6 : 8;
  const width = n < 300 ? 24 : 40;
  let end = n - 1;
  let fruitless = 0;
  for (let budget = 30 * n; end >= 0; budget--) {
    if (budget <= 0) return false;
    const low = activeStart(h, n, end);
    if (low > 0) h[low * n + low - 1] = 0;
    if (end - low < SMALL) {
      if (!finishBlock(it, low, end)) return false;
      end = low - 1;
      fruitless = 0;
      continue;
    }
    const { deflated, shifts } = deflateEarly(it, end, width);
    end -= deflated;
    fruitless = deflated > 0 ? 0 : fruitless + 1;
    if (deflated > 0.2 * width) continue;
    const start = activeStart(h, n, end);
    if (end - start < SMALL) continue;
    if (start > 0) h[start * n + start - 1] = 0;
    sweep(it, start, end, fruitless % 6 === 5 ? exceptional(h, n, end, pairs) : shifts.slice(0, pairs));
  }
  return true;
}

/** The Schur form of a small block on a copy of it. */
function finishBlock({ h, n, z, re, im, small }: Iteration, low: number, end: number): boolean {
  const w = end - low + 1;
  const t = block(h, n, low, w);
  const u = identity(w);
  const wr = new Float64Array(w);
  const wi = new Float64Array(w);
  if (!small(t, w, u, wr, wi)) return false;
  re.set(wr, low);
  im.set(wi, low);
  putBlock(h, n, low, w, t);
  applyWindow(h, n, z, low, w, u);
  return true;
}

/** Windows are plain arrays, as small matrices are. */
function block(h: Float64Array, n: number, from: number, w: number): number[] {
  const t = zeros(w * w);
  for (let i = 0, k = 0; i < w; i++) for (let j = 0, p = (from + i) * n + from; j < w; j++, k++, p++) t[k] = h[p];
  return t;
}
function identity(w: number): number[] {
  const u = zeros(w * w);
  for (let i = 0; i < w; i++) u[i * w + i] = 1;
  return u;
}
function putBlock(h: Float64Array, n: number, from: number, w: number, t: ArrayLike<number>): void {
  for (let i = 0, k = 0; i < w; i++) for (let j = 0, p = (from + i) * n + from; j < w; j++, k++, p++) h[p] = t[k];
}

/** Rows right of the window by Uᵀ from the left, columns above it and those of z by U from the right. */
function applyWindow(h: Float64Array, n: number, z: Float64Array | null, from: number, w: number, product: ArrayLike<number>): void {
  const u = Float64Array.from(product);
  const right = n - from - w;
  const rest = new Float64Array(w * Math.max(right, from, n));
  if (right > 0) {
    gemm(true, false, w, right, w, 1, u, 0, w, h, from * n + from + w, n, 0, rest, 0, right);
    for (let i = 0; i < w; i++) h.set(rest.subarray(i * right, i * right + right), (from + i) * n + from + w);
  }
  const columns = (a: Float64Array, rows: number): void => {
    if (rows === 0) return;
    gemm(false, false, rows, w, w, 1, a, from, n, u, 0, w, 0, rest, 0, w);
    for (let i = 0; i < rows; i++) a.set(rest.subarray(i * w, i * w + w), i * n + from);
  };
  columns(h, from);
  if (z) columns(z, n);
}

/** The window's eigenvalues that a small spike couples to the rest are taken off; the others are shifts. */
function deflateEarly(
  { h, n, z, re, im, small }: Iteration,
  end: number,
  width: number,
): { readonly deflated: number; readonly shifts: readonly ShiftPair[] } {
  const from = end - width + 1;
  const spike = h[from * n + from - 1];
  const t0 = block(h, n, from, width);
  const u0 = identity(width);
  const wr = new Float64Array(width);
  const wi = new Float64Array(width);
  if (!small(t0, width, u0, wr, wi)) return { deflated: 0, shifts: exceptional(h, n, end, 1) };
  const t = Float64Array.from(t0);
  const u = Float64Array.from(u0);
  const least = n * (SMALLEST_NORMAL / EPS);
  let keep = width;
  while (keep > 0) {
    const k = keep - 1;
    const i = k * width + k;
    const pair = k > 0 && t[i - 1] !== 0;
    const size = Math.abs(t[i]) + (pair ? Math.sqrt(Math.abs(t[i - 1])) * Math.sqrt(Math.abs(t[i - width])) : 0) || Math.abs(spike);
    const coupling = Math.abs(spike) * (pair ? Math.max(Math.abs(u[k]), Math.abs(u[k - 1])) : Math.abs(u[k]));
    if (coupling > Math.max(least, EPS * size)) break;
    keep -= pair ? 2 : 1;
  }
  const shifts = shiftPairs(wr, wi, keep);
  if (keep === width) return { deflated: 0, shifts };
  re.set(wr.subarray(keep), from + keep);
  im.set(wi.subarray(keep), from + keep);
  h[from * n + from - 1] = keep > 0 ? restoreHessenberg(t, u, width, keep, spike) : 0;
  putBlock(h, n, from, width, t);
  applyWindow(h, n, z, from, width, u);
  return { deflated: width - keep, shifts };
}

/** The first `keep` rows and columns back to Hessenberg form after a reflector has gathered their spike in one entry, which is returned. */
function restoreHessenberg(t: Float64Array, u: Float64Array, w: number, keep: number, spike: number): number {
  const v = Float64Array.from(u.subarray(0, keep), (x) => x * spike);
  const tau = reflect(v, 0, keep);
  const beta = v[0];
  v[0] = 1;
  applyLeft(v, 0, tau, t, 0, w, keep, w, new Float64Array(w));
  applyRight(v, 0, tau, t, 0, w, keep, keep);
  applyRight(v, 0, tau, u, 0, w, w, keep);
  const core = new Float64Array(keep * keep);
  const rest = w - keep;
  const corner = new Float64Array(keep * rest);
  const uq = new Float64Array(w * keep);
  for (let i = 0; i < keep; i++) core.set(t.subarray(i * w, i * w + keep), i * keep);
  const q = hessenbergInPlace(core, keep, true)!;
  gemm(true, false, keep, rest, keep, 1, q, 0, keep, t, keep, w, 0, corner, 0, rest);
  gemm(false, false, w, keep, keep, 1, u, 0, w, q, 0, keep, 0, uq, 0, keep);
  for (let i = 0; i < keep; i++) {
    t.set(core.subarray(i * keep, i * keep + keep), i * w);
    t.set(corner.subarray(i * rest, i * rest + rest), i * w + keep);
  }
  for (let i = 0; i < w; i++) u.set(uq.subarray(i * keep, i * keep + keep), i * w);
  return beta;
}

/** Conjugate pairs, and real ones two by two, from the end of the window. */
function shiftPairs(wr: Float64Array, wi: Float64Array, count: number): ShiftPair[] {
  const pairs: ShiftPair[] = [];
  let alone = -1;
  for (let k = count - 1; k >= 0; k--) {
    if (wi[k] !== 0) {
      pairs.push({ r1: wr[k], i1: wi[k], r2: wr[k], i2: -wi[k] });
      k--;
    } else if (alone < 0) alone = k;
    else {
      pairs.push({ r1: wr[alone], i1: 0, r2: wr[k], i2: 0 });
      alone = -1;
    }
  }
  if (alone >= 0 && pairs.length === 0) pairs.push({ r1: wr[alone], i1: 0, r2: wr[alone], i2: 0 });
  return pairs;
}
/** Shifts that break a cycle. */
const exceptional = (h: Float64Array, n: number, end: number, count: number): ShiftPair[] =>
  Array.from({ length: count }, (_, b) => {
    const i = end - 2 * b;
    const s = Math.abs(h[i * n + i - 1]) + Math.abs(h[(i - 1) * n + i - 2]);
    const r = 0.75 * s + h[i * n + i];
    const w = 0.6614378277661477 * s;
    return { r1: r, i1: w, r2: r, i2: -w };
  });

/** One bulge for each pair, all chased from low to end, window by window. */
function sweep({ h, n, z }: Iteration, low: number, end: number, shifts: readonly ShiftPair[]): void {
  const next = new Int32Array(shifts.length).fill(low);
  const v = zeros(3);
  const width = 2 * SPACING * shifts.length + 8; // next row of each bulge
  for (let trailing = low; trailing < end;) {
    const from = Math.max(low, trailing - 1);
    const last = Math.min(end, from + width - 1);
    const w = last - from + 1;
    const t = block(h, n, from, w);
    const u = identity(w);
    for (let moved = true; moved;) {
      moved = false;
      for (let b = 0; b < next.length; b++) {
        const k = next[b];
        if (k >= end || (last < end && k + 3 > last) || (b > 0 && next[b - 1] < end && next[b - 1] < k + SPACING)) continue;
        const first = k === low;
        if (first) firstVector(t, w, k - from, shifts[b].r1, shifts[b].i1, shifts[b].r2, shifts[b].i2, v);
        reflectAt(t, w, k - from, w - 1, first, v[0], v[1], v[2], u);
        next[b]++;
        moved = true;
      }
    }
    putBlock(h, n, from, w, t);
    applyWindow(h, n, z, from, w, u);
    trailing = next[next.length - 1];
  }
}
