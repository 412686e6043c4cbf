/** Draws of several chains, as rows of numbers, and what the diagnostics make of them: halves, ranks, folds. */
import { math } from '@adjoint/kernels';
import { ArgumentError, NonFiniteError, ShapeError, type Tensor, asTensor } from '@adjoint/tensor';

/** One row for each chain, all of one length. */
export type Chains = readonly Float64Array[];

/** The chains of each quantity. @throws ShapeError unless [chains, draws] or [chains, draws, d]; ArgumentError for fewer than 4 draws; NonFiniteError */
export function requireChains(name: string, draws: Tensor): readonly Chains[] {
  const t = asTensor(draws);
  const [m, n, d = 1] = t.shape;
  if (t.rank !== 2 && t.rank !== 3)
    throw new ShapeError(`${name}: draws of shape [${t.shape.join(', ')}]`, 'give [chains, draws], or [chains, draws, quantities]');
  if (m < 1 || n < 4 || d < 1)
    throw new ArgumentError(`${name}: ${m} chains of ${n} draws of ${d} quantities`, 'each chain needs at least 4 draws');
  const x = t.data();
  const bad = (x as Float64Array).findIndex((v) => !Number.isFinite(v));
  if (bad >= 0)
    throw new NonFiniteError(
      bad,
      `${name}: draw ${Math.floor(bad / d) % n} of chain ${Math.floor(bad / (n * d))} is ${x[bad]}`,
      'draws are finite',
    );
  return Array.from({ length: d }, (_, q) =>
    Array.from({ length: m }, (_x, c) => Float64Array.from({ length: n }, (_y, i) => x[(c * n + i) * d + q])),
  );
}

/** Each chain as two chains; the middle draw of an odd length belongs to neither. */
export function split(chains: Chains): Chains {
  return chains.flatMap((x) => {
    const half = x.length >> 1;
    return [x.subarray(0, half), x.subarray(x.length - half)];
  });
}

export interface Standardized {
  /** (x − shift)·scale, within [−1, 1]. */
  readonly chains: Chains;
  readonly shift: number;
  /** A power of two. */
  readonly scale: number;
}

/**
 * Draws measured from one of them, the median, in units of a power of two: each difference is rounded once, so that nothing is lost
 * where the draws lie far from 0 for their spread, and no power of them overflows.
 */
export function standardize(chains: Chains): Standardized {
  const sorted = pooled(chains);
  const shift = sorted[sorted.length >> 1];
  const [least, largest] = [sorted[0], sorted[sorted.length - 1]];
  const unit = Math.max(-least, largest) < 2 ** 1020 ? 1 : 0.5;
  const reach = Math.max(shift * unit - least * unit, largest * unit - shift * unit);
  const power = reach > 0 ? 2 ** -Math.min(1000, Math.max(-1000, Math.ceil(Math.log2(reach)))) : 1;
  return { chains: mapDraws(chains, (x) => (x * unit - shift * unit) * power), shift, scale: power * unit };
}

export const mapDraws = (chains: Chains, f: (x: number) => number): Chains => chains.map((row) => row.map(f));

/** All draws in ascending order. */
export function pooled(chains: Chains): Float64Array {
  const out = new Float64Array(chains.length * chains[0].length);
  chains.forEach((row, c) => {
    out.set(row, c * row.length);
  });
  return out.sort();
}

/** Draws replaced by normal scores of their ranks, Φ⁻¹((r − ⅜)/(S + ¼)); equal draws share their mean rank. Blom (1958). */
export function rankNormalize(chains: Chains): Chains {
  const sorted = pooled(chains);
  const S = sorted.length;
  const score = new Map<number, number>();
  for (let i = 0; i < S;) {
    let j = i;
    while (j < S && sorted[j] === sorted[i]) j++;
    score.set(sorted[i], math.ndtri(((i + 1 + j) / 2 - 0.375) / (S + 0.25)));
    i = j;
  }
  return mapDraws(chains, (x) => score.get(x) as number);
}

/** |x − median|: a difference of scale becomes one of location. The two draws next to an even median tie, whatever rounding says. */
export function fold(chains: Chains): Chains {
  const all = pooled(chains);
  const half = all.length >> 1;
  const below = all[all.length % 2 === 1 ? half : half - 1];
  const above = all[half];
  const median = below / 2 + above / 2;
  const nearest = Math.min(Math.abs(below - median), Math.abs(above - median));
  return mapDraws(chains, (x) => (x === below || x === above ? nearest : Math.abs(x - median)));
}

/** Quantile between order statistics by linear interpolation at (S − 1)p. Hyndman and Fan (1996), type 7. */
export function quantileOf(sorted: Float64Array, p: number): number {
  const at = (sorted.length - 1) * p;
  const low = Math.floor(at + 4 * 2 ** -52);
  const share = Math.max(0, at - low);
  const below = sorted[low];
  return share < 4 * 2 ** -52 || low + 1 >= sorted.length ? below : below + share * (sorted[low + 1] - below);
}

export function mean(x: Float64Array): number {
  let s = 0;
  for (const v of x) s += v;
  const first = s / x.length;
  let rest = 0; // what rounding left out
  for (const v of x) rest += v - first;
  return first + rest / x.length;
}

/** Σ(x − x̄)²/(n − 1) */
export function variance(x: Float64Array): number {
  const m = mean(x);
  let s = 0;
  for (const v of x) s += (v - m) ** 2;
  return s / (x.length - 1);
}

export const grandMean = (chains: Chains): number => mean(Float64Array.from(chains, mean));
