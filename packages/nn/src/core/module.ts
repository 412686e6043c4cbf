/**
 * A module: a function with parameters, as two pure functions.
 *
 *   { params, state } = init(key, shape),   { y, state′ } = apply(params, state, x, { key, train })
 *
 * `params` is what is learned, `state` what a forward pass carries on (running statistics), both plain trees of
 * tensors: nothing is stored in the module. `shape` is the shape of one example, without the batch axis, which
 * comes first in `x` and `y`.
 */
import type { FloatDType, Shape, Tensor } from '@adjoint/tensor';
import type { Key } from '@adjoint/random';

export interface InitOptions {
  /** Of the parameters; inputs are cast to it (default float32). */
  readonly dtype?: FloatDType;
}

export interface ApplyContext {
  /** For modules that draw, such as dropout. */
  readonly key?: Key;
  /** Training or use (default false): dropout and batch normalisation differ. */
  readonly train?: boolean;
  /** For sequences: bool [N, T], false where a position only fills up and must not be attended to. */
  readonly mask?: Tensor;
  /** What cross-attention looks at, [N, S, features]. */
  readonly memory?: Tensor;
  /** bool [N, S], as `mask`. */
  readonly memoryMask?: Tensor;
}

/** The results for new positions of a sequence, and what the next ones need to know of all before them: a tree of tensors. */
export interface Advanced {
  readonly y: Tensor;
  readonly history: unknown;
}

export interface Initial<P, S> {
  readonly params: P;
  readonly state: S;
}
export interface Applied<S> {
  readonly y: Tensor;
  readonly state: S;
}

export interface Module<P = unknown, S = unknown> {
  /** What it is, e.g. 'linear': part of the path from which the key of a layer is made. */
  readonly kind: string;
  /** Shape of one output for one input of `shape`. @throws ShapeError when the module does not take such inputs */
  outputShape(shape: Shape): Shape;
  /** @throws ShapeError when the module does not take inputs of `shape` */
  init(key: Key, shape: Shape, options?: InitOptions): Initial<P, S>;
  /** @param x [n, …shape]; the result `y` is [n, …outputShape(shape)] */
  apply(params: P, state: S, x: Tensor, context?: ApplyContext): Applied<S>;
  /**
   * For models of sequences: what `apply` would give for the new positions at the end of a sequence, from these and the
   * history of those before (null at the beginning). See `advance`.
   */
  advance?(params: P, state: S, x: Tensor, history: unknown, context?: ApplyContext): Advanced;
  /** For an activation: f′, elementwise, from z and a = f(z). */
  derivative?(z: Tensor, a: Tensor): Tensor;
  /**
   * The larger of two numbers is the same before and after max(0, ·), and so is where a gradient goes: `sequential` pools before
   * it rectifies, which is less work with the same results.
   */
  readonly exchange?: 'relu' | 'max-pool';
  /** The modules inside, in the order of their parameters. */
  readonly children?: readonly Module[];
  /** Multiplications and additions of one forward pass of one example. */
  operations?(shape: Shape): number;
}

export type ParamsOf<M> = M extends Module<infer P, unknown> ? P : never;
export type StateOf<M> = M extends Module<unknown, infer S> ? S : never;

/** Parameters or state of a module that has none. */
export type Empty = Readonly<Record<string, never>>;
export const EMPTY: Empty = Object.freeze({});
