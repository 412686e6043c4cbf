/**
 * A loop with a carried state: (cₜ₊₁, yₜ) = step(cₜ, xₜ), its body captured once.
 *
 * Its derivative is a scan again: forward beside the carry; in reverse from the last step to the first, with the
 * carries kept, one of each step.
 */
import {
  ArgumentError,
  type Aval,
  DenseTensor,
  type Graph,
  type Loose,
  type Maybe,
  type Primitive,
  ShapeError,
  type Tensor,
  TransformError,
  allocate,
  bind,
  flatten,
  isFloat,
  isTensor,
  moveAxis,
  sizeOf,
  unflatten,
  zerosLike,
} from '@adjoint/tensor';
import { pullback } from '../custom/checkpoint.ts';
import { mapped } from '../custom/leaf-functions.ts';
import { jvp } from '../transforms/jvp.ts';
import { capturePart, outputAvals, requireSame, runPart } from './branches.ts';
import { inTurn } from './in-turn.ts';

/** Inputs: `carries` states, `constants` values the body closes over, then what is scanned along its first axis. */
interface Loop {
  readonly body: Graph;
  readonly carries: number;
  readonly constants: number;
  readonly length: number;
  readonly backwards: boolean;
}
type Step = (carry: readonly Tensor[], x: readonly Tensor[]) => { readonly carry: readonly Tensor[]; readonly y: readonly Tensor[] };
interface Scanned {
  readonly carry: readonly Tensor[];
  readonly ys: readonly Tensor[];
}

const parts = <T>(
  xs: readonly T[],
  p: Loop,
): { readonly carry: readonly T[]; readonly constants: readonly T[]; readonly scanned: readonly T[] } => ({
  carry: xs.slice(0, p.carries),
  constants: xs.slice(p.carries, p.carries + p.constants),
  scanned: xs.slice(p.carries + p.constants),
});

