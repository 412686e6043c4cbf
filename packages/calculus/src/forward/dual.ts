/**
 * Forward mode: a tangent is carried beside each value.
 *
 * Wengert (1964), "A simple automatic derivative evaluation program".
 */
import {
  type AdjointError,
  type AnyPrimitive,
  type Interpreter,
  type Maybe,
  type Tensor,
  Tracer,
  bind,
  interpreterOf,
  isFloat,
  nextLevel,
} from '@adjoint/tensor';
import { detached, requireOutside, tangentsOf, withoutRule } from '../reverse/tape.ts';

export class Dual implements Interpreter {
  readonly kind = 'jvp';
  readonly level: number = nextLevel();
  alive = true;

  /** A tracer of forward mode: a value and its tangent. */
  variable(value: Tensor, tangent: Maybe): Tracer {
    return new Tracer(value.shape, value.dtype, this, value, tangent);
  }

  refuse(x: Tracer, wish: string): AdjointError {
    return detached(this.kind, x, wish);
  }

  process(p: AnyPrimitive, inputs: readonly Tensor[], params: unknown): readonly Tensor[] {
    const values = inputs.map((x) => (interpreterOf(x) === this ? (x as Tracer).value! : x));
    if (p.detached) return bind(p, values, params);
    if (!p.vjp && !p.jvp) return withoutRule(p, inputs, params, this.kind);
    const tangents = inputs.map((x) => (interpreterOf(x) === this ? ((x as Tracer).mark as Maybe) : null));
    const { outputs: outs, residuals } =
      p.jvp || !p.residuals ? { outputs: bind(p, values, params), residuals: [] } : p.residuals(values, params);
    requireOutside(p, outs, this);
    const ts = tangents.every((t) => t === null)
      ? outs.map(() => null)
      : tangentsOf(p, tangents, values, [...outs, ...residuals], outs.length, params);
    return outs.map((o, i) => (isFloat(o.dtype) ? this.variable(o, ts[i]) : o));
  }
}
