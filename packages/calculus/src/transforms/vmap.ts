/** A function mapped over an axis of its arguments, all examples at once. */
import {
  ArgumentError,
  ShapeError,
  type Tensor,
  type TensorLike,
  type Tracer,
  flatten,
  moveAxis,
  normalizeAxis,
  unflatten,
} from '@adjoint/tensor';
import { Batching } from '../batch/batching.ts';
import { type AnyFunction, type Arguments, type Gradient, type LooseArguments, belongs } from './arguments.ts';

export interface VmapOptions {
  /** The mapped axis of each argument (default 0 for all); null passes an argument whole. */
  readonly in?: readonly (number | null)[];
  /** Where the mapped axis stands in every result (default 0). */
  readonly out?: number;
}

/**
 * Maps `f` over an axis of every leaf of its arguments; results of all examples are stacked along a new axis.
 *
 * @throws ShapeError when the mapped axes have different lengths; ArgumentError when nothing is mapped
 * @example vmap((x) => x.square().sum())(tensor([[1, 2], [3, 4]])) // [5, 25]
 */
export function vmap<R>(f: (x: Tensor) => R, options?: VmapOptions): (x: TensorLike) => Gradient<R>;
export function vmap<const A extends Arguments, R>(
  f: (...args: A) => R,
  options?: VmapOptions,
): (...args: LooseArguments<A>) => Gradient<R>;
export function vmap(f: AnyFunction, options: VmapOptions = {}): unknown {
  const { in: axes, out = 0 } = options;
  return (...args: Arguments) => {
    if (axes !== undefined && axes.length > args.length)
      throw new ArgumentError(
        `vmap: ${axes.length} axes in \`in\` for ${args.length} arguments`,
        'give one axis for each argument, null for one that is passed whole',
      );
    const trees = args.map((a, i) => (axes?.[i] === null ? null : flatten(a, `argument ${i}`)));
    const sizes: number[] = [];
    const fronted = trees.map((t, i) =>
      t?.leaves.map((x) => {
        if (x.rank === 0)
          throw new ShapeError(`vmap: argument ${i} has shape []`, 'a mapped leaf needs an axis; pass it whole with null in `in`');
        const axis = normalizeAxis('vmap', axes?.[i] ?? 0, x.rank);
        sizes.push(x.shape[axis]);
        return moveAxis(x, axis, 0);
      }),
    );
    if (sizes.length === 0) throw new ArgumentError('vmap: no argument is mapped', 'map at least one argument');
    if (sizes.some((n) => n !== sizes[0]))
      throw new ShapeError(
        `vmap: mapped axes of lengths ${sizes.join(', ')}`,
        'every mapped leaf needs the same length; null passes an argument whole',
      );
    const batch = new Batching(sizes[0]);
    try {
      const result = f(
        ...(trees.map((t, i) =>
          t === null
            ? args[i]
            : unflatten(
                t.def,
                fronted[i]!.map((x) => batch.variable(x)),
              ),
        ) as never),
      );
      const outs = flatten(result, 'result');
      return unflatten(
        outs.def,
        outs.leaves.map((o) => {
          const y = belongs(o, batch) ? (o as Tracer).value! : o.broadcastTo([batch.size, ...o.shape]);
          return out === 0 ? y : moveAxis(y, 0, out);
        }),
      );
    } finally {
      batch.alive = false;
    }
  };
}