const scanPrimitive: Primitive<Loop> = {
  name: 'scan',
  abstract: (_inputs, { body, carries, length }) =>
    outputAvals(body).map((a, i) => (i < carries ? a : { shape: [length, ...a.shape], dtype: a.dtype })),
  evaluate: (inputs, p) => scanPrimitive.evaluateBy!(inputs, p, runPart),
  evaluateBy: (inputs, p, run) => {
    const { carry: first, constants, scanned } = parts<DenseTensor>(inputs, p);
    const each = outputAvals(p.body).slice(p.carries);
    const whole = run.turns?.(p.body, first, scanned, constants, p.length, p.backwards);
    if (whole) return [...whole.state, ...whole.rows.map((y, i) => new DenseTensor([p.length, ...each[i].shape], each[i].dtype, y))];
    const ys = each.map((a) => allocate(a.dtype, p.length * sizeOf(a.shape)));
    let carry: readonly Tensor[] = first;
    let t = 0;
    try {
      for (let k = 0; k < p.length; k++) {
        t = p.backwards ? p.length - 1 - k : k;
        const out = run(p.body, [...carry, ...scanned.map((x) => row(x, t))], constants) as readonly DenseTensor[];
        carry = out.slice(0, p.carries);
        for (const [i, y] of ys.entries()) y.set(out[p.carries + i].packed(), t * sizeOf(each[i].shape));
      }
    } catch (e) {
      throw inTurn(e, 'scan', t);
    }
    return [...carry, ...ys.map((y, i) => new DenseTensor([p.length, ...each[i].shape], each[i].dtype, y))];
  },
  jvp: (tangents, inputs, outputs, p) => {
    const { carry, constants, scanned } = parts(inputs, p);
    const given = parts(tangents, p);
    const direction = (xs: readonly Tensor[], ts: readonly Maybe[]): Tensor[] =>
      xs.flatMap((x, i) => (isFloat(x.dtype) ? [ts[i] ?? zerosLike(x)] : []));
    const dc = direction(constants, given.constants);
    const back = scanLeaves(
      (state, x) => {
        const c = state.slice(0, carry.length);
        const at = x.slice(0, scanned.length);
        const all = [...c, ...constants, ...at];
        const float = all.map((v) => isFloat(v.dtype));
        const { value, tangent } = jvp(
          (vs: Tensor[]) => {
            let k = 0;
            const out = bodyOf(
              p,
              all.map((v, i) => (float[i] ? vs[k++] : v)),
            );
            return { all: [...out], float: out.filter((o) => isFloat(o.dtype)) };
          },
          all.filter((_, i) => float[i]),
          [...state.slice(carry.length), ...dc, ...x.slice(scanned.length)],
        );
        const ds = tangent.float;
        const floatCarries = value.all.slice(0, p.carries).filter((o) => isFloat(o.dtype)).length;
        return { carry: [...value.all.slice(0, p.carries), ...ds.slice(0, floatCarries)], y: ds.slice(floatCarries) };
      },
      [...carry, ...direction(carry, given.carry)],
      [...scanned, ...direction(scanned, given.scanned)],
      p.length,
      p.backwards,
    );
    const ds = [...back.carry.slice(carry.length), ...back.ys];
    let k = 0;
    return outputs.map((o) => (isFloat(o.dtype) ? ds[k++] : null));
  },
  residuals: (inputs, p) => {
    const { carry, constants, scanned } = parts(inputs, p);
    const { carry: last, ys } = scanLeaves(
      (c, x) => {
        const out = bodyOf(p, [...c, ...constants, ...x]);
        return { carry: out.slice(0, p.carries), y: [...out.slice(p.carries), ...c] };
      },
      carry,
      scanned,
      p.length,
      p.backwards,
    );
    const n = outputAvals(p.body).length - p.carries;
    return { outputs: [...last, ...ys.slice(0, n)], residuals: ys.slice(n) };
  },
  vjp: (cts, inputs, all, p, wanted) => {
    const { carry, constants, scanned } = parts(inputs, p);
    const outputs = all.slice(0, cts.length);
    const kept = all.slice(cts.length);
    const dense = outputs.map((o, i) => cts[i] ?? zerosLike(o));
    const asked = parts(wanted, p);
    const summed = constants.map((c, i) => isFloat(c.dtype) && asked.constants[i] !== null);
    const pulled = scanned.map((x, i) => isFloat(x.dtype) && asked.scanned[i] !== null);
    const through = carry.map((c) => isFloat(c.dtype));
    const n = carry.length;
    const back = scanLeaves(
      (state, x) => {
        const c = x.slice(0, n);
        const at = x.slice(n, n + scanned.length);
        const ctY = x.slice(n + scanned.length);
        let k = 0;
        const ctCarry = carry.map((v, i) => (through[i] ? state[k++] : zerosLike(v)));
        const pull = parts(
          pullback(
            (vs) => bodyOf(p, vs),
            [...c, ...constants, ...at],
            [...ctCarry, ...ctY],
            (i) => (i < n ? through[i] : i < n + constants.length ? summed[i - n] : pulled[i - n - constants.length]),
          ),
          p,
        );
        return {
          carry: [...pull.carry.filter((g) => g !== null), ...pull.constants.filter((g) => g !== null).map((g, i) => state[k + i].add(g))],
          y: pull.scanned.filter((g) => g !== null),
        };
      },
      [...dense.slice(0, n).filter((_, i) => through[i]), ...constants.filter((_, i) => summed[i]).map((c) => zerosLike(c))],
      [...kept, ...scanned, ...dense.slice(n)],
      p.length,
      !p.backwards,
    );
    let k = 0;
    let j = 0;
    return [
      ...through.map((f) => (f ? back.carry[k++] : null)),
      ...summed.map((s) => (s ? back.carry[k++] : null)),
      ...pulled.map((s) => (s ? back.ys[j++] : null)),
    ];
  },
  batch: (inputs, batched, p, size) => {
    const values = parts(inputs, p);
    const b = parts(batched, p);
    const carry = values.carry.map((c, i) => (b.carry[i] ? c : c.broadcastTo([size, ...c.shape])));
    const scanned = values.scanned.map((x, i) => (b.scanned[i] ? moveAxis(x, 0, 1) : x));
    const one = mapped((xs) => bodyOf(p, xs), [...carry.map(() => true), ...b.constants, ...b.scanned]);
    const whole = (xs: readonly Tensor[]): readonly Tensor[] => (p.carries > 0 || batched.includes(true) ? one(xs) : bodyOf(p, xs));
    const { carry: last, ys } = scanLeaves(
      (c, x) => {
        const out = whole([...c, ...values.constants, ...x]);
        return { carry: out.slice(0, p.carries), y: out.slice(p.carries) };
      },
      carry,
      scanned,
      p.length,
      p.backwards,
    );
    return [...last, ...ys.map((y) => moveAxis(y, 1, 0))];
  },
};

