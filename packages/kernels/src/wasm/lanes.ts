/** One set of names for the arithmetic of a precision, scalar and in vectors, so that one generator serves both. */
import {
  f32x4,
  f32x4Unary,
  f64x2,
  f64x2Unary,
  fusedF32x4,
  fusedF64x2,
  loadF32,
  loadF64,
  loadSplat32,
  loadSplat64,
  splatF32,
  splatF64,
  storeF32,
  storeF64,
  type Statement,
  type Value,
  type Variable,
} from './assembler.ts';
import {
  constantF32,
  constantF64,
  fusedMinusF32x4,
  fusedMinusF64x2,
  laneF32,
  laneF64,
  largerF32x4,
  largerF64x2,
  scalar,
} from './assembler-scalar.ts';
import type { Precision } from './gemm-module.ts';

type Scalar = 'f64' | 'f32';
type Vector = Value<'v128'>;
type Address = Value<'i32'>;

export interface Lanes {
  readonly type: Scalar;
  readonly bytes: number;
  /** Elements in a vector. */
  readonly count: number;
  load(at: Address, offset?: number): Value<Scalar>;
  store(at: Address, x: Value<Scalar>, offset?: number): Statement;
  splat(x: Value<Scalar>): Vector;
  loadSplat(at: Address, offset?: number): Vector;
  constant(x: number): Value<Scalar>;
  readonly add: (a: Vector, b: Vector) => Vector;
  readonly sub: (a: Vector, b: Vector) => Vector;
  readonly mul: (a: Vector, b: Vector) => Vector;
  readonly eq: (a: Vector, b: Vector) => Vector;
  readonly abs: (a: Vector) => Vector;
  /** a < b ? b : a */
  readonly larger: (a: Vector, b: Vector) => Vector;
  /** c + a·b and c − a·b, in one rounding where fused. */
  plus(a: Vector, b: Vector, c: Vector): Vector;
  minus(a: Vector, b: Vector, c: Vector): Vector;
  /** The sum, or the largest, of all lanes of a variable. */
  sum(v: Variable<'v128'>): Value<Scalar>;
  lane(v: Variable<'v128'>, lane: number): Value<Scalar>;
}

export function lanesOf(precision: Precision, fused: boolean): Lanes {
  const wide = precision === 'float64';
  const v = wide ? f64x2 : f32x4;
  const lane = (x: Variable<'v128'>, k: number): Value<Scalar> => (wide ? laneF64(x.get(), k) : laneF32(x.get(), k));
  return {
    type: wide ? 'f64' : 'f32',
    bytes: wide ? 8 : 4,
    count: wide ? 2 : 4,
    load: (at, offset = 0) => (wide ? loadF64(at, offset) : loadF32(at, offset)),
    store: (at, x, offset = 0) => (wide ? storeF64(at, x as Value<'f64'>, offset) : storeF32(at, x as Value<'f32'>, offset)),
    splat: (x) => (wide ? splatF64(x as Value<'f64'>) : splatF32(x as Value<'f32'>)),
    loadSplat: (at, offset = 0) => (wide ? loadSplat64 : loadSplat32)(at, offset),
    constant: (x) => (wide ? constantF64(x) : constantF32(x)),
    add: v.add,
    sub: v.sub,
    mul: v.mul,
    eq: v.eq,
    abs: wide ? f64x2Unary.abs : f32x4Unary.abs,
    larger: wide ? largerF64x2 : largerF32x4,
    plus: (a, b, c) => (fused ? (wide ? fusedF64x2 : fusedF32x4)(a, b, c) : v.add(c, v.mul(a, b))),
    minus: (a, b, c) => (fused ? (wide ? fusedMinusF64x2 : fusedMinusF32x4)(a, b, c) : v.sub(c, v.mul(a, b))),
    sum: (x) =>
      wide ? scalar.add(lane(x, 0), lane(x, 1)) : scalar.add(scalar.add(lane(x, 0), lane(x, 1)), scalar.add(lane(x, 2), lane(x, 3))),
    lane,
  };
}
