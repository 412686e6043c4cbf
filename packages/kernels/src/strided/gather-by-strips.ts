/**
 * Strided views packed with regard to the caches: axes that follow one another in memory are joined, rows of neighbours
 * are copied whole, and other views go in strips of eight rows by 64 columns, so that a cache line is used up while it
 * is near. The larger view is then a loop over such planes.
 */
import type { AnyArray } from '../contract.ts';
import { gatherStrided } from './gather-strided.ts';
import { requireView } from './require-view.ts';

export interface Axis {
  readonly n: number;
  /** Elements from one to the next in the view, and in the packed result. */
  readonly step: number;
  readonly packed: number;
}

const SMALLEST = 256;
/** From so many neighbours, or repeats of one element, on they are copied at once; fewer neighbours are near as they are. */
const LONG_ROW = 200;
const LONG_REPEAT = 32;
const STRIP = 8;
const COLUMNS = 64;

/** The axes longer than 1, outer ones first; neighbours that one step covers are one. */
export function joinedAxes(shape: readonly number[], strides: readonly number[]): Axis[] {
  const axes: Axis[] = [];
  let packed = 1;
  for (let d = shape.length - 1; d >= 0; packed *= shape[d], d--) {
    const n = shape[d];
    if (n === 1) continue;
    const inner = axes[0];
    if (inner !== undefined && strides[d] === inner.n * inner.step) axes[0] = { ...inner, n: n * inner.n };
    else axes.unshift({ n, step: strides[d], packed });
  }
  return axes;
}

/** Calls `copy` with the places of each element of the axes from `axis` on, in the result and in the view. */
export function overAxes(axes: readonly Axis[], to: number, from: number, copy: (to: number, from: number) => void, axis = 0): void {
  if (axis === axes.length) {
    copy(to, from);
    return;
  }
  const { n, step, packed } = axes[axis];
  for (let i = 0; i < n; i++) overAxes(axes, to + i * packed, from + i * step, copy, axis + 1);
}

/** The same bytes as one of three types, whatever the numbers mean: loops that meet few types are compiled better. */
const words = (x: AnyArray): AnyArray =>
  x instanceof Float32Array || x instanceof Uint32Array ? new Int32Array(x.buffer, x.byteOffset, x.length) : x;

/** out[to + i·rows.packed + j] = x[from + i·rows.step + j·columns.step] */
export function copyPlane(out: AnyArray, to: number, rows: Axis, columns: Axis, x: AnyArray, from: number): void {
  const { n, step: s, packed } = rows;
  const { step } = columns;
  for (let first = 0; first < columns.n; first += COLUMNS) {
    const width = Math.min(COLUMNS, columns.n - first);
    let i = 0;
    for (; i + STRIP <= n; i += STRIP) {
      const k0 = to + i * packed + first;
      const k1 = k0 + packed;
      const k2 = k1 + packed;
      const k3 = k2 + packed;
      const k4 = k3 + packed;
      const k5 = k4 + packed;
      const k6 = k5 + packed;
      const k7 = k6 + packed;
      for (let j = 0, p = from + i * s + first * step; j < width; j++, p += step) {
        out[k0 + j] = x[p];
        out[k1 + j] = x[p + s];
        out[k2 + j] = x[p + 2 * s];
        out[k3 + j] = x[p + 3 * s];
        out[k4 + j] = x[p + 4 * s];
        out[k5 + j] = x[p + 5 * s];
        out[k6 + j] = x[p + 6 * s];
        out[k7 + j] = x[p + 7 * s];
      }
    }
    for (; i < n; i++) {
      const k = to + i * packed + first;
      for (let j = 0, p = from + i * s + first * step; j < width; j++, p += step) out[k + j] = x[p];
    }
  }
}

/** The kernel `gatherStrided`. @throws RangeError when the view leaves its array */
export function gatherByStrips(out: AnyArray, x: AnyArray, shape: readonly number[], strides: readonly number[], offset: number): void {
  const size = requireView('gatherStrided', out, x, shape, strides, offset);
  const axes = joinedAxes(shape, strides);
  const columns = axes.at(-1);
  const short = columns?.step === 1 && columns.n < LONG_ROW;
  if (size < SMALLEST || columns === undefined || short || out.constructor !== x.constructor) {
    gatherStrided(out, x, shape, strides, offset);
    return;
  }
  const others = axes.slice(0, -1);
  const result = words(out);
  const source = words(x);
  if (columns.step === 1 || (columns.step === 0 && columns.n >= LONG_REPEAT)) {
    overAxes(others, 0, offset, (to, from) => {
      if (columns.step === 0) result.fill(source[from], to, to + columns.n);
      else result.set(source.subarray(from, from + columns.n), to);
    });
    return;
  }
  const rows = nearest(others);
  overAxes(
    others.filter((a) => a !== rows),
    0,
    offset,
    (to, from) => {
      copyPlane(result, to, rows, columns, source, from);
    },
  );
}
/** The axis whose elements lie nearest to one another. */
export const nearest = (axes: readonly Axis[]): Axis =>
  axes.reduce<Axis | undefined>((a, b) => (a === undefined || nearer(b, a) ? b : a), undefined) ?? { n: 1, step: 0, packed: 0 };
/** Of axes that repeat, the inner one; a strip needs eight rows. */
const nearer = (a: Axis, b: Axis): boolean => (a.n >= STRIP === b.n >= STRIP ? Math.abs(a.step) <= Math.abs(b.step) : a.n >= STRIP);
