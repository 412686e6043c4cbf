/** sin πx and cos πx with exact reduction: zeros at the integers are exact. */
import { cos, sin } from './trigonometric.ts';

const PI = 3.141592653589793;

export function sinPi(x: number): number {
  const n = Math.round(x);
  const f = x - n;
  const value = Math.abs(f) <= 0.25 ? sin(PI * f) : f > 0 ? cos(PI * (0.5 - f)) : -cos(PI * (0.5 + f));
  return n % 2 === 0 ? value : -value;
}

export function cosPi(x: number): number {
  const n = Math.round(x);
  const f = Math.abs(x - n);
  const value = f <= 0.25 ? cos(PI * f) : sin(PI * (0.5 - f));
  return n % 2 === 0 ? value : -value;
}
