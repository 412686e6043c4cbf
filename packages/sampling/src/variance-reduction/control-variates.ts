/**
 * Control variates: what is known of other functions of the same draws corrects the mean of h.
 *
 *   μ̂ = mean(h − (c − E c)ᵀβ),   β by least squares of h on c
 *
 * The variance falls by the share R² that the controls explain. Estimating β costs a bias of order 1/n.
 *
 * Lavenberg and Welch (1981); Glynn and Szechtman (2002).
 */
import { lstsq } from '@adjoint/linalg';
import { ArgumentError, ShapeError, type Tensor } from '@adjoint/tensor';
import type { MeanEstimate } from './paired-points.ts';

export interface ControlledMean extends MeanEstimate {
  /** β, [k]. */
  readonly coefficients: Tensor;
  /** Variance left, as a share of that of h. */
  readonly remaining: number;
}

/**
 * @param values h, [n]
 * @param controls c, [n, k], n > k + 1
 * @param means E c, [k], exactly known
 * @throws ShapeError when they do not fit; ArgumentError for too few draws
 * @example controlVariates(u.exp(), u.expandDims(1), tensor([0.5])).estimate // e − 1
 */
export function controlVariates(values: Tensor, controls: Tensor, means: Tensor): ControlledMean {
  const [n, k] = controls.shape;
  if (values.rank !== 1 || controls.rank !== 2 || values.size !== n || means.rank !== 1 || means.size !== k)
    throw new ShapeError(
      `controlVariates: values [${values.shape.join(', ')}], controls [${controls.shape.join(', ')}], means [${means.shape.join(', ')}]`,
      'give [n], [n, k] and [k]',
    );
  if (n <= k + 1) throw new ArgumentError(`controlVariates: ${n} draws for ${k} controls`, 'more draws than controls are needed');
  const mean = values.mean();
  const centre = controls.mean(0);
  const deviation = values.sub(mean);
  const design = controls.sub(centre);
  const { x: coefficients } = lstsq(design, deviation);
  const residuals = deviation.sub(design.matmul(coefficients));
  const left = residuals.square().sum().item();
  const total = deviation.square().sum().item();
  return {
    estimate: mean.sub(centre.sub(means).mul(coefficients).sum()).item(),
    coefficients,
    standardError: Math.sqrt(left / (n - k - 1) / n),
    remaining: total === 0 ? 0 : left / total,
  };
}
