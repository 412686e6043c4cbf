/**
 * One-sided Jacobi: rotates pairs of columns of A until all are orthogonal; their norms are the singular values.
 *
 * Columns are kept as unit vectors and norms apart, so that columns of any scale take part, and each value comes out to
 * a relative accuracy that depends on the scaled condition number only. Columns are stored as rows.
 * Demmel and Veselić (1992), "Jacobi's method is more accurate than QR"; de Rijk (1989) on the order.
 */
import { EPS } from './machine.ts';
import { dotRange, norm2, rotateRange, swapRange } from './vector.ts';

const SWEEPS = 40;

/**
 * `columns`: n rows of length m, the columns of A; become u₀ … . `vT`: n×n, rotated along, or null.
 *
 * @returns the norms, unsorted, or null when 40 sweeps did not suffice
 */
export function oneSidedJacobi(
  columns: Float64Array,
  n: number,
  m: number,
  vT: Float64Array | null,
  width: number = n,
): Float64Array<ArrayBuffer> | null {
  const norms = new Float64Array(n);
  const tolerance = EPS * Math.sqrt(Math.max(m, 1));
  for (let i = 0; i < n; i++) norms[i] = normalize(columns, i * m, m);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < n - 1; p++) {
      let largest = p;
      for (let q = p + 1; q < n; q++) if (norms[q] > norms[largest]) largest = q;
      if (largest !== p) exchange(columns, m, norms, vT, width, p, largest);
      for (let q = p + 1; q < n; q++) if (norms[q] > 0 && rotatePair(columns, m, norms, vT, width, p, q, tolerance)) rotated = true;
    }
    if (!rotated) return norms;
  }
  return null;
}

function normalize(x: Float64Array, from: number, n: number): number {
  const norm = norm2(x, from, n);
  if (norm > 0) for (let i = from; i < from + n; i++) x[i] /= norm;
  // Tiny or huge vectors lose digits in the division only by rounding, but a second pass makes the length exact.
  const again = norm2(x, from, n);
  if (again > 0 && Math.abs(again - 1) > 4 * EPS) for (let i = from; i < from + n; i++) x[i] /= again;
  return norm * (again > 0 ? again : 1);
}

function exchange(columns: Float64Array, m: number, norms: Float64Array, vT: Float64Array | null, n: number, p: number, q: number): void {
  swapRange(columns, p * m, columns, q * m, m);
  if (vT) swapRange(vT, p * n, vT, q * n, n);
  const t = norms[p];
  norms[p] = norms[q];
  norms[q] = t;
}

function rotatePair(
  columns: Float64Array,
  m: number,
  norms: Float64Array,
  vT: Float64Array | null,
  n: number,
  p: number,
  q: number,
  tolerance: number,
): boolean {
  if (norms[q] > norms[p]) exchange(columns, m, norms, vT, n, p, q);
  const cosine = dotRange(columns, p * m, columns, q * m, m);
  if (!(Math.abs(cosine) > tolerance)) return false;
  const big = norms[p];
  const small = norms[q];
  const ratio = big / small;
  // tan of the angle: t = sign(ζ)/(|ζ| + √(1+ζ²)), ζ = (‖p‖² − ‖q‖²)/(2·p·q); here for p, q of unit length.
  const zeta = (ratio - 1 / ratio) / (2 * cosine);
  const t = Math.abs(zeta) > 1e100 ? 1 / (2 * zeta) : (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const up = t / ratio;
  const down = ratio < 1e8 ? t * ratio : cosine / (1 - 1 / ratio / ratio);
  const c = 1 / Math.sqrt(1 + t * t);
  const P = p * m;
  const Q = q * m;
  for (let i = 0; i < m; i++) {
    const x = columns[P + i];
    const y = columns[Q + i];
    columns[P + i] = c * (x + up * y);
    columns[Q + i] = c * (y - down * x);
  }
  norms[p] = big * normalize(columns, P, m);
  norms[q] = small * normalize(columns, Q, m);
  if (vT) rotateRange(vT, p * n, vT, q * n, n, c, c * t);
  return true;
}
