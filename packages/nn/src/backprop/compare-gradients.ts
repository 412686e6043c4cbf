/**
 * Whether two ways to the same gradient agree to rounding.
 *
 *   max |g − h| ≤ 32·√m·ε·M,   leaf by leaf,
 *
 * where m is the length of the longest sum in the backward pass, ε the unit roundoff of the parameters' dtype, and M
 * the largest sum of absolute values behind an entry: for dW = δᵀa the largest entry of |δ|ᵀ|a|, since a rounding
 * error is as large as its terms, not as what is left when they cancel. Errors of sums grow as √m on average; the
 * factor covers the layers that come after.
 *
 * Higham (2002), "Accuracy and stability of numerical algorithms", sections 2.8 and 3.5.
 */
import { type Certificate, type Tensor, certificate, check, flatten, leafPaths } from '@adjoint/tensor';

/** @param magnitudes M for each leaf, in the structure of the gradients */
export function compareGradients(one: unknown, other: unknown, magnitudes: unknown, sumLength: number, scope: string): Certificate {
  const a = flatten(one, 'grads');
  const b = flatten(other, 'grads');
  const m = flatten(magnitudes, 'grads');
  const paths = leafPaths(a.def, 'grads');
  return certificate(
    'backpropagation',
    'numerical',
    scope,
    a.leaves.map((g, i) => {
      const unit = g.dtype === 'float32' ? 2 ** -24 : 2 ** -53;
      return check(`agreement:${paths[i]}`, relativeDifference(g, b.leaves[i], m.leaves[i].item()), '<=', 32 * Math.sqrt(sumLength) * unit);
    }),
  );
}

/** max|x − y| / scale; 0 when both are the same. */
function relativeDifference(x: Tensor, y: Tensor, scale: number): number {
  const difference = x.size === 0 ? 0 : x.astype('float64').sub(y.astype('float64')).abs().max().item();
  return difference === 0 ? 0 : difference / scale;
}
