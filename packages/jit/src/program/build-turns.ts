/**
 * All turns of a scan in one memory: what the turns share is loaded once, the state stays where the body reads it,
 * elements come in and results go out row by row. Only what the body gives to other primitives becomes a tensor.
 */
import type { LaneMode } from '@adjoint/kernels/wasm';
import { type AnyTypedArray, DenseTensor, type Graph, type GraphRunner, allocate, sizeOf } from '@adjoint/tensor';
import { inTurn } from './evaluate-node.ts';
import { type Lowered, lower } from './lower.ts';
import { type Machine, type Slots, buildMachine } from './machine.ts';
import { operandsOf, readsOf, writesOf } from './operation.ts';
import { isPacked } from './view.ts';

export interface Turns {
  busy(): boolean;
  /** The last state, and the results of all turns one after the other. */
  run(
    state: readonly DenseTensor[],
    scanned: readonly DenseTensor[],
    constants: readonly DenseTensor[],
    length: number,
    backwards: boolean,
  ): { readonly state: readonly DenseTensor[]; readonly rows: readonly AnyTypedArray[] };
}

/** The work that is the same in every turn, by operation, and the roots it writes. */
function invariants(
  { operations, views }: Lowered,
  shared: ReadonlySet<number>,
): { readonly once: readonly boolean[]; readonly roots: ReadonlySet<number> } {
  const roots = new Set<number>();
  const once = operations.map((o) => {
    const same =
      o.kind === 'load'
        ? shared.has(o.to)
        : o.kind !== 'host' &&
          readsOf(o, views).every((r) => roots.has(r)) &&
          (o.kind !== 'matmul' || operandsOf(o).every((f) => !f.host || shared.has(f.view.root)));
    if (same) for (const r of writesOf(o)) roots.add(r);
    return same;
  });
  return { once, roots };
}

/**
 * @param graph a body whose inputs are `carries` states, `scanned` elements, and what all turns share
 * @returns null where nothing can be compiled
 */
export function buildTurns(graph: Graph, carries: number, scanned: number, mode: LaneMode, inner: GraphRunner): Turns | null {
  const { avals, inputs, outputs } = graph;
  const states = inputs.slice(0, carries);
  const elements = inputs.slice(carries, carries + scanned);
  const shared = inputs.slice(carries + scanned);
  const after = outputs.slice(0, carries);
  const made = outputs.slice(carries);
  const resident = new Set(
    [...states, ...elements].filter((v) => avals[v].dtype !== 'int32' && avals[v].dtype !== 'uint32' && sizeOf(avals[v].shape) > 0),
  );
  const lowered = lower(graph, [], resident);
  const { operations, hostable } = lowered;
  const { once, roots } = invariants(lowered, new Set(shared));
  const machine = buildMachine(lowered, {
    mode,
    inner,
    outputs,
    constants: new Map(),
    lasting: new Set([...states.filter((v) => resident.has(v)), ...roots]),
  });
  if (machine === null) return null;
  const first = machine.steps.filter((_, k) => once[k]);
  const each = machine.steps.filter((_, k) => {
    const o = operations[k];
    return !once[k] && !(o.kind === 'load' && resident.has(o.to));
  });
  const advance = moveStates(machine, lowered, states, after, resident);
  const rowOf = elements.map((v) => (resident.has(v) ? machine.root(v) : null));
  const widths = made.map((v) => sizeOf(avals[v].shape));
  const value = (v: number, slots: Slots): DenseTensor => (hostable.has(v) ? machine.hostValue(v, slots) : machine.unload(v));
  let running = false;
  return {
    busy: () => running,
    run(state, xs, constants, length, backwards) {
      const base: Slots = new Array<undefined>(lowered.avals.length);
      const sources = xs.map((x) => x.packed());
      const sizes = xs.map((x) => sizeOf(x.shape.slice(1)));
      const results = made.map((v, i) => allocate(avals[v].dtype, length * widths[i]));
      shared.forEach((v, i) => {
        base[v] = constants[i];
      });
      states.forEach((v, i) => {
        if (resident.has(v)) machine.root(v).set(state[i].packed());
        else base[v] = state[i];
      });
      running = true;
      let turn = 0;
      try {
        for (const step of first) step(base);
        for (let k = 0; ; k++) {
          const t = backwards ? length - 1 - k : k;
          turn = t;
          const slots = base.slice();
          for (let i = 0; i < sources.length; i++) {
            const row = sources[i].subarray(t * sizes[i], (t + 1) * sizes[i]);
            const place = rowOf[i];
            const v = elements[i];
            if (place === null) slots[v] = new DenseTensor(avals[v].shape, avals[v].dtype, row);
            else place.set(row);
          }
          for (const step of each) step(slots);
          for (let i = 0; i < made.length; i++) {
            if (hostable.has(made[i])) results[i].set(machine.hostValue(made[i], slots).packed(), t * widths[i]);
            else machine.copyOut(made[i], results[i], t * widths[i]);
          }
          if (k === length - 1) return { state: after.map((v) => value(v, slots)), rows: results };
          advance(slots, base);
        }
      } catch (e) {
        throw inTurn(e, turn);
      } finally {
        running = false;
      }
    },
  };
}

/** The state after a turn to where the next one reads it; what lies in the old state goes through an array of its own. */
function moveStates(
  machine: Machine,
  { views, hostable }: Lowered,
  before: readonly number[],
  after: readonly number[],
  resident: ReadonlySet<number>,
): (slots: Slots, base: Slots) => void {
  const tensors: { readonly from: number; readonly to: number }[] = [];
  const moves: { readonly v: number; readonly to: AnyTypedArray; readonly apart: AnyTypedArray | null }[] = [];
  after.forEach((v, i) => {
    const view = views.get(v)!;
    const old = before[i];
    if (!resident.has(old)) {
      tensors.push({ from: v, to: old });
      return;
    }
    if (view.root === old && view.offset === 0 && isPacked(view) && !hostable.has(v)) return;
    const to = machine.root(old);
    moves.push({ v, to, apart: resident.has(view.root) ? to.slice() : null });
  });
  return (slots, base) => {
    const next = tensors.map(({ from }) => (hostable.has(from) ? machine.hostValue(from, slots) : machine.unload(from)));
    for (const { v, apart } of moves) if (apart !== null) machine.copyOut(v, apart, 0);
    for (const { v, to, apart } of moves)
      if (apart !== null) to.set(apart);
      else if (hostable.has(v)) to.set(machine.hostValue(v, slots).packed());
      else machine.copyOut(v, to, 0);
    tensors.forEach(({ to }, i) => {
      base[to] = next[i];
    });
  };
}
