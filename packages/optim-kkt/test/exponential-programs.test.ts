/** Programs of exponential cones whose optimum is known in closed form, of all sizes and scales. */
import { expect, test } from 'vitest';
import { type Cone, type ConeProgram, coneProgram } from '../src/index.ts';

/** Numbers in (0, 1) that do not repeat: a golden-ratio sequence, another for every seed. */
const sequence = (seed: number): (() => number) => {
  let at = (seed * 0.7548776662466927) % 1;
  return () => (at = (at + 0.6180339887498949) % 1);
};
const EXPONENTIAL: Cone = { kind: 'exponential' };

/** Rows of slacks c + Σ aⱼxⱼ. */
function rows(n: number): { readonly A: number[][]; readonly b: number[]; put(c: number, a: Readonly<Record<number, number>>): void } {
  const A: number[][] = [];
  const b: number[] = [];
  return {
    A,
    b,
    put(c, a) {
      const row = new Array<number>(n).fill(0);
      for (const [j, v] of Object.entries(a)) row[Number(j)] = -v;
      A.push(row);
      b.push(c);
    },
  };
}
const logSumExp = (v: readonly number[]): number => {
  const most = Math.max(...v);
  return most + Math.log(v.reduce((sum, x) => sum + Math.exp(x - most), 0));
};

/** minimise cᵀx + Σ xᵢ log(xᵢ/yᵢ) over the simplex: −log Σ yᵢ e^{−cᵢ} */
function relativeEntropy(n: number, scale: number, next: () => number): { readonly problem: ConeProgram; readonly optimum: number } {
  const c = Array.from({ length: n }, () => scale * (next() - 0.5));
  const y = Array.from({ length: n }, () => 0.01 + next());
  const { A, b, put } = rows(2 * n);
  put(-1, Object.fromEntries(c.map((_, i) => [i, 1])));
  for (let i = 0; i < n; i++) {
    put(0, { [n + i]: -1 });
    put(0, { [i]: 1 });
    put(y[i], {});
  }
  return {
    problem: { q: [...c, ...c.map(() => 1)], A, b, cones: [{ kind: 'zero', size: 1 }, ...c.map(() => EXPONENTIAL)] },
    optimum: -logSumExp(c.map((v, i) => Math.log(y[i]) - v)),
  };
}

/** minimise t with Σ e^{aᵢ − t} ≤ 1: log Σ e^{aᵢ} */
function largest(n: number, scale: number, next: () => number): { readonly problem: ConeProgram; readonly optimum: number } {
  const a = Array.from({ length: n }, () => scale * (next() - 0.5));
  const { A, b, put } = rows(1 + n);
  put(1, Object.fromEntries(a.map((_, i) => [1 + i, -1])));
  a.forEach((v, i) => {
    put(v, { 0: -1 });
    put(1, {});
    put(0, { [1 + i]: 1 });
  });
  return {
    problem: { q: [1, ...a.map(() => 0)], A, b, cones: [{ kind: 'nonnegative', size: 1 }, ...a.map(() => EXPONENTIAL)] },
    optimum: logSumExp(a),
  };
}

/** maximise Σ log xᵢ over wᵀx ≤ 1, xᵢ ≥ 0: xᵢ = 1/(n wᵢ) */
function product(n: number, scale: number, next: () => number): { readonly problem: ConeProgram; readonly optimum: number } {
  const w = Array.from({ length: n }, () => 0.01 + scale * next());
  const { A, b, put } = rows(2 * n);
  put(1, Object.fromEntries(w.map((v, i) => [i, -v])));
  for (let i = 0; i < n; i++) {
    put(0, { [n + i]: 1 });
    put(1, {});
    put(0, { [i]: 1 });
  }
  return {
    problem: { q: [...w.map(() => 0), ...w.map(() => -1)], A, b, cones: [{ kind: 'nonnegative', size: 1 }, ...w.map(() => EXPONENTIAL)] },
    optimum: w.reduce((sum, v) => sum + Math.log(n * v), 0),
  };
}

test.each([
  ['relative entropy on the simplex', relativeEntropy],
  ['the logarithm of a sum of exponentials', largest],
  ['the largest product under a budget', product],
])('%s, certified, in at most 25 iterations', (_, family) => {
  const iterations: number[] = [];
  for (const n of [1, 2, 5, 12, 30])
    for (const scale of [0.1, 1, 10, 30]) {
      const { problem, optimum } = family(n, scale, sequence(n + scale));
      const r = coneProgram(problem);
      expect(r.status).toBe('solved');
      expect(r.certificate.verdict).toBe('holds');
      // Certified to 1e-8 by residuals and gap; these move the value by their products with x and z.
      expect(Math.abs(r.objective - optimum)).toBeLessThan(1e-6 * (1 + Math.abs(optimum)));
      iterations.push(r.iterations);
    }
  iterations.sort((a, b) => a - b);
  expect(iterations[iterations.length - 1]).toBeLessThanOrEqual(25);
  expect(iterations[iterations.length >> 1]).toBeLessThanOrEqual(15);
});
