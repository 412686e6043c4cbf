/**
 * A·X = B in integers, for small systems that 106 bits do not decide: A is singular, or X is right to the last bit.
 *
 *   aᵢⱼ ← (aₖₖaᵢⱼ − aᵢₖaₖⱼ)/aₖ₋₁,ₖ₋₁      every quotient is an integer, a minor of A
 *
 * Doubles are integers times powers of two; each row is taken in units of its last bit. Bareiss (1968), "Sylvester's
 * identity and multistep integer-preserving Gaussian elimination".
 */
import { exponentOf, timesPowerOfTwo } from './scaling.ts';

/** Orders up to which this is a matter of milliseconds. */
export const MOST_EXACT = 12;

export interface ExactSolution {
  /** Step at which no pivot was left, −1 for a nonsingular matrix. */
  readonly zeroPivot: number;
  /** X is fractions·2^exponents, n×k: it may leave the range of doubles. */
  readonly fractions: Float64Array<ArrayBuffer>;
  readonly exponents: Int32Array;
}

export function exactSolve(a: ArrayLike<number>, n: number, from: number, b: ArrayLike<number>, k: number, bFrom: number): ExactSolution {
  const fractions = new Float64Array(n * k);
  const exponents = new Int32Array(n * k);
  const rows = Array.from(
    { length: n },
    (_, i) => integers(Array.from({ length: n + k }, (_unused, j) => (j < n ? a[from + i * n + j] : b[bFrom + i * k + j - n]))).values,
  );
  const { det, zeroPivot } = eliminate(rows, n);
  if (zeroPivot >= 0) return { zeroPivot, fractions, exponents };
  // x = y/det with integers y
  for (let c = 0; c < k; c++) {
    const y: bigint[] = new Array<bigint>(n);
    for (let i = n - 1; i >= 0; i--) {
      let s = det * rows[i][n + c];
      for (let j = i + 1; j < n; j++) s -= rows[i][j] * y[j];
      y[i] = s / rows[i][i];
      const { fraction, exponent } = quotient(y[i], det);
      fractions[i * k + c] = fraction;
      exponents[i * k + c] = exponent;
    }
  }
  return { zeroPivot: -1, fractions, exponents };
}

/** det A as fraction·2^exponent, rounded once. */
export function exactDeterminant(a: ArrayLike<number>, n: number, from: number): { readonly fraction: number; readonly exponent: number } {
  const rows = Array.from({ length: n }, (_, i) => integers(Array.from({ length: n }, (_unused, j) => a[from + i * n + j])));
  const { det, zeroPivot, even } = eliminate(
    rows.map(({ values }) => values),
    n,
  );
  if (zeroPivot >= 0) return { fraction: 0, exponent: 0 };
  const { fraction, exponent } = quotient(even ? det : -det, 1n);
  return { fraction, exponent: rows.reduce((sum, { unit }) => sum + unit, exponent) };
}

/** Upper triangle in place, rows of n and more columns; det is the last pivot, up to the sign of the exchanges. */
function eliminate(rows: bigint[][], n: number): { readonly det: bigint; readonly zeroPivot: number; readonly even: boolean } {
  let before = 1n;
  let even = true;
  for (let p = 0; p < n; p++) {
    let at = p;
    while (at < n && rows[at][p] === 0n) at++;
    if (at === n) return { det: 0n, zeroPivot: p, even };
    if (at !== p) even = !even;
    [rows[p], rows[at]] = [rows[at], rows[p]];
    const top = rows[p];
    for (let i = p + 1; i < n; i++) {
      const row = rows[i];
      const first = row[p];
      for (let j = p + 1; j < row.length; j++) row[j] = (top[p] * row[j] - first * top[j]) / before;
    }
    before = top[p];
  }
  return { det: before, zeroPivot: -1, even };
}

/** The numbers of a row are integers times 2^unit, the largest such unit. */
function integers(row: readonly number[]): { readonly values: bigint[]; readonly unit: number } {
  let least = Infinity;
  for (const v of row) if (v !== 0) least = Math.min(least, exponentOf(v) - 52);
  const values = row.map((v) => {
    if (v === 0) return 0n;
    const e = exponentOf(v) - 52;
    return BigInt(timesPowerOfTwo(v, -e)) << BigInt(e - least);
  });
  return { values, unit: least === Infinity ? 0 : least };
}

const bits = (v: bigint): number => v.toString(16).length * 4;

/** p/q rounded once, as fraction·2^exponent. */
function quotient(p: bigint, q: bigint): { readonly fraction: number; readonly exponent: number } {
  if (p === 0n) return { fraction: 0, exponent: 0 };
  const negative = p < 0n !== q < 0n;
  const u = p < 0n ? -p : p;
  const v = q < 0n ? -q : q;
  const shift = bits(v) - bits(u) + 68; // at least 64 bits of the quotient
  const top = shift > 0 ? u << BigInt(shift) : u;
  const bottom = shift < 0 ? v << BigInt(-shift) : v;
  const whole = top / bottom;
  const fraction = Number(whole * bottom === top ? whole : whole | 1n); // what is cut off only tips the balance
  return { fraction: negative ? -fraction : fraction, exponent: -shift };
}
