/**
 * Limited-memory BFGS through the optimizer contract: full batches, a line search that asks the loss again.
 *
 *   p = −H g,  H by the two-loop recursion over the last m pairs s = Δparams, y = Δg
 *   step t with  L(x + tp) ≤ L(x) + c₁ t gᵀp  and  |∇L(x + tp)ᵀp| ≤ c₂|gᵀp|   (strong Wolfe)
 *
 * It reads values, so it runs eagerly. Nocedal, Wright (2006), "Numerical optimization", algorithms 7.4, 3.5, 3.6.
 */
import { type OptimizerV1, PluginError, type Tree, type ValueAndGradient } from '@adjoint/plugin';
import { type Tensor, type TreeDef, adoptBuffer, flatten, unflatten } from '@adjoint/tensor';
import { requireSize } from '../core/require-size.ts';
import { strongWolfe } from './strong-wolfe.ts';

export interface LbfgsOptions {
  /** m (default 10) */
  readonly memory?: number;
  /** Trials of one line search (default 25). */
  readonly trials?: number;
}
/** The pairs as matrices with one row each; newest last. */
export interface LbfgsState { readonly steps: readonly Tensor[]; readonly changes: readonly Tensor[]; readonly point: Tensor | null; readonly gradient: Tensor | null }

/** @throws ArgumentError for an option outside its range; PluginError (update) where `valueAndGrad` is not given */
export function lbfgs(options: LbfgsOptions = {}): OptimizerV1<LbfgsState> {
  const { memory = 10, trials = 25 } = options;
  requireSize('lbfgs: memory', memory);
  requireSize('lbfgs: trials', trials);
  return {
    traceable: false,
    init: () => ({ steps: [], changes: [], point: null, gradient: null }),
    update({ grads, params, state, value, valueAndGrad }) {
      if (valueAndGrad === undefined) throw new PluginError('BAD_CONFIG', 'lbfgs needs valueAndGrad', 'train with an optimizer that does not search along a line, or give valueAndGrad');
      const { def } = flatten(params), x = pack(params), g = pack(grads);
      const pairs = remembered(state, x, g, memory), p = direction(pairs, g);
      const slope = dot(g, p), along = lineFunction(valueAndGrad, params, def, x, p);
      const first = pairs.steps.length === 0 ? Math.min(1, 1 / norm1(g)) : 1;
      const t = slope < 0 ? strongWolfe(along, value.item(), slope, first, trials) : 0;
      return { updates: unpack(p.map((v) => t * v), params, def), state: { ...pairs, point: adoptBuffer(x), gradient: adoptBuffer(g) } };
    },
  };
}

/** The pairs so far and the one of the last step, if its curvature sᵀy is positive. */
function remembered(state: LbfgsState, x: Float64Array, g: Float64Array, memory: number): Pick<LbfgsState, 'steps' | 'changes'> {
  const { steps, changes, point, gradient } = state;
  if (point === null || gradient === null) return { steps, changes };
  const a = point.data(), b = gradient.data(), s = x.map((v, i) => v - a[i]), y = g.map((v, i) => v - b[i]);
  if (!(dot(s, y) > 2 ** -52 * dot(y, y))) return { steps, changes };
  return { steps: [...steps, adoptBuffer(s)].slice(-memory), changes: [...changes, adoptBuffer(y)].slice(-memory) };
}

/** −H g. */
function direction({ steps, changes }: Pick<LbfgsState, 'steps' | 'changes'>, g: Float64Array): Float64Array<ArrayBuffer> {
  const q = Float64Array.from(g), alphas: number[] = [];
  for (let k = steps.length - 1; k >= 0; k--) {
    const s = steps[k].data(), y = changes[k].data();
    alphas[k] = dot(s, q) / dot(s, y);
    axpy(-alphas[k], y, q);
  }
  const last = steps.length - 1;
  const γ = last < 0 ? 1 : dot(steps[last].data(), changes[last].data()) / dot(changes[last].data(), changes[last].data());
  for (let i = 0; i < q.length; i++) q[i] *= γ;
  for (let k = 0; k < steps.length; k++) {
    const s = steps[k].data(), y = changes[k].data();
    axpy(alphas[k] - dot(y, q) / dot(s, y), s, q);
  }
  return q.map((v) => -v);
}

function lineFunction(valueAndGrad: ValueAndGradient, params: Tree, def: TreeDef, x: Float64Array, p: Float64Array): (t: number) => readonly [number, number] {
  return (t) => {
    const { value, grads } = valueAndGrad(unpack(x.map((v, i) => v + t * p[i]), params, def));
    return [value.item(), dot(pack(grads), p)];
  };
}

type Numbers = ArrayLike<number>;
function dot(a: Numbers, b: Numbers): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
function axpy(alpha: number, x: Numbers, y: Float64Array): void { for (let i = 0; i < y.length; i++) y[i] += alpha * x[i]; }
const norm1 = (x: Float64Array): number => x.reduce((s, v) => s + Math.abs(v), 0) || 1;

function pack(tree: Tree): Float64Array<ArrayBuffer> {
  const { leaves } = flatten(tree), out = new Float64Array(leaves.reduce((n, l) => n + l.size, 0));
  let at = 0;
  for (const l of leaves) { out.set(l.data(), at); at += l.size; }
  return out;
}
function unpack(values: Float64Array<ArrayBuffer>, like: Tree, def: TreeDef): Tree {
  let at = 0;
  return unflatten(def, flatten(like).leaves.map((l) => adoptBuffer(values.slice(at, at += l.size), l.shape).astype(l.dtype)));
}
