/**
 * The exponential by scaling and squaring, e^A = (e^(A/2ˢ))^(2ˢ).
 *
 * Up to order 32 it is Taylor's series in double-double arithmetic: the squarings, which lose digits in doubles, then
 * do not. Beyond it, Padé's approximant of degree 13 in doubles.
 * Higham (2005), "The scaling and squaring method for the matrix exponential revisited".
 */
import { balanceInPlace } from './balance.ts';
import { type DoubleDouble, ddAddIdentity, ddDivide, ddMultiply } from './double-double-matrix.ts';
import { gemm } from './kernels.ts';
import { luInPlace, luSolveInPlace } from './lu.ts';
import { exponentOf, powerOfTwo, scaleInPlace, timesPowerOfTwo } from './scaling.ts';
import { plainCopy } from './small-memory.ts';

const norm1 = (a: ArrayLike<number>, n: number): number => {
  let worst = 0;
  for (let j = 0; j < n; j++) {
    let s = 0;
    for (let i = 0; i < n; i++) s += Math.abs(a[i * n + j]);
    worst = Math.max(worst, s);
  }
  return worst;
};

/** From this norm on a matrix is balanced, e^A = D·e^(D⁻¹AD)·D⁻¹: one that is large only off its diagonal is not large then. */
const LARGE = 1e8;

/** e^A, n×n; entries may overflow. */
export function denseExpm(a: ArrayLike<number>, n: number): Float64Array<ArrayBuffer> {
  const size = norm1(a, n);
  if (size < LARGE) return exponential(a, n, size);
  const balanced = plainCopy(a, 0, n * n);
  const d = balanceInPlace(balanced, n) ?? new Int32Array(n);
  const e = exponential(balanced, n, norm1(balanced, n));
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) e[i * n + j] = timesPowerOfTwo(e[i * n + j], d[i] - d[j]);
  return e;
}

const exponential = (a: ArrayLike<number>, n: number, size: number): Float64Array<ArrayBuffer> =>
  n <= 32 && size > 0 && size < LARGE ? preciseExpm(a, n, size) : padeExpm(a, n, size);

function preciseExpm(a: ArrayLike<number>, n: number, size: number): Float64Array<ArrayBuffer> {
  const s = Math.max(0, exponentOf(size) + 4);
  const hi = Float64Array.from(a);
  scaleInPlace(hi, -s);
  const x: DoubleDouble = { hi, lo: new Float64Array(n * n) };
  // Horner: I + X(I + X/2(I + X/3(…))), ‖X‖ ≤ 1/8: the 20th term is below 2⁻¹²⁰.
  let e: DoubleDouble = { hi: new Float64Array(n * n), lo: new Float64Array(n * n) };
  ddAddIdentity(e, n);
  for (let k = 20; k >= 1; k--) {
    e = ddMultiply(x, e, n);
    ddDivide(e, k);
    ddAddIdentity(e, n);
  }
  for (let k = 0; k < s; k++) e = ddMultiply(e, e, n);
  return e.hi.map((v, i) => v + e.lo[i]);
}

const PADE_13 = [
  64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600, 670442572800, 33522128640,
  1323241920, 40840800, 960960, 16380, 182, 1,
];
const THETA_13 = 5.371920351148152;

function padeExpm(source: ArrayLike<number>, n: number, size: number): Float64Array<ArrayBuffer> {
  const s = size > THETA_13 ? exponentOf(size / THETA_13) + 1 : 0;
  const a = Float64Array.from(source);
  const p = powerOfTwo(-s);
  for (let i = 0; i < a.length; i++) a[i] *= p;
  const times = (x: Float64Array, y: Float64Array): Float64Array<ArrayBuffer> => {
    const z = new Float64Array(n * n);
    gemm(false, false, n, n, n, 1, x, 0, n, y, 0, n, 0, z, 0, n);
    return z;
  };
  const a2 = times(a, a);
  const a4 = times(a2, a2);
  const a6 = times(a4, a2);
  const b = PADE_13;
  const combine = (c6: number, c4: number, c2: number, c0: number): Float64Array<ArrayBuffer> => {
    const z = new Float64Array(n * n);
    for (let i = 0; i < z.length; i++) z[i] = c6 * a6[i] + c4 * a4[i] + c2 * a2[i];
    if (c0 !== 0) for (let i = 0; i < n; i++) z[i * n + i] += c0;
    return z;
  };
  const add = (x: Float64Array<ArrayBuffer>, y: Float64Array): Float64Array<ArrayBuffer> => {
    for (let i = 0; i < x.length; i++) x[i] += y[i];
    return x;
  };
  const u = times(a, add(times(a6, combine(b[13], b[11], b[9], 0)), combine(b[7], b[5], b[3], b[1])));
  const v = add(times(a6, combine(b[12], b[10], b[8], 0)), combine(b[6], b[4], b[2], b[0]));
  const denominator = v.map((x, i) => x - u[i]);
  let e = add(v, u);
  const { pivots } = luInPlace(denominator, n, n);
  luSolveInPlace(denominator, pivots, n, e, n);
  for (let k = 0; k < s; k++) e = times(e, e);
  return e;
}
