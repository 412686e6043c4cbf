/**
 * Effective sample size of chains: the number of independent draws that would have the same standard error.
 *
 *   ESS = S/τ,   τ = 1 + 2 Σ ρ_t,   ρ_t = 1 − (W − mean autocovariance at lag t)/var⁺
 *
 * The sum ends where pairs ρ_{2t} + ρ_{2t+1} turn negative, and pairs may not grow (Geyer 1992). Autocovariances are made
 * lag by lag, as far as they are needed.
 *
 * Vehtari et al. (2021), eqs. 8-13; the bound on τ for antithetic chains: Stan reference manual, "Effective sample size".
 */
import { math } from '@adjoint/kernels';
import { type Chains, mapDraws, mean, pooled, quantileOf, rankNormalize, split, variance } from './chains.ts';

/** ESS for the mean of chains as they are; NaN when nothing varies. */
export function effectiveDraws(chains: Chains): number {
  const m = chains.length;
  const n = chains[0].length;
  const S = m * n;
  const means = chains.map(mean);
  const centred = chains.map((x, c) => x.map((v) => v - means[c]));
  if (n < 3) return Number.NaN;
  const autocovariance = (lag: number): number => {
    let total = 0;
    for (const x of centred) {
      let s = 0;
      for (let i = lag; i < n; i++) s += x[i] * x[i - lag];
      total += s / n;
    }
    return total / m;
  };
  const within = (autocovariance(0) * n) / (n - 1);
  const total = (within * (n - 1)) / n + (m > 1 ? variance(Float64Array.from(means)) : 0);
  if (!(total > 0)) return Number.NaN;
  const rho = (lag: number): number => 1 - (within - autocovariance(lag)) / total;
  const { pairs, last } = positivePairs(rho, n);
  for (let k = 1; k < pairs.length; k++) pairs[k] = Math.min(pairs[k], pairs[k - 1]);
  const τ = Math.max(-1 + 2 * pairs.reduce((s, p) => s + p, 0) + last, Math.LN10 / math.log(S));
  return S / τ;
}

/** Sums ρ_{2t} + ρ_{2t+1} before the first negative one, and ρ at the even lag where they end, if positive. */
function positivePairs(rho: (lag: number) => number, n: number): { readonly pairs: number[]; readonly last: number } {
  const pairs: number[] = [];
  let even = 1;
  let odd = rho(1);
  let t = 0;
  while (t < n - 5 && even + odd > 0) {
    pairs.push(even + odd);
    t += 2;
    even = rho(t);
    odd = rho(t + 1);
  }
  return { pairs, last: Math.max(0, t === 0 ? 1 : even) };
}

/** For means of ranks, and so of the bulk of the distribution. */
export const bulkDraws = (chains: Chains): number => effectiveDraws(rankNormalize(split(chains)));

/** For the quantile p, from whether draws lie below it. */
export function quantileDraws(chains: Chains, p: number): number {
  const q = quantileOf(pooled(chains), p);
  return effectiveDraws(split(mapDraws(chains, (x) => (x <= q ? 1 : 0))));
}

/** The smaller one of the quantiles 5 % and 95 %. */
export const tailDraws = (chains: Chains): number => Math.min(quantileDraws(chains, 0.05), quantileDraws(chains, 0.95));
