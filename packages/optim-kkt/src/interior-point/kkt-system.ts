/**
 * The linear system of every step, quasi-definite once regularised:
 *
 *   [ P + εI    Aᵀ      ] [x]   [ rₓ ]
 *   [ A       −H − εI   ] [z] = [ r_z ]
 *
 * Its pattern is analysed once; each iteration writes H and factors again. Iterative refinement works against the
 * system without ε, so that regularisation costs accuracy only where the system is singular itself.
 */
import { type LdlFactor, type LdlSymbolic, addSymmetricProduct, ldlNumeric, ldlSolve, ldlSymbolic } from '@adjoint/linalg';
import type { CscMatrix } from '@adjoint/tensor';
import type { ConeData } from './cone-data.ts';
import type { ConeKernel } from './cones/cone-kernel.ts';

export interface KktSystem {
  /** Factors with the scaling that the cones hold now. @returns false when it breaks down */
  factor(): boolean;
  /** Solves for (x, z); the result overwrites the two. */
  solve(x: Float64Array, z: Float64Array): void;
  /** The largest relative residual that refinement left since the last factorisation. */
  worst(): number;
  /** (x, z) ← (x, z) − system · (x0, z0), without regularisation. */
  residual(x: Float64Array, z: Float64Array, x0: Float64Array, z0: Float64Array): void;
  readonly entries: { readonly system: number; readonly factor: number };
}

const DYNAMIC = { threshold: 1e-13, value: 2e-7 };
const REFINEMENT = { steps: 8, relative: 1e-13, leastGain: 1.05 };

export function kktSystem(data: ConeData, kernels: readonly ConeKernel[], ε: number, symbolicGiven: LdlSymbolic | null = null): KktSystem & { readonly symbolic: LdlSymbolic } {
  const n = data.q.length, m = data.b.length, size = n + m;
  const { matrix, diagonal, hessianAt } = assemble(data, kernels);
  const symbolic = symbolicGiven ?? ldlSymbolic(matrix);
  const signs = new Int8Array(size).fill(1, 0, n).fill(-1, n);
  const regularized = new Float64Array(matrix.values.length);
  const right = new Float64Array(size), solution = new Float64Array(size), next = new Float64Array(size), error = new Float64Array(size), Δ = new Float64Array(size), weight = new Float64Array(size).fill(1), h = new Float64Array(Math.max(1, ...kernels.map((k) => k.diagonal ? k.size : k.size * (k.size + 1) / 2)));
  let factor: LdlFactor | null = null, worst = 0;

  /** Largest |vᵢ|, rows with a large H measured against it: their slack is large, and must not hide the others. */
  const weighted = (v: Float64Array): number => {
    let most = 0;
    for (let i = 0; i < size; i++) { const a = Math.abs(v[i]) * weight[i]; if (a > most || Number.isNaN(a)) most = a; }
    return most;
  };
  /** error ← right − K·at; returns its weighted size. */
  const residual = (at: Float64Array): number => {
    error.set(right);
    addSymmetricProduct(error, -1, matrix, at);
    return weighted(error);
  };
  return {
    symbolic,
    entries: { system: matrix.values.length, factor: symbolic.columnPointers[size] },
    worst: () => worst,
    factor() {
      worst = 0;
      kernels.forEach((kernel, k) => {
        kernel.writeHessian(h, 0);
        const places = hessianAt[k];
        for (let i = 0; i < places.length; i++) matrix.values[places[i]] = -h[i];
      });
      for (let i = n; i < size; i++) weight[i] = 1 / Math.max(1, -matrix.values[diagonal[i]]);
      let largest = 0;
      for (let i = 0; i < size; i++) largest = Math.max(largest, Math.abs(matrix.values[diagonal[i]]));
      const shift = ε + Number.EPSILON * Number.EPSILON * largest;
      regularized.set(matrix.values);
      for (let i = 0; i < size; i++) regularized[diagonal[i]] += signs[i] * shift;
      factor = ldlNumeric(symbolic, regularized, { signs, ...DYNAMIC }, factor);
      for (let i = 0; i < size; i++) if (!Number.isFinite(factor.diagonal[i])) return false;
      return true;
    },
    residual(x, z, x0, z0) {
      right.set(x);
      right.set(z, n);
      next.set(x0);
      next.set(z0, n);
      residual(next);
      x.set(error.subarray(0, n));
      z.set(error.subarray(n));
    },
    solve(x, z) {
      if (factor === null) return;
      right.set(x);
      right.set(z, n);
      ldlSolve(factor, right, solution);
      const enough = REFINEMENT.relative * weighted(right);
      let reached = residual(solution);
      for (let step = 0; step < REFINEMENT.steps && reached > enough; step++) {
        ldlSolve(factor, error, Δ);
        for (let i = 0; i < size; i++) next[i] = solution[i] + Δ[i];
        const before = reached, after = residual(next);
        if (!(after < before)) break;
        solution.set(next);
        reached = after;
        if (before < REFINEMENT.leastGain * after) break;
      }
      x.set(solution.subarray(0, n));
      z.set(solution.subarray(n));
      worst = Math.max(worst, reached / (weighted(right) || 1));
    },
  };
}

/** The upper triangle, with a place for every diagonal entry and for every entry of H. */
function assemble(data: ConeData, kernels: readonly ConeKernel[]): { readonly matrix: CscMatrix; readonly diagonal: Int32Array; readonly hessianAt: readonly Int32Array[] } {
  const n = data.q.length, m = data.b.length, { P, A } = data;
  const counts = new Int32Array(m);
  for (let p = 0; p < A.columnPointers[n]; p++) counts[A.rowIndices[p]]++;
  const blocks = kernels.reduce((sum, k) => sum + (k.diagonal ? k.size : k.size * (k.size + 1) / 2), 0);
  const room = P.columnPointers[n] + n + A.columnPointers[n] + blocks;
  const pointers = new Int32Array(n + m + 1), rows = new Int32Array(room), values = new Float64Array(room), diagonal = new Int32Array(n + m);
  let at = 0;
  for (let j = 0; j < n; j++) {
    let last = -1;
    for (let p = P.columnPointers[j]; p < P.columnPointers[j + 1]; p++) { last = P.rowIndices[p]; rows[at] = last; values[at++] = P.values[p]; }
    if (last !== j) { rows[at] = j; values[at++] = 0; }
    diagonal[j] = at - 1;
    pointers[j + 1] = at;
  }
  const rowStart = new Int32Array(m);
  const hessianAt = kernels.map((kernel) => {
    const places: number[] = [];
    for (let c = 0; c < kernel.size; c++) {
      const i = kernel.offset + c;
      rowStart[i] = at;
      at += counts[i];
      for (let r = kernel.diagonal ? c : 0; r <= c; r++) { rows[at] = n + kernel.offset + r; places.push(at++); }
      diagonal[n + i] = at - 1;
      pointers[n + i + 1] = at;
    }
    return Int32Array.from(places);
  });
  for (let j = 0; j < n; j++) {
    for (let p = A.columnPointers[j]; p < A.columnPointers[j + 1]; p++) {
      const to = rowStart[A.rowIndices[p]]++;
      rows[to] = j;
      values[to] = A.values[p];
    }
  }
  return { matrix: { rows: n + m, columns: n + m, columnPointers: pointers, rowIndices: rows, values }, diagonal, hessianAt };
}
