import { expect, test } from 'vitest';
import { conesOf } from './cones/cones-of.ts';
import type { ConeSpec } from './cone-data.ts';
import { ArgumentError } from '@adjoint/tensor';
import { coneProgram, quadraticProgram } from '../index.ts';
import { symmetricEigen } from '../certificate/symmetric-eigen.ts';
import { unpack } from './cones/small-matrix.ts';

/** Eigenvalues of the complementarity product where s = z, which makes W the identity and λ = s. */
function products(cone: ConeSpec, s: Float64Array): number[] {
  if (cone.kind === 'psd') return [...symmetricEigen(unpack(s, 0, cone.order), cone.order).values].map((v) => v * v);
  if (cone.kind === 'second-order') {
    const t = Math.hypot(...s.subarray(1));
    return [(s[0] - t) ** 2, (s[0] + t) ** 2];
  }
  return [...s].map((v) => v * v);
}

test.each<[ConeSpec, number[]]>([
  [{ kind: 'nonnegative', size: 3 }, [0.1, 1, 2]],
  [{ kind: 'second-order', size: 3 }, [1, 0.5, 0.7]],
  [{ kind: 'psd', order: 2 }, [2, 1, 0.6]],
])('%o: without a step, the correction moves each product that is outside of the range by what it lacks', (cone, numbers) => {
  const s = Float64Array.from(numbers);
  const [kernel] = conesOf([cone]);
  expect(kernel.update(s, s, 1)).toBe(true);
  const none = new Float64Array(s.length);
  const target = new Float64Array(s.length);
  const v = products(cone, s);
  // The range begins above the least product and ends beyond the largest: only the least is to move.
  const low = 1.5 * Math.min(...v);
  kernel.centralityTarget!(target, s, s, none, none, { α: 0.5, low, high: 2 * Math.max(...v) });
  // With s = z and W = I, Δs + Δz = −target = λ ∖ t, and the products change by t = λ ∘ (Δs + Δz) to first order.
  const ε = 1e-6;
  const moved = products(
    cone,
    Float64Array.from(s, (x, i) => x - (ε / 2) * target[i]),
  );
  const change = moved.map((x, k) => (x - v[k]) / ε);
  const least = v.indexOf(Math.min(...v));
  // A difference quotient of a smooth function: its error is O(ε), and the rounding of the difference EPSILON / ε.
  change.forEach((c, k) => {
    expect(Math.abs(c - (k === least ? low - v[least] : 0))).toBeLessThan(1e-5);
  });
});

test.each([0, 1, 3])('%i correctors: the same optimum of a linear, a second-order and a semidefinite program', (correctors) => {
  const lp = quadraticProgram(
    {
      q: [-3, -5],
      G: [
        [1, 0],
        [0, 2],
        [3, 2],
      ],
      h: [4, 12, 18],
      lower: [0, 0],
    },
    { correctors, polish: false, presolve: false },
  );
  expect(lp.status).toBe('solved');
  expect(lp.objective).toBeCloseTo(-36, 5);
  // The nearest point of the unit disc to (3, 4), and the largest off-diagonal element of a correlation matrix.
  const disc = coneProgram(
    {
      q: [-3, -4],
      A: [
        [0, 0],
        [-1, 0],
        [0, -1],
      ],
      b: [1, 0, 0],
      cones: [{ kind: 'second-order', size: 3 }],
    },
    { correctors },
  );
  expect(disc.status).toBe('solved');
  expect(disc.objective).toBeCloseTo(-5, 6);
  const correlation = coneProgram(
    { q: [-1], A: [[0], [-Math.SQRT2], [0]], b: [1, 0, 1], cones: [{ kind: 'psd', order: 2 }] },
    { correctors },
  );
  expect(correlation.status).toBe('solved');
  expect(correlation.objective).toBeCloseTo(-1, 6);
});

test.each([-1, 0.5, NaN, Infinity])('%d correctors are refused', (correctors) => {
  expect(() => quadraticProgram({ q: [1], lower: [0] }, { correctors })).toThrow(ArgumentError);
});
