/**
 * Eigenvectors of a quasi upper triangular T: back substitution in (T − λI)x = 0, with rescaling against overflow, and a
 * diagonal entry below ε‖T‖ taken as that. Golub and Van Loan, section 7.6.4.
 */
import { EPS, SMALLEST_NORMAL } from './machine.ts';

export interface ComplexColumns {
  readonly re: Float64Array<ArrayBuffer>;
  readonly im: Float64Array<ArrayBuffer>;
}

/** Columns in the order of the eigenvalues; those of a pair are conjugate. */
export function schurVectors(t: Float64Array, n: number, wr: Float64Array, wi: Float64Array): ComplexColumns {
  const re = new Float64Array(n * n);
  const im = new Float64Array(n * n);
  const x = new Float64Array(n);
  const y = new Float64Array(n);
  let norm = 0;
  for (let i = 0; i < n * n; i++) norm = Math.max(norm, Math.abs(t[i]));
  const least = Math.max(EPS * norm, SMALLEST_NORMAL);
  for (let k = n - 1; k >= 0; k--) {
    const pair = wi[k] !== 0;
    if (pair && wi[k] > 0) continue; // taken with its conjugate
    x.fill(0);
    y.fill(0);
    let last = k - 1;
    if (!pair) x[k] = 1;
    else last = k - 2;
    if (pair) fixPair(t, n, k, -wi[k], x, y);
    backSubstitute(t, n, last, k, wr[k], pair ? -wi[k] : 0, x, y, least);
    for (let i = 0; i <= k; i++) {
      if (pair) {
        re[i * n + k - 1] = re[i * n + k] = x[i];
        im[i * n + k - 1] = y[i];
        im[i * n + k] = -y[i];
      } else re[i * n + k] = x[i];
    }
  }
  return { re, im };
}

/** Null vector of [a−λ b; c a−λ], λ = a + iω: −iω·x₁ + b·x₂ = 0. */
function fixPair(t: Float64Array, n: number, k: number, omega: number, x: Float64Array, y: Float64Array): void {
  const b = t[(k - 1) * n + k];
  const c = t[k * n + k - 1];
  if (Math.abs(b) >= Math.abs(c)) {
    x[k - 1] = 1;
    y[k - 1] = 0;
    x[k] = 0;
    y[k] = omega / b;
  } else {
    x[k] = 1;
    y[k] = 0;
    x[k - 1] = 0;
    y[k - 1] = omega / c;
  }
}

function backSubstitute(
  t: Float64Array,
  n: number,
  last: number,
  k: number,
  lr: number,
  li: number,
  x: Float64Array,
  y: Float64Array,
  least: number,
): void {
  for (let i = last; i >= 0;) {
    const two = i > 0 && t[i * n + i - 1] !== 0;
    const first = two ? i - 1 : i;
    if (!two) {
      const [sr, si] = sums(t, n, i, i, k, x, y);
      [x[i], y[i]] = quotient(-sr, -si, t[i * n + i] - lr, -li, least);
    } else {
      const [pr, pi] = sums(t, n, first, i, k, x, y);
      const [qr, qi] = sums(t, n, i, i, k, x, y);
      solvePair(
        t[first * n + first] - lr,
        t[first * n + i],
        t[i * n + first],
        t[i * n + i] - lr,
        -li,
        -pr,
        -pi,
        -qr,
        -qi,
        least,
        first,
        x,
        y,
      );
    }
    let top = 0;
    for (let j = first; j <= i; j++) top = Math.max(top, Math.abs(x[j]), Math.abs(y[j]));
    if (top > 1e100)
      for (let j = first; j <= k; j++) {
        x[j] /= top;
        y[j] /= top;
      }
    i = first - 1;
  }
}

/** Σ_{j > block} t_rj·x_j */
function sums(
  t: Float64Array,
  n: number,
  row: number,
  blockEnd: number,
  k: number,
  x: Float64Array,
  y: Float64Array,
): readonly [number, number] {
  let re = 0;
  let im = 0;
  for (let j = blockEnd + 1; j <= k; j++) {
    const v = t[row * n + j];
    re += v * x[j];
    im += v * y[j];
  }
  return [re, im];
}

function quotient(ar: number, ai: number, br: number, bi: number, least: number): [number, number] {
  if (Math.abs(br) + Math.abs(bi) < least) {
    br = least;
    bi = 0;
  }
  if (Math.abs(br) >= Math.abs(bi)) {
    const r = bi / br;
    const d = br + bi * r;
    return [(ar + ai * r) / d, (ai - ar * r) / d];
  }
  const r = br / bi;
  const d = bi + br * r;
  return [(ar * r + ai) / d, (ai * r - ar) / d];
}

/** [a+iμ b; c d+iμ](x; y) = (p; q) by elimination with the larger pivot. */
function solvePair(
  a: number,
  b: number,
  c: number,
  d: number,
  mu: number,
  pr: number,
  pi: number,
  qr: number,
  qi: number,
  least: number,
  at: number,
  x: Float64Array,
  y: Float64Array,
): void {
  const keep = Math.abs(a) + Math.abs(mu) >= Math.abs(c);
  // Rows (m11 m12 | r1), (m21 m22 | r2) with the pivot in m11.
  const m11r = keep ? a : c;
  const m11i = keep ? mu : 0;
  const m12r = keep ? b : d;
  const m12i = keep ? 0 : mu;
  const m21r = keep ? c : a;
  const m21i = keep ? 0 : mu;
  const m22r = keep ? d : b;
  const m22i = keep ? mu : 0;
  const r1r = keep ? pr : qr;
  const r1i = keep ? pi : qi;
  const r2r = keep ? qr : pr;
  const r2i = keep ? qi : pi;
  const [fr, fi] = quotient(m21r, m21i, m11r, m11i, least);
  const ur = m22r - (fr * m12r - fi * m12i);
  const ui = m22i - (fr * m12i + fi * m12r);
  const sr = r2r - (fr * r1r - fi * r1i);
  const si = r2i - (fr * r1i + fi * r1r);
  const [zr, zi] = quotient(sr, si, ur, ui, least);
  const [wr, wi] = quotient(r1r - (m12r * zr - m12i * zi), r1i - (m12r * zi + m12i * zr), m11r, m11i, least);
  x[at] = wr;
  y[at] = wi;
  x[at + 1] = zr;
  y[at + 1] = zi;
}
