/**
 * Elementary functions on four float32 lanes, for the modes that need not equal the plain tier: the algorithms of
 * `src/math` with short polynomials, errors carried the same way. Each is right on its ordinary interval.
 */
import { addI32x4, bitsOf, f32x4, f32x4Unary, fusedF32x4, select, shiftLeftI32x4, shiftRightI32x4, subI32x4 } from './assembler.ts';
import { fusedMinusF32x4 } from './assembler-scalar.ts';
import { byPairs, type LaneBuilder, type Lanes } from './lane-builder.ts';

const { add, sub, mul, div } = f32x4;
const LN2_HIGH = 0.693145751953125;
const LN2_LOW = 1.428606765330187e-6;
const EXP = [0.5, 0.1666666716337204, 0.04166645556688309, 0.00833331048488617, 0.0013934541493654251, 0.00019891980628017336];
/** (tanh x − x)/x³ in x², |x| ≤ ¾ */
const TANH = [
  -0.3333333134651184, 0.1333317905664444, -0.053935833275318146, 0.021615207195281982, -0.007933554239571095, 0.0019093037117272615,
];
const LOG = [0.6666666865348816, 0.4000012278556824, 0.28550803661346436, 0.23330964148044586];

const SIN = [-0.1666666716337204, 0.008333331905305386, -0.00019840084132738411, 2.724962087086169e-6];
const COS = [0.0416666641831398, -0.0013888301327824593, 2.4547689463361166e-5];

/** Where the lanes are right, both ends included. */
export const ORDINARY_32 = {
  exp: [-103, 88],
  expm1: [-16, 88],
  log: [1.1754943508222875e-38, 3.4028234663852886e38],
  log1p: [-0.9999998807907104, 8388608],
  sigmoid: [-87, 87],
  softplus: [-87, 87],
  tanh: [-Infinity, Infinity],
  sin: [-30000, 30000],
  cos: [-30000, 30000],
} as const;
export type SingleName = keyof typeof ORDINARY_32;
/** Whether there are float32 lanes for a function: sin and cos reduce their argument with fused multiply-add. */
export const isSingle = (name: string, fused: boolean): name is SingleName =>
  name in ORDINARY_32 && (fused || (name !== 'sin' && name !== 'cos'));

/** A 32-bit word in all lanes. */
const word = (b: LaneBuilder, x: number): Lanes => b.bits((BigInt(x >>> 0) << 32n) | BigInt(x >>> 0));
const wordOf = (x: number): number => {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, x);
  return view.getUint32(0);
};
/** A float32 in all lanes. */
export const constant32 = (b: LaneBuilder, x: number): Lanes => word(b, wordOf(x));
const multiplyAdd = (b: LaneBuilder, x: Lanes, y: Lanes, z: Lanes): Lanes => (b.fused ? fusedF32x4(x, y, z) : add(mul(x, y), z));
function polynomial(b: LaneBuilder, c: readonly number[], x: Lanes): Lanes {
  if (b.fused && c.length > 3)
    return byPairs(
      b,
      c.map((v) => constant32(b, v)),
      x,
      mul,
      fusedF32x4,
    );
  let sum = constant32(b, c[c.length - 1]);
  for (let i = c.length - 2; i >= 0; i--) sum = multiplyAdd(b, sum, x, constant32(b, c[i]));
  return sum;
}
const powerOfTwo = (b: LaneBuilder, n: Lanes): Lanes => shiftLeftI32x4(addI32x4(n, word(b, 127)), 23);
const keepZero = (b: LaneBuilder, x: Lanes, y: Lanes): Lanes => select(x, y, f32x4.eq(x, constant32(b, 0)));
/** 1.5·2²³: x + ROUNDER holds the nearest integer of x in its low bits. */
const ROUNDER = 12582912;

/** eˣ = 2ᵏ(1 + r + r²q), k in the low bits of t. */
function reduced(b: LaneBuilder, x: Lanes): { t: Lanes; r: Lanes; q: Lanes } {
  const t = b.name(multiplyAdd(b, x, constant32(b, 1.4426950216293335), constant32(b, ROUNDER)));
  const n = b.name(sub(t, constant32(b, ROUNDER)));
  const minus = (a: number, y: Lanes): Lanes =>
    b.name(b.fused ? fusedMinusF32x4(n, constant32(b, a), y) : sub(y, mul(n, constant32(b, a))));
  const r = minus(LN2_LOW, minus(LN2_HIGH, x));
  return { t, r, q: b.name(polynomial(b, EXP, r)) };
}

