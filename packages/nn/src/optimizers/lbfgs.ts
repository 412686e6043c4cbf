/**
 * Limited-memory BFGS through the optimizer contract: full batches, a line search that asks the loss again.
 *
 *   p = −H g,  H by the two-loop recursion over the last m pairs s = Δparams, y = Δg
 *   step t with  L(x + tp) ≤ L(x) + c₁ t gᵀp  and  |∇L(x + tp)ᵀp| ≤ c₂|gᵀp|   (strong Wolfe)
 *
 * It reads values, so it runs eagerly. Nocedal, Wright (2006), "Numerical optimization", algorithms 7.4, 3.5, 3.6.
 */
import type { OptimizerV1, Tree, ValueAndGradient } from '@adjoint/plugin';
import { ArgumentError, type Tensor, type TreeDef, adoptBuffer, flatten, scalar, unflatten, zeros } from '@adjoint/tensor';
import { requireSize } from '../core/require-size.ts';
import { strongWolfe } from './strong-wolfe.ts';

export interface LbfgsOptions {
  /** m (default 10) */
  readonly memory?: number;
  /** Trials of one line search (default 25). */
  readonly trials?: number;
}
/** All of fixed shape, whatever has happened, so that a checkpoint can be read back. */
export interface LbfgsState {
  /** s and y of the last steps as rows, the newest last; [m, n] each, of which the last `count` are set. */
  readonly steps: Tensor;
  readonly changes: Tensor;
  readonly count: Tensor;
  /** Where the last step began, and the gradient there; [n] each, meaningless before the first. */
  readonly point: Tensor;
  readonly gradient: Tensor;
  /** How many steps were made. */
  readonly made: Tensor;
}
type Pairs = readonly { readonly s: Float64Array; readonly y: Float64Array }[];

/** @throws ArgumentError for an option outside its range, and (update) where `valueAndGrad` is not given */
export function lbfgs(options: LbfgsOptions = {}): OptimizerV1<LbfgsState> {
  const { memory = 10, trials = 25 } = options;
  requireSize('lbfgs: memory', memory);
  requireSize('lbfgs: trials', trials);
  return {
    traceable: false,
    init(params) {
      const n = pack(params).length;
      return {
        steps: zeros([memory, n]),
        changes: zeros([memory, n]),
        count: scalar(0),
        point: zeros([n]),
        gradient: zeros([n]),
        made: scalar(0),
      };
    },
    update({ grads, params, state, value, valueAndGrad }) {
      if (valueAndGrad === undefined)
        throw new ArgumentError(
          'lbfgs: no valueAndGrad',
          'it searches along a line: give a function of value and gradient, or use an optimizer that needs none',
        );
      const { def } = flatten(params);
      const x = pack(params);
      const g = pack(grads);
      const made = state.made.item();
      const pairs = remembered(state, x, g, memory);
      const p = direction(pairs, g);
      const slope = dot(g, p);
      const along = lineFunction(valueAndGrad, params, def, x, p);
      const first = pairs.length === 0 ? Math.min(1, 1 / norm1(g)) : 1;
      const t = slope < 0 ? strongWolfe(along, value.item(), slope, first, trials) : 0;
      return {
        updates: unpack(
          p.map((v) => t * v),
          params,
          def,
        ),
        state: {
          ...rows(pairs, memory, x.length),
          count: scalar(pairs.length),
          point: adoptBuffer(x),
          gradient: adoptBuffer(g),
          made: scalar(made + 1),
        },
      };
    },
  };
}

/** The pairs so far and the one of the last step, if its curvature sᵀy is positive. */
function remembered(state: LbfgsState, x: Float64Array, g: Float64Array, memory: number): Pairs {
  const n = x.length;
  const count = state.count.item();
  const steps = state.steps.data();
  const changes = state.changes.data();
  const pairs = Array.from({ length: count }, (_, k) => {
    const at = (memory - count + k) * n;
    return { s: steps.slice(at, at + n) as Float64Array, y: changes.slice(at, at + n) as Float64Array };
  });
  if (state.made.item() === 0) return pairs;
  const a = state.point.data();
  const b = state.gradient.data();
  const s = x.map((v, i) => v - a[i]);
  const y = g.map((v, i) => v - b[i]);
  return dot(s, y) > 2 ** -52 * dot(y, y) ? [...pairs, { s, y }].slice(-memory) : pairs;
}

/** The pairs as the last rows of matrices. */
function rows(pairs: Pairs, memory: number, n: number): Pick<LbfgsState, 'steps' | 'changes'> {
  const steps = new Float64Array(memory * n);
  const changes = new Float64Array(memory * n);
  pairs.forEach(({ s, y }, k) => {
    const at = (memory - pairs.length + k) * n;
    steps.set(s, at);
    changes.set(y, at);
  });
  return { steps: adoptBuffer(steps, [memory, n]), changes: adoptBuffer(changes, [memory, n]) };
}

/** −H g. */
function direction(pairs: Pairs, g: Float64Array): Float64Array<ArrayBuffer> {
  const q = Float64Array.from(g);
  const alphas: number[] = [];
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { s, y } = pairs[k];
    alphas[k] = dot(s, q) / dot(s, y);
    axpy(-alphas[k], y, q);
  }
  const last = pairs[pairs.length - 1];
  const γ = pairs.length === 0 ? 1 : dot(last.s, last.y) / dot(last.y, last.y);
  for (let i = 0; i < q.length; i++) q[i] *= γ;
  for (let k = 0; k < pairs.length; k++) {
    const { s, y } = pairs[k];
    axpy(alphas[k] - dot(y, q) / dot(s, y), s, q);
  }
  return q.map((v) => -v);
}

function lineFunction(
  valueAndGrad: ValueAndGradient,
  params: Tree,
  def: TreeDef,
  x: Float64Array,
  p: Float64Array,
): (t: number) => readonly [number, number] {
  return (t) => {
    const { value, grads } = valueAndGrad(
      unpack(
        x.map((v, i) => v + t * p[i]),
        params,
        def,
      ),
    );
    return [value.item(), dot(pack(grads), p)];
  };
}

type Numbers = ArrayLike<number>;
function dot(a: Numbers, b: Numbers): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
function axpy(alpha: number, x: Numbers, y: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i] += alpha * x[i];
}
const norm1 = (x: Float64Array): number => x.reduce((s, v) => s + Math.abs(v), 0) || 1;

function pack(tree: Tree): Float64Array<ArrayBuffer> {
  const { leaves } = flatten(tree);
  const out = new Float64Array(leaves.reduce((n, l) => n + l.size, 0));
  let at = 0;
  for (const l of leaves) {
    out.set(l.data(), at);
    at += l.size;
  }
  return out;
}
function unpack(values: Float64Array<ArrayBuffer>, like: Tree, def: TreeDef): Tree {
  let at = 0;
  return unflatten(
    def,
    flatten(like).leaves.map((l) => adoptBuffer(values.slice(at, (at += l.size)), l.shape).astype(l.dtype)),
  );
}
