/**
 * Γ(x) and log |Γ(x)|.
 *
 *   1 and 2 are zeros of log Γ: expansions x·P(x) about both; Stirling's series from 8 on; the recurrence between;
 *   Γ(x) = Γ(x + n)/(x(x + 1)…(x + n − 1)) on the left, and the reflection formula beyond −18.
 *
 * Abramowitz & Stegun (1964), 6.1.15, 6.1.17, 6.1.40, 6.1.41.
 */
import { multiplyDouble } from './double-double.ts';
import { exp } from './exp.ts';
import { log } from './log.ts';
import { logDouble } from './log-double.ts';
import { polynomial } from './polynomial.ts';
import { sinPi } from './sin-pi.ts';

/** log Γ(1 + f)/f, −0.31 ≤ f ≤ 0.36 */
export const ABOUT_ONE: readonly number[] = [
  -0.5772156649015329, 0.8224670334241132, -0.4006856343865315, 0.27058080842782106, -0.20738555102867795, 0.16955717698964223,
  -0.14404989676312932, 0.12550967028072563, -0.11133426674772062, 0.10009941718943334, -0.09095395639256476, 0.08335512510385924,
  -0.07693485037785694, 0.07140762361101177, -0.06661494879173174, 0.06280794591273038, -0.059580844106425085, 0.05341148212667011,
  -0.04630941608754298, 0.056839234549922714, -0.07561493581664659, 0.04736570493997373,
];
/** log Γ(2 + f)/f, −0.66 ≤ f ≤ 1 */
export const ABOUT_TWO: readonly number[] = [
  0.42278433509846713, 0.3224670334241132, -0.06735230105319932, 0.020580808427785084, -0.00738555102859294, 0.0028905103306754486,
  -0.001192753913767481, 0.0005096695270761623, -0.0002231547321784368, 9.945747485222807e-5, -4.492642189939117e-5, 2.050754834820565e-5,
  -9.438759132709129e-6, 4.373133615913195e-6, -2.0406008563013342e-6, 9.60426349603205e-7, -4.492799498518791e-7, 2.0308838509446653e-7,
  -9.52555797015148e-8, 5.437064475957651e-8, -3.098287009851552e-8, 1.1684485943205564e-8, -1.9468272618508458e-9,
];
/** Γ(1.5 + f), |f| ≤ ½ */
const GAMMA = [
  0.886226925452758, 0.03233839744888502, 0.4148134536883018, -0.10729480456477264, 0.14464535904449782, -0.07752305229977173,
  0.058610303826380196, -0.03800193556100107, 0.0258376061027181, -0.017222442878105718, 0.011522523362156005, -0.007690216677416653,
  0.0051315298230765775, -0.003422726711413278, 0.0022836521947962353, -0.001522718358989335, 0.0010082112193192704, -0.0006721864891915583,
  0.0004776274435437428, -0.000318425630316548, 0.00013407432206073702, -8.938401795176073e-5, 0.00017877054902846353,
  -0.00011918060538282103,
];
/** B₂ₖ / (2k(2k − 1)) */
export const STIRLING: readonly number[] = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];
export const HALF_LOG_TWO_PI = 0.9189385332046728;
const LOG_PI = 1.1447298858494002;
const PI = 3.141592653589793;

const stirlingTail = (x: number): number => polynomial(STIRLING, 1 / x / x) / x;

function lgammaPositive(x: number): number {
  if (x < 1e-10) return -log(x) + ABOUT_ONE[0] * x;
  if (x < 0.7) return (x < 0.35 ? x * polynomial(ABOUT_ONE, x) : (x - 1) * polynomial(ABOUT_TWO, x - 1)) - log(x);
  if (x < 1.35) return (x - 1) * polynomial(ABOUT_ONE, x - 1);
  if (x <= 3) return (x - 2) * polynomial(ABOUT_TWO, x - 2);
  if (x < 8) {
    let product = 1;
    let y = x;
    while (y > 3) {
      y -= 1;
      product *= y;
    }
    return (y - 2) * polynomial(ABOUT_TWO, y - 2) + log(product);
  }
  if (x > 1e17) return x * (log(x) - 1);
  return (x - 0.5) * (log(x) - 1) + (HALF_LOG_TWO_PI - 0.5 + stirlingTail(x));
}

export function lgamma(x: number): number {
  if (x !== x) return x;
  if (x > 0) return x === Infinity ? x : lgammaPositive(x);
  if (x === -Infinity || Math.floor(x) === x) return Infinity;
  if (x > -18) {
    let product = 1;
    let y = x;
    while (y < 0.7) {
      product *= y;
      y += 1;
      if (Math.abs(product) < 1e-280) return lgammaPositive(y) - log(Math.abs(product));
    }
    return lgammaPositive(y) - log(Math.abs(product));
  }
  return LOG_PI - log(Math.abs(x * sinPi(x))) - lgammaPositive(-x);
}

/** Γ(x) for x ≥ 20: x^(x − ½) e^(−x) √(2π) e^(…), the exponent in two words. */
function gammaLarge(x: number): number {
  if (x > 171.7) return Infinity;
  const l = logDouble(x);
  const p = multiplyDouble({ hi: x - 0.5, lo: 0 }, l);
  const q = p.hi - x;
  const low = p.hi - q - x + p.lo + stirlingTail(x);
  const half = exp(q / 2);
  return half * exp(low) * 2.5066282746310007 * half;
}

export function gamma(x: number): number {
  if (x !== x || x === Infinity) return x;
  if (x === 0) return 1 / x;
  if (x < 0 && (x === -Infinity || Math.floor(x) === x)) return NaN;
  if (Math.floor(x) === x && x <= 23) {
    let factorial = 1;
    for (let i = 2; i < x; i++) factorial *= i;
    return factorial;
  }
  if (x >= 20) return gammaLarge(x);
  if (x < -20) return gammaReflected(x);
  let product = 1;
  let y = x;
  while (y > 2) {
    y -= 1;
    product *= y;
  }
  let divisor = 1;
  while (y < 1) {
    divisor *= y;
    y += 1;
  }
  return (polynomial(GAMMA, y - 1.5) * product) / divisor;
}

/** −π/(x sin πx Γ(−x)), divided in two steps: Γ overflows before the quotient underflows. */
function gammaReflected(x: number): number {
  const s = sinPi(x);
  if (x > -170) return -PI / (x * s) / gammaLarge(-x);
  if (x < -190) return s > 0 ? 0 : -0;
  // Γ(−x) = Γ(−x − 30) · Π
  let product = 1;
  for (let i = 1; i <= 30; i++) product *= -x - i;
  return -PI / (x * s) / gammaLarge(-x - 30) / product;
}
