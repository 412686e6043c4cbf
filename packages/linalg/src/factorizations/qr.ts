/**
 * A = Q·R by Householder reflectors, thin: Q [m, r], R [r, n], r = min(m, n). The diagonal of R is ≥ 0, which makes the
 * factorisation of a matrix of full rank unique.
 */
import { type DenseTensor, type Primitive, type Tensor, bind } from '@adjoint/tensor';
import { formQ, qrInPlace, signsOf, upperTriangle } from '../dense/qr.ts';
import { maxAbs, safeExponent, scaleInPlace } from '../dense/scaling.ts';
import { plainQr } from '../dense/plain-qr.ts';
import { smallQr } from '../dense/small-qr.ts';
import { asMatrix, batchSize, doubles, lastAxes, requireFiniteValues, wrap, wrapFinite } from './matrices.ts';
import { qrTangent } from './qr-tangent.ts';

/** Up to so many entries plain loops beat calls; up to MOST_SMALL rows and columns one reflector after the other is fastest. */
const MOST_PLAIN = 150;
const MOST_SMALL = 72;

export const qrPrimitive: Primitive = {
  name: 'qr',
  abstract: ([a]) => {
    const lead = a.shape.slice(0, -2);
    const [m, n] = a.shape.slice(-2);
    const r = Math.min(m, n);
    return [
      { shape: [...lead, m, r], dtype: a.dtype },
      { shape: [...lead, r, n], dtype: a.dtype },
    ];
  },
  evaluate: ([a]: readonly DenseTensor[]) => {
    const m = a.shape[a.rank - 2];
    const n = a.shape[a.rank - 1];
    const r = Math.min(m, n);
    const A = doubles(a);
    const count = batchSize(a);
    if (count === 1) {
      const { Q, R } = factorsOf(A, 0, m, n, r);
      return [wrap(Q, lastAxes(a.shape, m, r), a.dtype), wrapFinite('qr', R, lastAxes(a.shape, r, n), a.dtype)];
    }
    const Q = new Float64Array(count * m * r);
    const R = new Float64Array(count * r * n);
    for (let i = 0; i < count; i++) {
      const one = factorsOf(A, i * m * n, m, n, r);
      Q.set(one.Q, i * m * r);
      R.set(one.R, i * r * n);
    }
    const [shapeQ, shapeR] = qrPrimitive.abstract([a], undefined);
    return [wrap(Q, shapeQ.shape, a.dtype), wrapFinite('qr', R, shapeR.shape, a.dtype)];
  },
  jvp: ([t], _a, [Q, R]) => qrTangent(t!, Q, R, null),
  batch: (inputs) => bind(qrPrimitive, inputs, undefined),
};

interface Factors {
  readonly Q: Float64Array<ArrayBuffer>;
  readonly R: Float64Array<ArrayBuffer>;
}

/** Of the matrix at `from`, m×n. @throws NonFiniteError */
function factorsOf(A: Float64Array<ArrayBuffer>, from: number, m: number, n: number, r: number): Factors {
  const max = maxAbs(A, from, m * n);
  if (!(max < Infinity)) requireFiniteValues('qr', A);
  const k = safeExponent(max);
  if (k === 0) return factored(A, from, m, n, r);
  const scaled = A.slice(from, from + m * n);
  scaleInPlace(scaled, k);
  const factors = factored(scaled, 0, m, n, r);
  scaleInPlace(factors.R, -k);
  return factors;
}

/** The same for entries of moderate size. */
function factored(a: Float64Array<ArrayBuffer>, from: number, m: number, n: number, r: number): Factors {
  if (m * n <= MOST_PLAIN) return plainQr(a, from, m, n);
  if (Math.max(m, n) > MOST_SMALL) return blockedQr(a.slice(from, from + m * n), m, n, r);
  return smallQr(a, from, m, n) ?? plainQr(a, from, m, n);
}

function blockedQr(w: Float64Array<ArrayBuffer>, m: number, n: number, r: number): Factors {
  const tau = qrInPlace(w, m, n);
  const R = upperTriangle(w, n, r);
  const signs = signsOf(R, n, r);
  return { Q: formQ(w, m, n, tau, r, undefined, signs), R };
}

/** @returns Q [..., m, r] with orthonormal columns and R [..., r, n] upper triangular, r = min(m, n) */
export function qr(A: Tensor): { readonly Q: Tensor; readonly R: Tensor } {
  const [Q, R] = bind(qrPrimitive, [asMatrix('qr', A)], undefined);
  return { Q, R };
}
