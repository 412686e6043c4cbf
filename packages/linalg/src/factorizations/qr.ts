/**
 * A = Q·R by Householder reflectors, thin: Q [m, r], R [r, n], r = min(m, n). The diagonal of R is ≥ 0, which makes the
 * factorisation of a matrix of full rank unique.
 */
import { type DenseTensor, type Primitive, type Tensor, bind } from '@adjoint/tensor';
import { formQ, qrInPlace, upperTriangle } from '../dense/qr.ts';
import { maxAbs, safeExponent, scaleInPlace } from '../dense/scaling.ts';
import { asMatrix, batchSize, finiteValues, wrap, wrapFinite } from './matrices.ts';
import { qrTangent } from './qr-tangent.ts';

export const qrPrimitive: Primitive = {
  name: 'qr',
  abstract: ([a]) => {
    const lead = a.shape.slice(0, -2), [m, n] = a.shape.slice(-2), r = Math.min(m, n);
    return [{ shape: [...lead, m, r], dtype: a.dtype }, { shape: [...lead, r, n], dtype: a.dtype }];
  },
  evaluate: ([a]: readonly DenseTensor[]) => {
    const [m, n] = a.shape.slice(-2), r = Math.min(m, n), A = finiteValues('qr', a), count = batchSize(a), Q = new Float64Array(count * m * r), R = new Float64Array(count * r * n);
    for (let i = 0; i < count; i++) {
      const w = A.slice(i * m * n, (i + 1) * m * n), k = safeExponent(maxAbs(w));
      scaleInPlace(w, k);
      const tau = qrInPlace(w, m, n), q = formQ(w, m, n, tau, r), t = upperTriangle(w, n, r);
      for (let j = 0; j < r; j++) {
        if (!(t[j * n + j] < 0)) continue;
        for (let c = j; c < n; c++) t[j * n + c] = -t[j * n + c];
        for (let c = 0; c < m; c++) q[c * r + j] = -q[c * r + j];
      }
      scaleInPlace(t, -k);
      Q.set(q, i * m * r);
      R.set(t, i * r * n);
    }
    const [shapeQ, shapeR] = qrPrimitive.abstract([a], undefined);
    return [wrap(Q, shapeQ.shape, a.dtype), wrapFinite('qr', R, shapeR.shape, a.dtype)];
  },
  jvp: ([t], _a, [Q, R]) => qrTangent(t!, Q, R, null),
  batch: (inputs) => bind(qrPrimitive, inputs, undefined),
};

/** @returns Q [..., m, r] with orthonormal columns and R [..., r, n] upper triangular, r = min(m, n) */
export function qr(A: Tensor): { readonly Q: Tensor; readonly R: Tensor } {
  const [Q, R] = bind(qrPrimitive, [asMatrix('qr', A)], undefined);
  return { Q, R };
}
