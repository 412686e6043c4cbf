/**
 * Distribution of the statistic of Kolmogorov, exact for n draws: P(Dₙ < d) = n!/nⁿ · (Hⁿ)_kk with a band matrix H of order
 * 2k − 1, k = ⌈n·d⌉. All entries are positive, so nothing cancels; the power is by squaring, scaled by powers of two.
 *
 * Marsaglia, Tsang, Wang (2003), "Evaluating Kolmogorov's distribution", J. Stat. Softw. 8(18); Durbin (1973).
 */

/** P(Dₙ < d); O(k³ log n) operations, for small n. */
export function exactProbability(n: number, d: number): number {
  if (d >= 1) return 1;
  if (d <= 1 / (2 * n)) return 0;
  const k = Math.ceil(n * d);
  const m = 2 * k - 1;
  const power = powerOf(matrix(m, k - n * d), m, n);
  let p = power.entries[(k - 1) * m + k - 1];
  let exponent = power.exponent;
  for (let i = 1; i <= n; i++) {
    p *= i / n;
    if (p < 2 ** -500) {
      p *= 2 ** 500;
      exponent -= 500;
    }
  }
  return Math.min(1, Math.max(0, p * 2 ** exponent));
}

/** H: 1/(i − j + 1)! below the second diagonal, corrected in the first column and the last row by powers of h. */
function matrix(m: number, h: number): Float64Array {
  const H = new Float64Array(m * m);
  const powers = Array.from({ length: m + 1 }, (_, i) => h ** i);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) H[i * m + j] = i - j + 1 < 0 ? 0 : 1;
  for (let i = 0; i < m; i++) {
    H[i * m] -= powers[i + 1];
    H[(m - 1) * m + i] -= powers[m - i];
  }
  H[(m - 1) * m] += 2 * h - 1 > 0 ? (2 * h - 1) ** m : 0;
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) for (let g = 1; g <= i - j + 1; g++) H[i * m + j] /= g;
  return H;
}

interface Scaled {
  readonly entries: Float64Array;
  readonly exponent: number;
}

function powerOf(H: Float64Array, m: number, n: number): Scaled {
  if (n === 1) return { entries: H, exponent: 0 };
  const half = powerOf(H, m, n >> 1);
  const square = multiply(half.entries, half.entries, m);
  const entries = n % 2 === 0 ? square : multiply(H, square, m);
  const exponent = 2 * half.exponent;
  return entries[(m >> 1) * m + (m >> 1)] > 2 ** 400
    ? { entries: entries.map((x) => x * 2 ** -400), exponent: exponent + 400 }
    : { entries, exponent };
}

function multiply(A: Float64Array, B: Float64Array, m: number): Float64Array {
  const C = new Float64Array(m * m);
  for (let i = 0; i < m; i++)
    for (let l = 0; l < m; l++) {
      const a = A[i * m + l];
      if (a !== 0) for (let j = 0; j < m; j++) C[i * m + j] += a * B[l * m + j];
    }
  return C;
}
