/**
 * Recurrent layers: gated units carried along a sequence, [N, T, inputs] → [N, T, features].
 *
 *   GRU   r = σ(xW_r + hU_r),  z = σ(xW_z + hU_z),  n = tanh(xW_n + r ⊙ hU_n),  h′ = (1 − z) ⊙ n + z ⊙ h
 *   LSTM  i, f, o = σ(xW + hU),  g = tanh(xW_g + hU_g),  c′ = f ⊙ c + i ⊙ g,  h′ = o ⊙ tanh c′
 *
 * The products with x are made for all positions at once. Gates lie one after another along the first axis of the
 * matrices: r, z, n and i, f, g, o.
 *
 * Cho, van Merriënboer, Gulcehre et al. (2014), with the reset after the product; Hochreiter, Schmidhuber (1997) and
 * Gers, Schmidhuber, Cummins (2000).
 */
import { type Shape, ShapeError, type Tensor, stack, zeros } from '@adjoint/tensor';
import { EMPTY, type Empty, type Module } from '../core/module.ts';
import { pathKey } from '../core/path-key.ts';
import { requireFlag } from '../core/require-kind.ts';
import { requireSize } from '../core/require-size.ts';
import { uniformScaling } from '../initialisers/variance-scaling.ts';
import { linearMap } from './linear-map.ts';
import { partition } from './partition.ts';

export interface RecurrentParams {
  /** [gates·features, inputs] */
  readonly W: Tensor;
  /** [gates·features, features] */
  readonly U: Tensor;
  /** [gates·features], with W */
  readonly b: Tensor;
  /** [gates·features], with U */
  readonly c: Tensor;
}
export interface RecurrentOptions {
  /** Give the last position only, [N, features] (default false). */
  readonly last?: boolean;
  /** Go through the sequence backwards; outputs keep their places (default false). */
  readonly reverse?: boolean;
}

/** @throws ArgumentError for a size that is no integer ≥ 1; ShapeError for other inputs */
export const gru = (inputs: number, features: number, options: RecurrentOptions = {}): Module<RecurrentParams, Empty> =>
  recurrent('gru', 3, inputs, features, options, (x, fromBefore, { h, c }) => {
    const [xr, xz, xn] = partition(x, 3, 1);
    const [hr, hz, hn] = partition(fromBefore, 3, 1);
    const r = xr.add(hr).sigmoid();
    const z = xz.add(hz).sigmoid();
    const n = xn.add(r.mul(hn)).tanh();
    return { h: n.add(z.mul(h.sub(n))), c }; // (1 − z)n + zh
  });

/** @throws ArgumentError for a size that is no integer ≥ 1; ShapeError for other inputs */
export const lstm = (inputs: number, features: number, options: RecurrentOptions = {}): Module<RecurrentParams, Empty> =>
  recurrent('lstm', 4, inputs, features, options, (x, fromBefore, before) => {
    const [i, f, g, o] = partition(x.add(fromBefore), 4, 1);
    const c = f.sigmoid().mul(before.c).add(i.sigmoid().mul(g.tanh()));
    return { h: o.sigmoid().mul(c.tanh()), c };
  });

interface Carried {
  readonly h: Tensor;
  readonly c: Tensor;
}
/** The gates' sums from the inputs and from before, both [N, gates·features], and what is carried. */
type Cell = (x: Tensor, fromBefore: Tensor, carried: Carried) => Carried;

function recurrent(
  kind: string,
  gates: number,
  inputs: number,
  features: number,
  { last = false, reverse = false }: RecurrentOptions,
  cell: Cell,
): Module<RecurrentParams, Empty> {
  requireSize(`${kind}: inputs`, inputs);
  requireSize(`${kind}: features`, features);
  requireFlag(`${kind}: last`, last);
  requireFlag(`${kind}: reverse`, reverse);
  const outputShape = (shape: Shape): Shape => {
    if (shape.length !== 2 || shape[1] !== inputs || shape[0] < 1)
      throw new ShapeError(`${kind}: an example of shape [${shape.join(', ')}]`, `it is [positions ≥ 1, ${inputs}]`);
    return last ? [features] : [shape[0], features];
  };
  const run = ({ W, U, b, c }: RecurrentParams, x: Tensor, before: Carried | null): { readonly y: Tensor; readonly history: Carried } => {
    outputShape(x.shape.slice(1));
    const [N, T] = x.shape;
    const fromInputs = partition(linearMap(x, W, b), T, 1);
    const outputs: Tensor[] = new Array<Tensor>(T);
    const zero = (): Tensor => zeros([N, features], W.dtype as 'float32');
    let carried: Carried = before ?? { h: zero(), c: zero() };
    for (let k = 0; k < T; k++) {
      const t = reverse ? T - 1 - k : k;
      carried = cell(fromInputs[t].squeeze(1), linearMap(carried.h, U, c), carried);
      outputs[t] = carried.h;
    }
    return { y: last ? carried.h : stack(outputs, 1), history: carried };
  };
  return {
    kind,
    outputShape,
    init(key, shape, { dtype = 'float32' } = {}) {
      outputShape(shape);
      const rows = gates * features;
      const fans = { fanIn: features, fanOut: rows, dtype };
      const draw = uniformScaling(1 / 3); // ±1/√features
      return {
        params: {
          W: draw(pathKey(key, 'W'), [rows, inputs], fans),
          U: draw(pathKey(key, 'U'), [rows, features], fans),
          b: draw(pathKey(key, 'b'), [rows], fans),
          c: draw(pathKey(key, 'c'), [rows], fans),
        },
        state: EMPTY,
      };
    },
    apply: (params, state, x) => ({ y: run(params, x, null).y, state }),
    ...(reverse
      ? null
      : { advance: (params: RecurrentParams, _state: Empty, x: Tensor, history: unknown) => run(params, x, history as Carried | null) }),
    operations: ([T]) => 2 * T * gates * features * (inputs + features + 4),
  };
}
