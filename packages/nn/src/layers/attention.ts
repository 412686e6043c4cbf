/**
 * Attention:  softmax(QKᵀ/√d + mask) V, in several heads side by side.
 *
 * Vaswani, Shazeer, Parmar et al. (2017), "Attention is all you need", sections 3.2.1 and 3.2.2.
 */
import { DTypeError, ShapeError, type Tensor, and, arange, concat, softmax, where } from '@adjoint/tensor';

export interface AttentionOptions {
  /** Position t sees positions ≤ t only (default false); where S ≠ T, the last position of both is the same. */
  readonly causal?: boolean;
  /** bool, broadcast to [..., T, S]: false where a position must not be seen. Where nothing is left to see the result is 0. */
  readonly mask?: Tensor;
}

/**
 * @param query [..., T, d]  @param key [..., S, d]  @param value [..., S, e]
 * @returns [..., T, e]
 * @throws ShapeError when the axes do not fit; DTypeError for a mask that is not bool
 */
export function attention(query: Tensor, key: Tensor, value: Tensor, options: AttentionOptions = {}): Tensor {
  const d = query.shape[query.rank - 1];
  const S = key.shape[key.rank - 2];
  if (query.rank < 2 || key.rank < 2 || value.rank < 2 || key.shape[key.rank - 1] !== d || value.shape[value.rank - 2] !== S) {
    throw new ShapeError(
      `attention: query [${query.shape.join(', ')}], key [${key.shape.join(', ')}], value [${value.shape.join(', ')}]`,
      'give [..., T, d], [..., S, d] and [..., S, e]',
    );
  }
  return attendTo([{ keys: key.mT(), values: value }], query, options);
}

/** Some positions of a sequence that can be attended to. */
export interface Positions {
  /** [..., d, S], turned over already */
  readonly keys: Tensor;
  /** [..., S, e] */
  readonly values: Tensor;
}

/** Attention to positions that lie in several parts, one after another. @throws DTypeError for a mask that is not bool */
export function attendTo(parts: readonly Positions[], query: Tensor, { causal = false, mask }: AttentionOptions): Tensor {
  const d = query.shape[query.rank - 1];
  const T = query.shape[query.rank - 2];
  const products = parts.map(({ keys }) => query.matmul(keys));
  const scores = (products.length === 1 ? products[0] : concat(products, -1)).mul(1 / Math.sqrt(d));
  const S = scores.shape[scores.rank - 1];
  if (mask !== undefined && mask.dtype !== 'bool')
    throw new DTypeError(`attention: a mask of dtype ${mask.dtype}`, 'it is bool, true where a position is seen');
  const last = T === 1 && S > 0; // which sees all of them
  const earlier = causal && !last ? arange(0, S, 1, 'int32').lessEqual(arange(S - T, S, 1, 'int32').expandDims(1)) : undefined;
  const seen = earlier === undefined ? mask : mask === undefined ? earlier : and(earlier, mask);
  if (seen === undefined) return mix(softmax(scores, -1), parts);
  const weights = softmax(where(seen, scores, HIDDEN), -1);
  return mix(mask === undefined && T <= S ? weights : where(seen, weights, 0), parts); // else a row may see nothing
}

/** Σ over the parts of their own weights times their values. */
function mix(weights: Tensor, parts: readonly Positions[]): Tensor {
  if (parts.length === 1) return weights.matmul(parts[0].values);
  const before = weights.shape.slice(0, -1).map(() => null);
  let from = 0;
  return parts
    .map(({ values }) => weights.slice(...before, [from, (from += values.shape[values.rank - 2])]).matmul(values))
    .reduce((a, b) => a.add(b));
}

/** Far below any score, yet finite, so that no row becomes NaN. */
const HIDDEN = -1e30;
