/**
 * Elementary functions on two float64 lanes: the algorithms, constants and order of operations of `src/math`, so that
 * without fused multiply-add the results are the same bits. With it some need fewer steps. Each is right on its
 * ordinary interval; the caller computes the rest one by one.
 */
import { addI64x2, bitsOf, f64x2, f64x2Unary, select, shiftLeftI64x2, shiftRightI64x2, subI64x2 } from './assembler.ts';
import { fusedMinusF64x2 } from './assembler-scalar.ts';
import {
  floatOf,
  half,
  integerOf,
  keepZero,
  negateByBit1,
  oddMask,
  powerOfTwo,
  ROUNDER,
  withSignOf,
  type LaneBuilder,
  type Lanes,
} from './lane-builder.ts';

const { add, sub, mul, div } = f64x2;
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const INVERSE_LN2 = 1.4426950408889634;
export const EXP: readonly number[] = [
  0.5, 0.1666666666666667, 0.04166666666666667, 0.008333333333326084, 0.0013888888888883711, 0.0001984126987500228, 2.480158732567746e-5,
  2.755725517000089e-6, 2.755727347871858e-7, 2.5105312729622103e-8, 2.09147553258932e-9,
];
const LOG = [
  0.6666666666666666, 0.4000000000000088, 0.28571428570801954, 0.22222222392089008, 0.18181795600060793, 0.15386241881938595,
  0.13268714792348096, 0.1308723619665962,
];
/** (tanh x − x)/x³ in x², |x| ≤ ¾ */
const TANH = [
  -0.3333333333333333, 0.1333333333333266, -0.05396825396758091, 0.021869488509669913, -0.00886323498669114, 0.0035921213805065193,
  -0.0014557817712580418, 0.0005897467587412952, -0.0002380933607806979, 9.424625074832542e-5, -3.449302619471863e-5, 1.0046854363668207e-5,
  -1.6404899431245643e-6,
];
const SIN = [
  -0.16666666666666666, 0.008333333333333331, -0.0001984126984126504, 2.755731921931959e-6, -2.5052106225650122e-8, 1.60585305421325e-10,
  -7.586633672657066e-13,
];
const COS = [
  0.041666666666666664, -0.0013888888888888887, 2.4801587301584632e-5, -2.755731922139194e-7, 2.0876755787301195e-9,
  -1.1470460288901123e-11, 4.745836627734505e-14,
];

/** r = x − k·ln 2, and k as integer lanes; with fused multiply-add the rounding error of r is below a quarter ulp of e^r. */
function reducedFused(b: LaneBuilder, x: Lanes): { k: Lanes; r: Lanes } {
  const t = b.name(b.multiplyAdd(x, b.constant(INVERSE_LN2), b.constant(ROUNDER)));
  const n = b.name(sub(t, b.constant(ROUNDER)));
  return {
    k: b.name(integerOf(b, t)),
    r: b.name(fusedMinusF64x2(n, b.constant(LN2_LOW), b.name(fusedMinusF64x2(n, b.constant(LN2_HIGH), x)))),
  };
}

/** e^(x + tail) = 2ᵏ(hi + lo), k as integer lanes. */
export function expParts(b: LaneBuilder, x: Lanes, tail?: Lanes): { k: Lanes; hi: Lanes; lo: Lanes } {
  const t = b.name(b.multiplyAdd(x, b.constant(INVERSE_LN2), b.constant(ROUNDER)));
  const n = b.name(sub(t, b.constant(ROUNDER)));
  const upper = b.name(sub(x, mul(n, b.constant(LN2_HIGH))));
  const low = mul(n, b.constant(LN2_LOW));
  const lower = b.name(tail ? sub(low, tail) : low);
  const r = b.name(sub(upper, lower));
  const dr = sub(sub(upper, r), lower);
  const q = b.polynomial(EXP, r);
  const hi = b.name(add(b.constant(1), r));
  const lo = add(add(sub(b.constant(1), hi), r), b.multiplyAdd(mul(r, r), q, dr));
  return { k: b.name(integerOf(b, t)), hi, lo: b.name(lo) };
}

export function exp(b: LaneBuilder, x: Lanes): Lanes {
  const { k, y } = scaledExp(b, x, true);
  const h = b.name(half(k));
  return b.name(mul(mul(y, powerOfTwo(b, h)), powerOfTwo(b, subI64x2(k, h))));
}

/** The same within 1.1 ulp where the result is a normal number, −708 ≤ x ≤ 709. */
export function normalExp(b: LaneBuilder, x: Lanes): Lanes {
  const { k, y } = scaledExp(b, x, false);
  return b.name(mul(y, powerOfTwo(b, k)));
}

