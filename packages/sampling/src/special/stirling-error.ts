/**
 * What Stirling's formula leaves: δ(a) = log Γ(a + 1) − (a + ½) log a + a − ½ log 2π = 1/(12a) − 1/(360a³) + …, a ≥ 8.
 *
 * NIST Digital Library of Mathematical Functions 5.11.1.
 */
const SERIES: readonly number[] = [
  0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953, 0.0008417508417508417, -0.0019175269175269176,
  0.00641025641025641, -0.029550653594771242, 0.17964437236883057, -1.3924322169059011, 13.402864044168393,
];

export function stirlingError(a: number): number {
  const z = 1 / (a * a);
  let s = 0;
  for (let k = SERIES.length - 1; k >= 0; k--) s = s * z + SERIES[k];
  return s / a;
}
