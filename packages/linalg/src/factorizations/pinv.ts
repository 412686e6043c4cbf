/**
 * The pseudoinverse, the rank and the four subspaces, from singular values above a stated tolerance.
 *
 *   dA⁺ = −A⁺·dA·A⁺ + A⁺A⁺ᵀ·dAᵀ·(I − AA⁺) + (I − A⁺A)·dAᵀ·A⁺ᵀA⁺      while the rank stays
 *
 * Golub and Pereyra (1973), "The differentiation of pseudo-inverses", equation 4.12.
 */
import { ArgumentError, type DenseTensor, type Primitive, ShapeError, type Tensor, bind, bind1, mT, showShape } from '@adjoint/tensor';
import { EPS } from '../dense/machine.ts';
import { rangeScaled, scaleInPlace } from '../dense/scaling.ts';
import { singularValueDecomposition } from '../dense/svd.ts';
import { asMatrix, batchSize, finiteValues, requireTolerance, wrap } from './matrices.ts';

export interface RankOptions {
  /** Singular values up to this fraction of the largest count as zero (default max(m, n)·ε of the dtype). */
  readonly tolerance?: number;
}
const fraction = (name: string, x: Tensor, tolerance: number | undefined): number =>
  requireTolerance(name, tolerance, Math.max(...x.shape.slice(-2)) * (x.dtype === 'float32' ? 2 ** -23 : EPS));

export const pinvPrimitive: Primitive<{ readonly tolerance: number | undefined }> = {
  name: 'pinv',
  abstract: ([a]) => [{ shape: [...a.shape.slice(0, -2), a.shape[a.shape.length - 1], a.shape[a.shape.length - 2]], dtype: a.dtype }],
  evaluate: ([a]: readonly DenseTensor[], { tolerance }) => {
    const [m, n] = a.shape.slice(-2);
    const r = Math.min(m, n);
    const cut = fraction('pinv', a, tolerance);
    const A = finiteValues('pinv', a);
    const count = batchSize(a);
    const out = new Float64Array(A.length);
    for (let b = 0; b < count; b++) {
      const { matrix, exponent } = rangeScaled(A.subarray(b * m * n, (b + 1) * m * n));
      const { u, values, vT } = singularValueDecomposition(matrix, m, n);
      const zero = cut * (values[0] ?? 0);
      for (let k = 0; k < r && values[k] > zero; k++) {
        for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) out[b * m * n + i * m + j] += (vT![k * n + i] / values[k]) * u![j * r + k];
      }
      scaleInPlace(out, exponent, b * m * n, m * n);
    }
    if (!out.every((v) => v - v === 0))
      throw new ArgumentError(
        'pinv: the pseudoinverse leaves the range of doubles',
        'scale A by a power of two, and the result by the same',
      );
    return [wrap(out, [...a.shape.slice(0, -2), n, m], a.dtype)];
  },
  jvp: ([t], [a], [P]) => {
    const dT = mT(t!);
    const PT = mT(P);
    const left = dT.sub(dT.matmul(a).matmul(P));
    const right = dT.matmul(PT).matmul(P);
    return [
      P.matmul(PT)
        .matmul(left)
        .sub(P.matmul(t!).matmul(P))
        .add(right.sub(P.matmul(a.matmul(right)))),
    ];
  },
  batch: (inputs, _b, p) => bind(pinvPrimitive, inputs, p),
};

/**
 * A⁺, [..., n, m].
 *
 * @throws ShapeError, NonFiniteError; ArgumentError for a tolerance that is negative or not finite
 * @example pinv(tensor([[1], [1]])) // [[0.5, 0.5]]
 */
export const pinv = (A: Tensor, { tolerance }: RankOptions = {}): Tensor => bind1(pinvPrimitive, [asMatrix('pinv', A)], { tolerance });

interface Decomposition {
  /** [rows, min(rows, n)] and [min(rows, n), n], rows = m or more. */
  readonly u: Float64Array;
  readonly vT: Float64Array;
  readonly m: number;
  readonly n: number;
  readonly rank: number;
  readonly dtype: Tensor['dtype'];
}
/** @param whole rows of zeros are put under a wide matrix, so that all n right vectors are there */
function decompose(name: string, A: Tensor, tolerance: number | undefined, whole = false): Decomposition {
  const a = asMatrix(name, A);
  if (a.rank !== 2) throw new ShapeError(`${name}: shape ${showShape(a.shape)}`, `${name} takes one matrix`);
  const [m, n] = a.shape;
  const cut = fraction(name, a, tolerance);
  const { matrix } = rangeScaled(finiteValues(name, a as never));
  const rows = whole ? Math.max(m, n) : m;
  const padded = rows === m ? matrix : new Float64Array(rows * n);
  if (padded !== matrix) padded.set(matrix);
  const { u, values, vT } = singularValueDecomposition(padded, rows, n);
  const zero = cut * (values[0] ?? 0);
  return { u: u!, vT: vT!, m, n, rank: values.filter((x) => x > zero).length, dtype: a.dtype };
}

/** Number of singular values above the tolerance. @example rank(tensor([[1, 2], [2, 4]])) // 1 */
export const rank = (A: Tensor, { tolerance }: RankOptions = {}): number => decompose('rank', A, tolerance).rank;

/** Orthonormal basis of the range, in columns [m, rank]. */
export function range(A: Tensor, { tolerance }: RankOptions = {}): Tensor {
  const { u, m, n, rank: k, dtype } = decompose('range', A, tolerance);
  const r = Math.min(m, n);
  const out = new Float64Array(m * k);
  for (let i = 0; i < m; i++) for (let j = 0; j < k; j++) out[i * k + j] = u[i * r + j];
  return wrap(out, [m, k], dtype);
}

/** Orthonormal basis of { x: A x = 0 }, in columns [n, n − rank]. */
export function nullSpace(A: Tensor, { tolerance }: RankOptions = {}): Tensor {
  const { vT, n, rank: k, dtype } = decompose('nullSpace', A, tolerance, true);
  const out = new Float64Array(n * (n - k));
  for (let i = 0; i < n; i++) for (let j = k; j < n; j++) out[i * (n - k) + j - k] = vT[j * n + i];
  return wrap(out, [n, n - k], dtype);
}
