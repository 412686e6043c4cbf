/**
 * Eigenvalues and vectors of a general real matrix: scale, balance, Schur form, back substitution.
 *
 * When the vectors of the balanced matrix leave a larger residual than those of A itself would, A itself is used:
 * Watkins (2006), "A case where balancing is harmful".
 */
import { balanceInPlace, undoBalance } from './balance.ts';
import { gemm } from './kernels.ts';
import { EPS } from './machine.ts';
import { maxAbs, safeExponent, scaleInPlace, timesPowerOfTwo } from './scaling.ts';
import { realSchurInPlace } from './schur.ts';
import { type ComplexColumns, schurVectors } from './schur-vectors.ts';
import { transposed } from './transpose.ts';
import { norm2 } from './vector.ts';

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
export function generalEigen(a: ArrayLike<number>, n: number, want: { readonly right?: boolean; readonly left?: boolean }): GeneralEigen {
  const scaled = Float64Array.from(a), k = safeExponent(maxAbs(scaled));
  scaleInPlace(scaled, k);
  let best = attempt(scaled, n, want, true);
  if (best.right && best.exponents.some((d) => d !== 0) && residualOf(scaled, n, best) > 5 * n * EPS) {
    const plain = attempt(scaled, n, want, false);
    if (plain.converged && residualOf(scaled, n, plain) < residualOf(scaled, n, best)) best = plain;
  }
  const back = (v: Float64Array): Float64Array<ArrayBuffer> => Float64Array.from(v, (x) => k === 0 ? x : timesPowerOfTwo(x, -k));
  return { re: back(best.re), im: back(best.im), right: best.right, left: best.left, converged: best.converged };
}

function attempt(source: Float64Array, n: number, want: { readonly right?: boolean; readonly left?: boolean }, balance: boolean): GeneralEigen & { readonly exponents: Int32Array } {
  const t = source.slice(), exponents = balance ? balanceInPlace(t, n) : new Int32Array(n);
  // Balancing may shrink what remains far below the safe range, or not; the Schur iteration itself is scale-free inside it.
  const vectors = want.right === true || want.left === true;
  const { re, im, z, converged } = realSchurInPlace(t, n, vectors);
  const right = want.right && z && converged ? backTransform(schurVectors(t, n, re, im), z, n, exponents, false) : null;
  const left = want.left && z && converged ? leftVectors(t, z, n, re, im, exponents) : null;
  return { re, im, right, left, converged, exponents };
}

function backTransform(x: ComplexColumns, z: Float64Array, n: number, d: Int32Array, left: boolean): ComplexColumns {
  const out = { re: new Float64Array(n * n), im: new Float64Array(n * n) };
  gemm(false, false, n, n, n, 1, z, 0, n, x.re, 0, n, 0, out.re, 0, n);
  gemm(false, false, n, n, n, 1, z, 0, n, x.im, 0, n, 0, out.im, 0, n);
  undoBalance(out.re, n, n, d, left);
  undoBalance(out.im, n, n, d, left);
  for (let c = 0; c < n; c++) normalizeColumn(out, n, c);
  return out;
}

/** Of the matrix turned round, P·Tᵀ·P, which is quasi upper triangular again. */
function leftVectors(t: Float64Array, z: Float64Array, n: number, re: Float64Array, im: Float64Array, d: Int32Array): ComplexColumns {
  const turned = transposed(t, n, n).reverse();
  // reverse() of the transpose flips both rows and columns: entry (i, j) is t[n−1−j, n−1−i].
  const v = schurVectors(turned, n, Float64Array.from(re).reverse(), Float64Array.from(im).map((x) => -x).reverse());
  const y = { re: new Float64Array(n * n), im: new Float64Array(n * n) };
  for (let i = 0; i < n; i++) for (let c = 0; c < n; c++) {
    y.re[i * n + c] = v.re[(n - 1 - i) * n + (n - 1 - c)];
    y.im[i * n + c] = v.im[(n - 1 - i) * n + (n - 1 - c)];
  }
  return backTransform(y, z, n, d, true);
}

function normalizeColumn({ re, im }: ComplexColumns, n: number, c: number): void {
  const v = new Float64Array(2 * n);
  let top = 0;
  for (let i = 0; i < n; i++) {
    v[2 * i] = re[i * n + c];
    v[2 * i + 1] = im[i * n + c];
  }
  const norm = norm2(v);
  if (!(norm > 0)) return;
  for (let i = 1; i < n; i++) if (v[2 * i] ** 2 + v[2 * i + 1] ** 2 > v[2 * top] ** 2 + v[2 * top + 1] ** 2) top = i;
  const size = Math.hypot(v[2 * top], v[2 * top + 1]), real = v[2 * top + 1] === 0;
  const c0 = real ? 1 : v[2 * top] / size, s0 = real ? 0 : v[2 * top + 1] / size;
  for (let i = 0; i < n; i++) {
    const x = v[2 * i] / norm, y = v[2 * i + 1] / norm;
    re[i * n + c] = c0 * x + s0 * y;
    im[i * n + c] = i === top ? 0 : c0 * y - s0 * x;
  }
}

/** ‖A·V − V·Λ‖ / ‖A‖, in Frobenius norms. */
function residualOf(a: Float64Array, n: number, e: GeneralEigen): number {
  const { re, im } = e.right!, r = new Float64Array(2 * n * n);
  for (let i = 0; i < n * n; i++) {
    const c = i % n;
    r[i] = -(re[i] * e.re[c] - im[i] * e.im[c]);
    r[n * n + i] = -(re[i] * e.im[c] + im[i] * e.re[c]);
  }
  gemm(false, false, n, n, n, 1, a, 0, n, re, 0, n, 1, r, 0, n);
  gemm(false, false, n, n, n, 1, a, 0, n, im, 0, n, 1, r, n * n, n);
  return norm2(r) / (norm2(a) || 1);
}
