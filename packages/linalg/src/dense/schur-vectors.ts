/**
 * Eigenvectors of a quasi upper triangular T: back substitution in (T − λI)x = 0, with rescaling against overflow, and a
 * diagonal entry below ε‖T‖ taken as that. Golub and Van Loan, section 7.6.4.
 */
import { EPS, SMALLEST_NORMAL } from './machine.ts';
import { zeros } from './small-memory.ts';

export interface ComplexColumns {
  readonly re: Float64Array<ArrayBuffer>;
  readonly im: Float64Array<ArrayBuffer>;
}

/** To `re` and `im`, zeros before: columns in the order of the eigenvalues; those of a pair are conjugate. Without pairs `im` is not touched. */
export function schurVectors(t: number[], n: number, wr: ArrayLike<number>, wi: ArrayLike<number>, re: number[], im: number[]): void {
  const x = zeros(n);
  const y = re === im ? x : zeros(n); // all are real
  let norm = 0;
  for (let i = 0; i < n * n; i++) {
    const size = Math.abs(t[i]);
    if (size > norm) norm = size;
  }
  const least = Math.max(EPS * norm, SMALLEST_NORMAL);
  for (let k = n - 1; k >= 0; k--) {
    const omega = wi[k];
    if (omega > 0) continue; // taken with its conjugate
    for (let i = 0; i < n; i++) y[i] = x[i] = 0;
    if (omega === 0) {
      x[k] = 1;
      backSubstituteReal(t, n, k, wr[k], x, y, least);
      for (let i = 0, p = k; i <= k; i++, p += n) re[p] = x[i];
      continue;
    }
    fixPair(t, n, k, -omega, x, y);
    backSubstitute(t, n, k - 2, k, wr[k], -omega, x, y, least);
    for (let i = 0, p = k; i <= k; i++, p += n) {
      re[p - 1] = re[p] = x[i];
      im[p - 1] = y[i];
      im[p] = -y[i];
    }
  }
}

/** The vector of a real eigenvalue, x_k = 1; y stays zero. */
function backSubstituteReal(t: number[], n: number, k: number, lambda: number, x: number[], y: number[], least: number): void {
  for (let i = k - 1; i >= 0; i--) {
    const row = i * n;
    let s = 0;
    for (let j = i + 1; j <= k; j++) s += t[row + j] * x[j];
    if (i === 0 || t[row + i - 1] === 0) {
      const d = t[row + i] - lambda;
      x[i] = -s / (Math.abs(d) < least ? least : d);
    } else {
      const up = row - n;
      let p = 0;
      for (let j = i + 1; j <= k; j++) p += t[up + j] * x[j];
      solvePair(t[up + i - 1] - lambda, t[up + i], t[row + i - 1], t[row + i] - lambda, 0, -p, 0, -s, 0, least, i - 1, x, y);
      i--;
    }
    const top = Math.max(Math.abs(x[i]), Math.abs(x[i + 1]));
    if (top > 1e100) for (let j = i; j <= k; j++) x[j] /= top;
  }
}

/** Null vector of [a−λ b; c a−λ], λ = a + iω: −iω·x₁ + b·x₂ = 0. */
function fixPair(t: number[], n: number, k: number, omega: number, x: number[], y: number[]): void {
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
  t: number[],
  n: number,
  last: number,
  k: number,
  lr: number,
  li: number,
  x: number[],
  y: number[],
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
function sums(t: number[], n: number, row: number, blockEnd: number, k: number, x: number[], y: number[]): readonly [number, number] {
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
  x: number[],
  y: number[],
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
