/**
 * Poisson draws: by inversion below mean 10, by transformed rejection above.
 *
 * Hörmann (1993), "The transformed rejection method for generating Poisson random variables", algorithm PTRS.
 */
import { math } from '@adjoint/kernels';
import type { Primitive, Tensor, TensorLike } from '@adjoint/tensor';
import { type Key } from '../key/key.ts';
import type { ShapeLike } from './draw.ts';
import { rememberedLogFactorial } from './log-factorial.ts';
import { type ParametricParams, eachAccepted, parametricDraw, parametricPrimitive } from './parametric.ts';

/** Counts how many terms of the distribution u exceeds; p₀ = e^(−λ). */
function inversion(λ: number, p0: number, u: number): number {
  let k = 0;
  let p = p0;
  let rest = u - p;
  while (rest > 0 && k < 1000) {
    k++;
    p *= λ / k;
    rest -= p;
  }
  return k;
}

interface Setup {
  readonly λ: number;
  readonly a: number;
  readonly b: number;
  readonly logλ: number;
  readonly inverseα: number;
  readonly vr: number;
}
function setup(λ: number): Setup {
  const b = 0.931 + 2.53 * Math.sqrt(λ);
  return { λ, a: -0.059 + 0.02483 * b, b, logλ: math.log(λ), inverseα: 1.1239 + 1.1328 / (b - 3.4), vr: 0.9277 - 3.6224 / (b - 2) };
}

/** A count, or −1 when rejected. */
function transformedRejection({ λ, a, b, logλ, inverseα, vr }: Setup, u0: number, v: number, logFactorial: (k: number) => number): number {
  const u = u0 - 0.5;
  const s = 0.5 - Math.abs(u);
  const k = Math.floor(((2 * a) / s + b) * u + λ + 0.43);
  if (s >= 0.07 && v <= vr) return k;
  if (k < 0 || (s < 0.013 && v > s)) return -1;
  return math.log((v * inverseα) / (a / (s * s) + b)) <= k * logλ - λ - logFactorial(k) ? k : -1;
}

const poissonPrimitive: Primitive<ParametricParams> = parametricPrimitive('poisson', (out, streams, [λ]) => {
  const logFactorial = rememberedLogFactorial(out.length);
  let s = setup(10);
  let low = NaN;
  let p0 = NaN;
  eachAccepted(out.length, [streams(1), streams(2)], (i, u, v) => {
    const mean = λ(i);
    if (mean < 10) {
      if (mean !== low) {
        low = mean;
        p0 = math.exp(-mean);
      }
      out[i] = inversion(mean, p0, u);
      return true;
    }
    if (mean !== s.λ) s = setup(mean);
    const k = transformedRejection(s, u, v, logFactorial);
    out[i] = k;
    return k >= 0;
  });
});

/**
 * Poisson counts (float64, since means may exceed 2³¹).
 *
 * @param mean a number ≥ 0 and ≤ 1e15, or a tensor that broadcasts to `shape`
 * @throws ArgumentError for another mean
 */
export const poisson = (key: Key, mean: TensorLike, shape?: ShapeLike): Tensor =>
  parametricDraw(
    poissonPrimitive,
    key,
    [mean],
    [{ name: 'mean', says: 'a number from 0 to 1e15', holds: (x) => x >= 0 && x <= 1e15 }],
    shape,
    'float64',
  );
