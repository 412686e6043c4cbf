/**
 * Whether draws come from a continuous distribution: the largest distance of their empirical distribution function from F.
 *
 *   D = sup |Fₙ(x) − F(x)|,   P(√n·D > t) → 2 Σ (−1)^(k−1) e^(−2k²t²)
 *
 * with Stephens's correction of t for finite n, which is right to three digits from n = 5 on.
 *
 * Kolmogorov (1933); Stephens (1970), "Use of the Kolmogorov-Smirnov … statistics without extensive tables".
 */
import { math } from '@adjoint/kernels';
import { ArgumentError, type Tensor, asTensor } from '@adjoint/tensor';

export interface GoodnessOfFit {
  readonly statistic: number;
  /** Probability of a statistic as large when the draws do come from F. */
  readonly pValue: number;
}

/** @throws ArgumentError for fewer than 5 draws, or when F leaves [0, 1] */
export function kolmogorovSmirnov(draws: Tensor, cdf: (x: number) => number): GoodnessOfFit {
  const x = Float64Array.from(asTensor(draws).data()).sort(), n = x.length;
  if (n < 5) throw new ArgumentError(`kolmogorovSmirnov: ${n} draws`, 'at least 5 are needed');
  let statistic = 0;
  for (let i = 0; i < n; i++) {
    const F = cdf(x[i]);
    if (!(F >= 0 && F <= 1)) throw new ArgumentError(`kolmogorovSmirnov: F(${x[i]}) = ${F}`, 'a distribution function lies in [0, 1]');
    statistic = Math.max(statistic, F - i / n, (i + 1) / n - F);
  }
  const root = Math.sqrt(n), t = (root + 0.12 + 0.11 / root) * statistic;
  let p = 0;
  for (let k = 1; k < 100; k++) {
    const term = math.exp(-2 * k * k * t * t);
    p += k % 2 === 1 ? term : -term;
    if (term < 1e-17) break;
  }
  return { statistic, pValue: t < 0.2 ? 1 : Math.min(1, Math.max(0, 2 * p)) };
}
