/** Hyperbolic functions through expm1, their inverses through log1p: accurate near 0 and without early overflow. */
import { exp } from './exp.ts';
import { expm1 } from './expm1.ts';
import { log } from './log.ts';
import { log1p } from './log1p.ts';

const LN2 = 0.6931471805599453;
/** eˣ/2 without overflow before the result. */
const halfExp = (x: number): number => { const h = exp(x * 0.5); return 0.5 * h * h; };

export function sinh(x: number): number {
  const a = Math.abs(x), sign = x < 0 ? -1 : 1;
  if (a < 2 ** -28) return x;
  if (a > 709) return sign * halfExp(a);
  const t = expm1(a);
  return sign * (a < 1 ? 0.5 * (2 * t - t * t / (t + 1)) : 0.5 * (t + t / (t + 1)));
}
export function cosh(x: number): number {
  const a = Math.abs(x);
  if (a > 709) return halfExp(a);
  if (a < 0.35) { const t = expm1(a); return 1 + t * t / (2 * (1 + t)); }
  const t = exp(a);
  return 0.5 * t + 0.5 / t;
}
export function tanh(x: number): number {
  const a = Math.abs(x);
  if (a < 2 ** -28) return x;
  let y = 1;
  if (a < 22) {
    if (a >= 1) y = 1 - 2 / (expm1(2 * a) + 2);
    else { const t = expm1(-2 * a); y = -t / (t + 2); }
  }
  return a !== a ? x : x < 0 ? -y : y;
}
export function asinh(x: number): number {
  const a = Math.abs(x), sign = x < 0 ? -1 : 1;
  if (a < 2 ** -28 || a === Infinity) return x;
  if (a > 2 ** 28) return sign * (log(a) + LN2);
  return sign * (a > 2 ? log(2 * a + 1 / (Math.sqrt(a * a + 1) + a)) : log1p(a + a * a / (1 + Math.sqrt(a * a + 1))));
}
/** On [1, ∞), NaN below. */
export function acosh(x: number): number {
  if (!(x >= 1)) return NaN;
  if (x > 2 ** 28) return log(x) + LN2;
  const t = x - 1;
  return x > 2 ? log(2 * x - 1 / (x + Math.sqrt(x * x - 1))) : log1p(t + Math.sqrt(2 * t + t * t));
}
/** On [−1, 1], ±∞ at the ends. */
export function atanh(x: number): number {
  const a = Math.abs(x);
  if (a < 2 ** -28) return x;
  const y = a < 0.5 ? 0.5 * log1p(2 * a + 2 * a * a / (1 - a)) : 0.5 * log1p(2 * a / (1 - a));
  return x < 0 ? -y : y;
}
/** √(x² + y²) without overflow or underflow; ∞ wins over NaN. */
export function hypot(x: number, y: number): number {
  let a = Math.abs(x), b = Math.abs(y);
  if (a === Infinity || b === Infinity) return Infinity;
  if (a < b) { const t = a; a = b; b = t; }
  if (a === 0 || a !== a || b !== b) return a + b;
  if (b < a * 2 ** -27) return a;
  const unit = a > 2 ** 500 ? 2 ** 600 : a < 2 ** -450 ? 2 ** -600 : 1;
  a /= unit;
  b /= unit;
  return Math.sqrt(a * a + b * b) * unit;
}
/** 1/(1 + e⁻ˣ) */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const t = exp(x);
  return t / (1 + t);
}
/** log(1 + eˣ) without overflow */
export const softplus = (x: number): number => x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
