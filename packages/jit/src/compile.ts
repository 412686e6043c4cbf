/**
 * A graph as a program: simplified once, compiled for each mode of kernels on first use. Every pass keeps the bits of
 * the separate operations.
 */
import { type LaneMode, laneModeOf } from '@adjoint/kernels/wasm';
import { type DenseTensor, type Graph, type GraphRunner, type Tensor, currentKernels } from '@adjoint/tensor';
import { shareCommonSubexpressions } from './passes/common-subexpressions.ts';
import { dropDeadCode } from './passes/dead-code.ts';
import { fuseEpilogues } from './passes/fuse-epilogues.ts';
import { simplifyAlgebra } from './passes/simplify-algebra.ts';
import { transposeProducts } from './passes/transpose-products.ts';
import { buildProgram } from './program/build-program.ts';
import { type Turns, buildTurns } from './program/build-turns.ts';
import { interpret } from './program/interpret.ts';
import type { Program } from './program/program.ts';

/** The graph as it will run; `captured` are the tensors that the function closed over. */
export function optimize(graph: Graph, captured: readonly Tensor[]): Graph {
  return fuseEpilogues(
    dropDeadCode(shareCommonSubexpressions(simplifyAlgebra(transposeProducts(dropDeadCode(graph)), captured), captured)),
    captured,
  );
}

export interface Compiled {
  run(inputs: readonly DenseTensor[], captured: readonly Tensor[], hold?: boolean): readonly Tensor[];
}

/** The program of an optimized graph. `given` says which inputs the caller gives up: calls that `hold` leave results in their place. */
export function compile(graph: Graph, captured: readonly Tensor[], given: readonly boolean[] = []): Compiled {
  const programs = new Map<string, Program>();
  const inner = innerPrograms();
  let plain: Program | undefined;
  const programFor = ({ exact, fused }: LaneMode): Program => {
    const key = `${exact}|${fused}`;
    const known = programs.get(key);
    if (known !== undefined) return known;
    const made = buildProgram(graph, captured, { exact, fused }, inner, given) ?? (plain ??= interpret(graph, inner));
    programs.set(key, made);
    return made;
  };
  return {
    run(inputs, captures, hold = false) {
      const program = programFor(laneModeOf(currentKernels()));
      if (program.busy()) return (plain ??= interpret(graph, inner)).run(inputs, captures, false);
      return program.run(inputs, captures, hold);
    },
  };
}

/** Bodies of loops and branches as programs of their own, each made once; what they close over comes as inputs. */
function innerPrograms(): GraphRunner {
  const made = new Map<Graph, Compiled>();
  const loops = new Map<Graph, Map<string, Turns | null>>();
  const whole = (graph: Graph): Graph => optimize({ ...graph, inputs: [...graph.inputs, ...graph.captured], captured: [] }, []);
  const runner: GraphRunner = (graph, inputs, captured) => {
    let program = made.get(graph);
    if (program === undefined) made.set(graph, (program = compile(whole(graph), [])));
    return program.run([...(inputs as readonly DenseTensor[]), ...(captured as readonly DenseTensor[])], []);
  };
  const turns: GraphRunner['turns'] = (graph, state, scanned, constants, length, backwards) => {
    const { exact, fused } = laneModeOf(currentKernels());
    const key = `${exact}|${fused}`;
    const known = loops.get(graph) ?? new Map<string, Turns | null>();
    loops.set(graph, known);
    if (!known.has(key)) known.set(key, buildTurns(whole(graph), state.length, scanned.length, { exact, fused }, runner));
    const program = known.get(key)!;
    return length === 0 || program === null || program.busy() ? null : program.run(state, scanned, constants, length, backwards);
  };
  return Object.assign(runner, { turns });
}
