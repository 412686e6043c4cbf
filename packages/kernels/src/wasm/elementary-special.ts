/**
 * tan, erf, erfc, log Γ and ψ on two float64 lanes: as elementary.ts, the algorithms and the order of operations of
 * `src/math`. Every branch is computed and the right one selected.
 */
import { bitsOf, f64x2, f64x2Unary, select, subI64x2 } from './assembler.ts';
import { fusedMinusF64x2 } from './assembler-scalar.ts';
import { circularTails, expParts, log, reduceByHalfPi } from './elementary.ts';
import { half, oddMask, powerOfTwo, withSignOf, type LaneBuilder, type Lanes } from './lane-builder.ts';
import { ABOUT_ONE, ABOUT_TWO, HALF_LOG_TWO_PI, STIRLING } from '../math/gamma.ts';
import { ERF, ERFCX } from '../math/erf.ts';
import { ASYMPTOTIC, NEAR_ROOT, ROOT, ROOT_LOW } from '../math/polygamma.ts';

const { add, sub, mul, div, lt, gt, ge } = f64x2;

/** x·y − p for the rounded product p: by halves as double-double.ts, or in one step. */
export function productError(b: LaneBuilder, x: Lanes, y: Lanes, p: Lanes): Lanes {
  if (b.fused) return f64x2Unary.neg(fusedMinusF64x2(x, y, p));
  const upper = (v: Lanes): Lanes => {
    const c = b.name(mul(b.constant(134217729), v));
    return b.name(sub(c, sub(c, v)));
  };
  const x1 = upper(x);
  const x2 = b.name(sub(x, x1));
  const y1 = upper(y);
  const y2 = b.name(sub(y, y1));
  return add(add(add(sub(mul(x1, y1), p), mul(x1, y2)), mul(x2, y1)), mul(x2, y2));
}

export function tan(b: LaneBuilder, x: Lanes): Lanes {
  const { n, r, δ } = reduceByHalfPi(b, x);
  const { sine, w, cosine } = circularTails(b, r, δ);
  const odd = b.name(oddMask(n));
  const s = b.name(add(r, sine));
  const sLow = b.name(add(sub(r, s), sine));
  const c = b.name(add(w, cosine));
  const cLow = b.name(add(sub(w, c), cosine));
  const top = b.name(select(c, s, odd));
  const topLow = b.name(select(cLow, sLow, odd));
  const bottom = b.name(select(s, c, odd));
  const bottomLow = b.name(select(sLow, cLow, odd));
  const q = b.name(div(top, bottom));
  const p = b.name(mul(q, bottom));
  const rest = sub(add(sub(sub(top, p), productError(b, q, bottom, p)), topLow), mul(q, bottomLow));
  const value = b.name(add(q, div(rest, bottom)));
  return b.name(select(x, bitsOf.xor(value, bitsOf.and(odd, b.constant(-0))), lt(f64x2Unary.abs(x), b.constant(1e-8))));
}

/** Σ cₖ Tₖ(t) by Clenshaw's recurrence. */
function chebyshev(b: LaneBuilder, c: readonly number[], t: Lanes): Lanes {
  const twice = b.name(mul(b.constant(2), t));
  let b1 = b.constant(c[c.length - 1]);
  let b2 = b.constant(0);
  for (let i = c.length - 2; i > 0; i--) {
    const next = b.name(b.fused ? b.multiplyAdd(twice, b1, sub(b.constant(c[i]), b2)) : add(sub(mul(twice, b1), b2), b.constant(c[i])));
    b2 = b1;
    b1 = next;
  }
  return b.name(add(sub(mul(t, b1), b2), b.constant(c[0])));
}

/** e^{−x²} · e^{x²} erfc x for 0 ≤ x ≤ 28 */
function erfcTail(b: LaneBuilder, x: Lanes): Lanes {
  const y = b.name(
    div(chebyshev(b, ERFCX, b.name(div(sub(x, b.constant(3.75)), add(x, b.constant(3.75))))), add(b.constant(1), mul(b.constant(2), x))),
  );
  const square = b.name(mul(x, x));
  const low = b.name(productError(b, x, x, square));
  const { k, hi, lo } = expParts(b, b.name(f64x2Unary.neg(square)), b.name(f64x2Unary.neg(low)));
  const h = b.name(half(k));
  return b.name(mul(mul(mul(add(hi, lo), y), powerOfTwo(b, h)), powerOfTwo(b, subI64x2(k, h))));
}

/** erf x − x */
const erfNear = (b: LaneBuilder, x: Lanes): Lanes => b.name(mul(x, b.polynomial(ERF, b.name(mul(x, x)))));

