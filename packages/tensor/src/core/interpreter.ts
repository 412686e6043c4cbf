import type { AdjointError } from '../errors.ts';
import type { AnyPrimitive } from './primitive.ts';
import type { Tensor } from './tensor.ts';
import type { Tracer } from './tensor-class.ts';

/** Gives a meaning to primitives applied to its own tracers: a tape, a tangent, a batch, a graph. */
export interface Interpreter {
  /** Name in error messages: grad, jvp, vmap, jit(f). */
  readonly kind: string;
  /** Grows with every transform entered, so the innermost has the largest. */
  readonly level: number;
  /** False once the transform has returned: a tracer that outlives it has leaked. */
  alive: boolean;
  /** A tape: it will ask for the adjoint rules of what is applied. */
  readonly reverse?: true;
  process(primitive: AnyPrimitive, inputs: readonly Tensor[], params: unknown): readonly Tensor[];
  /** Why the value of `x` cannot be read, and what to do instead. */
  refuse(x: Tracer, wish: string): AdjointError;
}
