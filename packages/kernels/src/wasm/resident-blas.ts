/** The resident BLAS of one precision on one arena; see `ResidentBlas` for what each function does. */
import type { ResidentBlas } from '../dense-contract.ts';
import type { Arena } from './arena.ts';
import type { Precision } from './gemm-module.ts';
import { residentCode } from './resident-module.ts';

/** Sums of squares between the first two are safe: no term that counts was lost, none overflowed; and factors up and down for the others. */
const SAFE = { float64: [1e-280, 1e300, 2 ** 600, 2 ** -600], float32: [1e-28, 1e36, 2 ** 100, 2 ** -70] } as const;

export function createResidentBlas(arena: Arena, precision: Precision, fused: boolean): ResidentBlas {
  const code = residentCode(arena, precision, fused);
  const [low, high, up, down] = SAFE[precision];
  return {
    ...code,
    reserve: (bytes) => arena.reserve(bytes),
    float64: () => arena.float64(),
    iamax(n, x) {
      if (n < 1) return -1;
      const top = code.largest(n, x);
      return top === top ? code.indexOf(n, x, top) : 0;
    },
    nrm2(n, x) {
      const sum = code.sumOfSquares(n, x, 1);
      if (sum > low && sum < high) return Math.sqrt(sum);
      if (n < 1) return 0;
      const top = code.largest(n, x);
      const total = code.asum(n, x);
      if (total !== total || top === 0 || top === Infinity) return total === total ? top : NaN;
      const scale = top > 1 ? down : up;
      return Math.sqrt(code.sumOfSquares(n, x, scale)) / scale;
    },
    trsv(lower, transposed, unit, n, a, lda, x) {
      const flag = unit ? 1 : 0;
      if (lower) (transposed ? code.trsvLowerT : code.trsvLower)(n, flag, a, lda, x);
      else (transposed ? code.trsvUpperT : code.trsvUpper)(n, flag, a, lda, x);
    },
  };
}