/** eˣ = 2ᵏ·y; the rounding error of 1 + r, up to a quarter ulp, is carried where asked for. */
function scaledExp(b: LaneBuilder, x: Lanes, carried: boolean): { k: Lanes; y: Lanes } {
  if (!b.fused) {
    const { k, hi, lo } = expParts(b, x);
    return { k, y: b.name(add(hi, lo)) };
  }
  const { k, r } = reducedFused(b, x);
  const square = b.name(mul(r, r));
  const q = b.polynomial(EXP, r);
  const one = b.constant(1);
  if (!carried) return { k, y: b.name(add(one, b.multiplyAdd(square, q, r))) };
  const hi = b.name(add(one, r));
  return { k, y: b.name(add(hi, b.multiplyAdd(square, q, b.name(add(sub(one, hi), r))))) };
}

function expm1Parts(b: LaneBuilder, x: Lanes): { hi: Lanes; lo: Lanes } {
  const { k, hi, lo } = expParts(b, x);
  const scale = b.name(powerOfTwo(b, k));
  const a = b.name(mul(hi, scale));
  const s = b.name(sub(a, b.constant(1)));
  const t = b.name(sub(s, a));
  return { hi: s, lo: b.name(b.multiplyAdd(lo, scale, add(sub(a, sub(s, t)), sub(b.constant(-1), t)))) };
}

export function expm1(b: LaneBuilder, x: Lanes): Lanes {
  const { hi, lo } = expm1Parts(b, x);
  return b.name(keepZero(b, x, add(hi, lo)));
}

/** k·ln 2 + log(1 + f) + correction, k as float64 lanes. */
function logOfParts(b: LaneBuilder, k: Lanes, f: Lanes, correction: Lanes | null): Lanes {
  const s = b.name(div(f, add(b.constant(2), f)));
  const z = b.name(mul(s, s));
  const tail = mul(z, b.polynomial(LOG, z));
  const halfSquare = b.name(mul(mul(b.constant(0.5), f), f));
  const upper = b.name(sub(f, halfSquare));
  const lower = sub(sub(f, upper), halfSquare);
  const low = mul(k, b.constant(LN2_LOW));
  const rest = add(lower, b.multiplyAdd(s, add(halfSquare, tail), correction ? add(low, correction) : low));
  const big = b.name(mul(k, b.constant(LN2_HIGH)));
  const sum = b.name(add(big, upper));
  return b.name(add(sum, add(add(sub(big, sum), upper), rest)));
}

/** x = 2ᵏ(1 + f), x a positive normal number. */
function splitExponent(b: LaneBuilder, x: Lanes): { k: Lanes; f: Lanes } {
  const shifted = addI64x2(x, b.bits(BigInt(0x3ff00000 - 0x3fe6a09e) << 32n));
  const n = b.name(subI64x2(shiftRightI64x2(shifted, 52), b.bits(1023n)));
  return { k: b.name(floatOf(b, n)), f: b.name(sub(subI64x2(x, shiftLeftI64x2(n, 52)), b.constant(1))) };
}

export function log(b: LaneBuilder, x: Lanes): Lanes {
  const { k, f } = splitExponent(b, x);
  return logOfParts(b, k, f, null);
}

export function log1p(b: LaneBuilder, x: Lanes): Lanes {
  const small = b.name(bitsOf.and(f64x2.gt(x, b.constant(-0.29289321881345254)), f64x2.lt(x, b.constant(0.41421356237309503))));
  const u = b.name(add(b.constant(1), x));
  const c = select(sub(b.constant(1), sub(u, x)), sub(x, sub(u, b.constant(1))), f64x2.gt(x, b.constant(1)));
  const correction = b.name(bitsOf.andNot(div(c, u), small));
  const { k, f } = splitExponent(b, u);
  const value = logOfParts(b, b.name(bitsOf.andNot(k, small)), b.name(select(x, f, small)), correction);
  return b.name(keepZero(b, x, value));
}

/** x + x³ P(x²) below ¾, 1 − 2/(e^{2x} + 1) above. */
function tanhFused(b: LaneBuilder, x: Lanes): Lanes {
  const size = b.name(f64x2Unary.abs(x));
  const z = b.name(mul(x, x));
  const near = b.multiplyAdd(b.name(mul(z, x)), b.polynomial(TANH, z), x);
  const e = normalExp(b, b.name(f64x2.min(mul(b.constant(2), size), b.constant(44))));
  const far = withSignOf(b, sub(b.constant(1), div(b.constant(2), add(e, b.constant(1)))), x);
  return b.name(select(b.name(near), b.name(far), f64x2.lt(size, b.constant(0.75))));
}

export function tanh(b: LaneBuilder, x: Lanes): Lanes {
  if (b.fused) return tanhFused(b, x);
  const size = b.name(f64x2Unary.abs(x));
  const large = b.name(f64x2.ge(size, b.constant(1)));
  const doubled = b.name(mul(b.constant(2), size));
  const { hi, lo } = expm1Parts(b, b.name(select(doubled, f64x2Unary.neg(doubled), large)));
  const t = b.name(add(hi, lo));
  const low = b.name(add(sub(hi, t), lo));
  const u = b.name(add(t, b.constant(2)));
  const lost = add(add(sub(b.constant(2), u), t), low);
  const q = b.name(div(select(b.constant(2), f64x2Unary.neg(t), large), u));
  const near = add(q, div(sub(f64x2Unary.neg(low), mul(q, lost)), u));
  const value = b.name(select(sub(b.constant(1), q), near, large));
  const clamped = select(b.constant(1), value, f64x2.gt(size, b.constant(22)));
  return b.name(select(x, withSignOf(b, clamped, x), f64x2.lt(size, b.constant(1e-8))));
}