/** Within 1 ulp: the rounding error of 1 + r, up to a quarter ulp, is carried. */
function exp(b: LaneBuilder, x: Lanes): Lanes {
  const { t, r, q } = reduced(b, x);
  const one = constant32(b, 1);
  const hi = b.name(add(one, r));
  const y = add(hi, multiplyAdd(b, mul(r, r), q, b.name(add(sub(one, hi), r))));
  const k = b.name(subI32x4(t, word(b, wordOf(ROUNDER))));
  const half = b.name(shiftRightI32x4(k, 1));
  return b.name(mul(mul(y, powerOfTwo(b, half)), powerOfTwo(b, subI32x4(k, half))));
}

/** eˣ − 1 = 2ᵏs + (2ᵏ − 1) with s = r + r²q, k in the low bits of t. */
function withoutOne(b: LaneBuilder, x: Lanes): { t: Lanes; s: Lanes } {
  const { t, r, q } = reduced(b, x);
  return { t, s: b.name(multiplyAdd(b, b.name(mul(r, r)), q, r)) };
}

/** eˣ within 1.1 ulp where the result is a normal number, −87 ≤ x ≤ 88: what is above k in t leaves by the shift. */
export function normalExp32(b: LaneBuilder, x: Lanes): Lanes {
  const { t, s } = withoutOne(b, x);
  return b.name(mul(add(constant32(b, 1), s), powerOfTwo(b, t)));
}

/** The difference 2ᵏ − 1 rounds below 2⁻²⁴ and above 2²⁴ only. */
function expm1(b: LaneBuilder, x: Lanes): Lanes {
  const { t, s } = withoutOne(b, x);
  const scale = b.name(powerOfTwo(b, t));
  return b.name(keepZero(b, x, multiplyAdd(b, s, scale, sub(scale, constant32(b, 1)))));
}

function logOfParts(b: LaneBuilder, k: Lanes, f: Lanes, correction: Lanes | null): Lanes {
  const s = b.name(div(f, add(constant32(b, 2), f)));
  const z = b.name(mul(s, s));
  const tail = mul(z, polynomial(b, LOG, z));
  const half = b.name(mul(mul(constant32(b, 0.5), f), f));
  const upper = b.name(sub(f, half));
  const lower = sub(sub(f, upper), half);
  const low = mul(k, constant32(b, LN2_LOW));
  const rest = add(lower, multiplyAdd(b, s, add(half, tail), correction ? add(low, correction) : low));
  const big = b.name(mul(k, constant32(b, LN2_HIGH)));
  const sum = b.name(add(big, upper));
  return b.name(add(sum, add(add(sub(big, sum), upper), rest)));
}

/** x = 2ᵏ(1 + f), √½ ≤ 1 + f < √2 */
function splitExponent(b: LaneBuilder, x: Lanes): { k: Lanes; f: Lanes } {
  const n = b.name(subI32x4(shiftRightI32x4(addI32x4(x, word(b, 0x3f800000 - 0x3f3504f3)), 23), word(b, 127)));
  return { k: b.name(f32x4Unary.fromI32(n)), f: b.name(sub(subI32x4(x, shiftLeftI32x4(n, 23)), constant32(b, 1))) };
}

function log(b: LaneBuilder, x: Lanes): Lanes {
  const { k, f } = splitExponent(b, x);
  return logOfParts(b, k, f, null);
}

function log1p(b: LaneBuilder, x: Lanes): Lanes {
  const one = constant32(b, 1);
  const small = b.name(bitsOf.and(f32x4.gt(x, constant32(b, -0.29289)), f32x4.lt(x, constant32(b, 0.41421))));
  const u = b.name(add(one, x));
  const c = select(sub(one, sub(u, x)), sub(x, sub(u, one)), f32x4.gt(x, one));
  const correction = b.name(bitsOf.andNot(div(c, u), small));
  const { k, f } = splitExponent(b, u);
  return b.name(keepZero(b, x, logOfParts(b, b.name(bitsOf.andNot(k, small)), b.name(select(x, f, small)), correction)));
}

