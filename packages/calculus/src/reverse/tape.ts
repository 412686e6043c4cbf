/**
 * Reverse mode: applications are recorded on a tape of concrete values, and their adjoint rules run backwards.
 *
 * Native `if`, `for` and `while` work and are right, since every value is known while the tape is written. Each rule
 * is computed by `bind` one level further out, so the tape of an outer derivative records the rules of an inner one.
 *
 * Sums and differences need no values to be pulled back, products only their factors. They are kept as numbers of variables
 * in one flat list, so that nothing else of a long chain of them lives on: what a collector must move costs more than the
 * operations themselves.
 *
 * Linnainmaa (1970); Griewank and Walther (2008), "Evaluating Derivatives", chapter 3.
 */
import {
  type AdjointError,
  type AnyPrimitive,
  DetachedValueError,
  type Interpreter,
  type Maybe,
  type Tensor,
  Tracer,
  TransformError,
  bind,
  interpreterOf,
  isFloat,
  nextLevel,
  primitives,
  sameShape,
  showShape,
  sumTo,
  zerosLike,
} from '@adjoint/tensor';

/** The outputs of a node are the variables from `first` on; `outputs` may go on with residuals. */
interface TapeNode {
  readonly primitive: AnyPrimitive;
  readonly params: unknown;
  /** As given: a tracer of the tape, or a constant. */
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly first: number;
  readonly count: number;
}

/** Entries for each sum, difference or product: its variable, that of the first operand, that of the second; a constant has `NONE`. */
const ENTRIES = 3;
const NONE = -1;
/** The variable of a product, the second operand of a difference, and back: no variable is below `NONE`. */
const negated = (variable: number): number => -2 - variable;

export class Tape implements Interpreter {
  readonly kind: string;
  readonly level: number = nextLevel();
  alive = true;
  readonly reverse = true;
  /** Everything but sums and products, in order; one of those belongs before the node whose variables follow its own. */
  private readonly nodes: TapeNode[] = [];
  private readonly sums: number[] = [];
  /** What the cotangents of the operands of products are multiplied with, one for each that is no constant. */
  private readonly factors: Tensor[] = [];
  private variables = 0;
  constructor(kind: string) {
    this.kind = kind;
  }

  /** A tracer of this tape: a value and the number of its variable. */
  variable(x: Tensor): Tracer {
    return new Tracer(x.shape, x.dtype, this, x, this.variables++);
  }

  refuse(x: Tracer, wish: string): AdjointError {
    return detached(this.kind, x, wish);
  }

  process(p: AnyPrimitive, inputs: readonly Tensor[], params: unknown): readonly Tensor[] {
    const values = this.valuesOf(inputs);
    if (p.detached) return bind(p, values, params);
    if (!p.vjp && !p.jvp) return withoutRule(p, inputs, params, this.kind);
    let outs: readonly Tensor[];
    let all: readonly Tensor[];
    if (p.residuals) {
      const r = p.residuals(values, params);
      outs = r.outputs;
      all = [...outs, ...r.residuals];
    } else outs = all = bind(p, values, params);
    requireOutside(p, outs, this);
    if (!this.isSum(p, inputs, values, outs))
      this.nodes.push({ primitive: p, params, inputs, outputs: all, first: this.variables, count: outs.length });
    const made = new Array<Tensor>(outs.length);
    for (let i = 0; i < made.length; i++) {
      const o = outs[i];
      made[i] = isFloat(o.dtype) ? this.variable(o) : (this.variables++, o);
    }
    return made;
  }

  /** Records a sum, a difference or a product whose operands have its shape or are constant. @returns whether it was one */
  private isSum(p: AnyPrimitive, inputs: readonly Tensor[], values: readonly Tensor[], outs: readonly Tensor[]): boolean {
    const minus = p === primitives.sub;
    const times = p === primitives.mul;
    if (!minus && !times && p !== primitives.add) return false;
    const x = inputs[0] as Tracer;
    const y = inputs[1] as Tracer;
    const ownX = x.interpreter === this;
    const ownY = y.interpreter === this;
    if ((ownX && !sameShape(x.shape, outs[0].shape)) || (ownY && !sameShape(y.shape, outs[0].shape))) return false;
    const v = y.mark as number;
    this.sums.push(
      times ? negated(this.variables) : this.variables,
      ownX ? (x.mark as number) : NONE,
      !ownY ? NONE : minus ? negated(v) : v,
    );
    if (times && ownX) this.factors.push(values[1]);
    if (times && ownY) this.factors.push(values[0]);
    return true;
  }

