/**
 * Clean multipliers: the active rows are those whose multiplier outgrew their slack; with these as equalities and the
 * others left out, one linear system gives x and z.
 *
 *   [ P  Aᵀ_act ] [x]   [ −q    ]
 *   [ A_act  0  ] [z] = [ b_act ]
 *
 * Stellato et al. (2020), "OSQP: an operator splitting solver for quadratic programs", section 5.2.
 */
import { addSparseProduct } from '@adjoint/linalg';
import type { ConeKernel } from './cones/cone-kernel.ts';
import { zeroCone } from './cones/zero.ts';
import { type ConeData, coneSize } from './cone-data.ts';
import { kktSystem } from './kkt-system.ts';
import type { ConeSolution } from './loop.ts';
import { roomFor } from './room.ts';

/** What the active rows give, for the caller to compare. */
export interface Polished {
  readonly x: Float64Array;
  readonly z: Float64Array;
  /** Whether P and the active rows leave no direction along which x could move; to be asked before the frame serves another system. */
  isDetermined(): boolean;
}

/** @returns null for cones that are not products of half-lines, and when nothing finite comes out */
export function polish(
  data: ConeData,
  { x: givenX, z: givenZ, s: givenS, scaled, frame }: Pick<ConeSolution, 'x' | 'z' | 's' | 'scaled' | 'frame'>,
): Polished | null {
  if (data.cones.some((c) => c.kind !== 'zero' && c.kind !== 'nonnegative')) return null;
  const n = data.q.length;
  const m = data.b.length;
  const isActive = new Uint8Array(m);
  const { columns: D, rows: E, cost } = scaled;
  let at = 0;
  // The pattern of the loop, and its memory, so that nothing is laid out or analysed again.
  const kernels = data.cones.map((cone) => {
    const offset = at;
    const size = coneSize(cone);
    at += size;
    for (let i = offset; i < at; i++) if (cone.kind === 'zero' || givenZ[i] > givenS[i]) isActive[i] = 1;
    return cone.kind === 'zero' ? zeroCone(offset, size) : activeRows(offset, size, isActive);
  });
  const system = kktSystem(scaled.data, kernels, REGULARIZATION, frame);
  const { A, b, q } = scaled.data;
  // Starting from the interior point's answer keeps what the system does not determine.
  const take = roomFor(2 * n + 3 * m);
  const x0 = take(n);
  const z0 = take(m);
  const x = take(n);
  const z = take(m);
  const s = take(m);
  for (let j = 0; j < n; j++) x0[j] = givenX[j] / D[j];
  for (let i = 0; i < m; i++) z0[i] = (givenZ[i] / E[i]) * cost;
  for (let round = 0; ; round++) {
    if (!system.factor()) return null;
    for (let j = 0; j < n; j++) x[j] = -q[j];
    for (let i = 0; i < m; i++) {
      z[i] = b[i];
      if (isActive[i] === 0) z0[i] = 0;
    }
    system.residual(x, z, x0, z0);
    for (let i = 0; i < m; i++) if (isActive[i] === 0) z[i] = 0;
    system.solve(x, z);
    for (let j = 0; j < n; j++) x[j] += x0[j];
    for (let i = 0; i < m; i++) z[i] += z0[i];
    if (round === ROUNDS) break;
    // Rows that are exceeded become active, rows with a multiplier of the wrong sign are let go.
    s.set(b);
    addSparseProduct(s, -1, A, x);
    let active = 0;
    let changed = 0;
    for (const k of kernels)
      if (k.degree > 0)
        for (let i = k.offset; i < k.offset + k.size; i++) {
          active += isActive[i];
          if (isActive[i] === 1 ? z[i] < -SLIGHT : s[i] < -SLIGHT) {
            isActive[i] = 1 - isActive[i];
            changed++;
          }
        }
    if (changed === 0 || changed > MOST_CHANGED * active) break;
  }
  const out = new Float64Array(n);
  const multipliers = new Float64Array(m);
  for (let j = 0; j < n; j++) out[j] = x[j] * D[j];
  for (let i = 0; i < m; i++) if (isActive[i] === 1) multipliers[i] = (z[i] * E[i]) / cost;
  for (const k of kernels)
    if (k.degree > 0) for (let i = k.offset; i < k.offset + k.size; i++) multipliers[i] = Math.max(0, multipliers[i]);
  if (!out.every(Number.isFinite) || !multipliers.every(Number.isFinite)) return null;
  return {
    x: out,
    z: multipliers,
    isDetermined: () =>
      isDetermined(n, m, (right, zero) => {
        system.solve(right, zero);
      }),
  };
}

/** Times that the active rows are put right, what is no rounding there, and the share of rows beyond which they were not yet known. */
const ROUNDS = 2;
const SLIGHT = 1e-12;
const MOST_CHANGED = 0.1;
const REGULARIZATION = 1e-10;

/** Rows as equalities where they are active, and out of the way (with an immense slack) where not. */
function activeRows(offset: number, size: number, isActive: Uint8Array): ConeKernel {
  const { affineTarget, combinedTarget, shiftInside, unit, stepLength, update } = zeroCone(offset, size);
  return {
    affineTarget,
    combinedTarget,
    shiftInside,
    unit,
    stepLength,
    update,
    offset,
    size,
    degree: size,
    diagonal: true,
    symmetric: true,
    writeHessian(out, to) {
      for (let i = 0; i < size; i++) out[to + i] = isActive[offset + i] === 1 ? 0 : IMMENSE;
    },
    applyHessian(out, v) {
      for (let i = offset; i < offset + size; i++) out[i] = isActive[i] === 1 ? 0 : IMMENSE * v[i];
    },
  };
}

/** Of a row that is not active the system sees 1/IMMENSE. */
const IMMENSE = 1e15;

/**
 * A direction d with P d = 0 that the active rows do not hold answers a right-hand side r with dᵀr/ε · d: an answer far
 * below 1/ε means that there is none. r is fixed, and orthogonal to nothing in particular.
 */
function isDetermined(n: number, m: number, solve: (right: Float64Array, zero: Float64Array) => void): boolean {
  const right = new Float64Array(n);
  const zero = new Float64Array(m);
  for (let j = 0; j < n; j++) right[j] = 0.5 + ((j * 0.6180339887498949) % 1);
  solve(right, zero);
  let most = 0;
  for (let j = 0; j < n; j++) if (!(Math.abs(right[j]) <= most)) most = Math.abs(right[j]);
  return most < 1e-4 / REGULARIZATION;
}
