/**
 * Arithmetic of one operand, element by element. Each kernel has its own loop: a loop shared over a callback would
 * meet every function and be compiled for none of them.
 */
import type { AnyArray } from '../contract.ts';
import { requireLength } from '../require.ts';

export function neg(out: AnyArray, x: AnyArray): void {
  requireLength('neg', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = -x[i];
}
export function abs(out: AnyArray, x: AnyArray): void {
  requireLength('abs', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = Math.abs(x[i]);
}
export function sign(out: AnyArray, x: AnyArray): void {
  requireLength('sign', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = Math.sign(x[i]);
}
export function square(out: AnyArray, x: AnyArray): void {
  requireLength('square', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = x[i] * x[i];
}
export function sqrt(out: AnyArray, x: AnyArray): void {
  requireLength('sqrt', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(x[i]);
}
export function reciprocal(out: AnyArray, x: AnyArray): void {
  requireLength('reciprocal', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = 1 / x[i];
}
export function relu(out: AnyArray, x: AnyArray): void {
  requireLength('relu', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = x[i] > 0 || x[i] !== x[i] ? x[i] : 0;
}
export function floor(out: AnyArray, x: AnyArray): void {
  requireLength('floor', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = Math.floor(x[i]);
}
export function ceil(out: AnyArray, x: AnyArray): void {
  requireLength('ceil', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = Math.ceil(x[i]);
}
export function not(out: AnyArray, x: AnyArray): void {
  requireLength('not', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = x[i] === 0 ? 1 : 0;
}
export function isNaN(out: AnyArray, x: AnyArray): void {
  requireLength('isNaN', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = x[i] !== x[i] ? 1 : 0;
}
export function isFinite(out: AnyArray, x: AnyArray): void {
  requireLength('isFinite', x, out.length);
  for (let i = 0; i < out.length; i++) out[i] = x[i] - x[i] === 0 ? 1 : 0;
}
/** To the nearest integer, halves to even. */
export function round(out: AnyArray, x: AnyArray): void {
  requireLength('round', x, out.length);
  for (let i = 0; i < out.length; i++) {
    const v = x[i], n = Math.floor(v), d = v - n;
    out[i] = d < 0.5 || v - v !== 0 ? (n === 0 ? v * 0 : n) : d > 0.5 ? (n === -1 ? -0 : n + 1) : n % 2 === 0 ? n : n === -1 ? -0 : n + 1;
  }
}
