/** Residuals of matrix products in 106 bits, as fractions of ‖A‖, on scaled values. */
import type { Tensor } from '@adjoint/tensor';
import { residual } from '../dense/double-double.ts';
import { exponentOf, maxAbs, timesPowerOfTwo } from '../dense/scaling.ts';
import { norm2 } from '../dense/vector.ts';

/** Values of a matrix times a power of two, with the exponent. */
export interface Scaled {
  readonly values: Float64Array<ArrayBuffer>;
  readonly exponent: number;
}
export function scaledValues(x: Tensor): Scaled {
  const v = Float64Array.from(x.data());
  const k = -exponentOf(maxAbs(v));
  return { values: v.map((t) => timesPowerOfTwo(t, k)), exponent: k };
}

/** ‖A − X·Y‖_F/‖A‖_F, A m×n, X m×k, Y k×n; ∞ for A = 0 unless the product is 0. NaN where an operand is not finite. */
export function productResidual(A: Float64Array, x: Scaled, y: Scaled, exponent: number, m: number, k: number, n: number): number {
  const shift = exponent - x.exponent - y.exponent;
  const wide = Math.abs(shift) > 900;
  const X = wide ? x.values : x.values.map((t) => timesPowerOfTwo(t, shift));
  if (wide) return NaN;
  const r = new Float64Array(m * n);
  for (let j = 0; j < n; j++)
    residual(X, m, k, y.values, A, n, j).forEach((v, i) => {
      r[i * n + j] = v;
    });
  const size = norm2(A);
  const error = norm2(r);
  return error === 0 ? 0 : error / size;
}

/** ‖QᵀQ − I‖_F of an m×k matrix. */
export function orthogonalityError(q: Float64Array, m: number, k: number): number {
  const qT = new Float64Array(k * m);
  const unit = new Float64Array(k * k);
  const r = new Float64Array(k * k);
  for (let i = 0; i < m; i++) for (let j = 0; j < k; j++) qT[j * m + i] = q[i * k + j];
  for (let i = 0; i < k; i++) unit[i * k + i] = 1;
  for (let j = 0; j < k; j++)
    residual(qT, k, m, q, unit, k, j).forEach((v, i) => {
      r[i * k + j] = v;
    });
  return norm2(r);
}