/** The body on all its inputs in the order of the primitive. */
const bodyOf = (p: Loop, xs: readonly Tensor[]): readonly Tensor[] => {
  const { carry, constants, scanned } = parts(xs, p);
  return runPart(p.body, [...carry, ...scanned], constants);
};

/** Element t along the first axis, without a copy. */
function row(x: DenseTensor, t: number): DenseTensor {
  const shape = x.shape.slice(1);
  const n = sizeOf(shape);
  return new DenseTensor(shape, x.dtype, x.packed().subarray(t * n, (t + 1) * n));
}

function scanLeaves(step: Step, carry: readonly Tensor[], scanned: readonly Tensor[], length: number, backwards: boolean): Scanned {
  const one = (x: Tensor): Aval => ({ shape: x.shape.slice(1), dtype: x.dtype });
  const n = carry.length;
  const { graph, captured } = capturePart(
    (xs) => {
      const { carry: c, y } = step(xs.slice(0, n), xs.slice(n));
      return [...c, ...y];
    },
    [...carry, ...scanned.map(one)],
    'scan',
  );
  const out = bind(scanPrimitive, [...carry, ...captured, ...scanned], {
    body: graph,
    carries: n,
    constants: captured.length,
    length,
    backwards,
  });
  return { carry: out.slice(0, n), ys: out.slice(n) };
}

/**
 * Runs `step` over the first axis of every leaf of `xs`, carrying a state along. The body is captured: it may not
 * branch on values (use `where` or `cond`). The types of state and elements are those that `step` declares.
 *
 * @param xs a tree of tensors of one leading length, or that number of steps where the body needs none
 * @returns the last state, and what the steps returned, stacked
 * @throws ShapeError when the leading lengths differ or the state changes its shape; TransformError when it changes its tree
 * @example scan((c: Tensor, x: Tensor) => [c.add(x), c.mul(x)], tensor(0), tensor([1, 2, 3])) // { carry: 6, ys: [0, 2, 9] }
 */
export function scan<C, X, Y>(
  step: (carry: C, x: X) => readonly [carry: NoInfer<C>, y: Y],
  init: NoInfer<C> | Loose<NoInfer<C>>,
  xs: NoInfer<X> | number,
): { carry: C; ys: Y };
export function scan(
  step: (carry: never, x: never) => readonly [unknown, unknown],
  init: unknown,
  xs: unknown,
): { carry: unknown; ys: unknown } {
  const state = flatten(init, 'init');
  const given = typeof xs === 'number' ? flatten([]) : flatten(xs, 'xs');
  const lengths = typeof xs === 'number' ? [xs] : given.leaves.map((x) => (x.rank === 0 ? -1 : x.shape[0]));
  const length = lengths[0] ?? -1;
  if (!Number.isInteger(length) || length < 0)
    throw new ArgumentError(
      `scan: ${typeof xs === 'number' ? `${xs} steps` : 'nothing to scan over, or a leaf of shape []'}`,
      'give tensors with a first axis, or the number of steps',
    );
  if (lengths.some((l) => l !== length))
    throw new ShapeError(`scan: leading axes of lengths ${lengths.join(', ')}`, 'all leaves need the same length');
  let ysDef = given.def;
  const { carry, ys } = scanLeaves(
    (c, x) => {
      const out: unknown = step(
        unflatten(state.def, c) as never,
        typeof xs === 'number' ? (undefined as never) : (unflatten(given.def, x) as never),
      );
      if (!Array.isArray(out) || isTensor(out) || out.length !== 2)
        throw new TransformError(
          'scan: the step did not return [carry, y]',
          'return a pair: the next state, and what to keep of this step (null for nothing)',
        );
      const next = flatten(out[0], 'carry');
      const y = flatten(out[1], 'y');
      requireSame(
        'scan',
        ['the state before a step', 'the state after it'],
        { def: state.def, avals: state.leaves },
        { def: next.def, avals: next.leaves },
      );
      ysDef = y.def;
      return { carry: next.leaves, y: y.leaves };
    },
    state.leaves,
    given.leaves,
    length,
    false,
  );
  return { carry: unflatten(state.def, carry), ys: unflatten(ysDef, ys) };
}
