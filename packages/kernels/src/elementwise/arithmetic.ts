/** Sums, products, quotients and signs: a loop of its own for each float type, so that each is compiled for one, and for whole arrays and one number. Integers wrap around modulo 2³²; division of integers is for float results. */
import type { AnyArray } from '../contract.ts';
import { requireBinary, requireUnary } from './require-operands.ts';

/** x + y */
export function add(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('add', out, x, xStep, y, yStep);
  if (out instanceof Float64Array && x instanceof Float64Array && y instanceof Float64Array) {
    if (xStep === 1 && yStep === 1) for (let i = 0, n = out.length; i < n; i++) out[i] = x[i] + y[i];
    else if (xStep === 1) for (let i = 0, n = out.length, b = y[0]; i < n; i++) out[i] = x[i] + b;
    else for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] + y[k];
    return;
  }
  if (out instanceof Float32Array && x instanceof Float32Array && y instanceof Float32Array) {
    if (xStep === 1 && yStep === 1) for (let i = 0, n = out.length; i < n; i++) out[i] = x[i] + y[i];
    else if (xStep === 1) for (let i = 0, n = out.length, b = y[0]; i < n; i++) out[i] = x[i] + b;
    else for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] + y[k];
    return;
  }
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] + y[k];
}

/** x − y */
export function sub(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('sub', out, x, xStep, y, yStep);
  if (out instanceof Float64Array && x instanceof Float64Array && y instanceof Float64Array) {
    if (xStep === 1 && yStep === 1) for (let i = 0, n = out.length; i < n; i++) out[i] = x[i] - y[i];
    else if (xStep === 1) for (let i = 0, n = out.length, b = y[0]; i < n; i++) out[i] = x[i] - b;
    else for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] - y[k];
    return;
  }
  if (out instanceof Float32Array && x instanceof Float32Array && y instanceof Float32Array) {
    if (xStep === 1 && yStep === 1) for (let i = 0, n = out.length; i < n; i++) out[i] = x[i] - y[i];
    else if (xStep === 1) for (let i = 0, n = out.length, b = y[0]; i < n; i++) out[i] = x[i] - b;
    else for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] - y[k];
    return;
  }
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] - y[k];
}

/** x · y */
export function mul(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('mul', out, x, xStep, y, yStep);
  if (out instanceof Float64Array && x instanceof Float64Array && y instanceof Float64Array) {
    if (xStep === 1 && yStep === 1) for (let i = 0, n = out.length; i < n; i++) out[i] = x[i] * y[i];
    else if (xStep === 1) for (let i = 0, n = out.length, b = y[0]; i < n; i++) out[i] = x[i] * b;
    else for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] * y[k];
    return;
  }
  if (out instanceof Float32Array && x instanceof Float32Array && y instanceof Float32Array) {
    if (xStep === 1 && yStep === 1) for (let i = 0, n = out.length; i < n; i++) out[i] = x[i] * y[i];
    else if (xStep === 1) for (let i = 0, n = out.length, b = y[0]; i < n; i++) out[i] = x[i] * b;
    else for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] * y[k];
    return;
  }
  if (out instanceof Int32Array || out instanceof Uint32Array) {
    // the product modulo 2³², as the sum is
    for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = Math.imul(x[j], y[k]);
    return;
  }
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] * y[k];
}

/** x / y */
export function div(out: AnyArray, x: AnyArray, xStep: 0 | 1, y: AnyArray, yStep: 0 | 1): void {
  requireBinary('div', out, x, xStep, y, yStep);
  if (out instanceof Float64Array && x instanceof Float64Array && y instanceof Float64Array) {
    if (xStep === 1 && yStep === 1) for (let i = 0, n = out.length; i < n; i++) out[i] = x[i] / y[i];
    else if (xStep === 1) for (let i = 0, n = out.length, b = y[0]; i < n; i++) out[i] = x[i] / b;
    else for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] / y[k];
    return;
  }
  if (out instanceof Float32Array && x instanceof Float32Array && y instanceof Float32Array) {
    if (xStep === 1 && yStep === 1) for (let i = 0, n = out.length; i < n; i++) out[i] = x[i] / y[i];
    else if (xStep === 1) for (let i = 0, n = out.length, b = y[0]; i < n; i++) out[i] = x[i] / b;
    else for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] / y[k];
    return;
  }
  for (let i = 0, j = 0, k = 0, n = out.length; i < n; i++, j += xStep, k += yStep) out[i] = x[j] / y[k];
}

/** −x */
export function neg(out: AnyArray, x: AnyArray): void {
  requireUnary('neg', out, x);
  if (out instanceof Float64Array && x instanceof Float64Array) {
    for (let i = 0, n = out.length; i < n; i++) out[i] = -x[i];
    return;
  }
  if (out instanceof Float32Array && x instanceof Float32Array) {
    for (let i = 0, n = out.length; i < n; i++) out[i] = -x[i];
    return;
  }
  for (let i = 0, n = out.length; i < n; i++) out[i] = -x[i];
}

/** |x| */
export function abs(out: AnyArray, x: AnyArray): void {
  requireUnary('abs', out, x);
  if (out instanceof Float64Array && x instanceof Float64Array) {
    for (let i = 0, n = out.length; i < n; i++) out[i] = Math.abs(x[i]);
    return;
  }
  if (out instanceof Float32Array && x instanceof Float32Array) {
    for (let i = 0, n = out.length; i < n; i++) out[i] = Math.abs(x[i]);
    return;
  }
  for (let i = 0, n = out.length; i < n; i++) out[i] = Math.abs(x[i]);
}

/** x² */
export function square(out: AnyArray, x: AnyArray): void {
  requireUnary('square', out, x);
  if (out instanceof Float64Array && x instanceof Float64Array) {
    for (let i = 0, n = out.length; i < n; i++) out[i] = x[i] * x[i];
    return;
  }
  if (out instanceof Float32Array && x instanceof Float32Array) {
    for (let i = 0, n = out.length; i < n; i++) out[i] = x[i] * x[i];
    return;
  }
  for (let i = 0, n = out.length; i < n; i++) out[i] = x[i] * x[i];
}

/** 1 / x */
export function reciprocal(out: AnyArray, x: AnyArray): void {
  requireUnary('reciprocal', out, x);
  for (let i = 0, n = out.length; i < n; i++) out[i] = 1 / x[i];
}

/** √x */
export function sqrt(out: AnyArray, x: AnyArray): void {
  requireUnary('sqrt', out, x);
  if (out instanceof Float64Array && x instanceof Float64Array) {
    for (let i = 0, n = out.length; i < n; i++) out[i] = Math.sqrt(x[i]);
    return;
  }
  if (out instanceof Float32Array && x instanceof Float32Array) {
    for (let i = 0, n = out.length; i < n; i++) out[i] = Math.sqrt(x[i]);
    return;
  }
  for (let i = 0, n = out.length; i < n; i++) out[i] = Math.sqrt(x[i]);
}
