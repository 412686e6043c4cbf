/** The diagonal N for which the columns of A·N have norms in [1, 2): powers of two, so that scaling rounds nothing. Van der Sluis (1969). */
import { type CscMatrix, ShapeError, type Tensor, asTensor } from '@adjoint/tensor';
import { exponentOf, timesPowerOfTwo } from '../dense/scaling.ts';
import { norm2 } from '../dense/vector.ts';
import { finiteValues } from '../factorizations/matrices.ts';
import type { LinearOperator } from './linear-operator.ts';

/**
 * A preconditioner for `lsmr`: within a factor √n no diagonal makes the condition number of A·N smaller.
 *
 * @param A [m, n], dense or sparse; a column of zeros is left as it is
 * @throws ShapeError unless a dense matrix has two axes; NonFiniteError
 * @example lsmr(A, b, { preconditioner: columnScaling(A) })
 */
export function columnScaling(A: Tensor | CscMatrix): LinearOperator {
  const exponents = 'rowIndices' in A ? sparseExponents(A) : denseExponents(A);
  const n = exponents.length;
  const apply = (x: Float64Array, y: Float64Array): void => {
    for (let j = 0; j < n; j++) y[j] = timesPowerOfTwo(x[j], exponents[j]);
  };
  return { rows: n, columns: n, apply, applyTransposed: apply };
}

/** 0 for a norm of 0. */
const exponent = (norm: number): number => -exponentOf(norm);

function sparseExponents(A: CscMatrix): Int32Array {
  const { columnPointers: p, values } = A;
  return Int32Array.from({ length: A.columns }, (_, j) => exponent(norm2(values, p[j], p[j + 1] - p[j])));
}

function denseExponents(A: Tensor): Int32Array {
  const a = asTensor(A);
  if (a.rank !== 2) throw new ShapeError(`columnScaling: shape [${a.shape.join(', ')}]`, 'one matrix, [m, n]');
  const [m, n] = a.shape;
  const values = finiteValues('columnScaling', a as never);
  const column = new Float64Array(m);
  return Int32Array.from({ length: n }, (_, j) => {
    for (let i = 0; i < m; i++) column[i] = values[i * n + j];
    return exponent(norm2(column));
  });
}
