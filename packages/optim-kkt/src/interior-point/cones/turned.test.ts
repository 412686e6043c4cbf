import { expect, test } from 'vitest';
import fc from 'fast-check';
import type { ConeKernel } from './cone-kernel.ts';
import { secondOrderCone } from './second-order.ts';
import { semidefiniteCone } from './semidefinite.ts';

/** The largest entry of T Tᵀ − I, and of H Tᵀ − TᵀD against the largest eigenvalue. */
function errors(cone: ConeKernel): { readonly orthogonality: number; readonly eigenvectors: number } {
  const { size } = cone;
  const T = new Float64Array(size * size);
  const D = new Float64Array(size);
  const image = new Float64Array(size);
  cone.writeTurned?.(T, D);
  let orthogonality = 0;
  let eigenvectors = 0;
  for (let i = 0; i < size; i++) {
    const row = T.subarray(i * size, (i + 1) * size);
    for (let j = 0; j < size; j++) {
      const inner = row.reduce((sum, v, k) => sum + v * T[j * size + k], 0);
      orthogonality = Math.max(orthogonality, Math.abs(inner - (i === j ? 1 : 0)));
    }
    cone.applyHessian(image, row);
    for (let k = 0; k < size; k++) eigenvectors = Math.max(eigenvectors, Math.abs(image[k] - D[i] * row[k]) / Math.max(...D));
  }
  return { orthogonality, eigenvectors };
}

const numbers = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: length, maxLength: length });

test('second-order cones give the eigenvectors of their scaling, also at the boundary and for one row', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }).chain((n) => fc.tuple(numbers(n), numbers(n))),
      fc.integer({ min: -8, max: 0 }),
      ([a, b], k) => {
        const point = (v: number[]): Float64Array =>
          Float64Array.from([Math.hypot(...v.slice(1)) * (1 + 10 ** k) + 10 ** k, ...v.slice(1)]);
        const cone = secondOrderCone(0, a.length);
        expect(cone.update(point(a), point(b), 1)).toBe(true);
        const { orthogonality, eigenvectors } = errors(cone);
        expect(orthogonality).toBeLessThan(1e-14);
        expect(eigenvectors).toBeLessThan(1e-13);
      },
    ),
  );
});

test('semidefinite cones give the eigenvectors of their scaling', () => {
  fc.assert(
    fc.property(fc.tuple(numbers(9), numbers(9)), fc.integer({ min: -6, max: 0 }), ([a, b], k) => {
      const point = (F: number[]): Float64Array => {
        const S = (i: number, j: number): number => [0, 1, 2].reduce((sum, p) => sum + F[3 * i + p] * F[3 * j + p], i === j ? 10 ** k : 0);
        return Float64Array.from([S(0, 0), Math.SQRT2 * S(0, 1), S(1, 1), Math.SQRT2 * S(0, 2), Math.SQRT2 * S(1, 2), S(2, 2)]);
      };
      const cone = semidefiniteCone(0, 3);
      expect(cone.update(point(a), point(b), 1)).toBe(true);
      const { orthogonality, eigenvectors } = errors(cone);
      expect(orthogonality).toBeLessThan(1e-13);
      expect(eigenvectors).toBeLessThan(1e-12);
    }),
  );
});
