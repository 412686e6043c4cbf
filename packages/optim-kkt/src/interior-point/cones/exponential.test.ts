import { expect, test } from 'vitest';
import fc from 'fast-check';
import { exponentialCone } from './exponential.ts';
import {
  type Triple,
  dualHessianSolve,
  dualPoint,
  dualShadow,
  dualThirdDerivative,
  insideDual,
  insidePrimal,
  primalShadow,
} from './exponential-barrier.ts';

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
/** How far apart, of the size. */
const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...[0, 1, 2].map((i) => Math.abs(a[i] - b[i]))) / Math.max(...[0, 1, 2].map((i) => Math.abs(b[i])));

/** A point of the dual cone at a relative distance `margin` from its boundary. */
const dualAt = (u: number, v: number, margin: number): Triple => [-u, v, u * Math.exp(-v / u - 1 + margin)];
const primalAt = (x: number, y: number, margin: number): Triple => [x, y, y * Math.exp(x / y + margin)];
const sizes = fc.double({ min: 0.1, max: 5, noNaN: true });
const signed = fc.double({ min: -3, max: 3, noNaN: true });
const margins = fc.integer({ min: -8, max: 0 }).map((k) => 10 ** k);

test('the shadows of the cone and of its dual are inside, and inverse to one another', () => {
  fc.assert(
    fc.property(sizes, signed, margins, (u, v, margin) => {
      const z = dualAt(u, v * u, margin);
      const s = dualShadow(dualPoint(z));
      // l is a difference of numbers of size ‖z‖ that has the size u · margin: its relative error is ε/margin.
      return insideDual(z) && insidePrimal(s) && apart(primalShadow(s), z) < (1000 * Number.EPSILON) / margin;
    }),
  );
  fc.assert(
    fc.property(signed, sizes, margins, (x, y, margin) => {
      const s = primalAt(x * y, y, margin);
      const z = primalShadow(s);
      return insideDual(z) && Math.abs(dot(s, z) - 3) < (1000 * Number.EPSILON) / margin;
    }),
  );
});

test('derivatives of the barrier agree with differences of the lower ones', () => {
  const z: Triple = [-0.7, 0.3, 1.9];
  const a: Triple = [0.3, -1, 0.5];
  const b: Triple = [1, 0.4, -0.2];
  const h = 1e-5;
  const moved = (t: number): Triple => [z[0] + t * a[0], z[1] + t * a[1], z[2] + t * a[2]];
  const [s0, s1] = [dualShadow(dualPoint(moved(-h))), dualShadow(dualPoint(moved(h)))];
  const Ha: Triple = [(s0[0] - s1[0]) / (2 * h), (s0[1] - s1[1]) / (2 * h), (s0[2] - s1[2]) / (2 * h)];
  expect(apart(dualHessianSolve(dualPoint(z), Ha), a)).toBeLessThan(1e-8); // error h² of the difference
  // d/dt H(z + ta) g = ∇³[a, g] with H(z) g = b: from the inverse, H ∇(H⁻¹)[a] b = −∇³[a, H⁻¹b].
  const g = dualHessianSolve(dualPoint(z), b);
  const [g0, g1] = [dualHessianSolve(dualPoint(moved(-h)), b), dualHessianSolve(dualPoint(moved(h)), b)];
  const change: Triple = [(g0[0] - g1[0]) / (2 * h), (g0[1] - g1[1]) / (2 * h), (g0[2] - g1[2]) / (2 * h)];
  expect(apart(dualHessianSolve(dualPoint(z), dualThirdDerivative(dualPoint(z), a, g)), change)).toBeLessThan(1e-7);
});

test('the scaling takes z to s and one shadow to the other, its turned rows are orthonormal', () => {
  fc.assert(
    fc.property(sizes, signed, signed, sizes, fc.constantFrom(1, 0.1, 0.01), (u, v, x, y, margin) => {
      const z = dualAt(u, v * u, margin);
      const s = primalAt(x * y, y, margin);
      const cone = exponentialCone(0);
      const out = new Float64Array(3);
      const T = new Float64Array(9);
      const D = new Float64Array(3);
      expect(cone.update(Float64Array.from(s), Float64Array.from(z), dot(s, z) / 3)).toBe(true);
      cone.writeTurned?.(T, D);
      cone.applyHessian(out, Float64Array.from(z));
      const condition = Math.max(...D) / Math.min(...D);
      expect(apart(out, s)).toBeLessThan(1e-13 * condition);
      cone.applyHessian(out, Float64Array.from(primalShadow(s)));
      expect(apart(out, dualShadow(dualPoint(z)))).toBeLessThan(1e-13 * condition);
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++)
          expect(Math.abs(dot(T.subarray(3 * i, 3 * i + 3), T.subarray(3 * j, 3 * j + 3)) - (i === j ? 1 : 0))).toBeLessThan(1e-13);
    }),
  );
});
