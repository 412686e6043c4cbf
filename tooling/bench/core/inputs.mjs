/** Numbers in (−1, 1), the same here and in Python: the fractional parts of a golden sequence. */
export function uniforms(n, seed, Type = Float64Array) {
  const out = new Type(n);
  for (let i = 0; i < n; i++) {
    const v = (i + 1) * 0.6180339887498949 + seed * 0.7548776662466927;
    out[i] = (v - Math.floor(v)) * 2 - 1;
  }
  return out;
}
export const arrayType = (dtype) => (dtype === 'float64' ? Float64Array : Float32Array);
/** A matrix as arrays of rows. */
export const rows = (x, columns) => Array.from({ length: x.length / columns }, (_, i) => [...x.subarray(i * columns, (i + 1) * columns)]);
