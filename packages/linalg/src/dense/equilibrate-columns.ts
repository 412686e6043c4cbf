import { exponentOf, timesPowerOfTwo } from './scaling.ts';

/** Columns times powers of two, so that the largest entry of each is in [1, 2); a column of zeros stays. */
export function equilibrateColumns(
  source: Float64Array,
  m: number,
  n: number,
): { readonly a: Float64Array<ArrayBuffer>; readonly scales: Int32Array<ArrayBuffer> } {
  const a = Float64Array.from(source);
  const scales = new Int32Array(n);
  for (let j = 0; j < n; j++) {
    let top = 0;
    for (let i = 0; i < m; i++) top = Math.max(top, Math.abs(a[i * n + j]));
    scales[j] = -exponentOf(top);
    for (let i = 0; i < m; i++) a[i * n + j] = timesPowerOfTwo(a[i * n + j], scales[j]);
  }
  return { a, scales };
}
