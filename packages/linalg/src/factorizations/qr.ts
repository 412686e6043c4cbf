/**
 * A = Q·R by Householder reflectors, thin: Q [m, r], R [r, n], r = min(m, n). The diagonal of R is ≥ 0, which makes the
 * factorisation of a matrix of full rank unique.
 */
import { type DenseTensor, type Primitive, type Tensor, bind } from '@adjoint/tensor';
import { formQ, qrInPlace, upperTriangle } from '../dense/qr.ts';
import { maxAbs, safeExponent, scaleInPlace } from '../dense/scaling.ts';
import { smallQr } from '../dense/small-qr.ts';
import { asMatrix, batchSize, doubles, requireFiniteValues, wrap, wrapFinite } from './matrices.ts';
import { qrTangent } from './qr-tangent.ts';

/** Orders between which one reflector after the other is fastest. */
const LEAST_SMALL = 8;
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
    const single = count === 1;
    let Q = new Float64Array(single ? 0 : count * m * r);
    let R = new Float64Array(single ? 0 : count * r * n);
    for (let i = 0; i < count; i++) {
      const w = A.slice(i * m * n, (i + 1) * m * n);
      const max = maxAbs(w);
      if (!(max < Infinity)) requireFiniteValues('qr', A);
      const k = safeExponent(max);
      scaleInPlace(w, k);
      const { Q: q, R: t } = r >= LEAST_SMALL && Math.max(m, n) <= MOST_SMALL ? smallQr(w, m, n) : blockedQr(w, m, n, r);
      scaleInPlace(t, -k);
      if (single) {
        Q = q;
        R = t;
      } else {
        Q.set(q, i * m * r);
        R.set(t, i * r * n);
      }
    }
    const [shapeQ, shapeR] = qrPrimitive.abstract([a], undefined);
    return [wrap(Q, shapeQ.shape, a.dtype), wrapFinite('qr', R, shapeR.shape, a.dtype)];
  },
  jvp: ([t], _a, [Q, R]) => qrTangent(t!, Q, R, null),
  batch: (inputs) => bind(qrPrimitive, inputs, undefined),
};

function blockedQr(
  w: Float64Array<ArrayBuffer>,
  m: number,
  n: number,
  r: number,
): { readonly Q: Float64Array<ArrayBuffer>; readonly R: Float64Array<ArrayBuffer> } {
  const tau = qrInPlace(w, m, n);
  const R = upperTriangle(w, n, r);
  const signs = new Float64Array(r);
  for (let j = 0; j < r; j++) {
    signs[j] = R[j * n + j] < 0 ? -1 : 1;
    if (signs[j] < 0) for (let c = j; c < n; c++) R[j * n + c] = -R[j * n + c];
  }
  return { Q: formQ(w, m, n, tau, r, undefined, signs), R };
}

/** @returns Q [..., m, r] with orthonormal columns and R [..., r, n] upper triangular, r = min(m, n) */
export function qr(A: Tensor): { readonly Q: Tensor; readonly R: Tensor } {
  const [Q, R] = bind(qrPrimitive, [asMatrix('qr', A)], undefined);
  return { Q, R };
}
