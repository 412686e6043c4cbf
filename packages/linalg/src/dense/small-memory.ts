/**
 * Memory for small matrices. A typed array of more than eight doubles costs as much as the arithmetic on a matrix of order
 * four: scratch is plain arrays of doubles, and the results of one call share a buffer.
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
/** Up to so many share a buffer: it lives as long as any of them. */
const MOST_SHARED = 512;

/** Arrays of `first`, then of `a`, `b` and `c` zeros. */
export function arraysOf(first: number, a: number, b: number, c: number): readonly Float64Array<ArrayBuffer>[] {
  const lengths = [first, a, b, c];
  let total = 0;
  for (let i = 0; i < 4; i++) if (lengths[i] > INSIDE) total += lengths[i];
  const buffer = total > 0 && total <= MOST_SHARED ? new ArrayBuffer(8 * total) : null;
  const out: Float64Array<ArrayBuffer>[] = [];
  for (let i = 0, at = 0; i < 4; i++) {
    const n = lengths[i];
    if (buffer !== null && n > INSIDE) {
      out.push(new Float64Array(buffer, at, n));
      at += 8 * n;
    } else out.push(new Float64Array(n));
  }
  return out;
}
