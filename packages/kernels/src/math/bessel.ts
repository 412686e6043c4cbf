/**
 * The Bessel function of the first kind and integer order.
 *
 * Moderate x: the recurrence run downwards from a large order, where it is stable, and normalised by
 * J₀ + 2ΣJ₂ₖ = 1 (Miller; DLMF 3.6). Large x: Hankel's asymptotic expansion (DLMF 10.17.3).
 */
import { pow } from './pow.ts';
import { reduceHalfPi } from './reduce-half-pi.ts';
import { cosKernel, sinKernel } from './sin-cos.ts';

/** Jₙ(x), integer n ≥ 0 */
export function besselJ(n: number, x: number): number {
  if (x !== x) return x;
  const a = Math.abs(x), sign = x < 0 && n % 2 === 1 ? -1 : 1;
  if (a === Infinity) return 0;
  if (a === 0) return n === 0 ? 1 : 0;
  if (a * a < 1e-3 * (n + 1)) return sign * small(n, a);
  return sign * (a > Math.max(30, 2 * n * n) ? asymptotic(n, a) : miller(n, a));
}

/** (x/2)ⁿ/n! Σ (−x²/4)ᵏ/(k!(n + 1)ₖ) */
function small(n: number, x: number): number {
  let lead = 1;
  if (n < 20) for (let k = 1; k <= n; k++) lead *= 0.5 * x / k;
  else { lead = pow(0.5 * x, n); for (let k = 1; k <= n; k++) lead /= k; }
  const z = -0.25 * x * x;
  return lead * (1 + z / (n + 1) * (1 + z / (2 * (n + 2)) * (1 + z / (3 * (n + 3)) * (1 + z / (4 * (n + 4))))));
}

function miller(n: number, x: number): number {
  const top = Math.max(n, Math.ceil(x)), start = 2 * Math.ceil((top + 20 + Math.sqrt(60 * top)) / 2);
  let above = 0, here = 1e-300, sum = 0, wanted = 0;
  for (let k = start; k > 0; k--) {
    const below = 2 * k / x * here - above;
    above = here;
    here = below;
    if (Math.abs(here) > 1e250) { here *= 1e-250; above *= 1e-250; sum *= 1e-250; wanted *= 1e-250; }
    if (k - 1 === n) wanted = here;
    if ((k - 1) % 2 === 0) sum += k === 1 ? here : 2 * here;
  }
  return wanted / sum;
}

/** √(2/πx)·(P cos χ − Q sin χ), χ = x − (n/2 + ¼)π */
function asymptotic(n: number, x: number): number {
  const m = 4 * n * n, { quadrant, hi, lo } = reduceHalfPi(x);
  let p = 1, q = 0, term = 1;
  for (let k = 1; k < 60; k++) {
    const next = term * (m - (2 * k - 1) ** 2) / (8 * k * x);
    if (Math.abs(next) > Math.abs(term) || Math.abs(next) < 1e-18) break;
    term = next;
    if (k % 2 === 1) q += (k % 4 === 1 ? 1 : -1) * term; else p += (k % 4 === 0 ? 1 : -1) * term;
  }
  const s = sinKernel(hi, lo), c = cosKernel(hi, lo), turn = (quadrant - n % 4 + 8) % 4;
  const [sine, cosine] = turn === 0 ? [s, c] : turn === 1 ? [c, -s] : turn === 2 ? [-s, -c] : [-c, s];
  // cos(χ) and sin(χ) with the quarter turn of π/4 taken off
  return Math.sqrt(1 / (3.141592653589793 * x)) * (p * (cosine + sine) - q * (sine - cosine));
}
