/** Which primitives of tensor the fused passes know. */
import type { Expression } from '@adjoint/kernels/wasm';
import { type AnyPrimitive, abs, add, div, exp, expm1, log, log1p, maximum, minimum, mul, neg, reciprocal, relu, sigmoid, sin, cos, softplus, sqrt, square, sub, tanh } from '@adjoint/tensor';
import { primitiveOf } from '../passes/primitive-of.ts';

export type Build = (...operands: readonly Expression[]) => Expression;

const UNARY = { exp, expm1, log, log1p, sigmoid, softplus, sin, cos, tanh, neg, abs, sqrt, square, reciprocal } as const;
const BINARY = { add, sub, mul, div, maximum, minimum } as const;

/** The primitive behind each operation, and the expression it stands for. */
export function fusiblePrimitives(): ReadonlyMap<AnyPrimitive, Build> {
  const builds = new Map<AnyPrimitive, Build>();
  for (const op of Object.keys(UNARY) as (keyof typeof UNARY)[]) builds.set(primitiveOf(UNARY[op]), (x) => ({ op, x }));
  for (const op of Object.keys(BINARY) as (keyof typeof BINARY)[]) builds.set(primitiveOf(BINARY[op]), (x, y) => ({ op, x, y }));
  builds.set(primitiveOf(relu), (x) => ({ op: 'maximum', x, y: { op: 'constant', value: 0 } }));
  return builds;
}
