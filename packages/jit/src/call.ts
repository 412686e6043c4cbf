/**
 * The call of a program as one primitive.
 *
 * An interpreter takes its expansion, so a batch or an outer jit sees the primitives inside, and custom rules stay in
 * force. Under a derivative it has rules of its own where the rules of all its nodes can be captured: a program for
 * the values and what the reverse sweep needs of them, and one for the sweep.
 */
import {
  type DenseTensor,
  type Graph,
  type Maybe,
  type Primitive,
  type Tensor,
  bind,
  interpreterOf,
  isFloat,
  replay,
  zerosLike,
} from '@adjoint/tensor';
import { type Compiled, compile, optimize } from './compile.ts';
import { inProgram } from './program/evaluate-node.ts';
import { type Reverse, reverseOf } from './reverse.ts';

export interface Call {
  readonly graph: Graph;
  readonly optimized: Graph;
  readonly program: Compiled;
  /** The function that it was made of; null for a part of its derivative. */
  readonly name: string | null;
  /** Programs of the derivative, made on first use; null where its rules cannot be captured. */
  reverse(): Reverse | null;
}

/** A captured graph made ready to be called; `given` inputs are given up by calls that hold. */
export function makeCall(graph: Graph, captured: readonly Tensor[], name: string | null = null, given: readonly boolean[] = []): Call {
  // What closes over a tracer is used once: no program of its derivative is worth making.
  const optimized = optimize(graph, captured);
  const passing = captured.some((c) => interpreterOf(c) !== null);
  let reverse: Reverse | null | undefined;
  return {
    graph,
    optimized,
    name,
    program: compile(optimized, captured, given),
    reverse: () => (reverse === undefined ? (reverse = passing ? null : reverseOf(graph)) : reverse),
  };
}

const inside = <T extends Tensor>(graph: Graph, xs: readonly T[]): readonly [readonly T[], readonly T[]] => [
  xs.slice(0, graph.inputs.length),
  xs.slice(graph.inputs.length),
];

/** Runs the program; with `hold` what it was told is given up. An error from inside says where. */
export function runCall(
  { program, name }: Call,
  inputs: readonly DenseTensor[],
  captured: readonly Tensor[],
  hold: boolean,
): readonly Tensor[] {
  try {
    return program.run(inputs, captured, hold);
  } catch (e) {
    throw name === null ? e : inProgram(e, name);
  }
}

export const callPrimitive: Primitive<Call> = {
  name: 'jit',
  inline: true,
  abstract: (_inputs, { graph }) => graph.outputs.map((o) => graph.avals[o]),
  evaluate: (inputs, call) => runCall(call, ...inside(call.graph, inputs), false),
  expand: (inputs, { graph }) => replay(graph, ...inside(graph, inputs)),
};

/** The same with a derivative in reverse mode; forward mode replays the nodes. */
const reversible: Primitive<Call> = {
  ...callPrimitive,
  residuals: (inputs, { graph, reverse }) => {
    const { forward, constants } = reverse()!;
    const all = applyCall(forward, [...inputs, ...constants]);
    const n = graph.outputs.length;
    return { outputs: all.slice(0, n), residuals: all.slice(n) };
  },
  vjp: (cts, inputs, outputs, { graph, reverse }, wanted): readonly Maybe[] => {
    const { backward, constants, kept } = reverse()!;
    const residuals = outputs.slice(graph.outputs.length);
    const asked = kept.filter((i) => wanted[i] !== null);
    const call = backward(asked);
    const floats = graph.outputs.flatMap((v, k) => (isFloat(graph.avals[v].dtype) ? [cts[k] ?? zerosLike(outputs[k])] : []));
    const gradients = applyCall(call, [...inputs, ...residuals, ...floats, ...constants]);
    const back: Maybe[] = inputs.map(() => null);
    asked.forEach((i, k) => {
      back[i] = gradients[k];
    });
    return back;
  },
};

/** Applies a call to tensors of any kind: its inputs, then what it closed over. */
export function applyCall(call: Call, inputs: readonly Tensor[]): readonly Tensor[] {
  let top: ReturnType<typeof interpreterOf> = null;
  for (const x of inputs) {
    const t = interpreterOf(x);
    if (t !== null && (top === null || t.level > top.level)) top = t;
  }
  return bind(top?.reverse === true && call.reverse() !== null ? reversible : callPrimitive, inputs, call);
}
