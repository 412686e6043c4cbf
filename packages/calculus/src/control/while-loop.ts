/**
 * A loop while a condition holds: an ordinary one where the condition is known, a recorded one where it is not.
 *
 * The number of turns is not known beforehand, so a recorded loop has a forward derivative (the loop with tangents
 * beside the state), and a reverse one only where the values are known (`scan` has both everywhere).
 */
import {
  type Graph,
  type GraphRunner,
  type Loose,
  type Primitive,
  type Tensor,
  TransformError,
  bind,
  flatten,
  interpreterOf,
  isFloat,
  stack,
  unflatten,
  where,
  zerosLike,
} from '@adjoint/tensor';
import { pullback } from '../custom/checkpoint.ts';
import { type LeafFunction, mapped } from '../custom/leaf-functions.ts';
import { jvp } from '../transforms/jvp.ts';
import { capturePart, outputAvals, readable, requireCondition, requireSame, runPart } from './branches.ts';
import { inTurn } from './in-turn.ts';

/** Inputs: the state, what the condition closes over, then what the body does. */
interface Loop {
  readonly condition: Graph;
  readonly body: Graph;
}
type Condition = (xs: readonly Tensor[]) => Tensor;

const split = (
  { condition, body }: Loop,
  xs: readonly Tensor[],
  run: GraphRunner = runPart,
): { state: readonly Tensor[]; test: Condition; turn: LeafFunction } => {
  const n = body.inputs.length;
  const m = n + condition.captured.length;
  return { state: xs.slice(0, n), test: (s) => run(condition, s, xs.slice(n, m))[0], turn: (s) => run(body, s, xs.slice(m)) };
};

const whilePrimitive: Primitive<Loop> = {
  name: 'whileLoop',
  abstract: (_inputs, { body }) => outputAvals(body),
  evaluate: (inputs, p) => whilePrimitive.evaluateBy!(inputs, p, runPart),
  evaluateBy: (inputs, p, run) => {
    const { state, test, turn } = split(p, inputs, run);
    return turns(test, turn, state);
  },
  jvp: (tangents, inputs, outputs, p) => {
    const { state, test } = split(p, inputs);
    const n = state.length;
    const varies = inputs.map((x) => isFloat(x.dtype));
    const ds = inputs.map((x, i) => tangents[i] ?? zerosLike(x));
    const outer = ds.slice(n).filter((_, i) => varies[n + i]);
    const out = whileLeaves(
      (s) => test(s.slice(0, n)),
      (s) => {
        const all = [...s.slice(0, n), ...inputs.slice(n)];
        const { value, tangent } = jvp(
          (vs: Tensor[]) => {
            let k = 0;
            const next = split(
              p,
              all.map((x, i) => (varies[i] ? vs[k++] : x)),
            );
            const after = next.turn(next.state);
            return { all: [...after], float: after.filter((o) => isFloat(o.dtype)) };
          },
          all.filter((_, i) => varies[i]),
          [...s.slice(n), ...outer],
        );
        return [...value.all, ...tangent.float];
      },
      [...state, ...ds.slice(0, n).filter((_, i) => varies[i])],
    );
    let k = n;
    return outputs.map((o) => (isFloat(o.dtype) ? out[k++] : null));
  },
  vjp: (cts, inputs, outputs, p, wanted) => {
    const asked = inputs.map((x, i) => wanted[i] !== null && isFloat(x.dtype));
    const back = bind(pullPrimitive, [...inputs, ...outputs.map((o, i) => cts[i] ?? zerosLike(o))], { loop: p, asked });
    let k = 0;
    return asked.map((a) => (a ? back[k++] : null));
  },
  batch: (inputs, batched, p, size) => {
    const { state } = split(p, inputs);
    const n = state.length;
    if (size === 0) return state.map((x, i) => (batched[i] ? x : x.broadcastTo([0, ...x.shape])));
    if (inputs.every((x) => interpreterOf(x) === null)) {
      // each example turns as often as it needs
      const rows = Array.from({ length: size }, (_, e) =>
        bind(
          whilePrimitive,
          inputs.map((x, i) => (batched[i] ? x.at(e) : x)),
          p,
        ),
      );
      return rows[0].map((_, k) => stack(rows.map((r) => r[k])));
    }
    const closure = inputs.slice(n);
    const axes = [...state.map(() => true), ...batched.slice(n)];
    const every =
      (f: (xs: readonly Tensor[]) => readonly Tensor[]): LeafFunction =>
      (s) =>
        mapped(f, axes)([...s, ...closure]);
    const tests = every((xs) => {
      const l = split(p, xs);
      return [l.test(l.state)];
    });
    const step = every((xs) => {
      const l = split(p, xs);
      return l.turn(l.state);
    });
    return whileLeaves(
      (s) => tests(s)[0].any(),
      (s) => {
        const going = tests(s)[0];
        const next = step(s); // an example that has ended keeps its state
        return next.map((y, i) => where(going.reshape([size, ...new Array<number>(y.rank - 1).fill(1)]), y, s[i]));
      },
      state.map((x, i) => (batched[i] ? x : x.broadcastTo([size, ...x.shape]))),
    );
  },
};

