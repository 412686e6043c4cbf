/**
 * What a product does to its elements before they are left:
 *
 *   c ← max(0, scale·c + bias),   each part optional; scale and bias have one entry for each row of C, or for each column
 *
 * In the type of C: the product with the scale is rounded to it before the bias is added.
 */
import type { Epilogue, Floats } from '../contract.ts';
import { requireMatrix, requireVector } from './require-operands.ts';

/** @throws RangeError when scale or bias has too few entries */
export function requireEpilogue({ scale, bias, along }: Epilogue, m: number, n: number): void {
  const entries = along === 'rows' ? m : n;
  if (scale) requireVector('epilogue', 'scale', scale, 0, 1, entries);
  if (bias) requireVector('epilogue', 'bias', bias, 0, 1, entries);
}

/**
 * The epilogue of a product on its own: C m×n in place, from `offset`, `ldc` elements from row to row.
 *
 * @throws RangeError when scale or bias has too few entries, or C leaves its array
 * @example applyEpilogue({ along: 'columns', bias: b, relu: true }, 2, 3, c, 0, 3)
 */
export function applyEpilogue(epilogue: Epilogue, m: number, n: number, c: Floats, offset: number, ldc: number): void {
  const { scale, bias, along, relu = false } = epilogue;
  const byRow = along === 'rows';
  const single = c instanceof Float32Array;
  requireEpilogue(epilogue, m, n);
  requireMatrix('epilogue', 'C', c, offset, ldc, m, n);
  for (let i = 0; i < m; i++)
    for (let j = 0, at = offset + i * ldc; j < n; j++, at++) {
      const entry = byRow ? i : j;
      let v = c[at];
      if (scale) v = single ? Math.fround(v * scale[entry]) : v * scale[entry];
      if (bias) v += bias[entry];
      c[at] = relu && v <= 0 ? 0 : v;
    }
}
