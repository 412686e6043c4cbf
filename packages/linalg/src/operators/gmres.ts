/**
 * min ‖b − A x‖ over the Krylov space of a general A, restarted every m steps, with a right preconditioner: so the
 * residual that is watched is the true one. Orthogonalised twice. Saad and Schultz (1986).
 */
import type { Tensor } from '@adjoint/tensor';
import { givens } from '../dense/givens.ts';
import { axpyRange, dotRange, norm2 } from '../dense/vector.ts';
import { type KrylovResult, type OperatorLike, finish, krylovProblem, residualOf } from './linear-operator.ts';
import type { PreconditionedOptions } from './conjugate-gradients.ts';

export interface GmresOptions extends PreconditionedOptions {
  /** m, the dimension after which it restarts (default min(n, 50)). */
  readonly restart?: number;
}

/**
 * @param A [n, n] dense or sparse, or an operator
 * @throws ShapeError, NonFiniteError
 * @example gmres(tensor([[1, 1], [0, 2]]), tensor([3, 4])).x // [1, 2]
 */
export function gmres(
  A: OperatorLike,
  b: Tensor,
  { tolerance = 1e-10, maxIterations, start, preconditioner, restart, signal, onProgress }: GmresOptions = {},
): KrylovResult {
  const problem = krylovProblem('gmres', A, b, start);
  const { x } = problem;
  const n = x.length;
  const normB = norm2(problem.b);
  const limit = maxIterations ?? 10 * n;
  const m = Math.max(1, Math.min(n, restart ?? 50));
  const V = new Float64Array((m + 1) * n);
  const H = new Float64Array((m + 1) * m);
  const cs = new Float64Array(m);
  const sn = new Float64Array(m);
  const g = new Float64Array(m + 1);
  const w = new Float64Array(n);
  const z = new Float64Array(n);
  let k = 0;
  let before = Infinity;
  for (;;) {
    residualOf(problem, w);
    const beta = norm2(w);
    if (beta <= tolerance * normB) return finish(problem, 'converged', k, normB, norm2);
    if (signal?.aborted) return finish(problem, 'aborted', k, normB, norm2);
    if (k >= limit) return finish(problem, 'iteration-limit', k, normB, norm2);
    if (!(beta < before * (1 - 1e-14))) return finish(problem, 'breakdown', k, normB, norm2); // a whole cycle without progress
    before = beta;
    for (let i = 0; i < n; i++) V[i] = w[i] / beta;
    g.fill(0);
    g[0] = beta;
    let j = 0;
    for (; j < m && k < limit; j++, k++) {
      onProgress?.({ iteration: k, residual: Math.abs(g[j]) / (normB || 1) });
      const v = V.subarray(j * n, (j + 1) * n);
      if (preconditioner) {
        preconditioner.apply(v, z);
        problem.A.apply(z, w);
      } else problem.A.apply(v, w);
      for (let pass = 0; pass < 2; pass++)
        for (let i = 0; i <= j; i++) {
          const h = dotRange(w, 0, V, i * n, n);
          H[i * m + j] = (pass === 0 ? 0 : H[i * m + j]) + h;
          axpyRange(-h, V, i * n, w, 0, n);
        }
      const next = norm2(w);
      for (let i = 0; i < j; i++) {
        const p = H[i * m + j];
        const q = H[(i + 1) * m + j];
        H[i * m + j] = cs[i] * p + sn[i] * q;
        H[(i + 1) * m + j] = cs[i] * q - sn[i] * p;
      }
      const rotation = givens(H[j * m + j], next);
      cs[j] = rotation.c;
      sn[j] = rotation.s;
      H[j * m + j] = rotation.r;
      g[j + 1] = -rotation.s * g[j];
      g[j] *= rotation.c;
      if (next > 0) for (let i = 0; i < n; i++) V[(j + 1) * n + i] = w[i] / next;
      H[(j + 1) * m + j] = 0;
      if (Math.abs(g[j + 1]) <= tolerance * normB || next === 0) {
        j++;
        k++;
        break;
      }
    }
    const y = new Float64Array(j);
    for (let i = j - 1; i >= 0; i--) {
      let s = g[i];
      for (let p = i + 1; p < j; p++) s -= H[i * m + p] * y[p];
      if (H[i * m + i] === 0) return finish(problem, 'breakdown', k, normB, norm2);
      y[i] = s / H[i * m + i];
    }
    w.fill(0);
    for (let i = 0; i < j; i++) axpyRange(y[i], V, i * n, w, 0, n);
    if (preconditioner) {
      preconditioner.apply(w, z);
      axpyRange(1, z, 0, x, 0, n);
    } else axpyRange(1, w, 0, x, 0, n);
  }
}
