/**
 * Standard form of a real 2×2 block: upper triangular for real eigenvalues, equal diagonal and b·c < 0 for a complex pair.
 * Bai and Demmel (1993), "On swapping diagonal blocks in real Schur form", section 2.
 */
import { EPS } from './machine.ts';

export interface StandardBlock { readonly a: number; readonly b: number; readonly c: number; readonly d: number; readonly cs: number; readonly sn: number }
const sign = (x: number): number => x < 0 ? -1 : 1;

/** [cs sn; −sn cs]·[a b; c d]·[cs −sn; sn cs] in standard form. */
export function standardizeBlock(a: number, b: number, c: number, d: number): StandardBlock {
  if (c === 0) return { a, b, c, d, cs: 1, sn: 0 };
  if (b === 0) return { a: d, b: -c, c: 0, d: a, cs: 0, sn: 1 };
  if (a === d && sign(b) !== sign(c)) return { a, b, c, d, cs: 1, sn: 0 };
  const gap = a - d, p = 0.5 * gap, most = Math.max(Math.abs(b), Math.abs(c)), least = Math.min(Math.abs(b), Math.abs(c)) * sign(b) * sign(c);
  const scale = Math.max(Math.abs(p), most), z = p / scale * p + most / scale * least;
  if (z >= 4 * EPS * scale) {
    const root = p + sign(p) * Math.sqrt(scale) * Math.sqrt(z), tau = Math.hypot(c, root);
    return { a: d + root, b: b - c, c: 0, d: d - most / root * least, cs: root / tau, sn: c / tau };
  }
  const sigma = b + c, tau = Math.hypot(sigma, gap);
  let cs = Math.sqrt(0.5 * (1 + Math.abs(sigma) / tau)), sn = -(p / (tau * cs)) * sign(sigma);
  const aa = a * cs + b * sn, bb = -a * sn + b * cs, cc = c * cs + d * sn, dd = -c * sn + d * cs;
  let na = aa * cs + cc * sn, nb = bb * cs + dd * sn, nc = -aa * sn + cc * cs, nd = -bb * sn + dd * cs;
  const middle = 0.5 * (na + nd);
  na = nd = middle;
  if (nc !== 0) {
    if (nb === 0) { nb = -nc; nc = 0; [cs, sn] = [-sn, cs]; }
    else if (sign(nb) === sign(nc)) {
      const sab = Math.sqrt(Math.abs(nb)), sac = Math.sqrt(Math.abs(nc)), q = sign(nc) * sab * sac, t = 1 / Math.sqrt(Math.abs(nb + nc));
      na = middle + q;
      nd = middle - q;
      nb -= nc;
      nc = 0;
      const c1 = sab * t, s1 = sac * t;
      [cs, sn] = [cs * c1 - sn * s1, cs * s1 + sn * c1];
    }
  }
  return { a: na, b: nb, c: nc, d: nd, cs, sn };
}
