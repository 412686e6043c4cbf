/** Nodes run on tensors. An error of ours from inside says its operation, the turn of a loop, and the node of the program. */
import { type AnyPrimitive, type DenseTensor, type GraphRunner, type Tensor, isAdjointError } from '@adjoint/tensor';

const NODE: unique symbol = Symbol('node');

/** Runs a primitive, the graphs in its params by `inner`. `at`: the variable of its first result. */
export function evaluateNode(
  p: AnyPrimitive,
  inputs: readonly DenseTensor[],
  params: unknown,
  inner: GraphRunner,
  at: number,
): readonly Tensor[] {
  try {
    return p.evaluateBy === undefined ? p.evaluate(inputs, params) : p.evaluateBy(inputs, params, inner);
  } catch (e) {
    if (isAdjointError(e)) {
      if (!e.message.includes(p.name)) e.message = `${p.name}: ${e.message}`;
      // the outermost program has the last word: its graph can be printed
      (e as { [NODE]?: number })[NODE] = at;
    }
    throw e;
  }
}

/** An error from a turn of a loop says which one. */
export function inTurn(e: unknown, turn: number): unknown {
  if (isAdjointError(e)) e.message = `scan, turn ${turn}: ${e.message}`;
  return e;
}

/** An error from inside says the node of the graph that `explain` prints. */
export function inProgram(e: unknown, name: string): unknown {
  const at = isAdjointError(e) ? (e as { [NODE]?: number })[NODE] : undefined;
  if (at === undefined) return e;
  const error = e as Error & { [NODE]?: number };
  error.message = error.message.replace(/\n|$/, (end) => ` (v${at} of jit(${name}))${end}`);
  delete error[NODE];
  return error;
}
