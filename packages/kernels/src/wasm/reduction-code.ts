/**
 * The code of reductions, two float64 lanes at a time whatever the type of the operand, in the order of additions of
 * the plain tier: float64 and float32 results are its bits.
 *
 * A row is reduced in leaves of 128 elements with eight partial results each (sum.ts); rows lying one below the other
 * are folded into a row of partial results, four at a time. Rows of partial results are padded to whole vectors.
 */
import {
  addI32,
  bitsOf,
  doWhile,
  f64x2,
  f64x2Unary,
  i32,
  lessI32,
  loadF32,
  loadF64,
  loadV128,
  loadZero64,
  select,
  sequence,
  splatF64,
  storeF64,
  storeV128,
  subI32,
  unsigned,
  type Statement,
  type Value,
  type Variable,
} from './assembler.ts';
import { andI32, choose, constantF64, laneF64, loopWhile, scalar } from './assembler-scalar.ts';
import type { Precision } from './gemm-module.ts';
import { type Lanes } from './lane-builder.ts';
import { defineFunction, type FunctionCode, type Local } from './module.ts';
import { advance } from './stream.ts';

export const LEAF = 128;

export type Folding = 'sum' | 'prod';
type Vectors = (a: Lanes, b: Lanes) => Lanes;
type Scalars = (a: Value<'f64'>, b: Value<'f64'>) => Value<'f64'>;
const FOLDINGS: Readonly<Record<Folding, { readonly start: number; readonly lanes: Vectors; readonly scalars: Scalars }>> = {
  sum: { start: 0, lanes: f64x2.add, scalars: scalar.add },
  prod: { start: 1, lanes: f64x2.mul, scalars: scalar.mul },
};

/** What is summed: integers are exact in float64. */
export type Operand = Precision | 'int32' | 'uint32';
/** Two elements as float64 lanes, and one as a float64. */
export function pair(operand: Operand, at: Value<'i32'>, offset = 0): Lanes {
  if (operand === 'float64') return loadV128(at, offset);
  const two = loadZero64(at, offset);
  if (operand === 'float32') return f64x2Unary.promoteLow(two);
  return { type: 'v128', code: [...two.code, 0xfd, ...unsigned(operand === 'int32' ? 254 : 255)] };
}
function single(operand: Operand, at: Value<'i32'>): Value<'f64'> {
  if (operand === 'float64') return loadF64(at);
  if (operand === 'float32') return { type: 'f64', code: [...loadF32(at).code, 0xbb] };
  return { type: 'f64', code: [...at.code, 0x28, 0, 0, operand === 'int32' ? 0xb7 : 0xb8] };
}

/** A leaf's eight partial results in registers: how they start, take in one group of eight, and end as one number. */
interface Leaf {
  readonly start: Statement;
  readonly group: Statement;
  readonly result: Value<'f64'>;
}

const four = (local: Local): Variable<'v128'>[] => Array.from({ length: 4 }, () => local('v128'));
const joined = (scalars: Scalars, [a, b, c, d]: readonly Variable<'v128'>[]): Value<'f64'> => {
  const both = (v: Variable<'v128'>): Value<'f64'> => scalars(laneF64(v.get(), 0), laneF64(v.get(), 1));
  return scalars(scalars(both(a), both(b)), scalars(both(c), both(d)));
};

function leafOf(folding: Folding, local: Local, load: (k: number) => Lanes): Leaf {
  const { start, lanes, scalars } = FOLDINGS[folding];
  const partial = four(local);
  return {
    start: sequence(...partial.map((p) => p.set(splatF64(constantF64(start))))),
    group: sequence(...partial.map((p, k) => p.set(lanes(p.get(), load(k))))),
    result: joined(scalars, partial),
  };
}

/** leaves(from, end, to): one float64 for every leaf of the row from `from` to before `end`. */
export function leaves(folding: Folding, precision: Operand): FunctionCode {
  const { scalars } = FOLDINGS[folding];
  const size = precision === 'float64' ? 8 : 4;
  return defineFunction(`${folding}Leaves`, ['i32', 'i32', 'i32'], ([from, end, to], local) => {
    const leafEnd = local('i32');
    const until = local('i32');
    const result = local('f64');
    const next = addI32(from.get(), i32(LEAF * size));
    const leaf = (offset: number): Leaf => leafOf(folding, local, (k) => pair(precision, from.get(), offset + 2 * k * size));
    const one = leaf(0);
    const other = leaf(LEAF * size);
    const group = advance(from, i32(8 * size));
    return sequence(
      // two whole leaves side by side, each in its own order: one alone would wait for its own sums
      loopWhile(
        lessI32(addI32(from.get(), i32(2 * LEAF * size - 1)), end.get()),
        sequence(
          until.set(next),
          one.start,
          other.start,
          doWhile(sequence(one.group, other.group, group), lessI32(from.get(), until.get())),
          storeF64(to.get(), one.result),
          storeF64(to.get(), other.result, 8),
          advance(to, i32(16)),
          advance(from, i32(LEAF * size)),
        ),
      ),
      loopWhile(
        lessI32(from.get(), end.get()),
        sequence(
          leafEnd.set(choose(next, end.get(), lessI32(next, end.get()))),
          until.set(addI32(from.get(), andI32(subI32(leafEnd.get(), from.get()), i32(-8 * size)))),
          one.start,
          loopWhile(lessI32(from.get(), until.get()), sequence(one.group, group)),
          result.set(one.result),
          loopWhile(
            lessI32(from.get(), leafEnd.get()),
            sequence(result.set(scalars(result.get(), single(precision, from.get()))), advance(from, i32(size))),
          ),
          storeF64(to.get(), result.get()),
          advance(to, i32(8)),
        ),
      ),
    );
  });
}