  /** The inputs of a node one level further out. */
  private valuesOf(inputs: readonly Tensor[]): Tensor[] {
    const values = new Array<Tensor>(inputs.length);
    for (let i = 0; i < values.length; i++) {
      const x = inputs[i] as Tracer;
      values[i] = x.interpreter === this ? x.value! : x;
    }
    return values;
  }
  /** Those inputs that are tracers of this tape. */
  private parentsOf(inputs: readonly Tensor[]): (Tracer | null)[] {
    const parents = new Array<Tracer | null>(inputs.length);
    for (let i = 0; i < parents.length; i++) parents[i] = (inputs[i] as Tracer).interpreter === this ? (inputs[i] as Tracer) : null;
    return parents;
  }

  /**
   * Cotangents of `wrt`, variables that no operation made, given those of `outputs`. A cotangent is let go once it is passed on;
   * the tape is not changed, so it may be read again.
   */
  pull(outputs: readonly Tensor[], cotangents: readonly Maybe[], wrt: readonly Tracer[]): Maybe[] {
    const cts = new Array<Maybe>(this.variables).fill(null);
    const give = (v: number, ct: Tensor): void => {
      const old = cts[v];
      cts[v] = old === null ? ct : old.add(ct);
    };
    outputs.forEach((o, i) => {
      const ct = cotangents[i];
      if (interpreterOf(o) === this && ct) give((o as Tracer).mark as number, ct);
    });
    const { sums, factors } = this;
    let s = sums.length;
    let f = factors.length;
    const pullSums = (after: number): void => {
      while (s > 0) {
        const entry = sums[s - ENTRIES];
        const v = entry < NONE ? negated(entry) : entry;
        if (v <= after) return;
        s -= ENTRIES;
        const x = sums[s + 1];
        const y = sums[s + 2];
        if (entry < NONE) f -= (x === NONE ? 0 : 1) + (y === NONE ? 0 : 1);
        const ct = cts[v];
        if (ct === null) continue;
        cts[v] = null;
        if (entry < NONE) {
          if (x !== NONE) give(x, ct.mul(factors[f]));
          if (y !== NONE) give(y, ct.mul(factors[x === NONE ? f : f + 1]));
          continue;
        }
        if (x !== NONE) give(x, ct);
        if (y > NONE) give(y, ct);
        else if (y < NONE) give(negated(y), ct.neg());
      }
    };
    for (let i = this.nodes.length - 1; i >= 0; i--) {
      pullSums(this.nodes[i].first);
      const { primitive: p, inputs, outputs: outs, params, first, count } = this.nodes[i];
      let ct: readonly Maybe[];
      if (count === 1) {
        if (cts[first] === null) continue;
        ct = [cts[first]];
        cts[first] = null;
      } else {
        ct = cts.slice(first, first + count);
        if (ct.every((c) => c === null)) continue;
        cts.fill(null, first, first + count);
      }
      // parents and values in one pass: on a long tape of small tensors this sweep is most of the time
      const parents = new Array<Tracer | null>(inputs.length);
      const values = new Array<Tensor>(inputs.length);
      for (let k = 0; k < inputs.length; k++) {
        const x = inputs[k] as Tracer;
        const own = x.interpreter === this;
        parents[k] = own ? x : null;
        values[k] = own ? x.value! : x;
      }
      const back = p.vjp ? p.vjp(ct, values, outs, params, parents) : transposeJvp(p, ct, values, outs, params, parents);
      for (let k = 0; k < parents.length; k++) {
        const to = parents[k];
        const g = back[k];
        if (to && g) give(to.mark as number, p.broadcasts ? sumTo(g, to.shape) : g);
      }
    }
    pullSums(NONE);
    return wrt.map((x) => cts[x.mark as number]);
  }