export function erf(b: LaneBuilder, x: Lanes): Lanes {
  const size = b.name(f64x2Unary.abs(x));
  const near = b.name(add(x, erfNear(b, x)));
  const far = select(b.constant(1), sub(b.constant(1), erfcTail(b, size)), gt(size, b.constant(6)));
  return b.name(select(near, withSignOf(b, far, x), lt(size, b.constant(0.9))));
}

export function erfc(b: LaneBuilder, x: Lanes): Lanes {
  const tail = erfNear(b, x);
  const one = b.constant(1);
  const two = b.constant(2);
  const near = b.name(select(sub(one, add(x, tail)), sub(b.constant(0.5), add(sub(x, b.constant(0.5)), tail)), lt(x, b.constant(0.25))));
  const far = erfcTail(b, b.name(f64x2Unary.abs(x)));
  const right = bitsOf.andNot(far, gt(x, b.constant(28)));
  const left = select(two, sub(two, far), lt(x, b.constant(-6)));
  const inner = bitsOf.and(lt(x, b.constant(0.5)), gt(x, b.constant(-0.9)));
  return b.name(select(near, select(left, right, lt(x, b.constant(0))), inner));
}

/** c₀ + x(c₁ + x(…)): the last two steps one after the other, so that only their rounding errors count. */
const steadyPolynomial = (b: LaneBuilder, c: readonly number[], x: Lanes): Lanes =>
  b.multiplyAdd(b.multiplyAdd(b.polynomial(c.slice(2), x), x, b.constant(c[1])), x, b.constant(c[0]));

export function lgamma(b: LaneBuilder, x: Lanes): Lanes {
  const one = b.constant(1);
  const two = b.constant(2);
  const three = b.constant(3);
  const large = b.name(ge(x, b.constant(8)));
  const tiny = b.name(lt(x, b.constant(0.7)));
  // 3 < x < 8: Γ(x) = product · Γ(y), y ≤ 3
  let y = b.name(select(two, x, large));
  let product = one;
  for (let i = 0; i < 5; i++) {
    const more = b.name(gt(y, three));
    y = b.name(sub(y, bitsOf.and(one, more)));
    product = b.name(mul(product, select(y, one, more)));
  }
  const first = b.name(lt(x, b.constant(0.35)));
  const aboutOne = b.name(select(x, sub(x, one), first));
  const aboutTwo = b.name(select(sub(x, one), sub(y, two), tiny));
  const byOne = b.name(mul(aboutOne, steadyPolynomial(b, ABOUT_ONE, aboutOne)));
  const byTwo = b.name(mul(aboutTwo, steadyPolynomial(b, ABOUT_TWO, aboutTwo)));
  const ones = b.name(bitsOf.or(first, bitsOf.andNot(lt(x, b.constant(1.35)), tiny)));
  const between = b.name(bitsOf.andNot(gt(x, three), large));
  const logarithm = b.name(log(b, b.name(select(product, x, between))));
  // −0 changes nothing
  const rest = select(bitsOf.xor(logarithm, bitsOf.and(tiny, b.constant(-0))), b.constant(-0), bitsOf.or(tiny, between));
  const small = b.name(add(select(byOne, byTwo, ones), rest));
  const tail = div(b.polynomial(STIRLING, b.name(div(div(one, x), x))), x);
  const stirling = add(mul(sub(x, b.constant(0.5)), sub(logarithm, one)), add(b.constant(HALF_LOG_TWO_PI - 0.5), tail));
  return b.name(select(b.name(stirling), small, large));
}

export function digamma(b: LaneBuilder, x: Lanes): Lanes {
  const one = b.constant(1);
  const two = b.constant(2);
  const large = b.name(ge(x, b.constant(10)));
  const below = b.name(lt(x, one));
  let sum = b.name(bitsOf.and(div(b.constant(-1), x), below));
  let y = b.name(add(select(two, x, large), bitsOf.and(one, below)));
  for (let i = 0; i < 8; i++) {
    const more = b.name(gt(y, two));
    y = b.name(sub(y, bitsOf.and(one, more)));
    sum = b.name(add(sum, bitsOf.and(div(one, y), more)));
  }
  const near = b.name(
    add(mul(sub(sub(y, b.constant(ROOT)), b.constant(ROOT_LOW)), steadyPolynomial(b, NEAR_ROOT, b.name(sub(y, b.constant(1.5))))), sum),
  );
  const z = b.name(div(div(one, x), x));
  const far = add(log(b, x), sub(mul(z, b.polynomial(ASYMPTOTIC, z)), div(b.constant(0.5), x)));
  return b.name(select(b.name(far), near, large));
}
