/**
 * The singular value decomposition of [f g; 0 h], to nearly full accuracy barring overflow.
 *
 * Demmel and Kahan (1990), section 3 and appendix; the formulas of Kahan for the small rotations.
 */
import { EPS } from './machine.ts';

/** [smallest, largest] singular value of [f g; 0 h]. */
export function singularValues2(f: number, g: number, h: number): readonly [number, number] {
  const fa = Math.abs(f);
  const ga = Math.abs(g);
  const ha = Math.abs(h);
  const low = Math.min(fa, ha);
  const high = Math.max(fa, ha);
  if (low === 0) {
    if (high === 0) return [0, ga];
    const big = Math.max(high, ga);
    const small = Math.min(high, ga);
    return [0, big * Math.sqrt(1 + (small / big) ** 2)];
  }
  if (ga < high) {
    const as = 1 + low / high;
    const at = (high - low) / high;
    const au = (ga / high) ** 2;
    const c = 2 / (Math.sqrt(as * as + au) + Math.sqrt(at * at + au));
    return [low * c, high / c];
  }
  const au = high / ga;
  if (au === 0) return [(low * high) / ga, ga];
  const as = 1 + low / high;
  const at = (high - low) / high;
  const c = 1 / (Math.sqrt(1 + (as * au) ** 2) + Math.sqrt(1 + (at * au) ** 2));
  return [2 * (low * c) * au, ga / (c + c)];
}

export interface Pair2 {
  readonly smallest: number;
  readonly largest: number;
  readonly cLeft: number;
  readonly sLeft: number;
  readonly cRight: number;
  readonly sRight: number;
}

/** [cL sL; −sL cL]·[f g; 0 h]·[cR −sR; sR cR] = diag(largest, smallest); signs may be negative. */
export function bidiagonalPair(f: number, g: number, h: number): Pair2 {
  let ft = f;
  let fa = Math.abs(f);
  let ht = h;
  let ha = Math.abs(h);
  const swap = ha > fa;
  const ga = Math.abs(g);
  if (swap) {
    [ft, ht] = [ht, ft];
    [fa, ha] = [ha, fa];
  }
  let largestEntry = swap ? 3 : 1;
  let cL: number;
  let sL: number;
  let cR: number;
  let sR: number;
  let small: number;
  let large: number;
  if (ga === 0) {
    small = ha;
    large = fa;
    cL = 1;
    cR = 1;
    sL = 0;
    sR = 0;
  } else {
    let ordinary = true;
    cL = cR = 1;
    sL = sR = 0;
    small = ha;
    large = fa;
    if (ga > fa) {
      largestEntry = 2;
      if (fa / ga < EPS) {
        ordinary = false;
        large = ga;
        small = ha > 1 ? fa / (ga / ha) : (fa / ga) * ha;
        cL = 1;
        sL = ht / g;
        sR = 1;
        cR = ft / g;
      }
    }
    if (ordinary) {
      const d = fa - ha;
      const l = d === fa ? 1 : d / fa;
      const m = g / ft;
      const t0 = 2 - l;
      const s = Math.sqrt(t0 * t0 + m * m);
      const r = l === 0 ? Math.abs(m) : Math.sqrt(l * l + m * m);
      const a = 0.5 * (s + r);
      small = ha / a;
      large = fa * a;
      let t: number;
      if (m * m === 0) {
        t = l === 0 ? 2 * Math.sign(ft) * Math.sign(g) : g / (Math.abs(d) * sign(ft)) + m / t0;
      } else t = (m / (s + t0) + m / (r + l)) * (1 + a);
      const q = Math.sqrt(t * t + 4);
      cR = 2 / q;
      sR = t / q;
      cL = (cR + sR * m) / a;
      sL = ((ht / ft) * sR) / a;
    }
  }
  const out = swap ? { cLeft: sR, sLeft: cR, cRight: sL, sRight: cL } : { cLeft: cL, sLeft: sL, cRight: cR, sRight: sR };
  const signLargest =
    largestEntry === 3
      ? sign(out.sRight) * sign(out.sLeft) * sign(h)
      : largestEntry === 1
        ? sign(out.cRight) * sign(out.cLeft) * sign(f)
        : sign(out.sRight) * sign(out.cLeft) * sign(g);
  const signSmallest = signLargest * sign(f) * sign(h);
  return { ...out, largest: large * signLargest, smallest: small * signSmallest };
}
const sign = (x: number): number => (x < 0 ? -1 : 1);
