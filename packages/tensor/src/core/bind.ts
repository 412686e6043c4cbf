/**
 * The one door: every operation on tensors is a primitive applied by `bind`.
 *
 * The application goes to the innermost interpreter among the inputs, or is evaluated when all are dense. There is
 * no global stack of interpreters: a tracer knows its own, so a transform that suspends cannot disturb another one.
 * Levels as tags: Siskind and Pearlmutter (2005), "Perturbation confusion and referential transparency".
 */
import { LeakedTracerError } from '../errors.ts';
import type { Interpreter } from './interpreter.ts';
import type { AnyPrimitive, Primitive } from './primitive.ts';
import type { Tensor } from './tensor.ts';
import type { DenseTensor, TensorBase } from './tensor-class.ts';

/** The interpreter of a tracer, null for a dense tensor. */
export const interpreterOf = (x: Tensor): Interpreter | null => (x as TensorBase).interpreter;

/** Applies a primitive to tensors of any kind. */
export function bind<P>(primitive: Primitive<P>, inputs: readonly Tensor[], params: P): readonly Tensor[] {
  let top: Interpreter | null = null;
  for (let i = 0; i < inputs.length; i++) {
    const t = (inputs[i] as TensorBase).interpreter;
    if (t !== null && (top === null || t.level > top.level)) top = t;
  }
  return top === null ? primitive.evaluate(inputs as readonly DenseTensor[], params) : interpret(top, primitive, inputs, params);
}

/** `bind` of a primitive with one output. */
export const bind1 = <P>(primitive: Primitive<P>, inputs: readonly Tensor[], params: P): Tensor => bind(primitive, inputs, params)[0];

function interpret(top: Interpreter, primitive: AnyPrimitive, inputs: readonly Tensor[], params: unknown): readonly Tensor[] {
  if (!top.alive) {
    throw new LeakedTracerError(
      `${primitive.name}: an input was created inside ${top.kind}, which has already returned`,
      `return the value from the function given to ${top.kind} instead of storing it outside`,
    );
  }
  return top.process(primitive, inputs, params);
}