/** In exact code for −745 ≤ x ≤ 745, subnormal results among them. */
export function sigmoid(b: LaneBuilder, x: Lanes): Lanes {
  const e = (b.fused ? normalExp : exp)(b, b.name(f64x2Unary.neg(f64x2Unary.abs(x))));
  const u = b.name(add(b.constant(1), e));
  const lost = b.name(add(sub(b.constant(1), u), e));
  const numerator = b.name(select(e, b.constant(1), f64x2.lt(x, b.constant(0))));
  if (b.fused) {
    const inverse = b.name(div(b.constant(1), u));
    const q = b.name(mul(numerator, inverse));
    return b.name(b.multiplyAdd(fusedMinusF64x2(q, lost, fusedMinusF64x2(q, u, numerator)), inverse, q));
  }
  const q = b.name(div(numerator, u));
  return b.name(sub(q, mul(q, div(lost, u))));
}

export function softplus(b: LaneBuilder, x: Lanes): Lanes {
  const tail = log1p(b, normalExp(b, b.name(f64x2Unary.neg(f64x2Unary.abs(x)))));
  return b.name(select(add(x, tail), tail, f64x2.gt(x, b.constant(0))));
}

const twoSum = (b: LaneBuilder, x: Lanes, y: Lanes): { hi: Lanes; lo: Lanes } => {
  const hi = b.name(add(x, y));
  const t = b.name(sub(hi, x));
  return { hi, lo: b.name(add(sub(x, sub(hi, t)), sub(y, t))) };
};

/** The argument less n·π/2 in two words, |x| ≤ 1.6e6; nothing is taken off where `far` is not set. */
export function reduceByHalfPi(b: LaneBuilder, x: Lanes, far?: Lanes): { n: Lanes; r: Lanes; δ: Lanes } {
  const turns = mul(x, b.constant(0.6366197723675814));
  const t = b.name(add(far ? bitsOf.and(turns, far) : turns, b.constant(ROUNDER)));
  const count = b.name(sub(t, b.constant(ROUNDER)));
  const negative = b.name(f64x2Unary.neg(count));
  const first = b.name(sub(x, mul(count, b.constant(1.5707963267341256))));
  const second = twoSum(b, first, b.name(mul(negative, b.constant(6.077100506303966e-11))));
  const third = twoSum(b, second.hi, b.name(mul(negative, b.constant(2.0222662487111665e-21))));
  const low = b.name(add(second.lo, sub(third.lo, mul(count, b.constant(8.4784276603689e-32)))));
  const r = b.name(add(third.hi, low));
  return { n: b.name(integerOf(b, t)), r, δ: b.name(add(sub(third.hi, r), low)) };
}

/** sin(r + δ) = r + sine, cos(r + δ) = w + cosine with w = 1 − r²/2 as rounded, |r| ≤ π/4 */
export function circularTails(b: LaneBuilder, r: Lanes, δ: Lanes): { sine: Lanes; w: Lanes; cosine: Lanes } {
  const z = b.name(mul(r, r));
  const sine = b.name(add(mul(mul(z, r), b.polynomial(SIN, z)), mul(δ, sub(b.constant(1), mul(b.constant(0.5), z)))));
  const cosTail = b.name(sub(mul(mul(z, z), b.polynomial(COS, z)), mul(r, δ)));
  const halfSquare = b.name(mul(mul(b.constant(0.5), r), r));
  const w = b.name(sub(b.constant(1), halfSquare));
  return { sine, w, cosine: b.name(add(sub(sub(b.constant(1), w), halfSquare), cosTail)) };
}

/** sin and cos of the argument reduced by n·π/2, and n. */
function circular(b: LaneBuilder, x: Lanes): { n: Lanes; sine: Lanes; cosine: Lanes } {
  const { n, r, δ } = reduceByHalfPi(b, x, f64x2.gt(f64x2Unary.abs(x), b.constant(0.7853981633974483)));
  const { sine, w, cosine } = circularTails(b, r, δ);
  return { n, sine: b.name(add(r, sine)), cosine: b.name(add(w, cosine)) };
}

export function sin(b: LaneBuilder, x: Lanes): Lanes {
  const { n, sine, cosine } = circular(b, x);
  return b.name(keepZero(b, x, negateByBit1(b, select(cosine, sine, oddMask(n)), n)));
}

export function cos(b: LaneBuilder, x: Lanes): Lanes {
  const { n, sine, cosine } = circular(b, x);
  return b.name(negateByBit1(b, select(sine, cosine, oddMask(n)), addI64x2(n, b.bits(1n))));
}
