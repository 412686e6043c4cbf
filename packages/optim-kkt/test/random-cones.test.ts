/** Cone programs with a known optimum: x₀, slacks and multipliers that are complementary, and the data made from them. */
import { expect, test } from 'vitest';
import fc from 'fast-check';
import { type Cone, type ConeProgram, coneProgram, lagrangianDual } from '../src/index.ts';

type Kind = Cone['kind'];

function build(v: readonly number[], n: number, kinds: readonly Kind[]): { readonly problem: ConeProgram; readonly optimum: number } {
  let at = 0;
  const take = (): number => v[at++ % v.length];
  const positive = (): number => 0.05 + Math.abs(take());
  const cones: Cone[] = [];
  const s: number[] = [];
  const z: number[] = [];
  const put = (cone: Cone, slack: readonly number[], multiplier: readonly number[]): void => {
    cones.push(cone);
    s.push(...slack);
    z.push(...multiplier);
  };
  for (const kind of kinds) {
    const size = 1 + Math.floor(positive());
    const zeros = (k: number): number[] => new Array<number>(k).fill(0);
    const slackSide = take() > 0;
    if (kind === 'zero') put({ kind, size }, zeros(size), Array.from({ length: size }, take));
    if (kind === 'nonnegative') {
      const a = Array.from({ length: size }, positive);
      put(
        { kind, size },
        a.map((x, i) => (i % 2 === 0 ? x : 0)),
        a.map((x, i) => (i % 2 === 0 ? 0 : x)),
      );
    }
    if (kind === 'box')
      put({ kind, lower: [-1, -2], upper: [1, Infinity] }, slackSide ? [1, -2] : [0.25, 1], slackSide ? [-positive(), positive()] : [0, 0]);
    if (kind === 'second-order') {
      const t = Array.from({ length: size }, take);
      const length = Math.hypot(...t);
      put({ kind, size: size + 1 }, [length, ...t], slackSide ? [length, ...t.map((x) => -x)] : zeros(size + 1));
    }
    if (kind === 'psd') {
      const F = Array.from({ length: 2 }, () => [take(), take()]);
      const whole = [0, 1, 2].map((k) => {
        const [i, j] = [
          [0, 0],
          [0, 1],
          [1, 1],
        ][k];
        return F.reduce((sum, f) => sum + f[i] * f[j], i === j ? 0.05 : 0) * (i === j ? 1 : Math.SQRT2);
      });
      put({ kind, order: 2 }, slackSide ? whole : zeros(3), slackSide ? zeros(3) : whole);
    }
    if (kind === 'exponential') {
      const y = positive();
      const x = Math.min(take(), 5 * y);
      put({ kind }, [x, y, y * Math.exp(x / y) + positive()], zeros(3));
    }
  }
  const A = s.map(() => Array.from({ length: n }, take));
  const x0 = Array.from({ length: n }, take);
  const F = [Array.from({ length: n }, take)];
  const P = x0.map((_, i) => x0.map((_w, j) => F.reduce((sum, f) => sum + f[i] * f[j], 0)));
  const Px = P.map((r) => r.reduce((sum, c, j) => sum + c * x0[j], 0));
  const b = A.map((a, i) => a.reduce((sum, c, j) => sum + c * x0[j], s[i]));
  const q = x0.map((_, j) => -Px[j] - A.reduce((sum, a, i) => sum + a[j] * z[i], 0));
  return { problem: { P, q, A, b, cones }, optimum: x0.reduce((sum, x, j) => sum + x * (Px[j] / 2 + q[j]), 0) };
}

const kinds = fc.array(fc.constantFrom<Kind>('zero', 'nonnegative', 'box', 'second-order', 'psd', 'exponential'), {
  minLength: 1,
  maxLength: 4,
});
const numbers = fc.array(
  fc.double({ min: -3, max: 3, noNaN: true }).map((x) => Math.round(x * 256) / 256),
  { minLength: 53, maxLength: 53 },
);

test('every mixture of cones ends at its optimum, certified', () => {
  let solved = 0;
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 5 }), kinds, (v, n, k) => {
      const { problem, optimum } = build(v, n, k);
      const r = coneProgram(problem);
      // A feasible point and a feasible dual point exist: nothing else may be said.
      expect(['solved', 'almost']).toContain(r.status);
      if (r.status !== 'solved') return;
      expect(r.iterations).toBeLessThanOrEqual(60);
      solved++;
      expect(r.certificate.verdict).toBe('holds');
      expect(Math.abs(r.objective - optimum)).toBeLessThan(1e-5 * Math.max(1, Math.abs(optimum)));
    }),
    { numRuns: 150, seed: 4 },
  );
  expect(solved).toBeGreaterThan(148);
});

test('the dual of a program with a box bounds it, and meets it', () => {
  const problem: ConeProgram = {
    P: [
      [2, 0],
      [0, 1],
    ],
    q: [-3, 4],
    A: [
      [-1, -1],
      [-1, 1],
    ],
    b: [0, 0],
    cones: [{ kind: 'box', lower: [-1, -Infinity], upper: [0.5, 2] }],
  };
  const primal = coneProgram(problem);
  const dual = lagrangianDual(problem);
  const best = coneProgram(dual.program);
  expect(best.status).toBe('solved');
  expect(dual.value(best.x)).toBeCloseTo(primal.objective, 6);
  expect(dual.value(best.x)).toBeLessThanOrEqual(primal.objective + 1e-6);
});
