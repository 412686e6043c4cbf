/**
 * min ‖b − A x‖ over the Krylov space of a general A, restarted every m steps. A right preconditioner, A·M⁻¹·(M x) = b, leaves
 * the residual that is watched the true one; a left one, M⁻¹A x = M⁻¹b, makes ‖M⁻¹(b − A x)‖ least, and b − A x is looked at
 * between the cycles. Orthogonalised twice. Saad and Schultz (1986); Saad (2003), sections 9.3.1 and 9.3.2.
 */
import { ArgumentError, type Tensor } from '@adjoint/tensor';
import { EPS } from '../dense/machine.ts';
import { givens } from '../dense/givens.ts';
import { axpyRange, dotRange, norm2 } from '../dense/vector.ts';
import { runCycles } from './krylov-cycles.ts';
import { krylovSystem, preconditionerOf, scaledOperator } from './krylov-system.ts';
import { type KrylovResult, type LinearOperator, type OperatorLike, requireIterationOptions } from './linear-operator.ts';
import type { PreconditionedOptions } from './conjugate-gradients.ts';

export interface GmresOptions extends PreconditionedOptions {
  /** m, the dimension after which it restarts (default min(n, 50)). */
  readonly restart?: number;
  /** Where the preconditioner stands (default 'right'). */
  readonly side?: 'left' | 'right';
}

/**
 * @param A [n, n] dense or sparse, or an operator
 * @returns 'stagnation' when a whole cycle of m steps made ‖b − A x‖ no smaller: a larger restart may
 * @throws ShapeError, NonFiniteError; ArgumentError for an unknown side, or when the solution leaves the range of doubles
 * @example gmres(tensor([[1, 1], [0, 2]]), tensor([3, 4])).x // [1, 2]
 */
export function gmres(
  A: OperatorLike,
  b: Tensor,
  { tolerance = 1e-10, maxIterations, start, preconditioner, side = 'right', restart, signal, onProgress }: GmresOptions = {},
): KrylovResult {
  requireIterationOptions('gmres', { tolerance, maxIterations, restart });
  if (side !== 'left' && side !== 'right') throw new ArgumentError(`gmres: side ${String(side)}`, "side is 'left' or 'right'");
  const system = krylovSystem('gmres', A, b, start);
  const n = system.x.length;
  const m = Math.max(1, Math.min(n, restart ?? 50));
  const V = new Float64Array((m + 1) * n);
  const H = new Float64Array((m + 1) * m);
  const cs = new Float64Array(m);
  const sn = new Float64Array(m);
  const g = new Float64Array(m + 1);
  const z = new Float64Array(n);
  const given = preconditionerOf('gmres', preconditioner, n);
  let M: LinearOperator | undefined;
  const options = { tolerance, limit: maxIterations ?? 10 * n, progress: 1 - 1e-14, monotone: false, signal, onProgress };
  return runCycles(system, options, (w, size, x, { budget, target, step }) => {
    M ??= given && scaledOperator(given, w).A;
    const left = side === 'left' ? M : undefined;
    const right = side === 'left' ? undefined : M;
    if (left) {
      left.apply(w, z);
      w.set(z);
    }
    const first = norm2(w);
    if (!(first > 0 && first < Infinity)) return { steps: 0, state: 'breakdown' };
    const scale = size / first; // what the watched residual stands for, as far as the start of the cycle tells
    for (let i = 0; i < n; i++) V[i] = w[i] / first;
    g.fill(0);
    g[0] = first;
    let j = 0;
    let largest = 0;
    let exhausted = false;
    let aborted = false;
    while (j < m && j < budget && scale * Math.abs(g[j]) > target && !exhausted) {
      aborted = step(scale * Math.abs(g[j]));
      if (aborted) break;
      const v = V.subarray(j * n, (j + 1) * n);
      if (right) {
        right.apply(v, z);
        system.A.apply(z, w);
      } else if (left) {
        system.A.apply(v, z);
        left.apply(z, w);
      } else system.A.apply(v, w);
      const before = norm2(w);
      largest = Math.max(largest, before);
      for (let pass = 0; pass < 2; pass++)
        for (let i = 0; i <= j; i++) {
          const h = dotRange(w, 0, V, i * n, n);
          H[i * m + j] = (pass === 0 ? 0 : H[i * m + j]) + h;
          axpyRange(-h, V, i * n, w, 0, n);
        }
      const next = norm2(w);
      exhausted = next <= EPS * before;
      for (let i = 0; i < j; i++) {
        const p = H[i * m + j];
        const q = H[(i + 1) * m + j];
        H[i * m + j] = cs[i] * p + sn[i] * q;
        H[(i + 1) * m + j] = cs[i] * q - sn[i] * p;
      }
      const rotation = givens(H[j * m + j], exhausted ? 0 : next);
      cs[j] = rotation.c;
      sn[j] = rotation.s;
      H[j * m + j] = rotation.r;
      g[j + 1] = -rotation.s * g[j];
      g[j] *= rotation.c;
      if (!exhausted) for (let i = 0; i < n; i++) V[(j + 1) * n + i] = w[i] / next;
      H[(j + 1) * m + j] = 0;
      j++;
    }
    // Only the last pivot of an exhausted space can vanish: its direction is left out.
    const singular = exhausted && Math.abs(H[(j - 1) * m + j - 1]) <= EPS * n * largest;
    const kept = singular ? j - 1 : j;
    const y = new Float64Array(kept);
    for (let i = kept - 1; i >= 0; i--) {
      let s = g[i];
      for (let p = i + 1; p < kept; p++) s -= H[i * m + p] * y[p];
      y[i] = s / H[i * m + i];
    }
    w.fill(0);
    for (let i = 0; i < kept; i++) axpyRange(y[i], V, i * n, w, 0, n);
    if (right) {
      right.apply(w, z);
      axpyRange(1, z, 0, x, 0, n);
    } else axpyRange(1, w, 0, x, 0, n);
    return { steps: j, state: aborted ? 'aborted' : singular ? 'breakdown' : 'paused' };
  });
}
