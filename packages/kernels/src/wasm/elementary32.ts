/**
 * Elementary functions on four float32 lanes, for the modes that need not equal the plain tier: the algorithms of
 * `src/math` with short polynomials, errors carried the same way. Each is right on its ordinary interval.
 */
import {
  addI32x4, bitsOf, f32x4, f32x4Unary, fusedF32x4, select, shiftLeftI32x4, shiftRightI32x4, subI32x4,
} from './assembler.ts';
import type { LaneBuilder, Lanes } from './lane-builder.ts';

const { add, sub, mul, div } = f32x4;
const LN2_HIGH = 0.693145751953125, LN2_LOW = 1.428606765330187e-06;
const EXP = [0.5, 0.1666666716337204, 0.04166645556688309, 0.00833331048488617, 0.0013934541493654251, 0.00019891980628017336];
const LOG = [0.6666666865348816, 0.4000012278556824, 0.28550803661346436, 0.23330964148044586];

/** Where the lanes are right, both ends included. */
export const ORDINARY_32 = {
  exp: [-103, 88], expm1: [-16, 88], log: [1.1754943508222875e-38, 3.4028234663852886e38], log1p: [-0.9999998807907104, 8388608],
  sigmoid: [-87, 87], softplus: [-87, 87], tanh: [-Infinity, Infinity],
} as const;
export type SingleName = keyof typeof ORDINARY_32;

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
  let sum = constant32(b, c[c.length - 1]);
  for (let i = c.length - 2; i >= 0; i--) sum = multiplyAdd(b, sum, x, constant32(b, c[i]));
  return sum;
}
const powerOfTwo = (b: LaneBuilder, n: Lanes): Lanes => shiftLeftI32x4(addI32x4(n, word(b, 127)), 23);
const keepZero = (b: LaneBuilder, x: Lanes, y: Lanes): Lanes => select(x, y, f32x4.eq(x, constant32(b, 0)));

function expParts(b: LaneBuilder, x: Lanes): { k: Lanes; hi: Lanes; lo: Lanes } {
  const n = b.name(f32x4Unary.nearest(mul(x, constant32(b, 1.4426950216293335))));
  const upper = b.name(sub(x, mul(n, constant32(b, LN2_HIGH))));
  const lower = b.name(mul(n, constant32(b, LN2_LOW)));
  const r = b.name(sub(upper, lower));
  const dr = sub(sub(upper, r), lower);
  const hi = b.name(add(constant32(b, 1), r));
  const lo = add(add(sub(constant32(b, 1), hi), r), multiplyAdd(b, mul(r, r), polynomial(b, EXP, r), dr));
  return { k: b.name(f32x4Unary.toI32(n)), hi, lo: b.name(lo) };
}

function exp(b: LaneBuilder, x: Lanes): Lanes {
  const { k, hi, lo } = expParts(b, x);
  const half = b.name(shiftRightI32x4(k, 1));
  return b.name(mul(mul(add(hi, lo), powerOfTwo(b, half)), powerOfTwo(b, subI32x4(k, half))));
}

function expm1Parts(b: LaneBuilder, x: Lanes): { hi: Lanes; lo: Lanes } {
  const { k, hi, lo } = expParts(b, x);
  const scale = b.name(powerOfTwo(b, k)), one = constant32(b, 1);
  const a = b.name(mul(hi, scale));
  const s = b.name(sub(a, one));
  const t = b.name(sub(s, a));
  return { hi: s, lo: b.name(multiplyAdd(b, lo, scale, add(sub(a, sub(s, t)), sub(constant32(b, -1), t)))) };
}

function expm1(b: LaneBuilder, x: Lanes): Lanes {
  const { hi, lo } = expm1Parts(b, x);
  return b.name(keepZero(b, x, add(hi, lo)));
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
  const e = exp(b, b.name(f32x4Unary.neg(f32x4Unary.abs(x)))), one = constant32(b, 1);
  const u = b.name(add(one, e));
  const q = b.name(div(select(e, one, f32x4.lt(x, constant32(b, 0))), u));
  return b.name(sub(q, mul(q, div(add(sub(one, u), e), u))));
}

function softplus(b: LaneBuilder, x: Lanes): Lanes {
  const tail = log1p(b, exp(b, b.name(f32x4Unary.neg(f32x4Unary.abs(x)))));
  return b.name(select(add(x, tail), tail, f32x4.gt(x, constant32(b, 0))));
}

function tanh(b: LaneBuilder, x: Lanes): Lanes {
  const size = b.name(f32x4Unary.abs(x)), one = constant32(b, 1), two = constant32(b, 2);
  const large = b.name(f32x4.ge(size, one));
  const doubled = b.name(mul(two, size));
  const { hi, lo } = expm1Parts(b, b.name(select(doubled, f32x4Unary.neg(doubled), large)));
  const t = b.name(add(hi, lo)), low = b.name(add(sub(hi, t), lo));
  const u = b.name(add(t, two)), lost = add(add(sub(two, u), t), low);
  const q = b.name(div(select(two, f32x4Unary.neg(t), large), u));
  const near = add(q, div(sub(f32x4Unary.neg(low), mul(q, lost)), u));
  const value = select(one, select(sub(one, q), near, large), f32x4.gt(size, constant32(b, 10)));
  const signed = bitsOf.or(value, bitsOf.and(x, word(b, 0x80000000)));
  return b.name(select(x, signed, f32x4.lt(size, constant32(b, 1e-4))));
}

export const elementary32: Readonly<Record<SingleName, (b: LaneBuilder, x: Lanes) => Lanes>> = { exp, expm1, log, log1p, sigmoid, softplus, tanh };
