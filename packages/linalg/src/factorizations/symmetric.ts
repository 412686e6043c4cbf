import { ArgumentError, type DenseTensor, type Primitive, bind } from '@adjoint/tensor';
import { EPS } from '../dense/machine.ts';
import { maxAbs } from '../dense/scaling.ts';
import { batchSize, finiteValues, inBatch } from './matrices.ts';

/** @throws ArgumentError naming the entry where A differs from Aᵀ by more than rounding */
export function requireSymmetric(name: string, a: Float64Array, n: number, index: number, count: number): void {
  if (isExactlySymmetric(a, n)) return;
  const tolerance = 8 * n * EPS * maxAbs(a);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      if (Math.abs(a[i * n + j] - a[j * n + i]) > tolerance)
        throw new ArgumentError(
          `${name}: the matrix is not symmetric at (${i}, ${j})${inBatch(index, count)}`,
          'symmetrise it: a.add(mT(a)).mul(0.5)',
        );
    }
}

/** A itself, when it is symmetric: a check that is there in programs and under every transformation. */
export const symmetricPrimitive: Primitive<{ readonly name: string }> = {
  name: 'symmetric',
  abstract: ([a]) => [{ shape: a.shape, dtype: a.dtype }],
  evaluate: ([a]: readonly DenseTensor[], { name }) => {
    const n = a.shape[a.rank - 1];
    const count = batchSize(a);
    const values = finiteValues(name, a);
    for (let i = 0; i < count; i++) requireSymmetric(name, values.subarray(i * n * n, (i + 1) * n * n), n, i, count);
    return [a];
  },
  jvp: ([t]) => [t],
  vjp: ([ct]) => [ct],
  batch: (inputs, _batched, p) => bind(symmetricPrimitive, inputs, p),
};

const TILE = 32;
/** Whether A equals Aᵀ entry by entry, in tiles that fit the cache whichever way they are read. */
export function isExactlySymmetric(a: ArrayLike<number>, n: number, from = 0): boolean {
  for (let i0 = 0; i0 < n; i0 += TILE)
    for (let j0 = 0; j0 <= i0; j0 += TILE) {
      const end = Math.min(n, i0 + TILE);
      for (let i = i0; i < end; i++)
        for (let j = j0, last = Math.min(i, j0 + TILE); j < last; j++) if (a[from + i * n + j] !== a[from + j * n + i]) return false;
    }
  return true;
}

/** Whether the diagonal is positive and of such a size that no factorisation of A leaves the range: then nothing need be scaled. */
export function hasModestDiagonal(a: ArrayLike<number>, n: number, from = 0): boolean {
  for (let i = 0; i < n; i++) {
    const d = a[from + i * n + i];
    if (!(d > 2 ** -300 && d < 2 ** 300)) return false;
  }
  return true;
}
