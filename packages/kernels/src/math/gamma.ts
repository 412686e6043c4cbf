/**
 * The gamma function, its logarithm and its logarithmic derivatives.
 *
 * Large arguments by Stirling's series, smaller ones by the recurrence; log Γ on [½, 2½] by its Taylor series at 2,
 * ψ near its zero by the difference of two series, so that neither loses digits where it vanishes.
 *
 * NIST Digital Library of Mathematical Functions 5.5, 5.7.3, 5.11.1, 5.11.2, 5.15.
 */
import { expWithTail } from './exp.ts';
import { log } from './log.ts';
import { log1p } from './log1p.ts';
import { logDoubleDouble, pow } from './pow.ts';
import { twoProduct } from './double-double.ts';
import { cosKernel, sinKernel } from './sin-cos.ts';

const PI = 3.141592653589793, LOG_PI = 1.1447298858494002, HALF_LOG_TWO_PI = 0.9189385332046728;
/** (ζ(k) − 1)(−1)ᵏ/k for k = 2 … 33 */
const ZETA: readonly number[] = [0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234, -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-05, -4.492623673813314e-05, 2.050721277567069e-05, -9.439488275268397e-06, 4.374866789907488e-06, -2.039215753801366e-06, 9.55141213040742e-07, -4.492469198764566e-07, 2.1207184805554665e-07, -1.0043224823968099e-07, 4.7698101693639804e-08, -2.2711094608943164e-08, 1.0838659214896955e-08, -5.183475041970047e-09, 2.4836745438024785e-09, -1.1921401405860912e-09, 5.731367241678862e-10, -2.7595228851242334e-10, 1.330476437424449e-10, -6.4229645638381e-11, 3.1044247747322276e-11, -1.5021384080754142e-11, 7.275974480239079e-12, -3.527742476575915e-12];
const ONE_MINUS_EULER = 0.42278433509846713;
/** B₂ₖ/(2k(2k − 1)) */
const STIRLING: readonly number[] = [0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953, 0.0008417508417508417, -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242, 0.17964437236883057, -1.3924322169059011, 13.402864044168393];
/** B₂ₖ/2k */
const DIGAMMA: readonly number[] = [0.08333333333333333, -0.008333333333333333, 0.003968253968253968, -0.004166666666666667, 0.007575757575757576, -0.021092796092796094, 0.08333333333333333, -0.4432598039215686, 3.0539543302701198, -26.456212121212122, 281.46014492753625];
/** B₂ₖ */
const BERNOULLI: readonly number[] = [0.16666666666666666, -0.03333333333333333, 0.023809523809523808, -0.03333333333333333, 0.07575757575757576, -0.2531135531135531, 1.1666666666666667, -7.092156862745098, 54.971177944862156, -529.1242424242424, 6192.123188405797, -86580.25311355312, 1425517.1666666667];
const ROOT = 1.4616321449683622, ROOT_LOW = 9.549995429965697e-17;

/** Σ cₖ₊₁ tᵏ */
function horner(c: readonly number[], t: number): number {
  let s = 0;
  for (let k = c.length - 1; k >= 0; k--) s = s * t + c[k];
  return s;
}

/** sin πx and cos πx, exact at multiples of ½. */
export function sinPi(x: number): number {
  const n = Math.floor(x * 2 + 0.5), r = (x - n / 2) * PI, q = ((n % 4) + 4) % 4;
  return q === 0 ? sinKernel(r, 0) : q === 1 ? cosKernel(r, 0) : q === 2 ? -sinKernel(r, 0) : -cosKernel(r, 0);
}
const cosPi = (x: number): number => { const f = Math.abs(x) % 2; return sinPi(f + 0.5); };

/** log Γ(2 + z) for |z| ≤ ½ */
const atTwo = (z: number): number => z * (ONE_MINUS_EULER + z * horner(ZETA, z));

/** log |Γ(x)| */
export function lgamma(x: number): number {
  if (x - x !== 0) return x !== x ? x : Infinity;
  if (x <= 0) {
    if (x === Math.floor(x)) return Infinity;
    const s = Math.abs(sinPi(x));
    return x > -0.5 ? lgamma(x + 1) - log(-x) : LOG_PI - log(s) - lgamma(1 - x);
  }
  if (x < 0.5) return lgamma(x + 1) - log(x);
  if (x <= 1.5) return atTwo(x - 1) - log1p(x - 1);
  if (x <= 2.5) return atTwo(x - 2);
  if (x < 12) {
    let y = x, product = 1;
    while (y > 2.5) { y -= 1; product *= y; }
    return atTwo(y - 2) + log(product);
  }
  const series = x > 1e16 ? 0 : horner(STIRLING, 1 / (x * x)) / x;
  return (x - 0.5) * (log(x) - 1) + ((HALF_LOG_TWO_PI - 0.5) + series);
}

