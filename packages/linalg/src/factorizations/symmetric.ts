import { ArgumentError } from '@adjoint/tensor';
import { EPS } from '../dense/machine.ts';
import { maxAbs } from '../dense/scaling.ts';
import { inBatch } from './matrices.ts';

/** @throws ArgumentError naming the entry where A differs from Aᵀ by more than rounding */
export function requireSymmetric(name: string, a: Float64Array, n: number, index: number, count: number): void {
  const tolerance = 8 * n * EPS * maxAbs(a);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) {
    if (Math.abs(a[i * n + j] - a[j * n + i]) > tolerance) throw new ArgumentError(`${name}: the matrix is not symmetric at (${i}, ${j})${inBatch(index, count)}`, 'symmetrise it: a.add(mT(a)).mul(0.5)');
  }
}
