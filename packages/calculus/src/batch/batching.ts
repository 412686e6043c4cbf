/** Batching: a tracer is a value with one more axis, in front; a primitive without a rule is applied example by example. */
import {
  type AdjointError,
  type AnyPrimitive,
  DetachedValueError,
  type Interpreter,
  type Tensor,
  Tracer,
  bind,
  interpreterOf,
  nextLevel,
  stack,
  zeros,
} from '@adjoint/tensor';
import { requireOutside } from '../reverse/tape.ts';

export class Batching implements Interpreter {
  readonly kind = 'vmap';
  readonly level: number = nextLevel();
  alive = true;
  readonly size: number;
  constructor(size: number) {
    this.size = size;
  }

  /** @param value its first axis is the batch */
  variable(value: Tensor): Tracer {
    return new Tracer(value.shape.slice(1), value.dtype, this, value, null);
  }

  refuse(_x: Tracer, wish: string): AdjointError {
    return new DetachedValueError(
      `${wish} needs one value, but under vmap this is a batch of ${this.size}`,
      'replace if by where(condition, a, b) or cond(…), and a loop on values by whileLoop(…); or map with an ordinary loop',
    );
  }

  process(p: AnyPrimitive, inputs: readonly Tensor[], params: unknown): readonly Tensor[] {
    if (!p.batch && p.expand) return p.expand(inputs, params);
    const batched = inputs.map((x) => interpreterOf(x) === this);
    const values = inputs.map((x, i) => (batched[i] ? (x as Tracer).value! : x));
    const outs = p.batch ? p.batch(values, batched, params, this.size) : this.perExample(p, values, batched, params);
    requireOutside(p, outs, this);
    return outs.map((o) => this.variable(o));
  }

  private perExample(p: AnyPrimitive, values: readonly Tensor[], batched: readonly boolean[], params: unknown): readonly Tensor[] {
    if (this.size === 0)
      return p
        .abstract(
          values.map((v, i) => (batched[i] ? { shape: v.shape.slice(1), dtype: v.dtype } : v)),
          params,
        )
        .map((a) => zeros([0, ...a.shape], a.dtype));
    const rows = Array.from({ length: this.size }, (_, e) =>
      bind(
        p,
        values.map((v, i) => (batched[i] ? v.at(e) : v)),
        params,
      ),
    );
    return rows[0].map((_, k) => stack(rows.map((r) => r[k])));
  }
}
