import { asTensor } from '../core/as-tensor.ts';
import { isFloat } from '../core/dtype.ts';
import { normalizeAxes, sizeOf } from '../core/shape.ts';
import type { Axes, ReduceOptions, Tensor, TensorLike } from '../core/tensor.ts';
import { astype } from '../elementwise/astype.ts';
import { sum } from './sum.ts';

const float = (x: TensorLike): Tensor => {
  const a = asTensor(x);
  return isFloat(a.dtype) ? a : astype(a, 'float64');
};

/** Arithmetic mean over axes (default all); NaN for no elements. */
export function mean(x: TensorLike, axes?: Axes, options?: ReduceOptions): Tensor {
  const a = float(x);
  const n = sizeOf(normalizeAxes('mean', axes, a.shape.length).map((d) => a.shape[d]));
  return sum(a, axes, options).div(n);
}

/**
 * Σ (x − mean)² / (n − ddof), in two passes: no cancellation for large means.
 *
 * @param options.ddof degrees of freedom taken off (default 0; 1 for the unbiased estimate)
 */
export function variance(x: TensorLike, axes?: Axes, options?: ReduceOptions & { readonly ddof?: number }): Tensor {
  const a = float(x);
  const n = sizeOf(normalizeAxes('variance', axes, a.shape.length).map((d) => a.shape[d]));
  return sum(a.sub(mean(a, axes, { keepDims: true })).square(), axes, options).div(Math.max(0, n - (options?.ddof ?? 0)));
}

/** √variance */
export const std = (x: TensorLike, axes?: Axes, options?: ReduceOptions & { readonly ddof?: number }): Tensor =>
  variance(x, axes, options).sqrt();
