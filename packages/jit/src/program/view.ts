/**
 * Views: a variable as strides over the packed elements of another one, its root. Changes of shape cost nothing in a
 * program; only what no strides can say is copied.
 */
import { type AnyPrimitive, type Shape, primitives, sameShape, sizeOf, stridesOf } from '@adjoint/tensor';

export interface View {
  readonly root: number;
  readonly shape: Shape;
  readonly strides: Shape;
  readonly offset: number;
}

export const wholeOf = (root: number, shape: Shape): View => ({ root, shape, strides: stridesOf(shape), offset: 0 });

/** Whether the elements lie one after another in row-major order. */
export function isPacked({ shape, strides }: View): boolean {
  for (let d = shape.length - 1, step = 1; d >= 0; step *= shape[d], d--) if (shape[d] !== 1 && strides[d] !== step) return false;
  return true;
}

export const isViewPrimitive = (p: AnyPrimitive): boolean =>
  p === primitives.reshape ||
  p === primitives.transpose ||
  p === primitives.broadcastTo ||
  p === primitives.slice ||
  p === primitives.stopGradient;

interface Part {
  readonly starts: Shape;
  readonly steps: Shape;
  readonly sizes: Shape;
}

/** The view that a change of shape gives; null where elements must be copied. */
export function viewThrough(p: AnyPrimitive, params: unknown, x: View, shape: Shape): View | null {
  if (p === primitives.stopGradient) return x;
  if (p === primitives.transpose) return { ...x, shape, strides: (params as { readonly order: Shape }).order.map((o) => x.strides[o]) };
  if (p === primitives.broadcastTo) return broadcastView(x, shape);
  if (p === primitives.slice) {
    const { starts, steps } = params as Part;
    return {
      root: x.root,
      shape,
      strides: steps.map((s, d) => s * x.strides[d]),
      offset: starts.reduce((o, s, d) => o + s * x.strides[d], x.offset),
    };
  }
  return reshapeView(x, shape);
}

export function broadcastView(x: View, shape: Shape): View {
  if (sameShape(x.shape, shape)) return x;
  const lead = shape.length - x.shape.length;
  return { ...x, shape, strides: shape.map((n, d) => (d < lead || (x.shape[d - lead] === 1 && n !== 1) ? 0 : x.strides[d - lead])) };
}

function reshapeView(x: View, shape: Shape): View | null {
  if (isPacked(x)) return { ...x, shape, strides: stridesOf(shape) };
  const from = x.shape.map((_, d) => d).filter((d) => x.shape[d] !== 1);
  const to = shape.map((_, d) => d).filter((d) => shape[d] !== 1);
  if (from.length !== to.length || from.some((d, i) => x.shape[d] !== shape[to[i]])) return null;
  const strides = shape.map(() => 0);
  to.forEach((d, i) => {
    strides[d] = x.strides[from[i]];
  });
  return { ...x, shape, strides };
}

/** The stride along the last axis longer than 1, within a larger shape. */
export const innerStride = ({ shape, strides }: Pick<View, 'shape' | 'strides'>): number => {
  for (let d = shape.length - 1; d >= 0; d--) if (shape[d] !== 1) return strides[d];
  return 0;
};

/** The last two axes as a kernel of products takes them: unit stride along one of them. */
export interface MatrixView {
  readonly ld: number;
  readonly transposed: boolean;
}
export function matrixView(rows: number, columns: number, rowStride: number, columnStride: number): MatrixView | null {
  if ((columnStride === 1 || columns === 1) && (rowStride >= columns || rows === 1))
    return { ld: Math.max(rows === 1 ? columns : rowStride, columns, 1), transposed: false };
  if ((rowStride === 1 || rows === 1) && (columnStride >= rows || columns === 1))
    return { ld: Math.max(columns === 1 ? rows : columnStride, rows, 1), transposed: true };
  return null;
}

/** Where each matrix of the broadcast leading axes starts. */
export function matrixStarts(x: View, lead: Shape): Int32Array {
  const own = broadcastView({ ...x, shape: x.shape.slice(0, -2), strides: x.strides.slice(0, -2) }, lead);
  const starts = new Int32Array(sizeOf(lead));
  for (let i = 0; i < starts.length; i++) {
    let at = x.offset;
    for (let d = lead.length - 1, rest = i; d >= 0; rest = Math.floor(rest / lead[d]), d--) at += (rest % lead[d]) * own.strides[d];
    starts[i] = at;
  }
  return starts;
}
