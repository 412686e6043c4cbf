import { type AnyPrimitive, type DenseTensor, type GraphRunner, type Tensor, isAdjointError } from '@adjoint/tensor';

/** Runs a primitive on tensors, the graphs in its params by `inner`. An error of ours says the name of the operation. */
export function evaluateNode(p: AnyPrimitive, inputs: readonly DenseTensor[], params: unknown, inner: GraphRunner): readonly Tensor[] {
  try {
    return p.evaluateBy === undefined ? p.evaluate(inputs, params) : p.evaluateBy(inputs, params, inner);
  } catch (e) {
    if (isAdjointError(e) && !e.message.includes(p.name)) e.message = `${p.name}: ${e.message}`;
    throw e;
  }
}
