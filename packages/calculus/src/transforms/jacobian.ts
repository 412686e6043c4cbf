/**
 * The Jacobian J, shape [...output, ...input]: Jᵢⱼ = ∂fᵢ/∂xⱼ.
 *
 * Forward mode pushes one basis vector for each input, reverse mode pulls one covector for each output; the cheaper is
 * chosen from the shapes. Both run as one batch for each leaf.
 */
import {
  ArgumentError,
  type Leaves,
  type Loose,
  type Tensor,
  type TensorLike,
  type TreeDef,
  eye,
  flatten,
  isFloat,
  unflatten,
  zerosLike,
} from '@adjoint/tensor';
import { type AnyFunction, type Gradient, differentiableLeaves } from './arguments.ts';
import { jvp } from './jvp.ts';
import { linearize } from './linearize.ts';
import { vjp } from './vjp.ts';
import { vmap } from './vmap.ts';

export interface JacobianOptions {
  /** Default 'auto': forward when there are no more inputs than outputs. */
  readonly mode?: 'auto' | 'forward' | 'reverse';
}

type Field = (xs: readonly Tensor[]) => Tensor[];
/** One tensor for each leaf of the result, of these one for each leaf of the argument. */
type Blocks = readonly (readonly Tensor[])[];

const basis = (x: Tensor): Tensor => eye(x.size, x.size, isFloat(x.dtype) ? x.dtype : 'float64').reshape([x.size, ...x.shape]);
/** All leaves but one are zero. */
const only = (xs: readonly Tensor[], at: number, x: Tensor): Tensor[] => xs.map((like, i) => (i === at ? x : zerosLike(like)));
const sizeOfAll = (xs: readonly Tensor[]): number => xs.reduce((s, x) => s + x.size, 0);

/** One column for each basis vector: [input, ...output] turned to [...output, ...input]. */
function byColumns(differential: (ts: readonly Tensor[]) => readonly Tensor[], xs: readonly Tensor[]): Blocks {
  const columns = xs.map((x, i) => vmap((t: Tensor) => [...differential(only(xs, i, t))])(basis(x)));
  return (columns[0] ?? []).map((_, k) =>
    xs.map((x, i) => {
      const c = columns[i][k];
      return c.transpose([...Array.from({ length: c.rank - 1 }, (_axis, d) => d + 1), 0]).reshape([...c.shape.slice(1), ...x.shape]);
    }),
  );
}
const forward = (f: Field, xs: readonly Tensor[]): Blocks => byColumns((ts) => jvp((vs: Tensor[]) => f(vs), [...xs], [...ts]).tangent, xs);

/** One row for each basis covector. */
function reverse(f: Field, xs: readonly Tensor[]): Blocks {
  const { value, pullback } = vjp((vs: Tensor[]) => f(vs), [...xs]);
  return value.map((y, k) =>
    vmap((ct: Tensor) => pullback(only(value, k, ct)))(basis(y)).map((rows, i) => rows.reshape([...y.shape, ...xs[i].shape])),
  );
}

/**
 * Jacobian of a function of one tensor, or of a tree of them: then a tree like the result, whose leaves are trees like
 * the argument.
 *
 * @returns tensors of shape [...output, ...input]
 * @throws DTypeError for an integer argument; ArgumentError for another mode
 * @example jacobian((x) => x.square())(tensor([1, 2])) // [[2, 0], [0, 4]]
 */
export function jacobian(f: (x: Tensor) => Tensor, options?: JacobianOptions): (x: TensorLike) => Tensor;
export function jacobian<T, R>(f: (x: T) => R, options?: JacobianOptions): (x: T | Loose<T>) => Leaves<R, Gradient<T>>;
export function jacobian(f: AnyFunction, { mode = 'auto' }: JacobianOptions = {}): unknown {
  if (!['auto', 'forward', 'reverse'].includes(mode))
    throw new ArgumentError(`jacobian: mode ${mode}`, "one of 'auto', 'forward', 'reverse'");
  return (at: unknown) => {
    const { leaves, def } = differentiableLeaves('jacobian', at, 'argument 0');
    const call = f as (x: unknown) => unknown;
    let outside: TreeDef = 'undefined';
    const field: Field = (vs) => {
      const out = flatten(call(unflatten(def, vs)), 'result');
      outside = out.def;
      return out.leaves;
    };
    const blocks = (): Blocks => {
      if (mode === 'forward') return forward(field, leaves);
      if (mode === 'reverse') return reverse(field, leaves);
      const { value, differential } = linearize((vs: Tensor[]) => field(vs), leaves);
      return sizeOfAll(leaves) > sizeOfAll(value) ? reverse(field, leaves) : byColumns((ts) => differential([...ts]), leaves);
    };
    const rows = leaves.length === 0 ? field([]).map(() => unflatten(def, [])) : blocks().map((row) => unflatten(def, row));
    return unflatten(outside, rows); // trees in the place of leaves
  };
}