/** A loop over the columns of partial results from `to` to before `end`, with the address of the operand's column beside. */
function columns(
  local: Local,
  to: Variable<'i32'>,
  end: Variable<'i32'>,
  from: Variable<'i32'>,
  size: number,
  body: (to: Value<'i32'>, from: Value<'i32'>) => Statement,
): Statement {
  const t = local('i32');
  const f = local('i32');
  return sequence(
    t.set(to.get()),
    f.set(from.get()),
    loopWhile(lessI32(t.get(), end.get()), sequence(body(t.get(), f.get()), advance(t, i32(16)), advance(f, i32(2 * size)))),
  );
}

/**
 * sumRows(from, stride, count, to, end): adds `count` rows, `stride` bytes apart, to the partial results from `to` to
 * before `end`, four columns at a time: groups of four rows, two groups in one pass over the partial results while
 * there are eight.
 */
export function sumRows(precision: Operand): FunctionCode {
  const size = precision === 'float64' ? 8 : 4;
  return defineFunction('sumRows', ['i32', 'i32', 'i32', 'i32', 'i32'], ([from, stride, count, to, end], local) => {
    const t = local('i32');
    const pointers = Array.from({ length: 8 }, () => local('i32'));
    const four = sumOfRows(precision);
    const fold = (n: 1 | 4 | 8): Statement => {
      const at = pointers.slice(0, n);
      return sequence(
        t.set(to.get()),
        ...at.map((p, k) => p.set(k === 0 ? from.get() : addI32(at[k - 1].get(), stride.get()))),
        from.set(addI32(at[n - 1].get(), stride.get())),
        count.set(subI32(count.get(), i32(n))),
        loopWhile(
          lessI32(t.get(), end.get()),
          sequence(
            four(
              t.get(),
              at.map((p) => p.get()),
            ),
            advance(t, i32(32)),
            ...at.map((p) => advance(p, i32(4 * size))),
          ),
        ),
      );
    };
    return sequence(
      loopWhile(lessI32(i32(7), count.get()), fold(8)),
      loopWhile(lessI32(i32(3), count.get()), fold(4)),
      loopWhile(count.get(), fold(1)),
    );
  });
}

/** Four columns of partial results at `t` with those of 1, 4 or 8 rows. */
type FourColumns = (t: Value<'i32'>, rows: readonly Value<'i32'>[]) => Statement;

const sumOfRows =
  (precision: Operand): FourColumns =>
  (t, at) => {
    const size = precision === 'float64' ? 8 : 4;
    return sequence(
      ...[0, 1].map((half) => {
        const row = (k: number): Lanes => pair(precision, at[k], half * 2 * size);
        const group = (k: number): Lanes => f64x2.add(f64x2.add(row(k), row(k + 1)), f64x2.add(row(k + 2), row(k + 3)));
        const before = loadV128(t, 16 * half);
        const { length } = at;
        return storeV128(
          t,
          length === 1
            ? f64x2.add(before, row(0))
            : length === 4
              ? f64x2.add(before, group(0))
              : f64x2.add(f64x2.add(before, group(0)), group(4)),
          16 * half,
        );
      }),
    );
  };

/**
 * argRows(from, stride, count, to, end, index, first): the best of every column so far from `to`, its row number from
 * `index`; rows are numbered from `first`. The first of equals stays, and the first NaN for good.
 */
export function argRows(folding: 'max' | 'min', precision: Precision): FunctionCode {
  const size = precision === 'float64' ? 8 : 4;
  const noBetter = folding === 'max' ? f64x2.le : f64x2.ge;
  return defineFunction(
    `arg${folding}Rows`,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'f64'],
    ([from, stride, count, to, end, index, first], local) => {
      const best = local('v128');
      const x = local('v128');
      const better = local('v128');
      const at = local('v128');
      const away = local('i32');
      return sequence(
        away.set(subI32(index.get(), to.get())),
        loopWhile(
          count.get(),
          sequence(
            at.set(splatF64(first.get())),
            columns(local, to, end, from, size, (t, f) =>
              sequence(
                x.set(pair(precision, f)),
                best.set(loadV128(t)),
                better.set(bitsOf.andNot(f64x2.eq(best.get(), best.get()), noBetter(x.get(), best.get()))),
                storeV128(t, select(x.get(), best.get(), better.get())),
                storeV128(addI32(t, away.get()), select(at.get(), loadV128(addI32(t, away.get())), better.get())),
              ),
            ),
            first.set(scalar.add(first.get(), constantF64(1))),
            advance(from, stride.get()),
            count.set(subI32(count.get(), i32(1))),
          ),
        ),
      );
    },
  );
}
