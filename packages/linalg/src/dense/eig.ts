/**
 * Eigenvalues and vectors of a general real matrix: scale, balance, Schur form, back substitution.
 *
 * When the vectors of the balanced matrix leave a larger residual than those of A itself would, A itself is used:
 * Watkins (2006), "A case where balancing is harmful".
 */
import { balanceInPlace, undoBalance } from './balance.ts';
import { gemm } from './kernels.ts';
import { EPS } from './machine.ts';
import { exponentOf, maxAbs, safeExponent, scaleInPlace, timesPowerOfTwo } from './scaling.ts';
import { realSchurInPlace } from './schur.ts';
import { type ComplexColumns, schurVectors } from './schur-vectors.ts';
import { transposed } from './transpose.ts';
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

/** n×n, finite; `a` is not changed. */
export function generalEigen(a: Float64Array, n: number, want: { readonly right?: boolean; readonly left?: boolean }): GeneralEigen {
  const scaled = new Float64Array(a);
  const k = safeExponent(maxAbs(scaled));
  scaleInPlace(scaled, k);
  let best = attempt(scaled, n, want, true);
  if (best.right && best.balanced && residualOf(scaled, n, best) > 5 * n * EPS) {
    const plain = attempt(scaled, n, want, false);
    if (plain.converged && residualOf(scaled, n, plain) < residualOf(scaled, n, best)) best = plain;
  }
  scaleInPlace(best.re, -k);
  scaleInPlace(best.im, -k);
  return { re: best.re, im: best.im, right: best.right, left: best.left, converged: best.converged };
}

function attempt(
  source: Float64Array,
  n: number,
  want: { readonly right?: boolean; readonly left?: boolean },
  balance: boolean,
): GeneralEigen & { readonly balanced: boolean } {
  const t = source.slice();
  const exponents = balance ? balanceInPlace(t, n) : new Int32Array(n);
  // Balancing may shrink what remains far below the safe range, or not; the Schur iteration itself is scale-free inside it.
  const vectors = want.right === true || want.left === true;
  const { re, im, z, converged } = realSchurInPlace(t, n, vectors);
  const right = want.right && z && converged ? backTransform(schurVectors(t, n, re, im), z, n, exponents, false) : null;
  const left = want.left && z && converged ? leftVectors(t, z, n, re, im, exponents) : null;
  return { re, im, right, left, converged, balanced: exponents.some((d) => d !== 0) };
}

function backTransform(x: ComplexColumns, z: Float64Array, n: number, d: Int32Array, left: boolean): ComplexColumns {
  const out = { re: new Float64Array(n * n), im: new Float64Array(n * n) };
  const complex = x.im.some((v) => v !== 0);
  multiply(z, x.re, n, out.re);
  if (complex) multiply(z, x.im, n, out.im);
  undoBalance(out.re, n, n, d, left);
  undoBalance(out.im, n, n, d, left);
  for (let c = 0; c < n; c++) normalizeColumn(out, n, c);
  return out;
}

/** C ← A·B of order n, C zero; plain loops where a call would cost more. */
function multiply(a: Float64Array, b: Float64Array, n: number, c: Float64Array): void {
  if (n > 8) {
    gemm(false, false, n, n, n, 1, a, 0, n, b, 0, n, 0, c, 0, n);
    return;
  }
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const f = a[i * n + k];
      for (let j = 0, p = i * n, q = k * n; j < n; j++, p++, q++) c[p] += f * b[q];
    }
}

/** Of the matrix turned round, P·Tᵀ·P, which is quasi upper triangular again. */
function leftVectors(t: Float64Array, z: Float64Array, n: number, re: Float64Array, im: Float64Array, d: Int32Array): ComplexColumns {
  const turned = transposed(t, n, n).reverse();
  // reverse() of the transpose flips both rows and columns: entry (i, j) is t[n−1−j, n−1−i].
  const v = schurVectors(
    turned,
    n,
    Float64Array.from(re).reverse(),
    Float64Array.from(im)
      .map((x) => -x)
      .reverse(),
  );
  const y = { re: new Float64Array(n * n), im: new Float64Array(n * n) };
  for (let i = 0; i < n; i++)
    for (let c = 0; c < n; c++) {
      y.re[i * n + c] = v.re[(n - 1 - i) * n + (n - 1 - c)];
      y.im[i * n + c] = v.im[(n - 1 - i) * n + (n - 1 - c)];
    }
  return backTransform(y, z, n, d, true);
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
function residualOf(a: Float64Array, n: number, e: GeneralEigen): number {
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
