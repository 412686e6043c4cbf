/**
 * Binomial draws: by inversion where n·min(p, 1 − p) < 10, by transformed rejection above; and multinomial ones,
 * which are binomials of what is left over.
 *
 * Hörmann (1993), "The generation of binomial random variates", algorithm BTRS.
 */
import { math } from '@adjoint/kernels';
import { ArgumentError, type Primitive, type Tensor, type TensorLike, full, stack } from '@adjoint/tensor';
import { type Key } from '../key/key.ts';
import { foldIn } from '../key/split.ts';
import type { ShapeLike } from './draw.ts';
import { rememberedLogFactorial } from './log-factorial.ts';
import { type ParametricParams, countRule, eachAccepted, parametricDraw, parametricPrimitive, probabilityRule } from './parametric.ts';

/** Counts how many terms of the distribution u exceeds; f₀ = (1 − p)ⁿ. */
function inversion(n: number, odds: number, f0: number, u: number): number {
  let k = 0;
  let f = f0;
  let rest = u - f;
  while (rest > 0 && k < n) {
    f *= (odds * (n - k)) / (k + 1);
    k++;
    rest -= f;
  }
  return k;
}

interface Setup {
  readonly n: number;
  readonly p: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly α: number;
  readonly vr: number;
  readonly logOdds: number;
  readonly mode: number;
  readonly h: number;
}
function setup(n: number, p: number): Setup {
  const spq = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spq;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const α = (2.83 + 5.1 / b) * spq;
  const vr = 0.92 - 4.2 / b;
  const logOdds = math.log(p / (1 - p));
  const mode = Math.floor((n + 1) * p);
  return { n, p, a, b, c, α, vr, logOdds, mode, h: math.lgamma(mode + 1) + math.lgamma(n - mode + 1) };
}

/** A count, or −1 when rejected. */
function transformedRejection(
  { n, a, b, c, α, vr, logOdds, mode, h }: Setup,
  u0: number,
  v: number,
  logFactorial: (k: number) => number,
): number {
  const u = u0 - 0.5;
  const s = 0.5 - Math.abs(u);
  const k = Math.floor(((2 * a) / s + b) * u + c);
  if (k < 0 || k > n) return -1;
  if (s >= 0.07 && v <= vr) return k;
  return math.log((v * α) / (a / (s * s) + b)) <= h - logFactorial(k) - logFactorial(n - k) + (k - mode) * logOdds ? k : -1;
}

const binomialPrimitive: Primitive<ParametricParams> = parametricPrimitive('binomial', (out, streams, [ns, ps]) => {
  const logFactorial = rememberedLogFactorial(out.length);
  let s = setup(20, 0.5);
  let small = { n: NaN, p: NaN, odds: NaN, f0: NaN };
  eachAccepted(out.length, [streams(1), streams(2)], (i, u, v) => {
    const n = ns(i);
    const p = ps(i);
    const least = Math.min(p, 1 - p);
    let k: number;
    if (n * least < 10) {
      if (n !== small.n || least !== small.p) small = { n, p: least, odds: least / (1 - least), f0: math.exp(n * math.log1p(-least)) };
      k = inversion(n, small.odds, small.f0, u);
    } else {
      if (n !== s.n || least !== s.p) s = setup(n, least);
      k = transformedRejection(s, u, v, logFactorial);
      if (k < 0) return false;
    }
    out[i] = p > 0.5 ? n - k : k;
    return true;
  });
});

/**
 * Binomial counts (int32) of n trials with probability p.
 *
 * @param n an integer in [0, 2³¹), or a tensor of such that broadcasts to `shape`
 * @param p a probability, or a tensor
 * @throws ArgumentError naming the parameter and its first wrong value
 */
export const binomial = (key: Key, n: TensorLike, p: TensorLike, shape?: ShapeLike): Tensor<'int32'> =>
  parametricDraw(binomialPrimitive, key, [n, p], [countRule('n'), probabilityRule('p')], shape, 'int32') as Tensor<'int32'>;

/**
 * Multinomial counts (int32) of n trials over the last axis of `probabilities`.
 *
 * @param probabilities shape [k], ≥ 0, up to a factor
 * @param shape of the draws; the result has shape [...shape, k]
 * @throws ArgumentError unless n is a count and the probabilities are finite, ≥ 0 and not all 0
 */
export function multinomial(key: Key, n: number, probabilities: Tensor, shape: ShapeLike = []): Tensor<'int32'> {
  if (!Number.isInteger(n) || n < 0 || n >= 2147483648)
    throw new ArgumentError(`multinomial: n is ${n}`, 'n is an integer from 0 to 2^31 − 1');
  const p = [...probabilities.data()];
  const front = typeof shape === 'number' ? [shape] : shape;
  p.forEach((x, i) => {
    if (!(x >= 0 && x < Infinity)) throw new ArgumentError(`multinomial: probability ${i} is ${x}`, 'probabilities are finite and ≥ 0');
  });
  if (probabilities.rank !== 1 || !p.some((x) => x > 0))
    throw new ArgumentError('multinomial: no positive probability in a vector', 'give one probability per category, not all 0');
  const after = new Float64Array(p.length + 1); // Σ of the later ones, from the right
  for (let i = p.length - 1; i >= 0; i--) after[i] = after[i + 1] + p[i];
  let left: Tensor = full(front, n, 'int32');
  const counts = p.map((x, i) => {
    const drawn = after[i + 1] === 0 && x > 0 ? left : binomial(foldIn(key, i), left, x === 0 ? 0 : Math.min(1, x / after[i]), front);
    left = left.sub(drawn);
    return drawn;
  });
  return stack(counts, -1) as Tensor<'int32'>;
}
