/** A long row cut where the tree of its sum is cut, so that sums of pieces make the sum of the row, bit for bit. */

/** Elements of a leaf of the tree: a contract of all kernels. */
const LEAF = 128;
const halfOf = (n: number): number => Math.ceil(n / 2 / LEAF) * LEAF;

/** The longest piece of a row of n elements, at most `most`. */
export const longestPiece = (n: number, most: number): number =>
  n <= most ? n : Math.max(longestPiece(halfOf(n), most), longestPiece(n - halfOf(n), most));

export const COMBINE = {
  sum: (a: number, b: number): number => a + b,
  prod: (a: number, b: number): number => a * b,
  max: Math.max,
  min: Math.min,
} as const;
export type Folding = keyof typeof COMBINE;

/** The reductions of one row, from those of its pieces. */
export function foldPieces(
  names: readonly Folding[],
  from: number,
  n: number,
  most: number,
  piece: (from: number, n: number) => readonly number[],
): readonly number[] {
  if (n <= most) return piece(from, n);
  const half = halfOf(n);
  const left = foldPieces(names, from, half, most, piece);
  const right = foldPieces(names, from + half, n - half, most, piece);
  return names.map((name, i) => COMBINE[name](left[i], right[i]));
}
