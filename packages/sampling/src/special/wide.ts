/**
 * Exponents in two doubles: what a density or a tail is e to the power of, to 70 bits or more.
 *
 * e^(h + l) = e^h·(1 + l): an exponent of size 700 that carries its rounding error along loses no digits of the power.
 */
import { math } from '@adjoint/kernels';
import { productError, sumError } from './double-double.ts';

/** The unevaluated sum high + low. */
export type Wide = readonly [high: number, low: number];

const LN2: Wide = [0.6931471805599453, 2.3190468138462996e-17];

export function addWide(a: Wide, b: Wide): Wide {
  const sum = a[0] + b[0];
  const low = sumError(a[0], b[0]) + a[1] + b[1];
  return Number.isFinite(low) ? [sum + low, sumError(sum, low)] : [sum, 0];
}
/** a·x */
export function timesWide(a: Wide, x: number): Wide {
  return [a[0] * x, productError(a[0], x) + a[1] * x];
}
export const negWide = (a: Wide): Wide => [-a[0], -a[1]];

/** 2·artanh(n/d) = log((d + n)/(d − n)) for |n/d| ≤ 0.18: s, its error, and the odd series in s. */
function logFromRatio(n: Wide, d: Wide): Wide {
  const s = n[0] / d[0];
  const rest = (n[0] - s * d[0] - productError(s, d[0]) + n[1] - s * d[1]) / d[0];
  const z = s * s;
  let series = 0;
  for (let k = 35; k >= 3; k -= 2) series = (series + 1 / k) * z;
  const tail = 2 * (rest + s * series + rest * z);
  return [2 * s + tail, sumError(2 * s, tail)];
}

/** 2·artanh(n/d), n exact, to 100 bits: the first terms of the series in two doubles too. */
function logFromRatioTwice(n: number, d: Wide): Wide {
  const s = divideWide([n, 0], d);
  const z = multiplyWide(s, s);
  let series: Wide = [0, 0];
  for (let k = 35; k >= 23; k -= 2) series = [(series[0] + 1 / k) * z[0], 0];
  for (let k = 21; k >= 3; k -= 2) series = multiplyWide(addWide(series, divideWide([1, 0], [k, 0])), z);
  const tail = multiplyWide(s, series);
  return addWide([2 * s[0], 2 * s[1]], [2 * tail[0], 2 * tail[1]]);
}

/** log x to 100 bits, twice the work of `logWide`: for a difference of logarithms that nearly cancel. */
export function logTwice(x: number): Wide {
  const k = Math.floor(math.log(x) / LN2[0] + 0.5);
  const half = Math.trunc(k / 2);
  const m = x / math.pow(2, half) / math.pow(2, k - half);
  return addWide(timesWide(LN2, k), logFromRatioTwice(m - 1, [m + 1, sumError(m, 1)]));
}

/** log x for x > 0, finite, to 70 bits. */
export function logWide(x: number): Wide {
  const k = Math.floor(math.log(x) / LN2[0] + 0.5);
  const half = Math.trunc(k / 2);
  const m = x / math.pow(2, half) / math.pow(2, k - half);
  const l = logFromRatio([m - 1, 0], [m + 1, sumError(m, 1)]);
  return addWide(timesWide(LN2, k), l);
}

/** log(x/y) for positive finite x, y, in relative terms also where they are close. */
export function logQuotient(x: number, y: number): Wide {
  const q = x / y;
  return q > 0.71 && q < 1.41 ? logFromRatio([x - y, sumError(x, -y)], [x + y, sumError(x, y)]) : addWide(logWide(x), negWide(logWide(y)));
}

/**
 * x·log(x/m) + m − x ≥ 0, the deviance of a count x at mean m (with error ε of m), without cancellation where x ≈ m.
 *
 * Loader (2000), "Fast and accurate computation of binomial probabilities".
 */
export function deviance(x: number, m: number, ε = 0): Wide {
  if (x === 0) return [m, ε];
  const difference: Wide = [m - x, sumError(m, -x)];
  return addWide(addWide(timesWide(logQuotient(x, m), x), difference), [0, ε * (1 - x / m)]);
}

/** e^(h + l) */
export const expWide = ([h, l]: Wide): number => (Math.abs(l) < 1e-8 ? math.exp(h) * (1 + l) : math.exp(h + l));
/** a·b */
export const multiplyWide = (a: Wide, b: Wide): Wide => [a[0] * b[0], productError(a[0], b[0]) + a[0] * b[1] + a[1] * b[0]];
/** a/b */
export function divideWide(a: Wide, b: Wide): Wide {
  const q = a[0] / b[0];
  return [q, (a[0] - q * b[0] - productError(q, b[0]) + a[1] - q * b[1]) / b[0]];
}

/** a/(a + b) and b/(a + b) for a, b ≥ 0, both with all their digits. */
export function shares(a: Wide, b: Wide): readonly [Wide, Wide] {
  const sum = addWide(a, b);
  if (sum[0] > 1e-290 && sum[0] < 1e290) return [divideWide(a, sum), divideWide(b, sum)];
  const r = a[0] / b[0];
  return r < 1
    ? [
        [r / (1 + r), 0],
        [1 / (1 + r), 0],
      ]
    : [
        [1 / (1 + 1 / r), 0],
        [1 / r / (1 + 1 / r), 0],
      ];
}

/** e^(h + l) in two doubles: the exponential, and what its logarithm shows to be missing. */
export function expTwice(w: Wide): Wide {
  const e = expWide(w);
  if (!(e > 1e-290 && e < 1e290)) return [e, 0];
  const missing = addWide(w, negWide(logWide(e)));
  return [e, e * (missing[0] + missing[1])];
}
/** log of a number in two doubles */
export const logOfWide = (x: Wide): Wide => addWide(logWide(x[0]), [x[1] / x[0], 0]);
