/** A graph compiled once: a call loads what its operations need, runs them in order and copies the results out. */
import type { LaneMode } from '@adjoint/kernels/wasm';
import { type DenseTensor, type Graph, type GraphRunner, type Tensor, interpreterOf } from '@adjoint/tensor';
import { lower } from './lower.ts';
import { type Slots, buildMachine } from './machine.ts';
import type { Program } from './program.ts';
import { streamLoops } from './stream-loops.ts';

/** The compiled program; null where there is no loop in it, or the engine offers no memory or no vectors. */
export function buildProgram(graph: Graph, captured: readonly Tensor[], mode: LaneMode, inner: GraphRunner): Program | null {
  const lowered = streamLoops(lower(graph, captured), graph.outputs);
  const { operations, makers, hostable, avals } = lowered;
  const { outputs } = graph;
  const constants = new Map(
    graph.captured.flatMap((v, i) => (interpreterOf(captured[i]) === null ? [[v, captured[i] as DenseTensor] as const] : [])),
  );
  const lasting = new Set(operations.flatMap((o) => (o.kind === 'load' && constants.has(o.to) ? [o.to] : [])));
  const machine = buildMachine(lowered, { mode, inner, outputs, constants, lasting });
  if (machine === null) return null;
  /** Inputs whose arrays nothing but this program can see once it has loaded them. */
  const seen = new Set<number>();
  const look = (v: number): void => {
    seen.add(v);
    const maker = makers.get(v);
    if (maker !== undefined && hostable.has(v) && !operations.some((o) => o.kind === 'host' && o.node === maker))
      maker.inputs.forEach(look);
  };
  for (const v of outputs) if (hostable.has(v)) look(v);
  for (const o of operations) if (o.kind === 'host') for (const v of o.node.inputs) if (hostable.has(v)) look(v);
  let running = false;
  return {
    reusable: graph.inputs.map((v) => !seen.has(v)),
    busy: () => running,
    run(inputs, captures, spare) {
      const slots: Slots = new Array<undefined>(avals.length);
      graph.inputs.forEach((v, i) => {
        slots[v] = inputs[i];
      });
      graph.captured.forEach((v, i) => {
        slots[v] = captures[i] as DenseTensor;
      });
      running = true;
      try {
        for (const step of machine.steps) step(slots);
        return outputs.map((v) => (hostable.has(v) ? machine.hostValue(v, slots) : (slots[v] ??= machine.unload(v, spare))));
      } finally {
        running = false;
      }
    },
  };
}