function sigmoid(b: LaneBuilder, x: Lanes): Lanes {
  const e = normalExp32(b, b.name(f32x4Unary.neg(f32x4Unary.abs(x))));
  const one = constant32(b, 1);
  const u = b.name(add(one, e));
  const lost = b.name(add(sub(one, u), e));
  const numerator = b.name(select(e, one, f32x4.lt(x, constant32(b, 0))));
  if (b.fused) {
    const inverse = b.name(div(one, u));
    const q = b.name(mul(numerator, inverse));
    return b.name(fusedF32x4(fusedMinusF32x4(q, lost, fusedMinusF32x4(q, u, numerator)), inverse, q));
  }
  const q = b.name(div(numerator, u));
  return b.name(sub(q, mul(q, div(lost, u))));
}

function softplus(b: LaneBuilder, x: Lanes): Lanes {
  const tail = log1p(b, normalExp32(b, b.name(f32x4Unary.neg(f32x4Unary.abs(x)))));
  return b.name(select(add(x, tail), tail, f32x4.gt(x, constant32(b, 0))));
}

/** x + x³ P(x²) below ¾, 1 − 2/(e^{2x} + 1) above. */
function tanh(b: LaneBuilder, x: Lanes): Lanes {
  const size = b.name(f32x4Unary.abs(x));
  const z = b.name(mul(x, x));
  const near = b.name(multiplyAdd(b, b.name(mul(z, x)), polynomial(b, TANH, z), x));
  const e = normalExp32(b, b.name(f32x4.min(add(size, size), constant32(b, 20))));
  const far = sub(constant32(b, 1), div(constant32(b, 2), add(e, constant32(b, 1))));
  return b.name(select(near, bitsOf.or(far, bitsOf.and(x, word(b, 0x80000000))), f32x4.lt(size, constant32(b, 0.75))));
}

/** sin and cos of x − n·π/2 in two words, and n; n times the upper part of π/2 leaves nothing to round. */
function circular(b: LaneBuilder, x: Lanes): { n: Lanes; sine: Lanes; cosine: Lanes } {
  const t = b.name(fusedF32x4(x, constant32(b, 0.6366197466850281), constant32(b, ROUNDER)));
  const n = b.name(sub(t, constant32(b, ROUNDER)));
  const first = b.name(fusedMinusF32x4(n, constant32(b, 1.5707963705062866), x));
  const middle = constant32(b, -4.371138828673793e-8);
  const part = b.name(mul(n, middle));
  const r = b.name(sub(first, part));
  const lost = add(sub(sub(first, r), part), fusedMinusF32x4(n, middle, part));
  const δ = b.name(fusedMinusF32x4(n, constant32(b, -1.7151245100058819e-15), lost));
  const z = b.name(mul(r, r));
  const half = b.name(mul(constant32(b, 0.5), z));
  const w = b.name(sub(constant32(b, 1), half));
  const cosTail = fusedF32x4(b.name(mul(z, z)), polynomial(b, COS, z), fusedMinusF32x4(r, δ, sub(sub(constant32(b, 1), w), half)));
  return {
    n: b.name(subI32x4(t, word(b, wordOf(ROUNDER)))),
    sine: b.name(add(r, fusedF32x4(b.name(mul(z, r)), polynomial(b, SIN, z), δ))),
    cosine: b.name(add(w, cosTail)),
  };
}

/** All bits where bit 0 of n is set; x with its sign turned where bit 1 is. */
const oddMask = (n: Lanes): Lanes => shiftRightI32x4(shiftLeftI32x4(n, 31), 31);
const turned = (b: LaneBuilder, x: Lanes, n: Lanes): Lanes => b.name(bitsOf.xor(x, bitsOf.and(shiftLeftI32x4(n, 30), word(b, 0x80000000))));

function sin(b: LaneBuilder, x: Lanes): Lanes {
  const { n, sine, cosine } = circular(b, x);
  return b.name(keepZero(b, x, turned(b, select(cosine, sine, oddMask(n)), n)));
}

function cos(b: LaneBuilder, x: Lanes): Lanes {
  const { n, sine, cosine } = circular(b, x);
  return turned(b, select(sine, cosine, oddMask(n)), addI32x4(n, word(b, 1)));
}

export const elementary32: Readonly<Record<SingleName, (b: LaneBuilder, x: Lanes) => Lanes>> = {
  exp,
  expm1,
  log,
  log1p,
  sigmoid,
  softplus,
  tanh,
  sin,
  cos,
};
