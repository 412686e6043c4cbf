/** A long row cut where the tree of its sum is cut, so that sums of pieces make the sum of the row, bit for bit. */

/** Elements of a leaf of the tree: a contract of all kernels. */
export const LEAF = 128;
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

/**
 * The same for n rows of numbers reduced to one row: `piece` writes the row of some of them. Rows in between stay in
 * float64 and are kept in `levels`, one for each depth of the tree.
 */
export function foldRows(
  names: readonly Folding[],
  from: number,
  n: number,
  most: number,
  levels: (depth: number) => readonly Float64Array[],
  piece: (from: number, n: number, into: readonly Float64Array[]) => void,
  depth = 0,
): readonly Float64Array[] {
  const into = levels(depth);
  if (n <= most) {
    piece(from, n, into);
    return into;
  }
  const half = halfOf(n);
  foldRows(names, from, half, most, levels, piece, depth);
  const other = foldRows(names, from + half, n - half, most, levels, piece, depth + 1);
  names.forEach((name, i) => {
    const combine = COMBINE[name];
    const a = into[i];
    const b = other[i];
    for (let k = 0; k < a.length; k++) a[k] = combine(a[k], b[k]);
  });
  return into;
}
