/** X = op(T)⁻¹·B for a triangle T: the one linear solve that needs no factorisation. */
import {
  type DenseTensor,
  type Primitive,
  ShapeError,
  SingularMatrixError,
  type Tensor,
  asTensor,
  bind,
  bind1,
  lowerTriangle,
  mT,
  showShape,
  upperTriangle,
} from '@adjoint/tensor';
import { solveTriangular } from '../dense/lu.ts';
import { maxAbs, rangeScaled, scaleInPlace } from '../dense/scaling.ts';
import { asSquare, batchSize, finiteValues, inBatch, unifyFloats, withSameLead, wrapFinite } from './matrices.ts';

export interface TriangularOptions {
  /** Which triangle is read (default true). */
  readonly lower?: boolean;
  /** Solve with Tᵀ (default false). */
  readonly transpose?: boolean;
  /** Take ones on the diagonal (default false). */
  readonly unit?: boolean;
}
type Params = Required<TriangularOptions>;

export const triangularSolvePrimitive: Primitive<Params> = {
  name: 'triangularSolve',
  abstract: ([, b]) => [{ shape: b.shape, dtype: b.dtype }],
  evaluate: ([t, b]: readonly DenseTensor[], p) => {
    const n = t.shape[t.rank - 1];
    const k = b.shape[b.rank - 1];
    const given = finiteValues('triangularSolve', t);
    const x = Float64Array.from(finiteValues('triangularSolve', b));
    // entries below the normal range would lose their digits on the way: both sides are multiplied by one power of two
    const { matrix: values, exponent } = !p.unit && maxAbs(given) < 1e-280 ? rangeScaled(given) : { matrix: given, exponent: 0 };
    scaleInPlace(x, exponent);
    const count = batchSize(t);
    for (let i = 0; i < count; i++) {
      if (!p.unit)
        for (let d = 0; d < n; d++) {
          if (values[i * n * n + d * n + d] === 0)
            throw new SingularMatrixError(
              d,
              0,
              `triangularSolve: entry ${d} of the diagonal is 0${inBatch(i, count)}`,
              'a triangle with a zero on its diagonal is singular',
              i,
            );
        }
      solveTriangular(values, n, x.subarray(i * n * k, (i + 1) * n * k), k, p.lower, p.transpose, p.unit, i * n * n);
    }
    return [wrapFinite('triangularSolve', x, b.shape, b.dtype)];
  },
  vjp: ([ct], [t], [x], p, wanted) => {
    const back = bind1(triangularSolvePrimitive, [t, ct!], { ...p, transpose: !p.transpose });
    if (!wanted[0]) return [null, back];
    const outer = p.transpose ? x.matmul(mT(back)) : back.matmul(mT(x));
    const inside = p.unit ? 1 : 0;
    return [(p.lower ? lowerTriangle(outer, -inside) : upperTriangle(outer, inside)).neg(), back];
  },
  batch: (inputs, batched, p, size) =>
    bind(
      triangularSolvePrimitive,
      inputs.map((x, i) => (batched[i] ? x : x.broadcastTo([size, ...x.shape]))),
      p,
    ),
};

/**
 * @param t [..., n, n], one triangle of which is read
 * @param b [n], or [..., n, k]
 * @returns the shape of b; leading axes broadcast
 * @throws SingularMatrixError for a zero on the diagonal; ArgumentError when the solution leaves the range of doubles; ShapeError when the shapes do not fit
 * @example triangularSolve(tensor([[2, 0], [1, 4]]), tensor([2, 9])) // [1, 2]
 */
export function triangularSolve(t: Tensor, b: Tensor, options: TriangularOptions = {}): Tensor {
  const T = asSquare('triangularSolve', t);
  const sides = asTensor(b);
  const vector = sides.rank === 1;
  const B = vector ? sides.expandDims(-1) : sides;
  if (B.rank < 2 || B.shape[B.rank - 2] !== T.shape[T.rank - 1])
    throw new ShapeError(
      `triangularSolve: ${showShape(T.shape)} with right sides ${showShape(sides.shape)}`,
      'right sides are [n] or [..., n, k]',
    );
  const [a, c] = withSameLead('triangularSolve', ...unifyFloats('triangularSolve', T, B));
  const x = bind1(triangularSolvePrimitive, [a, c], { lower: true, transpose: false, unit: false, ...options });
  return vector ? x.squeeze(-1) : x;
}
