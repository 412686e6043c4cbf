/**
 * The Bessel function of the first kind Jₙ(x), n an integer.
 *
 *   |x| < 25 or n > |x|: Miller's backward recurrence, normalised by J₀ + 2 Σ J₂ₖ = 1
 *   else:                Hankel's expansion of J₀ and J₁, then the forward recurrence, stable for n ≤ x
 *
 * Abramowitz & Stegun (1964), 9.1.27, 9.1.46, 9.2.5; Gautschi (1967), "Computational aspects of three-term recurrence
 * relations". The error is a few ulp of the largest |Jₖ|, k ≤ n, near a zero; relative where n > |x|.
 */
import { cos, sin } from './trigonometric.ts';

/** @throws RangeError when n is no integer */
export function besselJ(n: number, x: number): number {
  if (Math.floor(n) !== n) throw new RangeError(`besselJ: the order must be an integer, got ${n}`);
  if (n < 0) return n % 2 === 0 ? besselJ(-n, x) : -besselJ(-n, x);
  if (x < 0) return n % 2 === 0 ? besselJ(n, -x) : -besselJ(n, -x);
  if (x !== x) return x;
  if (x === Infinity) return 0;
  if (x === 0) return n === 0 ? 1 : 0;
  if (x < 1e-5) return series(n, x);
  if (x < 25 || n > x) return miller(n, x);
  let previous = hankel(0, x);
  let value = hankel(1, x);
  if (n === 0) return previous;
  for (let k = 1; k < n; k++) {
    const next = ((2 * k) / x) * value - previous;
    previous = value;
    value = next;
  }
  return value;
}

/** (x/2)ⁿ/n! · (1 − (x/2)²/(n + 1)), enough for tiny x. */
function series(n: number, x: number): number {
  const h = x / 2;
  let term = 1;
  for (let k = 1; k <= n && term !== 0; k++) term *= h / k;
  return term * (1 - (h * h) / (n + 1));
}

function miller(n: number, x: number): number {
  const top = Math.max(n, Math.ceil(x));
  let start = top + 20 + Math.ceil(6 * Math.sqrt(top + 20));
  start += start % 2;
  let above = 0;
  let here = 1e-280;
  let sum = 0;
  let wanted = 0;
  for (let k = start; k > 0; k--) {
    const below = ((2 * k) / x) * here - above;
    above = here;
    here = below;
    if (Math.abs(here) > 1e200) {
      above *= 1e-250;
      here *= 1e-250;
      sum *= 1e-250;
      wanted *= 1e-250;
    }
    if (k - 1 === n) wanted = here;
    if ((k - 1) % 2 === 0) sum += k === 1 ? here : 2 * here;
  }
  return wanted / sum;
}

/** √(2/πx) (P cos χ − Q sin χ), χ = x − (n/2 + ¼)π, n ∈ {0, 1}. */
function hankel(n: 0 | 1, x: number): number {
  const μ = 4 * n;
  let p = 1;
  let q = 0;
  let term = 1;
  for (let k = 1; k < 60; k++) {
    const odd = 2 * k - 1;
    const next = (term * (μ - odd * odd)) / (k * 8 * x);
    if (Math.abs(next) >= Math.abs(term) && k > 2) break;
    term = next;
    if (k % 2 === 1) q += k % 4 === 1 ? term : -term;
    else p += k % 4 === 0 ? term : -term;
    if (Math.abs(term) < 1e-18) break;
  }
  const s = sin(x);
  const c = cos(x);
  // cos(x − π/4) = (c + s)/√2, sin(x − π/4) = (s − c)/√2; n = 1 shifts by another quarter turn
  const cosine = n === 0 ? c + s : s - c;
  const sine = n === 0 ? s - c : -(c + s);
  return ((p * cosine - q * sine) * 0.5641895835477563) / Math.sqrt(x);
}
