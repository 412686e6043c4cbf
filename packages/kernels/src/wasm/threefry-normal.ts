/**
 * Normal deviates by piecewise polynomials, two lanes at a time: the operations of the plain code in their order, so
 * that the bits agree. All elements go through the central rows first; those near zero and those in the tails are
 * listed on the way and done again by their own formulas.
 */
import {
  addI32,
  bitsOf,
  doWhile,
  f64x2,
  f64x2Unary,
  i32,
  lessI32,
  loadV128,
  loadZero64,
  select,
  sequence,
  splatF64,
  storeLane64,
  storeV128,
  subI32,
  unsigned,
  when,
  type Statement,
  type Value,
  type Variable,
} from './assembler.ts';
import { shiftLeft } from './assembler-scalar.ts';
import { log, sigmoid } from './elementary.ts';
import { createLaneBuilder, ROUNDER, type ConstantTable, type LaneBuilder, type Lanes } from './lane-builder.ts';
import { defineFunction, type FunctionCode, type Local } from './module.ts';

/** Coefficients: z = q·(t₀ + t₁q² + …); rows of z(c), its low part, P₀ … of |q|, and of s = √(−log(½ − |q|)). */
export interface NormalTables {
  readonly series: readonly number[];
  readonly centre: readonly number[];
  readonly tail: readonly number[];
}
export interface NormalPlaces {
  readonly constants: number;
  readonly centre: number;
  readonly tail: number;
  readonly seriesList: number;
  readonly tailList: number;
}

const { add, sub, mul } = f64x2;
const CENTRE_ROW = 16;
const TAIL_ROW = 18;
const loadI32 = (at: Value<'i32'>): Value<'i32'> => ({ type: 'i32', code: [...at.code, 0x28, 0x00, 0x00] });
const storeI32 = (at: Value<'i32'>, x: Value<'i32'>): Statement => ({ type: 'void', code: [...at.code, ...x.code, 0x36, 0x00, 0x00] });
/** The low word of a 64-bit lane. */
const wordOf = (x: Lanes, lane: 0 | 1): Value<'i32'> => ({ type: 'i32', code: [...x.code, 0xfd, 27, 2 * lane] });
const loadLane1 = (at: Value<'i32'>, rest: Lanes, offset: number): Lanes => ({
  type: 'v128',
  code: [...at.code, ...rest.code, 0xfd, 87, 0x00, ...unsigned(offset), 1],
});
const storeLane1 = (at: Value<'i32'>, x: Lanes): Statement => ({ type: 'void', code: [...at.code, ...x.code, 0xfd, 91, 0x00, 0x00, 1] });
const multiplyI32 = (a: Value<'i32'>, n: number): Value<'i32'> => ({ type: 'i32', code: [...a.code, ...i32(n).code, 0x6c] });

interface Place {
  readonly index: Lanes;
  readonly δ: Lanes;
}
/** table[row] + (δ·P(δ) + low part), the row of each lane of its own; several pairs step by step side by side, since each is one long chain. */
function rowValues(b: LaneBuilder, local: Local, places: readonly Place[], table: number, width: number): readonly Lanes[] {
  const rows = places.map(({ index }) =>
    ([0, 1] as const).map((lane) => {
      const at = local('i32');
      b.run(at.set(multiplyI32(wordOf(index, lane), 8 * width)));
      return at.get();
    }),
  );
  const both = (i: number, k: number): Lanes => loadLane1(rows[i][1], loadZero64(rows[i][0], table + 8 * k), table + 8 * k);
  const p = places.map((_, i) => {
    const sum = local('v128');
    b.assign(sum, both(i, width - 1));
    return sum;
  });
  for (let k = width - 2; k >= 2; k--)
    places.forEach(({ δ }, i) => {
      b.assign(p[i], add(mul(p[i].get(), δ), both(i, k)));
    });
  return places.map(({ δ }, i) => b.name(add(both(i, 0), add(mul(δ, p[i].get()), both(i, 1)))));
}

