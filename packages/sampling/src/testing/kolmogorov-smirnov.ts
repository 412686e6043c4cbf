/**
 * Whether draws come from a continuous distribution: the largest distance of their empirical distribution function from F.
 *
 *   D = sup |Fₙ(x) − F(x)|,   P(√n·D > t) → 2 Σ (−1)^(k−1) e^(−2k²t²)
 *
 * Up to 100 draws the probability is exact; beyond, the limit with Stephens's correction of t, right to three digits.
 *
 * Kolmogorov (1933); Marsaglia, Tsang, Wang (2003), "Evaluating Kolmogorov's distribution"; Stephens (1970).
 */
import { math } from '@adjoint/kernels';
import { ArgumentError, type Tensor, asTensor } from '@adjoint/tensor';
import { exactProbability } from './kolmogorov-distribution.ts';

export interface GoodnessOfFit {
  readonly statistic: number;
  /** Probability of a statistic as large when the draws do come from F. */
  readonly pValue: number;
}

const EXACT_UP_TO = 100;

/** @throws ArgumentError when there are no draws, or when F leaves [0, 1] */
export function kolmogorovSmirnov(draws: Tensor, cdf: (x: number) => number): GoodnessOfFit {
  const x = Float64Array.from(asTensor(draws).data()).sort();
  const n = x.length;
  if (n < 1) throw new ArgumentError(`kolmogorovSmirnov: ${n} draws`, 'at least one is needed');
  let statistic = 0;
  for (let i = 0; i < n; i++) {
    const F = cdf(x[i]);
    if (!(F >= 0 && F <= 1)) throw new ArgumentError(`kolmogorovSmirnov: F(${x[i]}) = ${F}`, 'a distribution function lies in [0, 1]');
    statistic = Math.max(statistic, F - i / n, (i + 1) / n - F);
  }
  return { statistic, pValue: n <= EXACT_UP_TO ? 1 - exactProbability(n, statistic) : asymptoticTail(n, statistic) };
}

/** P(√n·D > t) with the correction of Stephens. */
function asymptoticTail(n: number, statistic: number): number {
  const root = Math.sqrt(n);
  const t = (root + 0.12 + 0.11 / root) * statistic;
  let p = 0;
  for (let k = 1; k < 100; k++) {
    const term = math.exp(-2 * k * k * t * t);
    p += k % 2 === 1 ? term : -term;
    if (term < 1e-17) break;
  }
  return t < 0.2 ? 1 : Math.min(1, Math.max(0, 2 * p));
}
