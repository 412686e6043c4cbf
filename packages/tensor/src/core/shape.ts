/**
 * Shapes: sizes, row-major strides, broadcasting, axes.
 *
 * Broadcasting is NumPy's: shapes are aligned at the right; a dimension of 1, or a missing one, repeats.
 * Reference: Harris et al., "Array programming with NumPy", Nature 585 (2020).
 */
import { ShapeError } from '../errors.ts';

export type Shape = readonly number[];

export function sizeOf(shape: Shape): number {
  let n = 1;
  for (let i = 0; i < shape.length; i++) n *= shape[i];
  return n;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Row-major strides in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = step;
    step *= shape[d];
  }
  return strides;
}

export const showShape = (shape: Shape): string => `[${shape.join(', ')}]`;

export function broadcastShapes(name: string, ...shapes: readonly Shape[]): Shape {
  let out: Shape = shapes[0] ?? [];
  for (const s of shapes) {
    if (sameShape(out, s)) continue;
    const rank = Math.max(out.length, s.length);
    const next = new Array<number>(rank);
    for (let i = 1; i <= rank; i++) {
      const a = i <= out.length ? out[out.length - i] : 1;
      const b = i <= s.length ? s[s.length - i] : 1;
      if (a !== b && a !== 1 && b !== 1) {
        throw new ShapeError(
          `${name}: shapes ${shapes.map(showShape).join(' and ')} do not broadcast`,
          'dimensions must be equal, or 1, counted from the right',
        );
      }
      next[rank - i] = a === 1 ? b : a;
    }
    out = next;
  }
  return out;
}

/** An axis in [−rank, rank) as one in [0, rank). */
export function normalizeAxis(name: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw new ShapeError(
      `${name}: axis ${axis} of a tensor of rank ${rank}`,
      rank === 0 ? 'a tensor of shape [] has no axes' : `axes are integers from ${-rank} to ${rank - 1}`,
    );
  }
  return axis < 0 ? axis + rank : axis;
}

/** Axes as a sorted list without duplicates; undefined means all. */
export function normalizeAxes(name: string, axes: number | readonly number[] | undefined, rank: number): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, i) => i);
  const list = (typeof axes === 'number' ? [axes] : axes).map((a) => normalizeAxis(name, a, rank)).sort((a, b) => a - b);
  for (let i = 1; i < list.length; i++)
    if (list[i] === list[i - 1]) throw new ShapeError(`${name}: axis ${list[i]} is named twice`, 'name each axis once');
  return list;
}

/** A copy of a shape given by a user, checked. */
export function requireShape(name: string, shape: Shape): Shape {
  const copy = Array.from(shape);
  for (const n of copy) {
    if (!Number.isInteger(n) || n < 0) throw new ShapeError(`${name}: shape ${showShape(copy)}`, 'dimensions are integers ≥ 0');
  }
  if (!Number.isSafeInteger(sizeOf(copy)))
    throw new ShapeError(
      `${name}: shape ${showShape(copy)} has too many elements`,
      'a tensor holds fewer than 2^53 elements, and much less fits in memory',
    );
  return copy;
}
