import { asTensor } from '../core/as-tensor.ts';
import { normalizeAxes, normalizeAxis, showShape } from '../core/shape.ts';
import type { Axes, Tensor, TensorLike } from '../core/tensor.ts';
import { ShapeError } from '../errors.ts';
import { reshape } from './reshape.ts';

/** A new axis of length 1 at place `axis` of the result; −1 is the last. */
export function expandDims(x: TensorLike, axis: number): Tensor {
  const a = asTensor(x);
  const at = normalizeAxis('expandDims', axis, a.shape.length + 1);
  return reshape(a, [...a.shape.slice(0, at), 1, ...a.shape.slice(at)]);
}

/**
 * Axes of length 1 removed: those named, or all.
 *
 * @throws ShapeError when a named axis has another length
 */
export function squeeze(x: TensorLike, axes?: Axes): Tensor {
  const a = asTensor(x);
  if (axes === undefined)
    return reshape(
      a,
      a.shape.filter((n) => n !== 1),
    );
  const drop = normalizeAxes('squeeze', axes, a.shape.length);
  for (const d of drop)
    if (a.shape[d] !== 1)
      throw new ShapeError(`squeeze: axis ${d} of shape ${showShape(a.shape)}`, 'only an axis of length 1 can be removed');
  return reshape(
    a,
    a.shape.filter((_, i) => !drop.includes(i)),
  );
}
