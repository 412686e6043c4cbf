/**
 * LU with partial pivoting in double-double arithmetic, for systems that are singular to double precision but may not
 * be singular: their solution is then still right, and a matrix that is singular shows a pivot near 2⁻¹⁰⁰.
 *
 * Li, Hida et al. (2002), "Design, implementation and testing of extended and mixed precision BLAS".
 */
import { productError, sumError } from './double-double.ts';

/**
 * An entry below this fraction (times n) of all that was added up in it counts as zero: the rounding of 106 bits, with
 * room. Measured entry by entry, so that matrices of wildly different scales are not taken for singular ones.
 */
const ZERO = 2 ** -98;

export interface DoubleDoubleLu {
  /** Step whose pivot vanished, −1 if none did. */
  readonly zeroPivot: number;
  /** Solves for one right side, given and returned in doubles. */
  solve(b: Float64Array): Float64Array<ArrayBuffer>;
}

export function doubleDoubleLu(a: Float64Array, n: number): DoubleDoubleLu {
  const hi = a.slice();
  const lo = new Float64Array(n * n);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const weight = a.map(Math.abs);
  let zeroPivot = -1;
  const swap = (i: number, j: number): void => {
    for (const x of [hi, lo, weight])
      for (let c = 0; c < n; c++) {
        const t = x[i * n + c];
        x[i * n + c] = x[j * n + c];
        x[j * n + c] = t;
      }
    const t = order[i];
    order[i] = order[j];
    order[j] = t;
  };
  for (let k = 0; k < n && zeroPivot < 0; k++) {
    let p = -1;
    for (let i = k; i < n; i++) {
      const x = Math.abs(hi[i * n + k]);
      if (x > ZERO * n * weight[i * n + k] && (p < 0 || x > Math.abs(hi[p * n + k]))) p = i;
    }
    if (p < 0) {
      zeroPivot = k;
      break;
    }
    if (p !== k) swap(k, p);
    const dh = hi[k * n + k];
    const dl = lo[k * n + k];
    for (let i = k + 1; i < n; i++) {
      const at = i * n + k;
      if (hi[at] === 0 && lo[at] === 0) continue;
      // l = a/d to double-double by one correction
      const q = hi[at] / dh;
      const e = q * dh;
      const rest = hi[at] - e - productError(q, dh, e) + lo[at] - q * dl;
      const ql = rest / dh;
      const lh = q + ql;
      const ll = sumError(q, ql, lh);
      hi[at] = lh;
      lo[at] = ll;
      for (let j = k + 1; j < n; j++) {
        const u = hi[k * n + j];
        const ul = lo[k * n + j];
        const to = i * n + j;
        const prod = lh * u;
        const prodLow = productError(lh, u, prod) + (lh * ul + ll * u);
        const s = hi[to] - prod;
        const low = sumError(hi[to], -prod, s) + lo[to] - prodLow;
        const sum = s + low;
        lo[to] = sumError(s, low, sum);
        hi[to] = sum;
        weight[to] += Math.abs(prod);
      }
    }
  }
  return {
    zeroPivot,
    solve(b) {
      const xh = Float64Array.from(order, (i) => b[i]);
      const xl = new Float64Array(n);
      const subtract = (i: number, at: number, j: number): void => {
        const p = hi[at] * xh[j];
        const low = productError(hi[at], xh[j], p) + (hi[at] * xl[j] + lo[at] * xh[j]);
        const s = xh[i] - p;
        const t = sumError(xh[i], -p, s) + xl[i] - low;
        const sum = s + t;
        xl[i] = sumError(s, t, sum);
        xh[i] = sum;
      };
      for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) subtract(i, i * n + j, j);
      for (let i = n - 1; i >= 0; i--) {
        for (let j = i + 1; j < n; j++) subtract(i, i * n + j, j);
        const d = hi[i * n + i];
        const q = xh[i] / d;
        const e = q * d;
        const rest = xh[i] - e - productError(q, d, e) + xl[i] - q * lo[i * n + i];
        const ql = rest / d;
        const sum = q + ql;
        xl[i] = sumError(q, ql, sum);
        xh[i] = sum;
      }
      return Float64Array.from(xh, (x, i) => x + xl[i]);
    },
  };
}
