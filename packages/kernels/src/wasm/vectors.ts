/**
 * BLAS level 1 in WebAssembly: contiguous operands of one type are copied into scratch memory in pieces that stay in the
 * first cache. Same arithmetic and order as the plain tier, which answers for steps, mixed types and short vectors.
 */
import { requireVector } from '../blas/require-operands.ts';
import * as plain from '../blas/vector.ts';
import type { Floats, Kernels } from '../contract.ts';
import type { Arena } from './arena.ts';
import { alike, isFloats, type Side, type SideOf } from './vector-side.ts';

/** Elements of a piece. */
const PIECE = 2048;
/** From so many elements on, of two vectors or of one: below, copying costs more than it saves. */
const LONG = 96;
const LONG_ALONE = 192;
/** Bytes: sums, a first vector, a second one. */
const SUMS = 64;
const FIRST = 128;
const SECOND = FIRST + 8 * PIECE + 64;

export function createVectors(arena: Arena, sideOf: SideOf): Pick<Kernels, 'dot' | 'axpy' | 'nrm2' | 'asum' | 'iamax'> {
  const piece = (x: Floats, from: number, n: number): Floats => (from === 0 && n === x.length ? x : x.subarray(from, from + n));

  /** Pieces of whole groups of four through `each`, four sums folded, and the rest element by element. */
  function summed(n: number, each: (from: number, size: number) => void, rest: (i: number) => number): number {
    const sums = arena.float64();
    const at = SUMS / 8;
    const whole = n - (n % 4);
    sums.fill(0, at, at + 4);
    for (let from = 0; from < whole; from += PIECE) each(from, Math.min(PIECE, whole - from));
    let sum = sums[at] + sums[at + 1] + (sums[at + 2] + sums[at + 3]);
    for (let i = whole; i < n; i++) sum += rest(i);
    return sum;
  }
  /** The largest |xᵢ|, NaN if there is one, and where its piece begins. */
  function largest({ code, bytes, view }: Side, n: number, x: Floats, offset: number): { readonly top: number; readonly from: number } {
    const v = view();
    const first = FIRST / bytes;
    let top = -1;
    let at = 0;
    for (let from = 0; from < n; from += PIECE) {
      const size = Math.min(PIECE, n - from);
      const padded = Math.ceil(size / 4) * 4;
      v.set(piece(x, offset + from, size), first);
      for (let i = size; i < padded; i++) v[first + i] = 0;
      const here = code.largest(padded, FIRST);
      if (!(here <= top)) {
        top = here;
        at = from;
      }
      if (here !== here) break;
    }
    return { top, from: at };
  }

  return {
    dot(n, x, xOffset, xStep, y, yOffset, yStep) {
      if (!(n >= LONG) || xStep !== 1 || yStep !== 1 || !alike(x, y)) return plain.dot(n, x, xOffset, xStep, y, yOffset, yStep);
      requireVector('dot', 'x', x, xOffset, xStep, n);
      requireVector('dot', 'y', y, yOffset, yStep, n);
      const { code, bytes, view } = sideOf(x);
      const v = view();
      return summed(
        n,
        (from, size) => {
          v.set(piece(x, xOffset + from, size), FIRST / bytes);
          v.set(piece(y, yOffset + from, size), SECOND / bytes);
          code.dot(size, FIRST, SECOND, SUMS);
        },
        (i) => x[xOffset + i] * y[yOffset + i],
      );
    },
    axpy(n, alpha, x, xOffset, xStep, y, yOffset, yStep) {
      if (!(n >= LONG) || xStep !== 1 || yStep !== 1 || !alike(x, y)) {
        plain.axpy(n, alpha, x, xOffset, xStep, y, yOffset, yStep);
        return;
      }
      requireVector('axpy', 'x', x, xOffset, xStep, n);
      requireVector('axpy', 'y', y, yOffset, yStep, n);
      const { code, bytes, view } = sideOf(x);
      const v = view();
      const second = SECOND / bytes;
      for (let from = 0; from < n; from += PIECE) {
        const size = Math.min(PIECE, n - from);
        v.set(piece(x, xOffset + from, size), FIRST / bytes);
        v.set(piece(y, yOffset + from, size), second);
        code.axpy(size, alpha, FIRST, SECOND);
        y.set(v.subarray(second, second + size), yOffset + from);
      }
    },
    nrm2(n, x, offset, step) {
      if (!(n >= LONG_ALONE) || step !== 1 || !isFloats(x)) return plain.nrm2(n, x, offset, step);
      requireVector('nrm2', 'x', x, offset, step, n);
      const side = sideOf(x);
      const { code, bytes, view } = side;
      const v = view();
      return plain.normOf(
        (scale) =>
          summed(
            n,
            (from, size) => {
              v.set(piece(x, offset + from, size), FIRST / bytes);
              code.squares(size, FIRST, scale, SUMS);
            },
            (i) => {
              const v = scale * x[offset + i];
              return v * v;
            },
          ),
        () => largest(side, n, x, offset).top,
      );
    },
    asum(n, x, offset, step) {
      if (!(n >= LONG_ALONE) || step !== 1 || !isFloats(x)) return plain.asum(n, x, offset, step);
      requireVector('asum', 'x', x, offset, step, n);
      const { code, bytes, view } = sideOf(x);
      const v = view();
      return summed(
        n,
        (from, size) => {
          v.set(piece(x, offset + from, size), FIRST / bytes);
          code.absolutes(size, FIRST, SUMS);
        },
        (i) => Math.abs(x[offset + i]),
      );
    },
    iamax(n, x, offset, step) {
      if (!(n >= LONG_ALONE) || step !== 1 || !isFloats(x)) return plain.iamax(n, x, offset, step);
      requireVector('iamax', 'x', x, offset, step, n);
      const side = sideOf(x);
      const { bytes, view, code } = side;
      const { top, from } = largest(side, n, x, offset);
      const size = Math.min(PIECE, n - from);
      if (top !== top) return from + plain.iamax(size, x, offset + from, 1);
      view().set(piece(x, offset + from, size), FIRST / bytes);
      let at = from + code.whereabouts(FIRST, top);
      while (Math.abs(x[offset + at]) !== top) at++;
      return at;
    },
  };
}
