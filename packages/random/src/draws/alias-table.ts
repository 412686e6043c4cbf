/**
 * Alias table: n columns of height 1/n, each shared by at most two elements, so that a draw takes one comparison.
 *
 * Walker (1977), "An efficient method for generating discrete random variables with general distributions";
 * built as by Vose (1991) in O(n): columns that are too low are filled up from those that are too high.
 */
export interface AliasTable {
  /** Share of column i that belongs to i, in [0, 1]. */
  readonly threshold: Float64Array;
  /** To whom the rest belongs. */
  readonly alias: Int32Array;
}

/** @param weights finite, ≥ 0, at least one positive */
export function aliasTable(weights: Float64Array): AliasTable {
  const n = weights.length;
  const threshold = new Float64Array(n);
  const alias = new Int32Array(n);
  let heaviest = 0;
  let sum = 0;
  for (let i = 0; i < n; i++) if (weights[i] > weights[heaviest]) heaviest = i;
  const largest = weights[heaviest];
  for (let i = 0; i < n; i++) sum += weights[i] / largest; // by the largest: no overflow
  const low: number[] = [];
  const high: number[] = [];
  for (let i = 0; i < n; i++) {
    threshold[i] = (weights[i] / largest) * (n / sum);
    alias[i] = heaviest; // never an element of weight 0
    (threshold[i] < 1 ? low : high).push(i);
  }
  while (low.length > 0 && high.length > 0) {
    const l = low.pop()!;
    const h = high[high.length - 1];
    alias[l] = h;
    threshold[h] = threshold[h] + threshold[l] - 1;
    if (threshold[h] < 1) {
      high.pop();
      low.push(h);
    }
  }
  for (const i of high) threshold[i] = 1;
  for (const i of low) if (weights[i] > 0) threshold[i] = 1; // left over by rounding
  return { threshold, alias };
}