/** The reverse derivative of a loop: its turns are run again on a tape, so the values must be known, of one example at a time. */
const pullPrimitive: Primitive<{ readonly loop: Loop; readonly asked: readonly boolean[] }> = {
  name: 'whileLoop pullback',
  abstract: () => {
    throw new TransformError(
      'whileLoop: a reverse derivative of a recorded loop',
      'the number of turns is not known: use scan with a fixed number of steps, or differentiate outside jit',
    );
  },
  evaluate: (xs, p) => pullThrough(xs, p.loop, p.asked),
  expand: (xs, p) => pullThrough(xs, p.loop, p.asked),
  batch: (xs, batched, p, size) => {
    if (size === 0) return xs.flatMap((x, i) => (p.asked[i] === true ? [zerosLike(batched[i] ? x : x.broadcastTo([0, ...x.shape]))] : []));
    const rows = Array.from({ length: size }, (_, e) =>
      bind(
        pullPrimitive,
        xs.map((x, i) => (batched[i] ? x.at(e) : x)),
        p,
      ),
    );
    return rows[0].map((_, k) => stack(rows.map((r) => r[k])));
  },
};
const pullThrough = (xs: readonly Tensor[], loop: Loop, asked: readonly boolean[]): readonly Tensor[] =>
  pullback(
    (ys) => {
      const { state, test, turn } = split(loop, ys);
      return turns(test, turn, state);
    },
    xs.slice(0, asked.length),
    xs.slice(asked.length),
    (i) => asked[i],
  ).filter((g) => g !== null);

function turns(test: Condition, turn: LeafFunction, state: readonly Tensor[]): readonly Tensor[] {
  let s = state;
  let t = 0;
  try {
    for (; test(s).item() !== 0; t++) s = turn(s);
  } catch (e) {
    throw inTurn(e, 'whileLoop', t);
  }
  return s;
}

function whileLeaves(test: Condition, turn: LeafFunction, state: readonly Tensor[]): readonly Tensor[] {
  if (readable(test(state))) return turns(test, turn, state);
  const c = capturePart((xs) => [test(xs)], state, 'whileLoop');
  const b = capturePart(turn, state, 'whileLoop');
  return bind(whilePrimitive, [...state, ...c.captured, ...b.captured], { condition: c.graph, body: b.graph });
}

/**
 * Applies `body` as long as `condition` holds; the type of the state is the one that `condition` declares. Under `vmap` each example stops by itself.
 *
 * @throws DTypeError or ShapeError for a condition that is not one bool; TransformError or ShapeError when a recorded body changes the structure or shape of the state
 * @example whileLoop((x: Tensor) => x.less(100), (x) => x.mul(2), tensor(3)) // 192
 */
export function whileLoop<S>(
  condition: (state: S) => Tensor,
  body: (state: NoInfer<S>) => NoInfer<S>,
  init: NoInfer<S> | Loose<NoInfer<S>>,
): S {
  const { leaves, def } = flatten(init, 'init');
  const tree = (xs: readonly Tensor[]): S => unflatten(def, xs) as S;
  const test: Condition = (xs) => requireCondition('whileLoop', condition(tree(xs)));
  return tree(
    whileLeaves(
      test,
      (xs) => {
        const next = flatten(body(tree(xs)), 'state');
        requireSame(
          'whileLoop',
          ['the state before a turn', 'the state after it'],
          { def, avals: leaves },
          { def: next.def, avals: next.leaves },
        );
        return next.leaves;
      },
      leaves,
    ),
  );
}
