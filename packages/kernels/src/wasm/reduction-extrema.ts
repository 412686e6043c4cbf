/**
 * The code of extremes: largest and smallest of a range, of the columns of a matrix, and where an element lies.
 *
 * The exact maximum of WebAssembly, which keeps NaN and tells +0 from −0, is eight instructions on x86; the comparing
 * one is one. So ranges are compared, and their elements added beside: without NaN in the sum there was none, and only
 * zeros have equals that differ. Where the sum is NaN (+∞ and −∞ make one too) or the best is zero, it is done exactly.
 */
import {
  addI32,
  anyTrue,
  bitsOf,
  f32x4,
  f64x2,
  f64x2Unary,
  i32,
  lessI32,
  loadF32,
  loadF64,
  loadV128,
  sequence,
  splatF32,
  splatF64,
  storeV128,
  subI32,
  unsigned,
  when,
  zeroV128,
  type Statement,
  type Value,
  type Variable,
} from './assembler.ts';
import {
  andThen,
  constantF32,
  constantF64,
  demoted,
  ifElse,
  isZero,
  laneF64,
  largerF32x4,
  largerF64x2,
  loopWhile,
  promoted,
  scalar,
} from './assembler-scalar.ts';
import type { Precision } from './gemm-module.ts';
import { notEqual32, notEqual64, upperHalf } from './loops/instructions.ts';
import type { Lanes } from './lane-builder.ts';
import { defineFunction, type FunctionCode } from './module.ts';
import { advance } from './stream.ts';

export type Extremum = 'max' | 'min';
type Vectors = (a: Lanes, b: Lanes) => Lanes;
type Scalars = (a: Value<'f64'>, b: Value<'f64'>) => Value<'f64'>;
const vectors =
  (n: number): Vectors =>
  (a, b) => ({ type: 'v128', code: [...a.code, ...b.code, 0xfd, ...unsigned(n)] });
/** b < a ? b : a */
const smallerF64x2 = vectors(246);
const smallerF32x4 = vectors(234);

interface Comparing {
  readonly start: number;
  /** b where it is better than a: NaN in b is passed over, NaN in a stays. */
  readonly better: Vectors;
  readonly exact: Vectors;
  readonly exactScalars: Scalars;
  readonly add: Vectors;
  readonly unequal: Vectors;
  readonly equal: Vectors;
  readonly splat: (x: Value<'f64'>) => Lanes;
  readonly size: number;
}
function comparing(extremum: Extremum, precision: Precision): Comparing {
  const wide = precision === 'float64';
  const largest = extremum === 'max';
  const lanes = wide ? f64x2 : f32x4;
  return {
    start: largest ? -Infinity : Infinity,
    better: wide ? (largest ? largerF64x2 : smallerF64x2) : largest ? largerF32x4 : smallerF32x4,
    exact: lanes[extremum],
    exactScalars: (a, b) => ({ type: 'f64', code: [...a.code, ...b.code, largest ? 0xa5 : 0xa4] }),
    add: lanes.add,
    unequal: wide ? notEqual64 : notEqual32,
    equal: lanes.eq,
    splat: (x) => (wide ? splatF64(x) : splatF32(demoted(x))),
    size: wide ? 8 : 4,
  };
}
const constant = (precision: Precision, x: number): Lanes =>
  precision === 'float64' ? splatF64(constantF64(x)) : splatF32(constantF32(x));

/** Vectors taken at a time, each with a best of its own; half as many sums. */
const WIDTH = 8;

