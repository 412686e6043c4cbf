/**
 * A branch on a value: an ordinary one where the value is known, a recorded one where it is not.
 *
 * Both branches are captured before anything is applied, so that everything they close over becomes an input and
 * keeps its derivative.
 */
import {
  type Aval,
  type Graph,
  type GraphRunner,
  type Primitive,
  type Tensor,
  TransformError,
  bind,
  capture,
  flatten,
  interpreterOf,
  isFloat,
  stack,
  where,
  zeros,
  zerosLike,
} from '@adjoint/tensor';
import { pullback } from '../custom/checkpoint.ts';
import { type LeafFunction, ResultShape, mapped, onLeaves } from '../custom/leaf-functions.ts';
import { type AnyFunction, type LooseArguments } from '../transforms/arguments.ts';
import { jvp } from '../transforms/jvp.ts';
import { capturePart, outputAvals, readable, requireCondition, requireSame, runPart } from './branches.ts';

/** Inputs: the condition, the operands, what `yes` closes over, then what `no` does. */
interface Branches {
  readonly yes: Graph;
  readonly no: Graph;
}

/** One branch as a function of all inputs but the condition. */
const branch =
  ({ yes, no }: Branches, which: boolean, run: GraphRunner = runPart): LeafFunction =>
  (xs) => {
    const n = yes.inputs.length;
    const split = n + yes.captured.length;
    const operands = xs.slice(0, n);
    return which ? run(yes, operands, xs.slice(n, split)) : run(no, operands, xs.slice(split));
  };

const condPrimitive: Primitive<Branches> = {
  name: 'cond',
  abstract: (_inputs, { yes }) => outputAvals(yes),
  evaluate: ([c, ...xs], p) => branch(p, c.item() !== 0)(xs),
  evaluateBy: ([c, ...xs], p, run) => branch(p, c.item() !== 0, run)(xs),
  jvp: (tangents, [c, ...xs], outputs, p) => {
    const floats = outputs.map((o) => isFloat(o.dtype));
    const varies = xs.map((x) => isFloat(x.dtype));
    const ts = xs.map((x, i) => tangents[i + 1] ?? zerosLike(x)).filter((_, i) => varies[i]);
    const back = condLeaves(
      c,
      (w) => (all) => {
        const at = all.slice(0, xs.length);
        const directions = all.slice(xs.length);
        return jvp(
          (vs: Tensor[]) => {
            let k = 0;
            return branch(p, w)(at.map((x, i) => (varies[i] ? vs[k++] : x))).filter((_, i) => floats[i]);
          },
          at.filter((_, i) => varies[i]),
          directions,
        ).tangent;
      },
      [...xs, ...ts],
    );
    let k = 0;
    return floats.map((f) => (f ? back[k++] : null));
  },
  vjp: (cts, [c, ...xs], outputs, p, wanted) => {
    const asked = xs.map((x, i) => isFloat(x.dtype) && wanted[i + 1] !== null);
    const n = xs.length;
    const back = condLeaves(
      c,
      (w) => (all) => pullback(branch(p, w), all.slice(0, n), all.slice(n), (i) => asked[i]).filter((g) => g !== null),
      [...xs, ...outputs.map((o, i) => cts[i] ?? zerosLike(o))],
    );
    let k = 0;
    return [null, ...asked.map((a) => (a ? back[k++] : null))];
  },
  batch: (inputs, batched, p, size) => {
    const [c, ...xs] = inputs;
    const axes = batched.slice(1);
    const avals = outputAvals(p.yes);
    const whole =
      (w: boolean): LeafFunction =>
      (ys) =>
        axes.includes(true) ? mapped(branch(p, w), axes)(ys) : branch(p, w)(ys).map((o) => o.broadcastTo([size, ...o.shape]));
    if (!batched[0]) return condLeaves(c, whole, xs);
    if (size === 0) return avals.map((a) => zeros([0, ...a.shape], a.dtype));
    if (interpreterOf(c) === null) {
      // each example runs its own branch only: the other one may fail
      const rows = Array.from({ length: size }, (_, e) => branch(p, c.at(e).item() !== 0)(xs.map((x, i) => (axes[i] ? x.at(e) : x))));
      return avals.map((_, k) => stack(rows.map((r) => r[k])));
    }
    const yes = whole(true)(xs);
    const no = whole(false)(xs);
    return yes.map((y, i) => where(c.reshape([size, ...avals[i].shape.map(() => 1)]), y, no[i]));
  },
};

