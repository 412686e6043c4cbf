/**
 * Eigenvalues and vectors of a general real matrix: scale, balance, Schur form, back substitution.
 *
 * When the vectors of the balanced matrix leave a larger residual than those of A itself would, A itself is used:
 * Watkins (2006), "A case where balancing is harmful".
 */
import { balanceInPlace, undoBalance } from './balance.ts';
import { eigen2 } from './eig-2x2.ts';
import { gemm } from './kernels.ts';
import { EPS } from './machine.ts';
import { exponentOf, maxAbs, safeExponent, scaleInPlace, timesPowerOfTwo } from './scaling.ts';
import { MULTISHIFT_FROM, plainSchur, realSchurInPlace } from './schur.ts';
import { type ComplexColumns, schurVectors } from './schur-vectors.ts';
import { plainCopy, results, zeros } from './small-memory.ts';
import { hypotenuse, norm2 } from './vector.ts';

export interface GeneralEigen {
  readonly re: Float64Array<ArrayBuffer>;
  readonly im: Float64Array<ArrayBuffer>;
  /** Columns of 2-norm 1, largest component real; null when not asked for. */
  readonly right: ComplexColumns | null;
  /** uᵢ with uᵢᴴA = λᵢuᵢᴴ. */
  readonly left: ComplexColumns | null;
  readonly converged: boolean;
}

interface Wish {
  readonly right?: boolean;
  readonly left?: boolean;
}

/** n×n, finite; `a` is not changed. */
export function generalEigen(a: Float64Array, n: number, want: Wish): GeneralEigen {
  const k = safeExponent(maxAbs(a, 0, n * n));
  if (n === 2 && k === 0 && want.right && !want.left) {
    const re = results(2);
    const im = results(2);
    const right = { re: results(4), im: results(4) };
    if (eigen2(a, re, im, right)) {
      normalizeColumn(right, 2, 0);
      normalizeColumn(right, 2, 1);
      return { re, im, right, left: null, converged: true };
    }
  }
  const scaled = (): number[] => {
    const t = plainCopy(a, 0, n * n);
    if (k !== 0) for (let i = 0; i < n * n; i++) t[i] = timesPowerOfTwo(t[i], k);
    return t;
  };
  let best = attempt(scaled(), n, want, true);
  if (best.right && best.balanced && residualOf(scaled(), n, best) > 5 * n * EPS) {
    const plain = attempt(scaled(), n, want, false);
    if (plain.converged && residualOf(scaled(), n, plain) < residualOf(scaled(), n, best)) best = plain;
  }
  scaleInPlace(best.re, -k);
  scaleInPlace(best.im, -k);
  return best;
}

/** `t` is destroyed. */
function attempt(t: number[], n: number, want: Wish, balance: boolean): GeneralEigen & { readonly balanced: boolean } {
  const exponents = balance ? balanceInPlace(t, n) : null;
  // Balancing may shrink what remains far below the safe range, or not; the Schur iteration itself is scale-free inside it.
  const vectors = want.right === true || want.left === true;
  const re = results(n);
  const im = results(n);
  let z: number[] | Float64Array | null;
  let converged: boolean;
  if (n < MULTISHIFT_FROM) ({ z, converged } = plainSchur(t, n, vectors, re, im));
  else {
    const large = Float64Array.from(t);
    const form = realSchurInPlace(large, n, vectors);
    re.set(form.re);
    im.set(form.im);
    ({ z, converged } = form);
    t = plainCopy(large, 0, n * n);
  }
  let right: ComplexColumns | null = null;
  let left: ComplexColumns | null = null;
  if (z && converged) {
    if (want.right) {
      right = { re: results(n * n), im: results(n * n) };
      backTransform(t, re, im, z, n, exponents, false, right);
    }
    if (want.left) left = leftVectors(t, z, n, re, im, exponents);
  }
  return { re, im, right, left, converged, balanced: exponents !== null };
}

