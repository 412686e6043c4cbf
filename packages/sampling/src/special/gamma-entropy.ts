/**
 * h(α) = α + log Γ(α) + (1 − α)ψ(α), the entropy of a gamma variable of scale 1, and that of which the entropies of beta, F and
 * Dirichlet variables are made. Its terms grow as α·log α and cancel to ½ log α; from 30 on by the asymptotic series
 *
 *   h(α) = ½ log(2πe·α) − 1/(3α) − 1/(12α²) − 1/(90α³) + 1/(120α⁴) + …
 *
 * which follows from DLMF 5.11.1 and 5.11.2.
 */
import { type Tensor, digamma, lgamma, log, where } from '@adjoint/tensor';

const HALF_LOG_TWO_PI_E = 1.4189385332046727;
/** Coefficients of α⁻¹ … α⁻¹⁰. */
const SERIES: readonly number[] = [-1 / 3, -1 / 12, -1 / 90, 1 / 120, 1 / 210, -1 / 252, -1 / 210, 1 / 240, 5 / 594, -1 / 132];
const FROM = 30;

export function gammaEntropy(α: Tensor): Tensor {
  const small = α.minimum(FROM);
  const large = α.maximum(FROM);
  const r = large.reciprocal();
  const series = SERIES.reduceRight<Tensor>((s, c) => s.add(c).mul(r), r.mul(0));
  return where(
    α.less(FROM),
    small.add(lgamma(small)).add(small.neg().add(1).mul(digamma(small))),
    series.add(log(large).mul(0.5)).add(HALF_LOG_TWO_PI_E),
  );
}
