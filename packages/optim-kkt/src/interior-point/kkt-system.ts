/**
 * The linear system of every step, quasi-definite once regularised:
 *
 *   [ P + εI    Aᵀ      ] [x]   [ rₓ ]
 *   [ A       −H − εI   ] [z] = [ r_z ]
 *
 * Its pattern is analysed once (`kkt-frame.ts`); each iteration writes H and factors again. Iterative refinement works against the
 * system without ε, so that regularisation costs accuracy only where the system is singular itself.
 */
import type { CscMatrix } from '@adjoint/tensor';
import { type LdlFactor, type LdlSymbolic, ldlNumeric, ldlSolve } from '@adjoint/linalg';
import type { ConeData } from './cone-data.ts';
import type { ConeKernel } from './cones/cone-kernel.ts';
import type { KktFrame, Pair } from './kkt-frame.ts';
import { krylovRefinement } from './krylov-refinement.ts';
import type { TurnedRows } from './kkt-layout.ts';

export interface KktSystem {
  /**
   * Factors with the scaling that the cones hold now; solves are refined until the residual is `relative` of the right-hand side.
   * @returns false when it breaks down
   */
  factor(relative?: number): boolean;
  /**
   * Solves for (x, z), which the result overwrites.
   * @param rough without a look at the residual, where the last one was small before refinement
   */
  solve(x: Float64Array, z: Float64Array, rough?: boolean): void;
  /** The largest relative residual that refinement left since the last factorisation. */
  worst(): number;
  /** (x, z) ← (x, z) − system · (x0, z0), without regularisation. */
  residual(x: Float64Array, z: Float64Array, x0: Float64Array, z0: Float64Array): void;
  /** Solutions with the factors that are worth their time when they save a fraction of an iteration: see `worthwhile`. */
  readonly correctors: number;
  /** Room for directions. */
  readonly frame: KktFrame;
  /** The cones whose rows are turned. */
  readonly turned: readonly ConeKernel[];
  readonly entries: { readonly system: number; readonly factor: number };
}

/** Relative residual to which solves are refined unless less is asked for. */
export const MOST_REFINED = 1e-13;

const DYNAMIC = { threshold: 1e-13, value: 2e-7 };
const REFINEMENT = { steps: 8, relative: MOST_REFINED, leastGain: 1.05 };
/** Above this relative residual the system is too far from its factor for plain steps; so many of the other kind are made. */
const STALLED = 1e-6;
const KRYLOV_STEPS = 12;
/** A relative residual that a direction of which only the length counts may have. */
const ROUGH = 1e-8;

/**
 * Correctors by the work of a factorisation against that of a solution, in multiplications: they depend on the pattern
 * alone, so that the same problem takes the same steps on every machine.
 */
function worthwhile({ size, columnPointers }: LdlSymbolic, entries: number): number {
  let work = 0;
  for (let j = 0; j < size; j++) work += (columnPointers[j + 1] - columnPointers[j]) ** 2;
  const ratio = work / (4 * columnPointers[size] + 4 * entries);
  return ratio > 80 ? 3 : ratio > 40 ? 2 : ratio > 20 ? 1 : 0;
}

