/**
 * Standard form of a real 2×2 block: upper triangular for real eigenvalues, equal diagonal and b·c < 0 for a complex pair.
 * Bai and Demmel (1993), "On swapping diagonal blocks in real Schur form", section 2. Square roots are taken of quotients,
 * so that all of it commutes with powers of two: eigenvalues do not depend on the scale of A.
 */
import { EPS } from './machine.ts';
import { hypotenuse } from './vector.ts';

export interface StandardBlock {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly cs: number;
  readonly sn: number;
}
const sign = (x: number): number => (x < 0 ? -1 : 1);

/** √(xy) of x, y ≥ 0 that commutes with powers of two, odd ones too. */
export function geometricMean(x: number, y: number): number {
  const most = Math.max(x, y);
  const ratio = Math.min(x, y) / most;
  return ratio > 1e-290 ? most * Math.sqrt(ratio) : Math.sqrt(x) * Math.sqrt(y);
}

/** [cs sn; −sn cs]·[a b; c d]·[cs −sn; sn cs] in standard form. */
export function standardizeBlock(a: number, b: number, c: number, d: number): StandardBlock {
  if (c === 0) return { a, b, c, d, cs: 1, sn: 0 };
  if (b === 0) return { a: d, b: -c, c: 0, d: a, cs: 0, sn: 1 };
  if (a === d && sign(b) !== sign(c)) return { a, b, c, d, cs: 1, sn: 0 };
  const gap = a - d;
  const p = 0.5 * gap;
  const most = Math.max(Math.abs(b), Math.abs(c));
  const least = Math.min(Math.abs(b), Math.abs(c)) * sign(b) * sign(c);
  const scale = Math.max(Math.abs(p), most);
  const z = (p / scale) * p + (most / scale) * least;
  if (z >= 4 * EPS * scale) {
    const root = p + sign(p) * scale * Math.sqrt(z / scale);
    const tau = hypotenuse(c, root);
    return { a: d + root, b: b - c, c: 0, d: d - (most / root) * least, cs: root / tau, sn: c / tau };
  }
  const sigma = b + c;
  const tau = hypotenuse(sigma, gap);
  let cs = Math.sqrt(0.5 * (1 + Math.abs(sigma) / tau));
  let sn = -(p / (tau * cs)) * sign(sigma);
  const aa = a * cs + b * sn;
  const bb = -a * sn + b * cs;
  const cc = c * cs + d * sn;
  const dd = -c * sn + d * cs;
  let na = aa * cs + cc * sn;
  let nb = bb * cs + dd * sn;
  let nc = -aa * sn + cc * cs;
  let nd = -bb * sn + dd * cs;
  const middle = 0.5 * (na + nd);
  na = nd = middle;
  if (nc !== 0) {
    if (nb === 0) {
      nb = -nc;
      nc = 0;
      [cs, sn] = [-sn, cs];
    } else if (sign(nb) === sign(nc)) {
      const q = sign(nc) * geometricMean(Math.abs(nb), Math.abs(nc));
      const sum = nb + nc;
      const c1 = Math.sqrt(nb / sum);
      const s1 = Math.sqrt(nc / sum);
      na = middle + q;
      nd = middle - q;
      nb -= nc;
      nc = 0;
      [cs, sn] = [cs * c1 - sn * s1, cs * s1 + sn * c1];
    }
  }
  return { a: na, b: nb, c: nc, d: nd, cs, sn };
}
