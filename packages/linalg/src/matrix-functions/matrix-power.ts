/** Integer powers of matrices by repeated squaring. */
import { ArgumentError, type DenseTensor, type Primitive, type Tensor, bind, bind1, eye, matmul } from '@adjoint/tensor';
import { asSquare, wrapFinite } from '../factorizations/matrices.ts';
import { inverse } from '../factorizations/solve.ts';

/** The identity on powers that are doubles: ∞ and 0·∞ = NaN of a product that overflowed are refused. */
const finitePowerPrimitive: Primitive = {
  name: 'finitePower',
  abstract: ([a]) => [{ shape: a.shape, dtype: a.dtype }],
  evaluate: ([a]: readonly DenseTensor[]) => [wrapFinite('matrixPower', Float64Array.from(a.data()), a.shape, a.dtype)],
  jvp: ([t]) => [t!],
  vjp: ([ct]) => [ct!],
  batch: (inputs) => bind(finitePowerPrimitive, inputs, undefined),
};

/**
 * Aᵏ by repeated squaring; A⁰ = I, and k < 0 takes the inverse first.
 *
 * @throws ArgumentError unless k is an integer and the power has finite entries; SingularMatrixError for k < 0
 */
export function matrixPower(A: Tensor, k: number): Tensor {
  const a = asSquare('matrixPower', A);
  const n = a.shape[a.rank - 1];
  if (!Number.isSafeInteger(k))
    throw new ArgumentError(`matrixPower: exponent ${k}`, 'the exponent is an integer; other powers are expm(k·logm(A))');
  let base = k < 0 ? inverse(a) : a;
  let result: Tensor | null = null;
  for (let e = Math.abs(k); e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result = result ? matmul(result, base) : base;
    if (e > 1) base = matmul(base, base);
  }
  return result ? bind1(finitePowerPrimitive, [result], undefined) : eye(n).astype(a.dtype).broadcastTo(a.shape);
}