const signed = (b: LaneBuilder, z: Lanes, v: Lanes): Lanes => bitsOf.or(z, bitsOf.and(v, b.bits(0x8000000000000000n)));

/** Pairs of a list taken together. */
const TOGETHER = 2;

/** One formula over a list of addresses of operands, which is filled up with copies of its last one. */
function overList(
  local: Local,
  table: ConstantTable,
  places: NormalPlaces,
  list: number,
  end: Variable<'i32'>,
  distance: Value<'i32'>,
  vOf: (x: Lanes) => Lanes,
  f: (b: LaneBuilder, a: readonly Lanes[]) => readonly Lanes[],
): Statement {
  const at = local('i32');
  const from = Array.from({ length: 2 * TOGETHER }, () => local('i32'));
  const b = createLaneBuilder(local, table, places.constants, false);
  const pairs = Array.from({ length: TOGETHER }, (_, i) => [from[2 * i].get(), from[2 * i + 1].get()] as const);
  const v = pairs.map(([first, second]) => b.name(vOf(loadLane1(second, loadZero64(first), 0))));
  const z = f(
    b,
    v.map((x) => b.name(mul(b.constant(0.5), f64x2Unary.abs(x)))),
  );
  pairs.forEach(([first, second], i) => {
    const value = b.name(signed(b, z[i], v[i]));
    b.run(storeLane64(addI32(first, distance), value));
    b.run(storeLane1(addI32(second, distance), value));
  });
  return when(
    lessI32(i32(list), end.get()),
    sequence(
      ...Array.from({ length: 2 * TOGETHER - 1 }, (_, i) => storeI32(addI32(end.get(), i32(4 * i)), loadI32(addI32(end.get(), i32(-4))))),
      at.set(i32(list)),
      doWhile(
        sequence(
          ...from.map((x, i) => x.set(loadI32(addI32(at.get(), i32(4 * i))))),
          b.statements(),
          at.set(addI32(at.get(), i32(8 * TOGETHER))),
        ),
        lessI32(at.get(), end.get()),
      ),
    ),
  );
}