/** To `out`, zeros before: the vectors of T from the basis of Z to the one before balancing, of length 1. */
function backTransform(
  t: number[],
  wr: Float64Array,
  wi: Float64Array,
  z: number[] | Float64Array,
  n: number,
  d: Int32Array | null,
  left: boolean,
  out: ComplexColumns,
): void {
  const re = zeros(n * n);
  let complex = false;
  for (let i = 0; i < n; i++) if (wi[i] !== 0) complex = true;
  const im = complex ? zeros(n * n) : re; // not written where all are real
  schurVectors(t, n, wr, wi, re, im);
  if (left) {
    reverse(re);
    if (complex) reverse(im);
  }
  multiply(z, re, n, out.re, left);
  if (complex) multiply(z, im, n, out.im, left);
  if (d !== null) {
    undoBalance(out.re, n, n, d, left);
    undoBalance(out.im, n, n, d, left);
  }
  for (let c = 0; c < n; c++) normalizeColumn(out, n, c);
}

const reverse = (x: number[]): void => {
  x.reverse();
};

/** Up to this order plain loops beat calls. */
const MOST_PLAIN = 12;

/** C ← A·B of order n, C zero, B zero below its subdiagonal unless it is `full`. */
function multiply(a: number[] | Float64Array, b: number[], n: number, c: Float64Array, full: boolean): void {
  if (n > MOST_PLAIN) {
    const A = a instanceof Float64Array ? a : Float64Array.from(a);
    gemm(false, false, n, n, n, 1, A, 0, n, Float64Array.from(b), 0, n, 0, c, 0, n);
    return;
  }
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const f = a[i * n + k];
      const first = full || k === 0 ? 0 : k - 1;
      for (let j = first, p = i * n + first, q = k * n + first; j < n; j++, p++, q++) c[p] += f * b[q];
    }
}

/** Of the matrix turned round, P·Tᵀ·P, which is quasi upper triangular again. */
function leftVectors(
  t: number[],
  z: number[] | Float64Array,
  n: number,
  re: Float64Array,
  im: Float64Array,
  d: Int32Array | null,
): ComplexColumns {
  // entry (i, j) of the matrix turned round is t[n−1−j, n−1−i]
  const turned = zeros(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) turned[i * n + j] = t[(n - 1 - j) * n + n - 1 - i];
  const out = { re: new Float64Array(n * n), im: new Float64Array(n * n) };
  const wr = Float64Array.from(re).reverse();
  const wi = Float64Array.from(im, (x) => -x).reverse();
  backTransform(turned, wr, wi, z, n, d, true, out);
  return out;
}

/** To length 1, the first of the largest components real. */
function normalizeColumn({ re, im }: ComplexColumns, n: number, c: number): void {
  let square = 0;
  let top = c;
  let most = -1;
  for (let p = c; p < n * n; p += n) {
    const size = re[p] * re[p] + im[p] * im[p];
    square += size;
    if (size > most) {
      most = size;
      top = p;
    }
  }
  if (!(square > 1e-280 && square < 1e300)) {
    // squares out of range: bring the largest part to [1, 2) first
    let part = 0;
    for (let p = c; p < n * n; p += n) part = Math.max(part, Math.abs(re[p]), Math.abs(im[p]));
    if (!(part > 0 && part < Infinity)) return;
    const k = -exponentOf(part);
    for (let p = c; p < n * n; p += n) {
      re[p] = timesPowerOfTwo(re[p], k);
      im[p] = timesPowerOfTwo(im[p], k);
    }
    normalizeColumn({ re, im }, n, c);
    return;
  }
  const norm = Math.sqrt(square);
  const size = hypotenuse(re[top], im[top]);
  const real = im[top] === 0;
  const c0 = real ? 1 : re[top] / size;
  const s0 = real ? 0 : im[top] / size;
  for (let p = c; p < n * n; p += n) {
    const x = re[p] / norm;
    const y = im[p] / norm;
    re[p] = c0 * x + s0 * y;
    im[p] = p === top ? 0 : c0 * y - s0 * x;
  }
}

/** ‖A·V − V·Λ‖ / ‖A‖, in Frobenius norms. */
function residualOf(source: number[], n: number, e: GeneralEigen): number {
  const a = Float64Array.from(source);
  const { re, im } = e.right!;
  const r = new Float64Array(2 * n * n);
  for (let i = 0; i < n * n; i++) {
    const c = i % n;
    r[i] = -(re[i] * e.re[c] - im[i] * e.im[c]);
    r[n * n + i] = -(re[i] * e.im[c] + im[i] * e.re[c]);
  }
  gemm(false, false, n, n, n, 1, a, 0, n, re, 0, n, 1, r, 0, n);
  gemm(false, false, n, n, n, 1, a, 0, n, im, 0, n, 1, r, n * n, n);
  return norm2(r) / (norm2(a) || 1);
}
