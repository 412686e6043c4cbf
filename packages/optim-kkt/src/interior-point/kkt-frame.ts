/** What linear systems of one pattern share: the layout, its analysis, the factor's arrays and room to solve in. One system uses it at a time. */
import { type LdlFactor, type LdlSymbolic, ldlSymbolic } from '@adjoint/linalg';
import type { ConeData } from './cone-data.ts';
import type { ConeKernel } from './cones/cone-kernel.ts';
import { type KktLayout, kktLayout } from './kkt-layout.ts';
import { roomFor } from './room.ts';

export interface Pair {
  readonly x: Float64Array;
  readonly z: Float64Array;
}

export interface Triple extends Pair {
  readonly s: Float64Array;
}

export interface KktFrame {
  readonly layout: KktLayout;
  readonly symbolic: LdlSymbolic;
  /** Signs of the pivots: the variables', then the rows'. */
  readonly signs: Int8Array;
  readonly right: Pair;
  readonly error: Pair;
  readonly change: Pair;
  readonly solution: Pair;
  readonly next: Pair;
  readonly core: Float64Array;
  readonly weight: Float64Array;
  /** Diagonal of H, and of the bounds that are eliminated. */
  readonly h: Float64Array;
  readonly shifted: Float64Array;
  /** Where directions are written: the predictor (and what further targets add), and two correctors to choose from. */
  readonly target: Float64Array;
  readonly common: Pair;
  /** P x of the common solution. */
  readonly curvature: Float64Array;
  readonly predictor: Triple;
  readonly correctors: readonly [Triple, Triple];
  /** Vectors that refinement takes where it stalls. */
  readonly spare: Pair[];
  /** The last factor; its arrays are those of the next one. */
  factor: LdlFactor | null;
}

export function kktFrame(data: ConeData, kernels: readonly ConeKernel[], given: LdlSymbolic | null, turns: boolean): KktFrame {
  const n = data.q.length;
  const m = data.b.length;
  const layout = kktLayout(data, kernels, turns);
  const size = n + layout.rows.length;
  const bounds = layout.bounds.rows.length;
  const take = roomFor(6 * (n + m) + n + 3 * (n + 2 * m) + size + 3 * m + bounds);
  const pair = (): Pair => ({ x: take(n), z: take(m) });
  const triple = (): Triple => ({ x: take(n), z: take(m), s: take(m) });
  return {
    layout,
    symbolic: given ?? ldlSymbolic(layout.matrix),
    signs: new Int8Array(size).fill(1, 0, n).fill(-1, n),
    right: pair(),
    error: pair(),
    change: pair(),
    solution: pair(),
    next: pair(),
    core: take(size),
    weight: take(m),
    h: take(m),
    shifted: take(bounds),
    target: take(m),
    common: pair(),
    curvature: take(n),
    predictor: triple(),
    correctors: [triple(), triple()],
    spare: [],
    factor: null,
  };
}
