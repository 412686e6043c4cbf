/**
 * Straight-line code on two float64 lanes: names for intermediate values, and constants that are loaded from a table in
 * memory, since engines rebuild literal vectors in every round of a loop.
 */
import {
  addI64x2,
  bitsOf,
  f64x2,
  fusedF64x2,
  i32,
  loadV128,
  sequence,
  select,
  shiftLeftI64x2,
  shiftRightI64x2,
  subI64x2,
  type Statement,
  type Value,
  type Variable,
} from './assembler.ts';
import type { Local } from './module.ts';

export type Lanes = Value<'v128'>;

export interface LaneBuilder {
  /** Whether multiplyAdd rounds once. */
  readonly fused: boolean;
  /** Evaluates once and names the result. */
  name(x: Lanes): Lanes;
  /** Gives a variable declared elsewhere a new value, in this place. */
  assign(variable: Variable<'v128'>, x: Lanes): void;
  /** Any other statement, in this place. */
  run(statement: Statement): void;
  /** A float64 in both lanes. */
  constant(x: number): Lanes;
  /** A 64-bit pattern in both lanes. */
  bits(x: bigint): Lanes;
  /** a·b + c, fused where allowed. */
  multiplyAdd(a: Lanes, b: Lanes, c: Lanes): Lanes;
  /** c₀ + x(c₁ + x(…)) */
  polynomial(c: readonly number[], x: Lanes): Lanes;
  /** What was named so far, in order. */
  statements(): Statement;
}

/** Constants of a module, by bit pattern, in the order of first use. */
export type ConstantTable = bigint[];

const pattern = (x: number): bigint => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  return view.getBigUint64(0);
};

type Vectors = (a: Lanes, b: Lanes) => Lanes;
/**
 * c₀ + c₁x + c₂x² + … by pairs of pairs: as many multiplications as Horner's rule and a few, at a logarithm of its depth.
 * Estrin (1960), "Organization of computer systems: the fixed plus variable structure computer".
 */
export function byPairs(
  b: LaneBuilder,
  c: readonly Lanes[],
  x: Lanes,
  mul: Vectors,
  multiplyAdd: (a: Lanes, b: Lanes, c: Lanes) => Lanes,
): Lanes {
  if (c.length === 1) return c[0];
  const pairs: Lanes[] = [];
  for (let i = 0; i < c.length; i += 2) pairs.push(i + 1 < c.length ? b.name(multiplyAdd(c[i + 1], x, c[i])) : c[i]);
  return byPairs(b, pairs, b.name(mul(x, x)), mul, multiplyAdd);
}

/** @param base the address of the table */
export function createLaneBuilder(local: Local, table: ConstantTable, base: number, fused: boolean): LaneBuilder {
  const done: Statement[] = [];
  const bits = (x: bigint): Lanes => {
    const value = BigInt.asUintN(64, x);
    let at = table.indexOf(value);
    if (at < 0) at = table.push(value) - 1;
    return loadV128(i32(base), 16 * at);
  };
  const builder: LaneBuilder = {
    fused,
    name(x) {
      const variable = local('v128');
      done.push(variable.set(x));
      return variable.get();
    },
    assign(variable, x) {
      done.push(variable.set(x));
    },
    run(statement) {
      done.push(statement);
    },
    bits,
    constant: (x) => bits(pattern(x)),
    multiplyAdd: (a, b, c) => (fused ? fusedF64x2(a, b, c) : f64x2.add(f64x2.mul(a, b), c)),
    polynomial(c, x) {
      if (fused && c.length > 8) return byPairs(builder, c.map(builder.constant), x, f64x2.mul, builder.multiplyAdd);
      let sum = builder.constant(c[c.length - 1]);
      for (let i = c.length - 2; i >= 0; i--) sum = builder.multiplyAdd(sum, x, builder.constant(c[i]));
      return sum;
    },
    statements: () => sequence(...done),
  };
  return builder;
}

/* integers in the lanes */

/** 1.5·2⁵²: x + ROUNDER holds the nearest integer of x in its low bits. */
export const ROUNDER = 6755399441055744;
const ROUNDER_BITS = 0x4338000000000000n;

/** The integer of t = x + ROUNDER as 64-bit lanes. */
export const integerOf = (b: LaneBuilder, t: Lanes): Lanes => subI64x2(t, b.bits(ROUNDER_BITS));
/** Integer lanes as float64. */
export const floatOf = (b: LaneBuilder, n: Lanes): Lanes => f64x2.sub(addI64x2(n, b.bits(ROUNDER_BITS)), b.constant(ROUNDER));
/** 2ⁿ for integer lanes, −1022 ≤ n ≤ 1023. */
export const powerOfTwo = (b: LaneBuilder, n: Lanes): Lanes => shiftLeftI64x2(addI64x2(n, b.bits(1023n)), 52);
export const half = (n: Lanes): Lanes => shiftRightI64x2(n, 1);
/** All bits set where bit 0 of n is. */
export const oddMask = (n: Lanes): Lanes => shiftRightI64x2(shiftLeftI64x2(n, 63), 63);
/** x with its sign turned where bit 1 of n is set. */
export const negateByBit1 = (b: LaneBuilder, x: Lanes, n: Lanes): Lanes =>
  bitsOf.xor(x, bitsOf.and(shiftLeftI64x2(n, 62), b.bits(0x8000000000000000n)));
/** y with the sign of x; y ≥ 0. */
export const withSignOf = (b: LaneBuilder, y: Lanes, x: Lanes): Lanes => bitsOf.or(y, bitsOf.and(x, b.bits(0x8000000000000000n)));
/** x where x = ±0, y elsewhere. */
export const keepZero = (b: LaneBuilder, x: Lanes, y: Lanes): Lanes => select(x, y, f64x2.eq(x, b.constant(0)));
