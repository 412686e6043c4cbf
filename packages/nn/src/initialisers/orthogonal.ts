/**
 * Orthogonal weights: rows (or columns, whichever are fewer) of length `gain` at right angles to each other.
 *
 * A Gaussian matrix, orthonormalised by modified Gram-Schmidt, twice; the triangular factor has a positive diagonal, so
 * that the result is uniform over orthogonal matrices.
 *
 * Saxe, McClelland, Ganguli (2014); Mezzadri (2007), "How to generate random matrices from the classical compact groups".
 */
import { normal } from '@adjoint/random';
import { adoptBuffer } from '@adjoint/tensor';
import { requirePositive } from '../optimizers/transforms/require-range.ts';
import type { Initialiser } from './initialiser.ts';

/** @throws ArgumentError unless gain > 0 */
export function orthogonal(gain = 1): Initialiser {
  requirePositive('gain', gain);
  return (key, shape, { dtype }) => {
    const rows = shape[0] ?? 1;
    const columns = shape.slice(1).reduce((n, length) => n * length, 1);
    const wide = rows <= columns;
    const count = Math.min(rows, columns);
    const length = Math.max(rows, columns);
    const vectors = normal(key, [count, length]).toTypedArray();
    orthonormalise(vectors, count, length);
    const q = adoptBuffer(vectors, [count, length]);
    return (wide ? q : q.mT()).mul(gain).astype(dtype).reshape(shape);
  };
}

function orthonormalise(v: Float64Array, count: number, length: number): void {
  for (let i = 0; i < count; i++) {
    const own = v.subarray(i * length, (i + 1) * length);
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < i; j++) {
        const other = v.subarray(j * length, (j + 1) * length);
        const along = dot(own, other);
        for (let k = 0; k < length; k++) own[k] -= along * other[k];
      }
    const norm = Math.sqrt(dot(own, own));
    for (let k = 0; k < length; k++) own[k] /= norm;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
