/**
 * The steps of a loop on the lanes of one precision. Arithmetic rounds after each step as separate operations do.
 * Lanes that leave the ordinary interval of a function are computed by the scalar function, called from the loop.
 */
import { anyTrue, bitsOf, demoteZero, f32x4, f32x4Unary, f64x2, f64x2Unary, select, when } from '../assembler.ts';
import * as elementary from '../elementary-functions.ts';
import { constant32, elementary32, isSingle, ORDINARY_32 } from '../elementary32.ts';
import type { LaneBuilder, Lanes } from '../lane-builder.ts';
import { MAP_NAMES, ORDINARY, type MapName } from '../maps.ts';
import type { Local } from '../module.ts';
import {
  call,
  lane32,
  lane64,
  lowerHalves,
  narrowMasks,
  notBits,
  notEqual32,
  notEqual64,
  rounding32,
  rounding64,
  upperHalf,
  withLane32,
  withLane64,
} from './instructions.ts';
import type { LoopStep } from './loop.ts';

/** The functions that modules of loops import, in this order. */
export const SCALAR_FUNCTIONS: readonly MapName[] = MAP_NAMES;

export interface LaneSet {
  step(step: LoopStep, lanes: readonly Lanes[]): Lanes;
}

/** `exact` asks for the bits of the plain tier. */
export function laneSet(b: LaneBuilder, local: Local, precision: 'float64' | 'float32', exact: boolean): LaneSet {
  const narrow = precision === 'float32';
  const v = narrow ? f32x4 : f64x2;
  const u = narrow ? f32x4Unary : f64x2Unary;
  const rounding = narrow ? rounding32 : rounding64;
  const ne = narrow ? notEqual32 : notEqual64;
  const constant = (x: number): Lanes => (narrow ? constant32(b, x) : b.constant(x));
  const within = ([low, high]: readonly [number, number], x: Lanes): Lanes => bitsOf.and(v.ge(x, constant(low)), v.le(x, constant(high)));
  const doubles = (op: MapName, x: Lanes): { readonly y: Lanes; readonly inside: Lanes } => {
    const [low, high] = ORDINARY[op];
    return { y: elementary[op](b, x), inside: b.name(bitsOf.and(f64x2.ge(x, b.constant(low)), f64x2.le(x, b.constant(high)))) };
  };
  /** The lanes of a function, and the mask of those it may be used for. */
  const attempt = (op: MapName, x: Lanes): { readonly y: Lanes; readonly inside: Lanes } => {
    if (!narrow) return doubles(op, x);
    if (!exact && isSingle(op, b.fused)) return { y: elementary32[op](b, x), inside: within(ORDINARY_32[op], x) };
    const low = doubles(op, b.name(f64x2Unary.promoteLow(x)));
    const high = doubles(op, b.name(f64x2Unary.promoteLow(upperHalf(x))));
    return { y: b.name(lowerHalves(demoteZero(low.y), demoteZero(high.y))), inside: narrowMasks(low.inside, high.inside) };
  };
  const apply = (op: MapName, x: Lanes): Lanes => {
    const { y, inside } = attempt(op, x);
    const strange = b.name(notBits(inside));
    const result = local('v128');
    const index = SCALAR_FUNCTIONS.indexOf(op);
    b.assign(result, y);
    let scalars = result.get();
    for (let k = 0; k < (narrow ? 4 : 2); k++)
      scalars = narrow ? withLane32(scalars, k, call(index, lane32(x, k))) : withLane64(scalars, k, call(index, lane64(x, k)));
    b.run(when(anyTrue(strange), result.set(select(scalars, result.get(), strange))));
    return result.get();
  };
  const step = (s: LoopStep, lanes: readonly Lanes[]): Lanes => {
    if (s.op === 'input' || s.op === 'constant') throw new RangeError(`loop: ${s.op} is not computed`);
    if (!('y' in s)) return unary(s.op, lanes[s.x]);
    switch (s.op) {
      case 'select':
        return select(lanes[s.x], lanes[s.y], lanes[s.mask]);
      case 'add':
      case 'sub':
      case 'mul':
      case 'div':
        return v[s.op](lanes[s.x], lanes[s.y]);
      case 'maximum':
        return v.max(lanes[s.x], lanes[s.y]);
      case 'minimum':
        return v.min(lanes[s.x], lanes[s.y]);
      case 'equal':
        return v.eq(lanes[s.x], lanes[s.y]);
      case 'notEqual':
        return ne(lanes[s.x], lanes[s.y]);
      case 'less':
        return v.lt(lanes[s.x], lanes[s.y]);
      case 'lessEqual':
        return v.le(lanes[s.x], lanes[s.y]);
      case 'greater':
        return v.gt(lanes[s.x], lanes[s.y]);
      case 'greaterEqual':
        return v.ge(lanes[s.x], lanes[s.y]);
      case 'and':
      case 'or':
      case 'xor':
        return bitsOf[s.op](lanes[s.x], lanes[s.y]);
    }
  };
  const unary = (op: Extract<LoopStep, { readonly x: number; readonly y?: never }>['op'], x: Lanes): Lanes => {
    switch (op) {
      case 'same':
        return x;
      case 'neg':
      case 'abs':
      case 'sqrt':
        return u[op](x);
      case 'floor':
      case 'ceil':
      case 'round':
        return rounding[op](x);
      case 'square':
        return v.mul(x, x);
      case 'reciprocal':
        return v.div(constant(1), x);
      case 'sign': {
        const signed = bitsOf.or(constant(1), bitsOf.and(x, constant(-0)));
        return select(signed, x, bitsOf.or(v.lt(x, constant(0)), v.gt(x, constant(0))));
      }
      case 'isNaN':
        return ne(x, x);
      case 'isFinite':
        return v.eq(v.sub(x, x), constant(0));
      case 'not':
        return notBits(x);
      case 'number':
        return bitsOf.and(x, constant(1));
      case 'truth':
        return ne(x, constant(0));
      case 'exp':
      case 'expm1':
      case 'log':
      case 'log1p':
      case 'sigmoid':
      case 'softplus':
      case 'sin':
      case 'cos':
      case 'tanh':
      case 'tan':
      case 'erf':
      case 'erfc':
      case 'lgamma':
      case 'digamma':
        return apply(op, x);
    }
  };
  return { step };
}
