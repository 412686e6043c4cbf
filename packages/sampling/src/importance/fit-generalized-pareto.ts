/**
 * Shape k and scale σ of the generalised Pareto distribution from exceedances: the posterior mean over a grid of the
 * profile likelihood, with a weak prior that draws k towards ½ as ten observations would.
 *
 * Zhang and Stephens (2009), "A new and efficient estimation method for the generalized Pareto distribution";
 * the prior: Vehtari, Simpson, Gelman, Yao, Gabry (2024), "Pareto smoothed importance sampling", appendix C.
 */
import { math } from '@adjoint/kernels';

const GRID = 30;
const PRIOR = 3;
const PRIOR_WEIGHT = 10;
const PRIOR_SHAPE = 0.5;

/** @param x exceedances, ascending, the largest positive */
export function fitGeneralizedPareto(x: Float64Array): { readonly k: number; readonly sigma: number } {
  const n = x.length;
  const m = GRID + Math.floor(Math.sqrt(n));
  const quartile = x[Math.floor(n / 4 + 0.5) - 1];
  /** k as a function of θ = −k/σ: the mean of log(1 − θx) */
  const shape = (θ: number): number => {
    let s = 0;
    for (const v of x) s += math.log1p(-θ * v);
    return s / n;
  };
  const θ = Float64Array.from({ length: m }, (_, j) => 1 / x[n - 1] + (1 - Math.sqrt(m / (j + 0.5))) / PRIOR / quartile);
  const likelihood = θ.map((t) => {
    const k = shape(t);
    return n * (math.log(-t / k) - k - 1);
  });
  let mean = 0;
  for (let j = 0; j < m; j++) {
    let rivals = 0; // 1/weight of θⱼ
    for (let i = 0; i < m; i++) rivals += math.exp(likelihood[i] - likelihood[j]);
    mean += θ[j] / rivals;
  }
  const k = shape(mean);
  return { k: (n * k + PRIOR_WEIGHT * PRIOR_SHAPE) / (n + PRIOR_WEIGHT), sigma: -k / mean };
}
