/**
 * Memory for small matrices. A typed array of more than eight doubles costs as much as the arithmetic on a matrix of order
 * four: scratch is plain arrays of doubles, and small results are cut one after the other from pieces of 2 kB.
 */

/** `n` zeros that the engine keeps as doubles from the start. */
export function zeros(n: number): number[] {
  const w = new Array<number>(n);
  if (n === 0) return w;
  w[0] = 0.5; // no small integer, on purpose
  for (let i = 0; i < n; i++) w[i] = 0;
  return w;
}

/** A range of `a` as a plain array. */
export function plainCopy(a: ArrayLike<number>, from: number, n: number): number[] {
  const w = new Array<number>(n);
  if (n === 0) return w;
  w[0] = 0.5;
  for (let i = 0, p = from; i < n; i++, p++) w[i] = a[p];
  return w;
}

/** Up to so many doubles lie inside the object itself. */
const INSIDE = 8;
/** Up to so many are cut from a piece, which lives as long as any of its parts. */
const MOST_CUT = 64;
const PIECE = 256;
let piece: ArrayBuffer | null = null;
let used = PIECE;

/** `n` zeros for a result; no two arrays share a byte. */
export function results(n: number): Float64Array<ArrayBuffer> {
  return n <= INSIDE || n > MOST_CUT ? new Float64Array(n) : new Float64Array(pieceFor(n), 8 * (used - n), n);
}

/** `n` integers. */
export function integers(n: number): Int32Array<ArrayBuffer> {
  const size = (n + 1) >> 1;
  return size <= INSIDE || size > MOST_CUT ? new Int32Array(n) : new Int32Array(pieceFor(size), 8 * (used - size), n);
}

/** The piece whose `n` doubles before `used` are free. */
function pieceFor(n: number): ArrayBuffer {
  if (piece === null || used + n > PIECE) {
    piece = new ArrayBuffer(8 * PIECE);
    used = 0;
  }
  used += n;
  return piece;
}
