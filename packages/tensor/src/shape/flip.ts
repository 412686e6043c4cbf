import { asTensor } from '../core/as-tensor.ts';
import { normalizeAxes } from '../core/shape.ts';
import type { Axes, Tensor, TensorLike } from '../core/tensor.ts';
import { slice } from './slice.ts';

/** The order reversed along some axes (default all), as a view. */
export function flip(x: TensorLike, axes?: Axes): Tensor {
  const a = asTensor(x);
  const turned = normalizeAxes('flip', axes, a.shape.length);
  return slice(a, ...a.shape.map((_, d) => (turned.includes(d) ? ([null, null, -1] as const) : null)));
}
