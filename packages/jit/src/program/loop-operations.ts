/** Which primitives become steps of a loop, and which steps. */
import { COMPARISON_NAMES } from '@adjoint/kernels';
import type { LoopStep } from '@adjoint/kernels/wasm';
import { type AnyPrimitive, type Aval, type GraphNode, type PrimitiveName, primitives } from '@adjoint/tensor';

const UNARY = [
  'exp',
  'expm1',
  'log',
  'log1p',
  'sigmoid',
  'softplus',
  'sin',
  'cos',
  'tan',
  'tanh',
  'erf',
  'erfc',
  'lgamma',
  'digamma',
  'neg',
  'abs',
  'sign',
  'sqrt',
  'square',
  'reciprocal',
  'floor',
  'ceil',
  'round',
  'isNaN',
  'isFinite',
  'not',
] as const;
const BINARY = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum', ...COMPARISON_NAMES] as const;
const TRUTH: readonly string[] = ['not', 'and', 'or', 'xor'];

/** Appends the steps of one node on operands at the given places; returns the place of its result. */
export type Emit = (push: (step: LoopStep) => number, operands: readonly number[], from: Aval, to: Aval) => number;

export function loopOperations(): ReadonlyMap<AnyPrimitive, Emit> {
  const known = new Map<AnyPrimitive, Emit>();
  const set = (name: PrimitiveName, emit: Emit): void => {
    known.set(primitives[name], emit);
  };
  for (const op of UNARY) set(op, (push, [x]) => push({ op, x }));
  for (const op of BINARY) set(op, (push, [x, y]) => push({ op, x, y }));
  set('relu', (push, [x]) => push({ op: 'maximum', x, y: push({ op: 'constant', value: 0 }) }));
  set('where', (push, [mask, x, y]) => push({ op: 'select', mask, x, y }));
  set('astype', (push, [x], from, to) => (from.dtype === to.dtype ? x : push({ op: from.dtype === 'bool' ? 'number' : 'truth', x })));
  return known;
}

/** The precision of a node's loop; null when it is not a step of one, 'any' when only truth values take part. */
export function precisionOf(
  { primitive, inputs, outputs }: GraphNode,
  avals: readonly Aval[],
  operations: ReadonlyMap<AnyPrimitive, Emit>,
): 'float64' | 'float32' | 'any' | null {
  if (!operations.has(primitive)) return null;
  const types = new Set([...inputs, ...outputs].map((v) => avals[v].dtype));
  if ([...types].some((t) => t === 'int32' || t === 'uint32') || (types.has('float64') && types.has('float32'))) return null;
  if (types.has('float64')) return 'float64';
  if (types.has('float32')) return 'float32';
  return TRUTH.includes(primitive.name) || primitive === primitives.astype ? 'any' : null;
}
