import { math } from '@adjoint/kernels';

const MOST = 4096;

/** log k!, each of the first values computed once; for the length of one draw of `total` elements. */
export function rememberedLogFactorial(total: number): (k: number) => number {
  const known = new Float64Array(Math.min(MOST, Math.max(64, total))).fill(NaN);
  return (k) => {
    if (!(k < known.length)) return math.lgamma(k + 1);
    const value = known[k];
    if (value === value) return value;
    return (known[k] = math.lgamma(k + 1));
  };
}
