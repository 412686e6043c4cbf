/** Elementwise functions of one operand that no loop computes: their kernels work on memory as they do on tensors. */
import { type AnyPrimitive, acos, acosh, asin, asinh, atan, atanh, capture, cosh, digamma, erf, erfc, erfinv, lambertW, lgamma, logNdtr, sinh, tan } from '@adjoint/tensor';

/** The names of kernels, by primitive; a primitive is known by identity, so another's `erf` keeps its own meaning. */
export function mapOperations(): ReadonlyMap<AnyPrimitive, string> {
  const functions = { acos, acosh, asin, asinh, atan, atanh, cosh, digamma, erf, erfc, erfinv, lambertW, lgamma, logNdtr, sinh, tan };
  const { graph } = capture((x) => Object.values(functions).map((f) => f(x)), [{ shape: [], dtype: 'float64' }], 'jit');
  return new Map(Object.keys(functions).map((name, i) => [graph.nodes[i].primitive, name]));
}