export function kktSystem(data: ConeData, kernels: readonly ConeKernel[], ε: number, frame: KktFrame): KktSystem {
  const n = data.q.length;
  const m = data.b.length;
  const { symbolic, signs, right, error, change, core, weight, h, shifted } = frame;
  const { matrix, diagonal, quadratic, rows, bounds, blocks, turned } = frame.layout;
  const rotations = turned.map(({ kernel }) => new Float64Array(kernel.size ** 2));
  const part = new Float64Array(Math.max(0, ...turned.map(({ kernel }) => kernel.size)));
  const size = n + rows.length;
  const plain = kernels.filter((k) => !turned.some((t) => t.kernel === k));
  const A = turned.length === 0 ? data.A : withoutRows(data.A, turned);
  const block = new Float64Array(Math.max(0, ...[...blocks.values()].map((b) => b.length)));
  let { solution, next } = frame;
  let worst = 0;
  let unrefined = Infinity;
  let tolerance = REFINEMENT.relative;

  /** The largest element, rows with a large H measured against it: their slack is large, and must not hide the others. */
  const weighted = ({ x, z }: Pair): number => {
    let most = 0;
    for (let j = 0; j < n; j++) {
      const a = Math.abs(x[j]);
      if (!(a <= most)) most = a;
    }
    for (let i = 0; i < m; i++) {
      const a = Math.abs(z[i]) * weight[i];
      if (!(a <= most)) most = a;
    }
    return most;
  };
  /** error ← right − K·at; returns its weighted size. */
  const residual = ({ x, z }: Pair): number => {
    const { P } = data;
    const ex = error.x;
    const ez = error.z;
    for (const k of plain) k.applyHessian(ez, z);
    for (const { kernel } of turned) for (let i = kernel.offset; i < kernel.offset + kernel.size; i++) ez[i] = h[i] * z[i];
    for (let i = 0; i < m; i++) ez[i] += right.z[i];
    ex.set(right.x);
    for (let j = 0; j < n; j++) {
      const xj = x[j];
      let sum = 0;
      for (let p = P.columnPointers[j], end = P.columnPointers[j + 1]; p < end; p++) {
        const i = P.rowIndices[p];
        const v = P.values[p];
        sum += v * x[i];
        if (i !== j) ex[i] -= v * xj;
      }
      for (let p = A.columnPointers[j], end = A.columnPointers[j + 1]; p < end; p++) {
        const i = A.rowIndices[p];
        const v = A.values[p];
        sum += v * z[i];
        ez[i] -= v * xj;
      }
      ex[j] -= sum;
    }
    for (const { kernel, columns, places } of turned) {
      const { offset, size: count } = kernel;
      for (let c = 0, p = 0; c < columns.length; c++) {
        const j = columns[c];
        for (let r = 0; r < count; r++) {
          const v = matrix.values[places[p++]];
          ex[j] -= v * z[offset + r];
          ez[offset + r] -= v * x[j];
        }
      }
    }
    return weighted(error);
  };
  /** out ← M v, or Mᵀv, in the rows of a cone; M by rows. */
  const inRows = (M: Float64Array, { offset, size: count }: ConeKernel, v: Float64Array, out: Float64Array, transposed: boolean): void => {
    for (let r = 0; r < count; r++) {
      let sum = 0;
      for (let k = 0; k < count; k++) sum += M[transposed ? k * count + r : r * count + k] * v[offset + k];
      part[r] = sum;
    }
    for (let r = 0; r < count; r++) out[offset + r] = part[r];
  };
  /** T A and −D of the cones that are turned. */
  const turnRows = (): void => {
    const { values } = matrix;
    turned.forEach(({ kernel, first, rows: entryRows, values: entryValues, ends, places }, k) => {
      const T = rotations[k];
      const count = kernel.size;
      kernel.writeTurned?.(T, h);
      for (let c = 0, p = 0; c < ends.length; c++) {
        part.fill(0);
        for (; p < ends[c]; p++) for (let r = 0; r < count; r++) part[r] += T[r * count + entryRows[p]] * entryValues[p];
        for (let r = 0; r < count; r++) values[places[c * count + r]] = part[r];
      }
      for (let r = 0; r < count; r++) values[diagonal[n + first + r]] = -h[kernel.offset + r];
    });
  };
  /** to ← (regularised system)⁻¹ of; bounds are folded into their variables. */
  const solveOnce = (of: LdlFactor, from: Pair, to: Pair): void => {
    core.set(from.x);
    for (let t = 0; t < shifted.length; t++) core[bounds.variables[t]] += (bounds.factors[t] * from.z[bounds.rows[t]]) / shifted[t];
    for (let c = 0; c < rows.length; c++) core[n + c] = from.z[rows[c]];
    ldlSolve(of, core, core);
    for (let j = 0; j < n; j++) to.x[j] = core[j];
    for (let c = 0; c < rows.length; c++) to.z[rows[c]] = core[n + c];
    for (let t = 0; t < shifted.length; t++)
      to.z[bounds.rows[t]] = (bounds.factors[t] * core[bounds.variables[t]] - from.z[bounds.rows[t]]) / shifted[t];
  };
  /** z ← Tᵀz of the cones that are turned. */
  const turnBack = (z: Float64Array): void => {
    turned.forEach(({ kernel }, k) => {
      inRows(rotations[k], kernel, z, z, true);
    });
  };
  return {
    frame,
    correctors: worthwhile(symbolic, matrix.values.length),
    turned: turned.map((t) => t.kernel),
    entries: { system: matrix.values.length, factor: symbolic.columnPointers[size] },
    worst: () => worst,
    factor(relative = REFINEMENT.relative) {
      tolerance = relative;
      const { values } = matrix;
      worst = 0;
      unrefined = Infinity;
      let c = n;
      for (const kernel of kernels) {
        const places = blocks.get(kernel);
        if (places === undefined) {
          if (kernel.diagonal) kernel.writeHessian(h, kernel.offset);
          continue;
        }
        kernel.writeHessian(block, 0);
        for (let i = 0; i < places.length; i++) values[places[i]] = -block[i];
      }
      for (const kernel of kernels) {
        for (let i = kernel.offset; i < kernel.offset + kernel.size; i++) {
          if (rows[c - n] !== i) continue;
          if (kernel.diagonal) values[diagonal[c]] = -h[i];
          else if (blocks.has(kernel)) h[i] = -values[diagonal[c]];
          c++;
        }
      }
      turnRows();
      let largest = 0;
      for (let j = 0; j < n; j++) largest = Math.max(largest, Math.abs(quadratic[j]));
      for (let i = 0; i < m; i++) {
        largest = Math.max(largest, Math.abs(h[i]));
        weight[i] = 1 / Math.max(1, h[i]);
      }
      const shift = ε + Number.EPSILON * Number.EPSILON * largest;
      for (let j = 0; j < n; j++) values[diagonal[j]] = quadratic[j] + shift;
      for (let k = n; k < size; k++) values[diagonal[k]] -= shift;
      for (let t = 0; t < shifted.length; t++) {
        shifted[t] = h[bounds.rows[t]] + shift;
        values[diagonal[bounds.variables[t]]] += (bounds.factors[t] * bounds.factors[t]) / shifted[t];
      }
      const factor = ldlNumeric(symbolic, values, { signs, ...DYNAMIC }, frame.factor);
      frame.factor = factor;
      for (let i = 0; i < size; i++) if (!Number.isFinite(factor.diagonal[i])) return false;
      return true;
    },
    residual(x, z, x0, z0) {
      right.x.set(x);
      right.z.set(z);
      residual({ x: x0, z: z0 });
      x.set(error.x);
      z.set(error.z);
    },
    solve(x, z, rough = false) {
      const { factor } = frame;
      if (factor === null) return;
      right.x.set(x);
      right.z.set(z);
      turned.forEach(({ kernel }, k) => inRows(rotations[k], kernel, z, right.z, false));
      if (rough && unrefined < ROUGH) {
        solveOnce(factor, right, { x, z });
        turnBack(z);
        return;
      }
      solveOnce(factor, right, solution);
      const size = weighted(right) || 1;
      const enough = tolerance * size;
      let reached = residual(solution);
      unrefined = reached / size;
      for (let step = 0; step < REFINEMENT.steps && reached > enough; step++) {
        solveOnce(factor, error, change);
        for (let j = 0; j < n; j++) next.x[j] = solution.x[j] + change.x[j];
        for (let i = 0; i < m; i++) next.z[i] = solution.z[i] + change.z[i];
        const before = reached;
        const after = residual(next);
        if (!(after < before)) break;
        [solution, next] = [next, solution];
        reached = after;
        if (before < REFINEMENT.leastGain * after) break;
      }
      if (reached > STALLED * size) {
        reached = residual(solution);
        const system = { solve: (from: Pair, to: Pair) => solveOnce(factor, from, to), residual, error, weight, spare: frame.spare };
        reached = krylovRefinement(system, solution, reached, enough, KRYLOV_STEPS);
      }
      x.set(solution.x);
      z.set(solution.z);
      turnBack(z);
      worst = Math.max(worst, reached / size);
    },
  };
}

/** A with zeros in the rows that are kept turned. */
function withoutRows(A: CscMatrix, given: readonly TurnedRows[]): CscMatrix {
  const isTurned = new Uint8Array(A.rows);
  for (const { kernel } of given) isTurned.fill(1, kernel.offset, kernel.offset + kernel.size);
  return { ...A, values: A.values.map((v, p) => (isTurned[A.rowIndices[p]] === 1 ? 0 : v)) };
}
