/**
 * The quadratic program of one step: minimise ½ dᵀB d + ∇fᵀd subject to g + Jg d ≤ 0, h + Jh d = 0 and the bounds.
 * When its constraints contradict one another, each may be violated at a price ν ("elastic mode").
 */
import { type Tensor, adoptBuffer } from '@adjoint/tensor';
import { maxAbs } from '../certificate/measures.ts';
import type { Evaluation, Smooth } from '../problem/nonlinear-program.ts';
import { quadraticProgram } from '../solve-quadratic.ts';

export interface Step {
  readonly d: Float64Array;
  readonly μ: Float64Array;
  readonly λ: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly elastic: boolean;
}

const OPTIONS = { tolerance: 1e-11, maxIterations: 100 };
const read = (t: Tensor): Float64Array => Float64Array.from(t.data());
const usable = (status: string): boolean => status === 'solved' || status === 'almost';

export function subproblem(smooth: Smooth, e: Evaluation, x: Float64Array, B: Float64Array, ν: number): Step | null {
  const { n, m, p } = smooth;
  const lower = smooth.lower.map((v, j) => Math.min(0, v - x[j]));
  const upper = smooth.upper.map((v, j) => Math.max(0, v - x[j]));
  const result = quadraticProgram(
    {
      P: adoptBuffer(B, [n, n]),
      q: e.gradient,
      lower,
      upper,
      G: adoptBuffer(e.Jg, [m, n]),
      h: e.g.map((v) => -v),
      A: adoptBuffer(e.Jh, [p, n]),
      b: e.h.map((v) => -v),
    },
    OPTIONS,
  );
  const z = result.multipliers;
  if (
    usable(result.status) ||
    (result.status === 'numerical' &&
      result.certificate.checks.every((c) => typeof c.value === 'number' && c.value <= 1e6 * c.bound) &&
      maxAbs(read(z.inequalities)) < 1e8)
  ) {
    return {
      d: read(result.x),
      μ: read(z.inequalities),
      λ: read(z.equalities),
      lower: read(z.lower),
      upper: read(z.upper),
      elastic: false,
    };
  }
  return elasticStep(smooth, e, B, lower, upper, ν);
}

/** Variables (d, t, u, v): g + Jg d ≤ t, h + Jh d = u − v, t, u, v ≥ 0, at the price ν each. */
function elasticStep(
  { n, m, p }: Smooth,
  e: Evaluation,
  B: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  ν: number,
): Step | null {
  const total = n + m + 2 * p;
  const P = new Float64Array(total * total);
  const G = new Float64Array(m * total);
  const A = new Float64Array(p * total);
  for (let i = 0; i < n; i++) P.set(B.subarray(i * n, (i + 1) * n), i * total);
  for (let i = 0; i < m; i++) {
    G.set(e.Jg.subarray(i * n, (i + 1) * n), i * total);
    G[i * total + n + i] = -1;
  }
  for (let i = 0; i < p; i++) {
    A.set(e.Jh.subarray(i * n, (i + 1) * n), i * total);
    A[i * total + n + m + i] = -1;
    A[i * total + n + m + p + i] = 1;
  }
  const q = new Float64Array(total).fill(ν);
  const low = new Float64Array(total);
  const high = new Float64Array(total).fill(Infinity);
  q.set(e.gradient);
  low.set(lower);
  high.set(upper);
  const r = quadraticProgram(
    {
      P: adoptBuffer(P, [total, total]),
      q,
      G: adoptBuffer(G, [m, total]),
      h: e.g.map((v) => -v),
      A: adoptBuffer(A, [p, total]),
      b: e.h.map((v) => -v),
      lower: low,
      upper: high,
    },
    { ...OPTIONS, tolerance: 1e-9 },
  );
  if (!usable(r.status)) return null;
  const z = r.multipliers;
  return {
    d: read(r.x).slice(0, n),
    μ: read(z.inequalities),
    λ: read(z.equalities),
    lower: read(z.lower).slice(0, n),
    upper: read(z.upper).slice(0, n),
    elastic: true,
  };
}
