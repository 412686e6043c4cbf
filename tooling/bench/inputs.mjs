/** Numbers in (−1, 1), the same here and in NumPy: the fractional parts of a golden sequence. */
export function uniforms(n, seed, Type = Float64Array) {
  const out = new Type(n);
  for (let i = 0; i < n; i++) { const v = (i + 1) * 0.6180339887498949 + seed * 0.7548776662466927; out[i] = (v - Math.floor(v)) * 2 - 1; }
  return out;
}
export const total = (x) => { let s = 0; for (const v of x) s += Number(v); return s; };
