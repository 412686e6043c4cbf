/**
 * A graph compiled once: a call loads what its operations need, runs them in order and copies the results out. What the
 * caller gives up stays in memory, and its successors with it: they are held tensors, see held.ts.
 */
import type { LaneMode } from '@adjoint/kernels/wasm';
import { type DenseTensor, type Graph, type GraphRunner, type Tensor, interpreterOf, sizeOf } from '@adjoint/tensor';
import { forget, holdTensor, isUnread, liesAt } from '../held.ts';
import { lower } from './lower.ts';
import { type Machine, type Slots, buildMachine } from './machine.ts';
import { type Operation, writesOf } from './operation.ts';
import type { Program } from './program.ts';
import { type Resident, inPlace, residentsOf } from './residents.ts';
import { streamLoops } from './stream-loops.ts';
import { updateProducts } from './update-products.ts';

/** The compiled program; null where there is no loop in it, or the engine offers no memory or no vectors. */
export function buildProgram(
  graph: Graph,
  captured: readonly Tensor[],
  mode: LaneMode,
  inner: GraphRunner,
  given: readonly boolean[],
): Program | null {
  const residents = residentsOf(graph, given);
  const kept = new Set(residents.map((r) => r.input));
  const separate = streamLoops(lower(graph, captured, kept), graph.outputs, kept);
  const placed = inPlace(separate, graph, residents);
  const lowered = updateProducts(separate, graph, placed);
  const { operations, hostable, avals } = lowered;
  const { outputs } = graph;
  const constants = new Map(
    graph.captured.flatMap((v, i) => (interpreterOf(captured[i]) === null ? [[v, captured[i] as DenseTensor] as const] : [])),
  );
  const loaded = operations.flatMap((o) => (o.kind === 'load' && constants.has(o.to) ? [o.to] : []));
  const machine = buildMachine(lowered, { mode, inner, outputs, constants, lasting: new Set([...kept, ...loaded]), placed });
  if (machine === null) return null;
  const isStaying = (o: Operation): boolean => o.kind === 'load' && kept.has(o.to);
  const steps = machine.steps.filter((_, k) => !isStaying(operations[k]));
  const state = residents.length === 0 ? null : holdState(residents, machine, placed, hostable, avals);
  /** After this step an input may no longer be where it was. */
  const first = operations.filter((o) => !isStaying(o)).findIndex((o) => writesOf(o).some((r) => placed.has(r)));
  const heldAt = new Map(residents.map((r, i) => [r.to, i]));
  let running = false;
  return {
    busy: () => running,
    run(inputs, captures, hold) {
      const slots: Slots = new Array<undefined>(avals.length);
      graph.inputs.forEach((v, i) => {
        if (!kept.has(v)) slots[v] = inputs[i];
      });
      graph.captured.forEach((v, i) => {
        slots[v] = captures[i] as DenseTensor;
      });
      running = true;
      let done = 0;
      try {
        state?.enter(inputs, hold);
        for (; done < steps.length; done++) steps[done](slots);
        const staying = hold && state !== null;
        const results = outputs.map((v, j) =>
          staying && heldAt.has(j) ? null : hostable.has(v) ? machine.hostValue(v, slots) : (slots[v] ??= machine.unload(v)),
        );
        const held = staying ? state.leave(slots) : [];
        return results.map((y, j) => y ?? held[heldAt.get(j)!]);
      } catch (e) {
        if (first >= 0 && done > first) state?.lose();
        throw e;
      } finally {
        running = false;
      }
    },
  };
}

interface HoldState {
  /** The inputs are in memory; what lay there and is not given up to this call is copied out if it was not read. */
  enter(inputs: readonly DenseTensor[], given: boolean): void;
  /** The successors are where the inputs lay; the tensors of this call. */
  leave(slots: Slots): readonly DenseTensor[];
  /** A call failed after it had overwritten inputs. */
  lose(): void;
}

function holdState(
  residents: readonly Resident[],
  machine: Machine,
  placed: ReadonlyMap<number, number>,
  hostable: ReadonlySet<number>,
  avals: Graph['avals'],
): HoldState {
  const places = residents.map((r) => machine.root(r.input));
  const moves = residents.filter((r) => r.output !== r.input && !placed.has(r.output));
  const staying = new Set(residents.map((r) => r.at));
  let last: object | null = null;
  let unread: readonly DenseTensor[] = [];
  return {
    enter(inputs, given) {
      const foreign = residents.flatMap((r, i) => (liesAt(inputs[r.at], last, i) ? [] : [i]));
      const sources = foreign.map((i) => inputs[residents[i].at].packed());
      // what also comes as an input that does not stay is read there, at a time when its place may have been overwritten
      const elsewhere = new Set(inputs.filter((_, k) => !staying.has(k)));
      for (const [i, x] of unread.entries()) if (!(given && inputs[residents[i].at] === x && !elsewhere.has(x)) && isUnread(x)) x.packed();
      foreign.forEach((i, k) => {
        places[i].set(sources[k]);
      });
      // until this call leaves, nothing lies in its place
      last = null;
    },
    leave(slots) {
      for (const { output, input } of moves) {
        const to = machine.root(input);
        if (hostable.has(output)) to.set(machine.hostValue(output, slots).packed());
        else machine.copyOut(output, to, 0);
      }
      const call = (last = {});
      unread = residents.map(({ output }, i) => {
        const { shape, dtype } = avals[output];
        return holdTensor(shape, dtype, call, i, () => places[i].slice(0, sizeOf(shape)));
      });
      return unread;
    },
    lose() {
      for (const x of unread) forget(x);
      unread = [];
    },
  };
}
