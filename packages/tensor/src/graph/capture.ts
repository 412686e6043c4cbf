/**
 * Runs a function on names instead of numbers and records what it does.
 *
 * Frostig, Johnson, Leary (2018), "Compiling machine learning programs via high-level tracing".
 */
import { interpreterOf } from '../core/bind.ts';
import { nextLevel } from '../core/context.ts';
import type { Interpreter } from '../core/interpreter.ts';
import type { AnyPrimitive } from '../core/primitive.ts';
import { showShape } from '../core/shape.ts';
import type { Aval, Tensor } from '../core/tensor.ts';
import { Tracer } from '../core/tensor-class.ts';
import { type AdjointError, DetachedValueError, LeakedTracerError } from '../errors.ts';
import type { Graph, GraphNode } from './graph.ts';

class GraphBuilder implements Interpreter {
  readonly kind: string;
  readonly level: number = nextLevel();
  alive = true;
  readonly avals: Aval[] = [];
  readonly nodes: GraphNode[] = [];
  readonly values: Tensor[] = [];
  readonly captured: number[] = [];
  private readonly known = new Map<Tensor, number>();
  constructor(kind: string) {
    this.kind = kind;
  }

  fresh(a: Aval): Tracer {
    this.avals.push({ shape: a.shape, dtype: a.dtype }); // a copy: `abstract` may return the input itself
    return new Tracer(a.shape, a.dtype, this, null, this.avals.length - 1);
  }
  refuse(x: Tracer, wish: string): AdjointError {
    return new DetachedValueError(
      `${wish} needs a number, but ${this.kind} knows only the shape ${showShape(x.shape)} of this value`,
      'replace if by where(condition, a, b) or cond(…), and a loop on values by whileLoop(…) or scan(…); or keep this part outside',
    );
  }
  /** The variable of a tensor; one from outside becomes a captured input. */
  variable(x: Tensor): number {
    const t = interpreterOf(x);
    if (t === this) return (x as Tracer).mark as number;
    const seen = this.known.get(x);
    if (seen !== undefined) return seen;
    if (t !== null && (!t.alive || t.level > this.level))
      throw new LeakedTracerError(
        `a value of ${t.kind} leaked into ${this.kind}`,
        'return it from its function instead of storing it outside',
      );
    const id = this.fresh(x).mark as number;
    this.known.set(x, id);
    this.values.push(x);
    this.captured.push(id);
    return id;
  }
  process(p: AnyPrimitive, inputs: readonly Tensor[], params: unknown): readonly Tensor[] {
    if (p.inline && p.expand) return p.expand(inputs, params);
    const from = inputs.map((x) => this.variable(x));
    const outs = p.abstract(inputs, params).map((a) => this.fresh(a));
    this.nodes.push({ primitive: p, params, inputs: from, outputs: outs.map((o) => o.mark as number) });
    return outs;
  }
}

/**
 * The graph of `f` on inputs of these shapes and dtypes, and the tensors it closed over, tracers of outer transforms included.
 *
 * @param kind name of the transform in error messages
 * @throws DetachedValueError when `f` reads a value; LeakedTracerError when it returns one of an inner transform
 */
export function capture(
  f: (...inputs: Tensor[]) => readonly Tensor[],
  inputs: readonly Aval[],
  kind = 'capture',
): { readonly graph: Graph; readonly captured: readonly Tensor[] } {
  const b = new GraphBuilder(kind);
  try {
    const ins = inputs.map((a) => b.fresh(a));
    const outputs = f(...ins).map((o) => b.variable(o));
    return {
      graph: { inputs: ins.map((i) => i.mark as number), captured: b.captured, nodes: b.nodes, outputs, avals: b.avals },
      captured: b.values,
    };
  } finally {
    b.alive = false;
  }
}
