/**
 * Matrices in double-double arithmetic: each entry is hi + lo, about 106 bits. For small matrices, where rounding must
 * not count. Dekker (1971); Li, Hida et al. (2002).
 */
import { productError, sumError } from './double-double.ts';

export interface DoubleDouble {
  readonly hi: Float64Array<ArrayBuffer>;
  readonly lo: Float64Array<ArrayBuffer>;
}

/** X·Y, all n×n. */
export function ddMultiply(x: DoubleDouble, y: DoubleDouble, n: number): DoubleDouble {
  const hi = new Float64Array(n * n);
  const lo = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const a = x.hi[i * n + k];
      const al = x.lo[i * n + k];
      if (a === 0) continue;
      for (let j = 0; j < n; j++) {
        const b = y.hi[k * n + j];
        const p = a * b;
        const at = i * n + j;
        const s = hi[at] + p;
        const low = sumError(hi[at], p, s) + (productError(a, b, p) + (a * y.lo[k * n + j] + al * b)) + lo[at];
        const sum = s + low;
        lo[at] = sumError(s, low, sum);
        hi[at] = sum;
      }
    }
  return { hi, lo };
}

/** x ← x + I */
export function ddAddIdentity(x: DoubleDouble, n: number): void {
  for (let i = 0; i < n; i++) {
    const at = i * (n + 1);
    const s = x.hi[at] + 1;
    const low = sumError(x.hi[at], 1, s) + x.lo[at];
    const sum = s + low;
    x.lo[at] = sumError(s, low, sum);
    x.hi[at] = sum;
  }
}

/** x ← x / d for an integer d. */
export function ddDivide(x: DoubleDouble, d: number): void {
  for (let i = 0; i < x.hi.length; i++) {
    const q = x.hi[i] / d;
    const p = q * d;
    const rest = (x.hi[i] - p - productError(q, d, p) + x.lo[i]) / d;
    const sum = q + rest;
    x.lo[i] = sumError(q, rest, sum);
    x.hi[i] = sum;
  }
}
