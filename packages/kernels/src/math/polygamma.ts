/**
 * The digamma function ψ and its derivatives ψ⁽ⁿ⁾.
 *
 *   ψ about its positive zero x₀ = 1.4616…: (x − x₀) P(x) with x₀ in two words; the recurrence; the asymptotic series
 *   ψ⁽ⁿ⁾(x) = (−1)ⁿ⁺¹ n! ζ(n + 1, x), ζ by Euler and Maclaurin
 *
 * Abramowitz & Stegun (1964), 6.3.5, 6.3.7, 6.3.18, 6.4.7, 6.4.11.
 */
import { log } from './log.ts';
import { polynomial } from './polynomial.ts';
import { pow } from './pow.ts';
import { cosPi, sinPi } from './sin-pi.ts';

const PI = 3.141592653589793;
export const ROOT = 1.4616321449683622;
export const ROOT_LOW = 9.549995429965697e-17;
/** ψ(x)/(x − x₀) in x − 1.5, 1 ≤ x ≤ 2 */
export const NEAR_ROOT: readonly number[] = [
  0.9510558760318328, -0.42362742128146047, 0.24054248424078736, -0.14840492305391761, 0.09498872445283, -0.06192213327165706,
  0.04076083394462657, -0.02697579684427536, 0.017907248195969127, -0.011908215172584002, 0.007927024067961237, -0.00528001782089874,
  0.0035180800751066694, -0.002344650082351321, 0.0015635679757533885, -0.001042261556504223, 0.0006899717801166841, -0.0004599625144612576,
  0.0003268068044141764, -0.0002178682145501451, 9.173383289174792e-5, -6.11554261750751e-5, 0.00012230983055406747, -8.153978973309418e-5,
];
/** The Bernoulli numbers B₂, B₄, … */
const BERNOULLI = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330];
/** −B₂ₖ/(2k) */
export const ASYMPTOTIC: readonly number[] = [-1 / 12, 1 / 120, -1 / 252, 1 / 240, -1 / 132, 691 / 32760, -1 / 12, 3617 / 8160];

export function digamma(x: number): number {
  if (x !== x || x === Infinity) return x;
  if (x <= 0) {
    if (x === 0) return -1 / x;
    if (x === -Infinity || Math.floor(x) === x) return NaN;
    return digammaPositive(1 - x) - (PI * cosPi(x)) / sinPi(x);
  }
  return digammaPositive(x);
}

function digammaPositive(x: number): number {
  if (x >= 10) {
    const z = 1 / x / x;
    return log(x) + (z * polynomial(ASYMPTOTIC, z) - 0.5 / x);
  }
  let y = x;
  let sum = 0;
  if (y < 1) {
    sum = -1 / y;
    y += 1;
  }
  while (y > 2) {
    y -= 1;
    sum += 1 / y;
  }
  return (y - ROOT - ROOT_LOW) * polynomial(NEAR_ROOT, y - 1.5) + sum;
}

/** ψ⁽ⁿ⁾(x), n ≥ 0 an integer; poles give +∞ (odd n) or NaN. @throws RangeError when n is no integer ≥ 0 */
export function polygamma(n: number, x: number): number {
  if (!(n >= 0) || Math.floor(n) !== n) throw new RangeError(`polygamma: the order must be an integer ≥ 0, got ${n}`);
  if (n === 0) return digamma(x);
  if (x !== x) return x;
  if (x === Infinity) return 0;
  if (x <= 0 && Math.floor(x) === x) return n % 2 === 1 ? Infinity : NaN;
  const sign = n % 2 === 1 ? 1 : -1;
  if (x < -20) return reflected(n, x);
  return sign * factorial(n) * hurwitzZeta(n + 1, x);
}

function factorial(n: number): number {
  let f = 1;
  for (let i = 2; i <= n; i++) f *= i;
  return f;
}

/** x^(−s) for an integer s ≥ 1, negative x too. */
const inversePower = (x: number, s: number): number => 1 / pow(x, s);

/** ζ(s, x) = Σ (x + j)^(−s), s an integer ≥ 2. */
function hurwitzZeta(s: number, x: number): number {
  let sum = 0;
  let y = x;
  while (y < 12 + s) {
    sum += inversePower(y, s);
    y += 1;
  }
  const base = inversePower(y, s);
  let tail = (base * y) / (s - 1) + 0.5 * base;
  // Σ B₂ₖ/(2k)! · s(s + 1)…(s + 2k − 2) · y^(−s − 2k + 1)
  let term = (base * s) / y;
  for (let k = 1; k <= BERNOULLI.length; k++) {
    term /= k === 1 ? 2 : (2 * k - 1) * (2 * k);
    tail += BERNOULLI[k - 1] * term;
    term *= ((s + 2 * k - 1) * (s + 2 * k)) / (y * y);
  }
  return sum + tail;
}

/** (−1)ⁿ ψ⁽ⁿ⁾(1 − x) − dⁿ/dxⁿ π cot πx, the derivative as a polynomial in cot πx. */
function reflected(n: number, x: number): number {
  const cot = cosPi(x) / sinPi(x);
  let p = [0, 1]; // cot′ = −π (1 + cot²)
  for (let k = 0; k < n; k++) {
    const next = new Array<number>(p.length + 1).fill(0);
    for (let i = 1; i < p.length; i++) {
      next[i - 1] -= PI * i * p[i];
      next[i + 1] -= PI * i * p[i];
    }
    p = next;
  }
  const sign = n % 2 === 0 ? 1 : -1;
  return sign * polygamma(n, 1 - x) - PI * polynomial(p, cot);
}
