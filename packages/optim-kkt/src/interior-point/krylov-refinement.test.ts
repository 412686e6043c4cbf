import { expect, test } from 'vitest';
import type { Pair } from './kkt-frame.ts';
import { krylovRefinement } from './krylov-refinement.ts';

/** K = diag(k), solved by M = diag(k + δ): plain steps reduce an error by δ/(k + δ). */
function diagonalSystem(k: Float64Array, δ: number, right: Pair) {
  const n = right.x.length;
  const error: Pair = { x: new Float64Array(n), z: new Float64Array(right.z.length) };
  const weight = new Float64Array(right.z.length).fill(1);
  let solves = 0;
  return {
    error,
    weight,
    spare: [] as Pair[],
    solves: () => solves,
    solve(from: Pair, to: Pair) {
      solves++;
      for (let j = 0; j < n; j++) to.x[j] = from.x[j] / (k[j] + δ);
      for (let i = 0; i < from.z.length; i++) to.z[i] = from.z[i] / (k[n + i] + δ);
    },
    residual(at: Pair) {
      let most = 0;
      for (let j = 0; j < n; j++) most = Math.max(most, Math.abs((error.x[j] = right.x[j] - k[j] * at.x[j])));
      for (let i = 0; i < at.z.length; i++) most = Math.max(most, Math.abs((error.z[i] = right.z[i] - k[n + i] * at.z[i])));
      return most;
    },
  };
}

test('five directions in which the factor is a thousandfold off cost six steps', () => {
  const k = Float64Array.from({ length: 60 }, (_, i) => (i % 12 === 0 ? 1e-6 * (1 + i) : 1));
  const right = { x: new Float64Array(40).fill(1), z: new Float64Array(20).fill(-2) };
  const system = diagonalSystem(k, 1e-3, right);
  const at: Pair = { x: new Float64Array(40), z: new Float64Array(20) };
  const before = system.residual(at);
  const after = krylovRefinement(system, at, before, 1e-10, 12);
  expect(system.solves()).toBeLessThanOrEqual(8); // one for each of six different values of M⁻¹K, two to polish
  expect(after).toBeLessThan(1e-9);
  // a plain step would have left (1 − 1e-3) of the worst error
  for (let j = 0; j < 40; j++) expect(Math.abs(k[j] * at.x[j] - 1)).toBeLessThan(1e-9);
});

test('a solution that cannot be improved is left as it is', () => {
  const right = { x: Float64Array.of(1), z: Float64Array.of(2) };
  const system = diagonalSystem(Float64Array.of(1, 1), 1e-3, right);
  const at: Pair = { x: Float64Array.of(1), z: Float64Array.of(2) };
  expect(krylovRefinement(system, at, system.residual(at), 0, 12)).toBe(0);
  expect([at.x[0], at.z[0]]).toEqual([1, 2]);
});

test('a factor that only makes things worse does not', () => {
  const right = { x: Float64Array.of(1, 1), z: new Float64Array(0) };
  const system = diagonalSystem(Float64Array.of(1, 2), 0, right);
  const worse = { ...system, solve: (_: Pair, to: Pair) => to.x.fill(NaN) };
  const at: Pair = { x: Float64Array.of(0.5, 0.5), z: new Float64Array(0) };
  expect(krylovRefinement(worse, at, system.residual(at), 1e-12, 12)).toBe(0.5);
  expect([...at.x]).toEqual([0.5, 0.5]);
});