/** normals(in, end, distance, scale, shift): at each operand x, `distance` bytes on, the deviate of v = scale·x + shift. */
export function normalCode(tables: NormalTables, table: ConstantTable, places: NormalPlaces): FunctionCode {
  return defineFunction('normals', ['i32', 'i32', 'i32', 'f64', 'f64'], ([from, end, distance, scale, shift], local) => {
    const seriesEnd = local('i32');
    const tailEnd = local('i32');
    const scales = local('v128');
    const shifts = local('v128');
    const b = createLaneBuilder(local, table, places.constants, false);
    const vOf = (x: Lanes): Lanes => add(mul(x, scales.get()), shifts.get());
    const listed = (list: Variable<'i32'>, mask: Lanes, offset: number): void => {
      for (const lane of [0, 1] as const) {
        b.run(storeI32(list.get(), addI32(from.get(), i32(offset + 8 * lane))));
        b.run(list.set(subI32(list.get(), shiftLeft(wordOf(mask, lane), 2)))); // minus −1·4
      }
    };
    const offsets = [0, 16, 32, 48];
    const v = offsets.map((offset) => b.name(vOf(loadV128(from.get(), offset))));
    const at = offsets.map((offset, i): Place => {
      const a = b.name(mul(b.constant(0.5), f64x2Unary.abs(v[i])));
      const whole = b.name(f64x2Unary.floor(f64x2.min(f64x2.max(mul(b.constant(32), a), b.constant(1)), b.constant(12))));
      listed(seriesEnd, b.name(f64x2.le(a, b.constant(0.03125))), offset);
      listed(tailEnd, b.name(f64x2.ge(a, b.constant(0.40625))), offset);
      return { δ: b.name(sub(a, mul(add(whole, b.constant(0.5)), b.constant(1 / 32)))), index: b.name(add(whole, b.constant(ROUNDER))) };
    });
    rowValues(b, local, at, places.centre - 8 * CENTRE_ROW, CENTRE_ROW).forEach((z, i) => {
      b.run(storeV128(addI32(from.get(), distance.get()), signed(b, z, v[i]), offsets[i]));
    });
    const { series } = tables;
    return sequence(
      scales.set(splatF64(scale.get())),
      shifts.set(splatF64(shift.get())),
      seriesEnd.set(i32(places.seriesList)),
      tailEnd.set(i32(places.tailList)),
      doWhile(sequence(b.statements(), from.set(addI32(from.get(), i32(64)))), lessI32(from.get(), end.get())),
      overList(local, table, places, places.seriesList, seriesEnd, distance.get(), vOf, (c, size) =>
        size.map((a) => {
          const r = c.name(mul(a, a));
          let p = c.constant(series[series.length - 1]);
          for (let k = series.length - 2; k >= 1; k--) p = c.name(add(c.constant(series[k]), mul(r, p)));
          return c.name(add(mul(a, c.constant(series[0])), mul(mul(a, r), p)));
        }),
      ),
      overList(local, table, places, places.tailList, tailEnd, distance.get(), vOf, (c, size) =>
        rowValues(
          c,
          local,
          size.map((a): Place => {
            const s = c.name(f64x2Unary.sqrt(f64x2Unary.neg(log(c, c.name(sub(c.constant(0.5), a))))));
            const near = c.name(f64x2.lt(s, c.constant(2.5)));
            const chosen = (x: Lanes, y: Lanes): Lanes => select(x, y, near);
            const i = c.name(f64x2Unary.floor(chosen(sub(mul(c.constant(2), s), c.constant(3)), sub(s, c.constant(0.5)))));
            const centre = c.name(chosen(add(c.constant(1.75), mul(c.constant(0.5), i)), add(i, c.constant(1))));
            return { index: c.name(add(i, c.constant(ROUNDER))), δ: c.name(sub(s, centre)) };
          }),
          places.tail,
          TAIL_ROW,
        ),
      ),
    );
  });
}

/** logs(in, end, scale, shift, sign): sign·log(scale·x + shift), in place, the argument positive and normal. */
export const logCode = (table: ConstantTable, constants: number): FunctionCode =>
  defineFunction('logs', ['i32', 'i32', 'f64', 'f64', 'f64'], ([from, end, scale, shift, sign], local) => {
    const b = createLaneBuilder(local, table, constants, false);
    const scales = local('v128');
    const shifts = local('v128');
    const signs = local('v128');
    for (const offset of [0, 16]) {
      const x = b.name(add(mul(loadV128(from.get(), offset), scales.get()), shifts.get()));
      b.run(storeV128(from.get(), mul(signs.get(), log(b, x)), offset));
    }
    return sequence(
      scales.set(splatF64(scale.get())),
      shifts.set(splatF64(shift.get())),
      signs.set(splatF64(sign.get())),
      doWhile(sequence(b.statements(), from.set(addI32(from.get(), i32(32)))), lessI32(from.get(), end.get())),
    );
  });

/** sigmoids(in, end): 1/(1 + e⁻ˣ) of two numbers in [−745, 745] at a time, in place. */
export const sigmoidCode = (table: ConstantTable, constants: number): FunctionCode =>
  defineFunction('sigmoids', ['i32', 'i32'], ([from, end], local) => {
    const b = createLaneBuilder(local, table, constants, false);
    for (const offset of [0, 16]) b.run(storeV128(from.get(), sigmoid(b, b.name(loadV128(from.get(), offset))), offset));
    return doWhile(sequence(b.statements(), from.set(addI32(from.get(), i32(32)))), lessI32(from.get(), end.get()));
  });