/** Γ(x); NaN at negative integers, ±∞ at ±0 */
export function gamma(x: number): number {
  if (x !== x) return x;
  if (x === 0) return 1 / x;
  if (x < 0) {
    if (x === Math.floor(x)) return NaN;
    if (x < -184) return 0;
    if (x > -20) { let y = x, product = 1; while (y < 1) { product *= y; y += 1; } return gamma(y) / product; }
    return PI / (sinPi(x) * -x * gamma(-x));
  }
  if (x > 171.7) return Infinity;
  if (x < 20) {
    let y = x, product = 1;
    while (y > 2) { y -= 1; product *= y; }
    while (y < 1) { product /= y; y += 1; }
    return product * (y === 1 || y === 2 ? 1 : expWithTail(y > 1.5 ? atTwo(y - 2) : atTwo(y - 1) - log1p(y - 1), 0));
  }
  const l = logDoubleDouble(x), p = twoProduct(x - 0.5, l.hi), tail = p.lo + (x - 0.5) * l.lo; // (x − ½) log x − x in parts
  const whole = p.hi - x, rest = (p.hi - whole) - x;
  return 2.5066282746310007 * expWithTail(whole, rest + tail + horner(STIRLING, 1 / (x * x)) / x);
}

/** ψ(x) for x ≥ 10 */
const psiLarge = (x: number): number => { const z = 1 / (x * x); return log(x) - 0.5 / x - z * horner(DIGAMMA, z); };

/** ψ, the derivative of log Γ; NaN at 0, −1, −2 … */
export function digamma(x: number): number {
  if (x !== x || x === -Infinity) return NaN;
  if (x === Infinity) return x;
  if (x <= 0) return x === Math.floor(x) ? NaN : digamma(1 - x) - PI * cosPi(x) / sinPi(x);
  if (x > 0.7 && x < 8) return psiNearRoot(x);
  let y = x, s = 0;
  while (y < 10) { s += 1 / y; y += 1; }
  return psiLarge(y) - s;
}

/** ψ(x) − ψ(x₀) with every difference taken in closed form: all of them are multiples of x − x₀. */
function psiNearRoot(x: number): number {
  const h = (x - ROOT) - ROOT_LOW;
  let s = 0, y = x, r = ROOT;
  for (let k = 0; k < 10; k++) { s += h / (y * r); y += 1; r += 1; }
  s += log1p(h / r) + 0.5 * h / (y * r);
  const u = 1 / (y * y), v = 1 / (r * r), d = -h * (y + r) * u * v; // u − v
  let a = 0, power = 1;
  // Σ cₖ(vᵏ − uᵏ): vᵏ − uᵏ = −d·(uᵏ⁻¹ + uᵏ⁻²v + … + vᵏ⁻¹)
  for (let k = 0, sum = 1; k < DIGAMMA.length; k++) { a -= DIGAMMA[k] * d * sum; power *= v; sum = sum * u + power; }
  return s + a;
}

/** ψ⁽ⁿ⁾, integer n ≥ 0 */
export function polygamma(n: number, x: number): number {
  if (n === 0) return digamma(x);
  if (x !== x || x === -Infinity) return NaN;
  if (x === Infinity) return 0;
  if (x <= 0) {
    if (x === Math.floor(x)) return n % 2 === 1 ? Infinity : NaN;
    return (n % 2 === 0 ? 1 : -1) * polygamma(n, 1 - x) - cotangentDerivative(n, x);
  }
  let y = x, s = 0, factorial = 1;
  for (let k = 2; k < n; k++) factorial *= k;            // (n − 1)!
  for (const edge = 12 + n; y < edge; y += 1) s += pow(y, -n - 1);
  let term = factorial * n * (n + 1) / 2 * pow(y, -n - 2), sum = 0; // (2k + n − 1)!/(2k)! y^(−2k − n)
  for (let k = 1; k <= BERNOULLI.length; k++) {
    sum += BERNOULLI[k - 1] * term;
    term *= (2 * k + n) * (2 * k + n + 1) / ((2 * k + 1) * (2 * k + 2) * y * y);
  }
  const large = factorial * pow(y, -n) * (1 + 0.5 * n / y) + sum;
  return (n % 2 === 1 ? 1 : -1) * (large + factorial * n * s);
}

/** π·dⁿ/dxⁿ cot πx: with c = cot πx, c′ = −π(1 + c²) turns a polynomial in c into the next. */
function cotangentDerivative(n: number, x: number): number {
  const c = cosPi(x) / sinPi(x);
  let p: number[] = [0, 1];
  for (let k = 0; k < n; k++) {
    const next = new Array<number>(p.length + 1).fill(0);
    for (let i = 1; i < p.length; i++) { next[i - 1] -= i * p[i]; next[i + 1] -= i * p[i]; }
    p = next;
  }
  return horner(p, c) * pow(PI, n + 1);
}