  /** Tangents of `outputs`, given those of `wrt`: the tape read forwards. */
  push(outputs: readonly Tensor[], wrt: readonly Tracer[], tangents: readonly Maybe[]): Maybe[] {
    const ts = new Array<Maybe>(this.variables).fill(null);
    wrt.forEach((x, i) => {
      ts[x.mark as number] = tangents[i];
    });
    const { sums, factors } = this;
    let s = 0;
    let f = 0;
    const pushSums = (before: number): void => {
      for (; s < sums.length; s += ENTRIES) {
        const entry = sums[s];
        const v = entry < NONE ? negated(entry) : entry;
        if (v >= before) return;
        const x = sums[s + 1];
        const y = sums[s + 2];
        let dx = x === NONE ? null : ts[x];
        let dy = y === NONE ? null : y > NONE ? ts[y] : (ts[negated(y)]?.neg() ?? null);
        if (entry < NONE) {
          const ofY = x === NONE ? f : f + 1;
          dx &&= dx.mul(factors[f]);
          dy &&= dy.mul(factors[ofY]);
          f = y === NONE ? ofY : ofY + 1;
        }
        ts[v] = dx === null ? dy : dy === null ? dx : dx.add(dy);
      }
    };
    for (const { primitive: p, inputs, outputs: outs, params, first, count } of this.nodes) {
      pushSums(first);
      const t = this.parentsOf(inputs).map((x) => x && ts[x.mark as number]);
      if (t.some((x) => x !== null))
        tangentsOf(p, t, this.valuesOf(inputs), outs, count, params).forEach((d, k) => {
          ts[first + k] = d;
        });
    }
    pushSums(this.variables);
    return outputs.map((o) => (interpreterOf(o) === this ? ts[(o as Tracer).mark as number] : null));
  }
}

/** What a primitive computes outside an interpreter must not be one of its tracers: a function given to the primitive closed over it. */
export function requireOutside(p: AnyPrimitive, outs: readonly Tensor[], own: Interpreter): void {
  for (let i = 0; i < outs.length; i++) {
    const t = interpreterOf(outs[i]);
    if (t !== null && t.level >= own.level) {
      throw new TransformError(
        `${p.name}: its function uses a value of ${own.kind} that is not among its arguments`,
        'pass that value as an argument, so that the rule can say its derivative',
      );
    }
  }
}

/** Why a value under differentiation cannot be read. */
export const detached = (kind: string, x: Tracer, wish: string): AdjointError =>
  new DetachedValueError(
    `${wish} of a value of shape ${showShape(x.shape)} that ${kind} is differentiating would lose its derivative`,
    'to branch, compare first: x.greater(0).item(); to read it as a constant: stopGradient(x).item()',
  );

/** A primitive without a derivative rule: by simpler ones, or not at all. */
export function withoutRule(p: AnyPrimitive, inputs: readonly Tensor[], params: unknown, kind: string): readonly Tensor[] {
  if (p.expand) return p.expand(inputs, params);
  throw new TransformError(
    `${kind}: ${p.name} has no derivative rule`,
    'wrap it with customVjp or customJvp, or take it out of the derivative with stopGradient',
  );
}

/** Tangents of the outputs of a primitive, brought to their shapes. */
export function tangentsOf(
  p: AnyPrimitive,
  tangents: readonly Maybe[],
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  count: number,
  params: unknown,
): readonly Maybe[] {
  const ts = p.jvp ? p.jvp(tangents, inputs, outputs, params) : transposeVjp(p, tangents, inputs, outputs, count, params);
  return p.broadcasts ? ts.map((t, k) => t && t.broadcastTo(outputs[k].shape)) : ts;
}

/** vjp from jvp: the jvp is linear in the tangents, so its adjoint is its own reverse sweep, taken at zero. */
function transposeJvp(
  p: AnyPrimitive,
  cts: readonly Maybe[],
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  params: unknown,
  wanted: readonly (object | null)[],
): readonly Maybe[] {
  const tape = new Tape(`the transposed jvp of ${p.name}`);
  try {
    const ts = inputs.map((x, i) => (wanted[i] ? tape.variable(zerosLike(x)) : null));
    const outs = p.jvp!(ts, inputs, outputs, params).map((o, i) => o ?? zerosLike(outputs[i]));
    const back = tape.pull(
      outs,
      cts,
      ts.filter((t) => t !== null),
    );
    let k = 0;
    return ts.map((t) => (t ? back[k++] : null));
  } finally {
    tape.alive = false;
  }
}

/** jvp from vjp: the vjp is linear in the cotangents, so the same holds the other way round. */
function transposeVjp(
  p: AnyPrimitive,
  tangents: readonly Maybe[],
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  count: number,
  params: unknown,
): readonly Maybe[] {
  const tape = new Tape(`the transposed vjp of ${p.name}`);
  try {
    const cts = outputs.slice(0, count).map((o) => tape.variable(zerosLike(o)));
    const ins = p.vjp!(cts, inputs, outputs, params, tangents).map((g, i) => (g && p.broadcasts ? sumTo(g, inputs[i].shape) : g));
    return tape.pull(
      ins.map((g, i) => g ?? zerosLike(inputs[i])),
      tangents,
      cts,
    );
  } finally {
    tape.alive = false;
  }
}
