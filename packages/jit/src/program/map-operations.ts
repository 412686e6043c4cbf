/** Elementwise functions of one operand that no loop computes: their kernels work on memory as they do on tensors. */
import {
  type AnyPrimitive,
  type GraphNode,
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atanh,
  capture,
  cosh,
  erfinv,
  lambertW,
  logNdtr,
  sinh,
} from '@adjoint/tensor';

const functions = { acos, acosh, asin, asinh, atan, atanh, cosh, erfinv, lambertW, logNdtr, sinh };

/** The names of kernels of a graph's nodes, by primitive; a primitive is known by identity, so another's `erf` keeps its own meaning. */
export function mapOperations(nodes: readonly GraphNode[]): ReadonlyMap<AnyPrimitive, string> {
  if (!nodes.some((n) => n.primitive.name in functions)) return new Map();
  const { graph } = capture((x) => Object.values(functions).map((f) => f(x)), [{ shape: [], dtype: 'float64' }], 'jit');
  return new Map(Object.keys(functions).map((name, i) => [graph.nodes[i].primitive, name]));
}
