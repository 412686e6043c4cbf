/**
 * Estimate of ‖A⁻¹‖₁ from a factorisation, in O(n²): a power method on the set of sign vectors.
 *
 * Hager (1984), "Condition estimates"; Higham (1988), algorithm 4.1. Never above the true norm, rarely below a third.
 */
export function inverseNormEstimate(n: number, solve: (b: Float64Array<ArrayBuffer>, transpose: boolean) => void): number {
  if (n === 0) return 0;
  const norm1 = (v: Float64Array): number => {
    let s = 0;
    for (let i = 0; i < n; i++) s += Math.abs(v[i]);
    return s;
  };
  let x = new Float64Array(n).fill(1 / n);
  let estimate = 0;
  let last = -1;
  for (let step = 0; step < 5; step++) {
    const y = x.slice();
    solve(y, false);
    const size = norm1(y);
    if (!(size > estimate)) {
      if (size !== size) return Infinity;
      break;
    }
    estimate = size;
    const z = new Float64Array(n);
    for (let i = 0; i < n; i++) z[i] = y[i] >= 0 ? 1 : -1;
    solve(z, true);
    let j = 0;
    for (let i = 1; i < n; i++) if (Math.abs(z[i]) > Math.abs(z[j])) j = i;
    if (j === last) break;
    last = j;
    x = new Float64Array(n);
    x[j] = 1;
  }
  const alternating = new Float64Array(n);
  for (let i = 0; i < n; i++) alternating[i] = (i % 2 === 0 ? 1 : -1) * (1 + i / Math.max(1, n - 1));
  solve(alternating, false);
  return Math.max(estimate, (2 * norm1(alternating)) / (3 * n));
}
