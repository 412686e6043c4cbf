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

/** Arrays of a, b, c and d zeros. */
export function arraysOf(a: number, b: number, c: number, d: number): readonly Float64Array<ArrayBuffer>[] {
  const toA = a > INSIDE ? a : 0;
  const toB = b > INSIDE ? toA + b : toA;
  const toC = c > INSIDE ? toB + c : toB;
  const total = d > INSIDE ? toC + d : toC;
  if (total === 0 || total > MOST_SHARED) return [new Float64Array(a), new Float64Array(b), new Float64Array(c), new Float64Array(d)];
  const buffer = new ArrayBuffer(8 * total);
  return [
    toA > 0 ? new Float64Array(buffer, 0, a) : new Float64Array(a),
    toB > toA ? new Float64Array(buffer, 8 * toA, b) : new Float64Array(b),
    toC > toB ? new Float64Array(buffer, 8 * toB, c) : new Float64Array(c),
    total > toC ? new Float64Array(buffer, 8 * toC, d) : new Float64Array(d),
  ];
}
