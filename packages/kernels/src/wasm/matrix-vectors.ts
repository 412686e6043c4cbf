/**
 * BLAS level 2 in WebAssembly: the matrix is copied into scratch memory some rows at a time, vectors as float64. Same
 * arithmetic and order as the plain tier, which answers for small matrices and for the longest rows.
 */
import { gemv as plainGemv, ger as plainGer } from '../blas/gemv.ts';
import { requireMatrix, requireVector } from '../blas/require-operands.ts';
import type { Floats, Kernels } from '../contract.ts';
import type { Arena } from './arena.ts';
import { isFloats, type Side, type SideOf } from './vector-side.ts';

/** Elements of the matrix at a time, and in a row at most. */
const BLOCK = 8192;
const WIDEST = 16384;
/** From so many elements on: below, copying costs more than it saves. */
const LARGE = 128;
/** Bytes: one element of the short vector for each row of a block, the long vector, the matrix. Within the first MiB, which an arena always has. */
const SHORT = 64;
const LONG = SHORT + 8 * BLOCK + 64;
const MATRIX = LONG + 8 * WIDEST + 64;

/** n elements as float64 at a byte address. */
function gather(view: Float64Array, address: number, n: number, x: Floats, offset: number, step: number, factor: number): void {
  for (let i = 0, at = address / 8, p = offset; i < n; i++, p += step) view[at++] = factor * x[p];
}

export function createMatrixVectors(arena: Arena, sideOf: SideOf): Pick<Kernels, 'gemv' | 'ger'> {
  /** Rows in blocks: copied to MATRIX, with the bytes from row to row; copied back afterwards if `written`. */
  function blocks(
    { bytes, view }: Side,
    m: number,
    n: number,
    a: Floats,
    offset: number,
    lda: number,
    written: boolean,
    each: (from: number, rows: number, ld: number) => void,
  ): void {
    const together = !written && lda <= n + (n >> 1);
    const whole = lda === n;
    const ld = together ? lda : n;
    const at = MATRIX / bytes;
    const most = Math.max(4, Math.floor(BLOCK / ld) & -4);
    const v = view();
    for (let from = 0; from < m; from += most) {
      const rows = Math.min(most, m - from);
      const first = offset + from * lda;
      const size = (rows - 1) * lda + n;
      if (together || whole) v.set(first === 0 && size === a.length ? a : a.subarray(first, first + size), at);
      else for (let i = 0; i < rows; i++) v.set(a.subarray(first + i * lda, first + i * lda + n), at + i * n);
      each(from, rows, ld * bytes);
      if (written && whole) a.set(v.subarray(at, at + size), first);
      else if (written) for (let i = 0; i < rows; i++) a.set(v.subarray(at + i * n, at + (i + 1) * n), first + i * lda);
    }
  }
  const suits = (m: number, n: number, a: Floats, lda: number): boolean =>
    m * n >= LARGE && n <= WIDEST && isFloats(a) && (n >= 16 || lda <= n + (n >> 1));

  return {
    gemv(trans, m, n, alpha, a, aOffset, lda, x, xOffset, xStep, beta, y, yOffset, yStep) {
      if (!suits(m, n, a, lda)) {
        plainGemv(trans, m, n, alpha, a, aOffset, lda, x, xOffset, xStep, beta, y, yOffset, yStep);
        return;
      }
      requireMatrix('gemv', 'A', a, aOffset, lda, m, n);
      requireVector('gemv', 'x', x, xOffset, xStep, trans ? m : n);
      requireVector('gemv', 'y', y, yOffset, yStep, trans ? n : m);
      const side = sideOf(a);
      const { code } = side;
      const view = arena.float64();
      const finish = (address: number, count: number, first: number): void => {
        for (let i = 0, at = address / 8, q = first; i < count; i++, q += yStep) {
          const s = view[at++];
          y[q] = beta === 0 ? alpha * s : alpha * s + beta * y[q];
        }
      };
      if (trans) {
        view.fill(0, LONG / 8, LONG / 8 + n);
        blocks(side, m, n, a, aOffset, lda, false, (from, rows, ld) => {
          gather(view, SHORT, rows, x, xOffset + from * xStep, xStep, 1);
          code.columns(rows, n, MATRIX, ld, SHORT, LONG);
        });
        finish(LONG, n, yOffset);
        return;
      }
      gather(view, LONG, n, x, xOffset, xStep, 1);
      blocks(side, m, n, a, aOffset, lda, false, (from, rows, ld) => {
        code.rows(rows, n, MATRIX, ld, LONG, SHORT);
        finish(SHORT, rows, yOffset + from * yStep);
      });
    },
    ger(m, n, alpha, x, xOffset, xStep, y, yOffset, yStep, a, aOffset, lda) {
      if (!suits(m, n, a, lda)) {
        plainGer(m, n, alpha, x, xOffset, xStep, y, yOffset, yStep, a, aOffset, lda);
        return;
      }
      requireMatrix('ger', 'A', a, aOffset, lda, m, n);
      requireVector('ger', 'x', x, xOffset, xStep, m);
      requireVector('ger', 'y', y, yOffset, yStep, n);
      const side = sideOf(a);
      const view = arena.float64();
      gather(view, LONG, n, y, yOffset, yStep, 1);
      blocks(side, m, n, a, aOffset, lda, true, (from, rows, ld) => {
        gather(view, SHORT, rows, x, xOffset + from * xStep, xStep, alpha);
        side.code.outer(rows, n, SHORT, LONG, MATRIX, ld);
      });
    },
  };
}