/** maxOf, minOf(from, end): the best of the elements from `from` to before `end`. */
export function extremumOf(extremum: Extremum, precision: Precision): FunctionCode {
  const { start, better, exact, exactScalars, add, unequal, size } = comparing(extremum, precision);
  const wide = precision === 'float64';
  const one = (at: Value<'i32'>): Value<'f64'> => (wide ? loadF64(at) : promoted(loadF32(at)));
  return defineFunction(`${extremum}Of`, ['i32', 'i32'], ([from, end], local) => {
    const at = local('i32');
    const best = Array.from({ length: WIDTH }, () => local('v128'));
    const sums = Array.from({ length: WIDTH / 2 }, () => local('v128'));
    const x = local('v128');
    const result = local('f64');
    const pass = (bytes: number, body: Statement): Statement =>
      loopWhile(isZero(lessI32(end.get(), addI32(at.get(), i32(bytes)))), sequence(body, advance(at, i32(bytes))));
    /** The vectors from the start, in groups and then one by one; single elements are left. */
    const each = (group: (k: number) => Statement): Statement =>
      sequence(at.set(from.get()), pass(16 * WIDTH, sequence(...best.map((_, k) => group(k)))), pass(16, group(0)));
    const elements = loopWhile(
      lessI32(at.get(), end.get()),
      sequence(result.set(exactScalars(result.get(), one(at.get()))), advance(at, i32(size))),
    );
    const halves = (v: Lanes): Value<'f64'> => exactScalars(laneF64(v, 0), laneF64(v, 1));
    const ofLanes = (v: Variable<'v128'>): Value<'f64'> =>
      wide ? halves(v.get()) : exactScalars(halves(f64x2Unary.promoteLow(v.get())), halves(f64x2Unary.promoteLow(upperHalf(v.get()))));
    const restart = (v: Lanes): Statement => sequence(...best.map((b) => b.set(v)));
    const combined = (f: Vectors): Statement => sequence(...best.slice(1).map((b) => best[0].set(f(best[0].get(), b.get()))));
    const doubtful = local('v128');
    return {
      run: sequence(
        restart(constant(precision, start)),
        ...sums.map((s) => s.set(zeroV128())),
        each((k) =>
          sequence(
            x.set(loadV128(at.get(), 16 * k)),
            best[k].set(better(best[k].get(), x.get())),
            sums[k >> 1].set(add(sums[k >> 1].get(), x.get())),
          ),
        ),
        combined(better),
        doubtful.set(sums.map((s) => unequal(s.get(), s.get())).reduce(bitsOf.or)),
        result.set(ofLanes(best[0])),
        ifElse(
          anyTrue(doubtful.get()),
          sequence(
            restart(constant(precision, start)),
            each((k) => best[k].set(exact(best[k].get(), loadV128(at.get(), 16 * k)))),
            combined(exact),
            result.set(ofLanes(best[0])),
          ),
          // no NaN and nothing beyond zero: the best is −0 unless a sign is the other one
          when(
            scalar.eq(result.get(), constantF64(0)),
            sequence(
              restart(constant(precision, extremum === 'max' ? -0 : 0)),
              each((k) => best[k].set((extremum === 'max' ? bitsOf.and : bitsOf.or)(best[k].get(), loadV128(at.get(), 16 * k)))),
              combined(extremum === 'max' ? bitsOf.and : bitsOf.or),
              ...(extremum === 'max' ? [] : [best[0].set(bitsOf.and(best[0].get(), constant(precision, -0)))]),
              result.set(ofLanes(best[0])),
            ),
          ),
        ),
        elements,
      ),
      result: result.get(),
    };
  });
}

/** place(from, end, value): the address of the first vector from `from` on that holds `value`, or one from `end` on. */
export function placeOf(precision: Precision): FunctionCode {
  const { equal, splat } = comparing('max', precision);
  return defineFunction('place', ['i32', 'i32', 'f64'], ([from, end, value], local) => {
    const sought = local('v128');
    const matches = (k: number): Lanes => equal(loadV128(from.get(), 16 * k), sought.get());
    const pass = (count: number): Statement =>
      loopWhile(
        andThen(lessI32(from.get(), end.get()), isZero(anyTrue(Array.from({ length: count }, (_, k) => matches(k)).reduce(bitsOf.or)))),
        advance(from, i32(16 * count)),
      );
    return { run: sequence(sought.set(splat(value.get())), pass(4), pass(1)), result: from.get() };
  });
}

/**
 * maxRows, minRows(from, stride, count, to, end): folds `count` rows, `stride` bytes apart, into the row of bests from
 * `to` to before `end`, which has the type of the operand: eight rows or one in each pass, two vectors at a time.
 */
export function extremumRows(extremum: Extremum, precision: Precision): FunctionCode {
  const { better, exact, add, unequal, equal } = comparing(extremum, precision);
  return defineFunction(`${extremum}Rows`, ['i32', 'i32', 'i32', 'i32', 'i32'], ([from, stride, count, to, end], local) => {
    const t = local('i32');
    const pointers = Array.from({ length: 8 }, () => local('i32'));
    const x = local('v128');
    const best = local('v128');
    const total = local('v128');
    const vector = (at: readonly Variable<'i32'>[], offset: number): Statement => {
      const before = loadV128(t.get(), offset);
      const row = (p: Variable<'i32'>): Lanes => loadV128(p.get(), offset);
      if (at.length === 1) return storeV128(t.get(), exact(before, row(at[0])), offset);
      return sequence(
        ...at.map((p, k) =>
          sequence(
            x.set(row(p)),
            best.set(k === 0 ? x.get() : better(best.get(), x.get())),
            total.set(k === 0 ? x.get() : add(total.get(), x.get())),
          ),
        ),
        // NaN before stays; beside a best that is neither zero nor doubtful, comparing is exact
        ifElse(
          anyTrue(bitsOf.or(unequal(total.get(), total.get()), equal(best.get(), zeroV128()))),
          storeV128(t.get(), at.map(row).reduce(exact, before), offset),
          storeV128(t.get(), better(before, best.get()), offset),
        ),
      );
    };
    const fold = (n: 1 | 8): Statement => {
      const at = pointers.slice(0, n);
      return sequence(
        t.set(to.get()),
        ...at.map((p, k) => p.set(k === 0 ? from.get() : addI32(at[k - 1].get(), stride.get()))),
        from.set(addI32(at[n - 1].get(), stride.get())),
        count.set(subI32(count.get(), i32(n))),
        loopWhile(lessI32(t.get(), end.get()), sequence(vector(at, 0), vector(at, 16), ...[t, ...at].map((p) => advance(p, i32(32))))),
      );
    };
    return sequence(loopWhile(lessI32(i32(7), count.get()), fold(8)), loopWhile(count.get(), fold(1)));
  });
}
