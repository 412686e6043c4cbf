/**
 * Products of many matrices with one and the same are one larger product, with the same sums in the same order:
 * [A₁; A₂; …]·B stacks the rows, and for columns xᵢ the product A·[x₁ x₂ …] is the transpose of [x₁; x₂; …]·Aᵀ.
 */
import { type Shape, sizeOf } from '@adjoint/tensor';
import type { View } from './view.ts';

/** Fewer multiplications than this may be computed by other code than many: they are left alone. */
const SMALLEST = 1000;

const swapped = (x: View): View => {
  const d = x.shape.length - 1;
  const turn = (s: Shape): Shape => [...s.slice(0, d - 1), s[d], s[d - 1]];
  return { ...x, shape: turn(x.shape), strides: turn(x.strides) };
};
const repeats = (x: View): boolean => x.strides.slice(0, -2).every((s, d) => s === 0 || x.shape[d] === 1);
const matrixOf = (x: View): View => ({ ...x, shape: x.shape.slice(-2), strides: x.strides.slice(-2) });

/** All axes but the last as one; null where no single stride runs through them. */
function stacked(x: View): View | null {
  const d = x.shape.length - 1;
  let rows = 1;
  let stride: number | null = null;
  for (let i = d - 1; i >= 0; i--) {
    if (x.shape[i] === 1) continue;
    if (stride !== null && x.strides[i] !== stride * rows) return null;
    stride ??= x.strides[i];
    rows *= x.shape[i];
  }
  return { ...x, shape: [rows, x.shape[d]], strides: [stride ?? x.shape[d], x.strides[d]] };
}

/** The two factors of one product that gives the same elements in the same order, or null. */
export function mergeProducts(a: View, b: View, lead: Shape): readonly [View, View] | null {
  const [m, k] = a.shape.slice(-2);
  const n = b.shape[b.shape.length - 1];
  const count = sizeOf(lead);
  if (count < 2 || m * n * k < SMALLEST) return null;
  if (repeats(b) && sizeOf(a.shape.slice(0, -2)) === count) {
    const rows = stacked(a);
    if (rows !== null) return [rows, matrixOf(b)];
  }
  if (n === 1 && repeats(a) && sizeOf(b.shape.slice(0, -2)) === count) {
    const rows = stacked({ ...b, shape: b.shape.slice(0, -1), strides: b.strides.slice(0, -1) });
    if (rows !== null) return [rows, swapped(matrixOf(a))];
  }
  return null;
}
