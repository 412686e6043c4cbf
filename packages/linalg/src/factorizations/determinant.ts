/**
 * Determinants. d det A = det A·tr(A⁻¹dA), d log|det A| = tr(A⁻¹dA) (Jacobi's formula).
 */
import { type DenseTensor, type Primitive, type Tensor, bind, bind1, mT } from '@adjoint/tensor';
import { equilibrate } from '../dense/dense-solve.ts';
import { MOST_EXACT, exactDeterminant } from '../dense/exact-solve.ts';
import { luInPlace } from '../dense/lu.ts';
import { plainDeterminant } from '../dense/plain-determinant.ts';
import { residentDeterminant } from '../dense/resident-determinant.ts';
import { results } from '../dense/small-memory.ts';
import { timesPowerOfTwo } from '../dense/scaling.ts';
import { determinantParts } from './lu.ts';
import { asSquare, batchSize, doubles, finiteValues, requireFiniteValues, wrap } from './matrices.ts';
import { inverse } from './solve.ts';

interface Parts {
  readonly fraction: number;
  readonly exponent: number;
}
/** A pivot this small, of entries near 1, is mostly rounding: a small matrix is then eliminated in integers. */
const DOUBTFUL = 1e-8;

/** Equilibrated by powers of two, so that only the determinant itself may leave the range. */
function partsOf(A: ArrayLike<number>, n: number, from: number): Parts {
  const { a, rows, columns, empty, lost } = equilibrate(A, n, from);
  if (empty >= 0) return { fraction: 0, exponent: 0 };
  const { pivots } = luInPlace(a, n, n);
  let least = Infinity;
  for (let i = 0; i < n; i++) least = Math.min(least, Math.abs(a[i * (n + 1)]));
  if ((lost || least < DOUBTFUL) && n <= MOST_EXACT) return exactDeterminant(A, n, from);
  const { fraction, exponent } = determinantParts(a, pivots, n);
  return { fraction, exponent: exponent - rows.reduce((s, k) => s + k, 0) - columns.reduce((s, k) => s + k, 0) };
}
/** The number, which may leave the range. */
const valueOf = ({ fraction, exponent }: Parts): number =>
  fraction === 0 ? 0 : timesPowerOfTwo(fraction, Math.max(-2200, Math.min(2200, exponent)));
const eachPart = <T>(a: DenseTensor, f: (p: Parts) => T): T[] => {
  const n = a.shape[a.rank - 1];
  const A = finiteValues('det', a);
  return Array.from({ length: batchSize(a) }, (_, i) => f(partsOf(A, n, i * n * n)));
};

/** Orders below this are factored in plain loops. */
const RESIDENT_FROM = 12;

export const detPrimitive: Primitive = {
  name: 'det',
  abstract: ([a]) => [{ shape: a.shape.slice(0, -2), dtype: a.dtype }],
  evaluate: ([a]: readonly DenseTensor[]) => {
    const n = a.shape[a.rank - 1];
    const A = doubles(a);
    const count = batchSize(a);
    const out = results(count);
    for (let i = 0; i < count; i++) {
      let d = n >= RESIDENT_FROM ? residentDeterminant(A, n, i * n * n) : NaN;
      if (d !== d) d = plainDeterminant(A, n, i * n * n);
      if (d !== d) {
        // some matrix needs care, or has values that are not finite
        requireFiniteValues('det', A);
        out[i] = valueOf(partsOf(A, n, i * n * n));
      } else out[i] = d;
    }
    return [wrap(out, a.shape.length === 2 ? [] : a.shape.slice(0, -2), a.dtype)];
  },
  vjp: ([ct], [a], [d]) => [
    ct!
      .mul(d)
      .expandDims(-1)
      .expandDims(-1)
      .mul(mT(inverse(a))),
  ],
  batch: (inputs) => bind(detPrimitive, inputs, undefined),
};
export const logAbsDetPrimitive: Primitive = {
  name: 'logAbsDet',
  abstract: ([a]) => [{ shape: a.shape.slice(0, -2), dtype: a.dtype }],
  evaluate: ([a]: readonly DenseTensor[]) => [
    wrap(
      Float64Array.from(eachPart(a, (p) => (p.fraction === 0 ? -Infinity : Math.log(Math.abs(p.fraction)) + p.exponent * Math.LN2))),
      a.shape.slice(0, -2),
      a.dtype,
    ),
  ],
  vjp: ([ct], [a]) => [
    ct!
      .expandDims(-1)
      .expandDims(-1)
      .mul(mT(inverse(a))),
  ],
  batch: (inputs) => bind(logAbsDetPrimitive, inputs, undefined),
};
const signPrimitive: Primitive = {
  name: 'signDet',
  detached: true,
  abstract: ([a]) => [{ shape: a.shape.slice(0, -2), dtype: a.dtype }],
  evaluate: ([a]: readonly DenseTensor[]) => [
    wrap(Float64Array.from(eachPart(a, (p) => Math.sign(p.fraction))), a.shape.slice(0, -2), a.dtype),
  ],
  batch: (inputs) => bind(signPrimitive, inputs, undefined),
};

/** det A, [...]; it may overflow or underflow where `slogdet` does not. Its derivative needs A to be nonsingular. */
export const det = (A: Tensor): Tensor => bind1(detPrimitive, [asSquare('det', A)], undefined);
/** Sign of det A and log |det A|, each [...]. */
export function slogdet(A: Tensor): { readonly sign: Tensor; readonly logAbs: Tensor } {
  const a = asSquare('slogdet', A);
  return { sign: bind1(signPrimitive, [a], undefined), logAbs: bind1(logAbsDetPrimitive, [a], undefined) };
}
