/** The transpose of an m×n matrix, in tiles that stay in the cache. */
export function transposed(a: ArrayLike<number>, m: number, n: number, from = 0): Float64Array<ArrayBuffer> {
  const t = new Float64Array(m * n);
  const tile = 16;
  for (let i0 = 0; i0 < m; i0 += tile) {
    const i1 = Math.min(m, i0 + tile);
    for (let j0 = 0; j0 < n; j0 += tile) {
      const j1 = Math.min(n, j0 + tile);
      for (let i = i0; i < i1; i++) for (let j = j0; j < j1; j++) t[j * m + i] = a[from + i * n + j];
    }
  }
  return t;
}

export function identityMatrix(n: number): Float64Array<ArrayBuffer> {
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  return q;
}