function condLeaves(c: Tensor, choice: (which: boolean) => LeafFunction, xs: readonly Tensor[]): readonly Tensor[] {
  if (readable(c)) return choice(c.item() !== 0)(xs);
  const yes = capturePart(choice(true), xs, 'cond');
  const no = capturePart(choice(false), xs, 'cond');
  return bind(condPrimitive, [c, ...xs, ...yes.captured, ...no.captured], { yes: yes.graph, no: no.graph });
}

const requireBranches = (a: ResultShape, yes: readonly Aval[], b: ResultShape, no: readonly Aval[]): void =>
  requireSame('cond', ['the first branch', 'the second branch'], { def: a.structure, avals: yes }, { def: b.structure, avals: no });

/** Whether a branch not taken is being looked at: a synchronous dynamic scope, restored in `finally`. */
let looking = false;

/**
 * Runs the branch not taken on names, so that a mistake shows before its turn comes; one that cannot run on names is let be. So
 * is one that comes to a `cond` of its own: a function that calls itself by way of `cond` would be followed without end.
 */
function requireAlike(
  a: ResultShape,
  b: ResultShape,
  first: boolean,
  outputs: readonly Tensor[],
  other: LeafFunction,
  xs: readonly Tensor[],
): void {
  let others: readonly Aval[];
  looking = true;
  try {
    others = outputAvals(capture((...ys) => other(ys), xs, 'cond').graph);
  } catch {
    return;
  } finally {
    looking = false;
  }
  requireBranches(a, first ? outputs : others, b, first ? others : outputs);
}

/**
 * `yes(...args)` or `no(...args)`. Under `vmap` each example takes its own branch; under `jit` both are recorded. The branch not taken
 * is called on names only, to see that it returns what the other one does; it may throw, and is left at a `cond` of its own.
 *
 * @param condition a bool tensor of shape []
 * @throws DTypeError or ShapeError for another condition; TransformError or ShapeError when the branches return different trees, shapes or dtypes
 * @example vmap((x: Tensor) => cond(x.greater(0), (v: Tensor) => v.log(), () => tensor(0), x))(tensor([1, -1])) // [0, 0]
 */
export function cond(condition: Tensor, yes: (...xs: Tensor[]) => Tensor, no: (...xs: Tensor[]) => Tensor, ...xs: Tensor[]): Tensor;
export function cond<A extends readonly unknown[], R>(
  condition: Tensor,
  yes: (...args: A) => R,
  no: (...args: A) => R,
  ...args: LooseArguments<A>
): R;
export function cond(condition: Tensor, yes: AnyFunction, no: AnyFunction, ...args: readonly unknown[]): unknown {
  const c = requireCondition('cond', condition);
  if (looking) throw new TransformError('cond: inside of a branch that is not taken', 'what it returns is checked when it is taken');
  const { leaves, def } = flatten(args, 'arguments');
  const a = new ResultShape();
  const b = new ResultShape();
  const f = onLeaves(yes, def, a);
  const g = onLeaves(no, def, b);
  if (readable(c)) {
    const [taken, shape, other] = c.item() !== 0 ? [f, a, g] : [g, b, f];
    const outputs = taken(leaves);
    requireAlike(a, b, c.item() !== 0, outputs, other, leaves);
    return shape.tree(outputs);
  }
  const one = capturePart(f, leaves, 'cond');
  const two = capturePart(g, leaves, 'cond');
  requireBranches(a, outputAvals(one.graph), b, outputAvals(two.graph));
  return a.tree(bind(condPrimitive, [c, ...leaves, ...one.captured, ...two.captured], { yes: one.graph, no: two.graph }));
}
