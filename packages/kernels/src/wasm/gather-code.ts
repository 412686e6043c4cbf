/**
 * The code that packs strided views within scratch memory: three axes element by element, and planes whose rows lie
 * side by side, transposed in registers: 4 × 4 words or 8 × 8 bytes at a time. Eight rows of 64
 * columns in turn use up the cache lines they touch.
 */
import {
  addI32,
  i32,
  lessI32,
  loadF32,
  loadV128,
  loadZero64,
  mulI32,
  sequence,
  storeF32,
  storeLane64,
  storeV128,
  subI32,
  unsigned,
  type Statement,
  type Value,
  type Variable,
} from './assembler.ts';
import { andI32, atLeastI32, choose, ifElse, isZero, loopWhile, shiftLeft, shuffle } from './assembler-scalar.ts';
import { defineFunction, type FunctionCode, type Local } from './module.ts';
import { decrease, type Address } from './row-groups.ts';
import { advance } from './stream.ts';

/** Bytes of an element. */
export type Width = 1 | 4;
type Vector = Value<'v128'>;

const SHIFTS: Readonly<Record<Width, number>> = { 1: 0, 4: 2 };
const copyOne = (width: Width, to: Value<'i32'>, from: Value<'i32'>, offset = 0): Statement =>
  width === 4
    ? storeF32(to, loadF32(from, offset))
    : { type: 'void', code: [...to.code, ...from.code, 0x2d, 0, ...unsigned(offset), 0x3a, 0, 0] };

/** gather(from, to, n₀, s₀, n₁, s₁, n₂, s₂): the elements at from + i₀·s₀ + i₁·s₁ + i₂·s₂, packed; neighbours may be written 15 bytes too far. */
export function gatherCode(width: Width): FunctionCode {
  return defineFunction('gather', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'], ([from, to, n0, s0, n1, s1, n2, s2], local) => {
    const a = local('i32');
    const p = local('i32');
    const left = local('i32');
    const end = local('i32');
    const bytes = shiftLeft(n2.get(), SHIFTS[width]);
    const one = (k: number): Statement => sequence(copyOne(width, addI32(to.get(), i32(k * width)), p.get()), advance(p, s2.get()));
    const neighbours = sequence(
      p.set(a.get()),
      loopWhile(lessI32(to.get(), end.get()), sequence(storeV128(to.get(), loadV128(p.get())), advance(p, i32(16)), advance(to, i32(16)))),
      to.set(end.get()),
    );
    const others = sequence(
      p.set(a.get()),
      loopWhile(
        atLeastI32(subI32(end.get(), to.get()), i32(4 * width)),
        sequence(one(0), one(1), one(2), one(3), advance(to, i32(4 * width))),
      ),
      loopWhile(lessI32(to.get(), end.get()), sequence(one(0), advance(to, i32(width)))),
    );
    return loopWhile(
      n0.get(),
      sequence(
        a.set(from.get()),
        left.set(n1.get()),
        loopWhile(
          left.get(),
          sequence(
            end.set(addI32(to.get(), bytes)),
            ifElse(isZero(subI32(s2.get(), i32(width))), neighbours, others),
            advance(a, s1.get()),
            decrease(left, 1),
          ),
        ),
        advance(from, s0.get()),
        decrease(n0, 1),
      ),
    );
  });
}

/** Elements of `bytes` bytes of the lower, or upper, halves of a and b in turn. */
function interleaved(bytes: number, upper: boolean, a: Vector, b: Vector): Vector {
  const order: number[] = [];
  for (let k = 0; k < 8; k += bytes)
    for (const vector of [0, 16]) for (let i = 0; i < bytes; i++) order.push(vector + (upper ? 8 : 0) + k + i);
  return shuffle(a, b, order);
}

/** Eight rows of a few columns: from a pointer for each column to one for each row. */
interface Block {
  readonly columns: number;
  transpose(columns: readonly Address[], rows: readonly Address[]): Statement;
}

function blockOf(width: Width, local: Local): Block {
  const named = (x: Vector): { readonly set: Statement; readonly get: () => Vector } => {
    const v: Variable<'v128'> = local('v128');
    return { set: v.set(x), get: v.get };
  };
  if (width === 4)
    return {
      columns: 4,
      transpose: (columns, rows) =>
        sequence(
          ...[0, 1].map((half) => {
            const [a, b, c, d] = columns.map((p) => named(loadV128(p.get(), 16 * half)));
            const lowAB = named(interleaved(4, false, a.get(), b.get()));
            const highAB = named(interleaved(4, true, a.get(), b.get()));
            const lowCD = named(interleaved(4, false, c.get(), d.get()));
            const highCD = named(interleaved(4, true, c.get(), d.get()));
            const row = (k: number, upper: boolean, x: { get: () => Vector }, y: { get: () => Vector }): Statement =>
              storeV128(rows[4 * half + k].get(), interleaved(8, upper, x.get(), y.get()));
            return sequence(
              ...[a, b, c, d, lowAB, highAB, lowCD, highCD].map((v) => v.set),
              row(0, false, lowAB, lowCD),
              row(1, true, lowAB, lowCD),
              row(2, false, highAB, highCD),
              row(3, true, highAB, highCD),
            );
          }),
        ),
    };
  return {
    columns: 8,
    transpose: (columns, rows) => {
      const bytes = columns.map((p) => named(loadZero64(p.get())));
      const pairs = [0, 2, 4, 6].map((k) => named(interleaved(1, false, bytes[k].get(), bytes[k + 1].get())));
      // rows 0–3 and 4–7 of columns 0–3, then of columns 4–7
      const fours = [0, 2].flatMap((k) => [false, true].map((upper) => named(interleaved(2, upper, pairs[k].get(), pairs[k + 1].get()))));
      const eights = [0, 1].flatMap((k) => [false, true].map((upper) => named(interleaved(4, upper, fours[k].get(), fours[k + 2].get()))));
      return sequence(
        ...[...bytes, ...pairs, ...fours, ...eights].map((v) => v.set),
        ...eights.flatMap((v, k) => [storeLane64(rows[2 * k].get(), v.get()), storeUpper64(rows[2 * k + 1].get(), v.get())]),
      );
    },
  };
}
const storeUpper64 = (at: Value<'i32'>, x: Vector): Statement => ({ type: 'void', code: [...at.code, ...x.code, 0xfd, 91, 0, 0, 1] });

const STRIP = 8;
const COLUMNS = 64;

/**
 * transpose(from, to, count, fromStep, toStep, rows, columns, stride, pitch): `count` planes, whose element (i, j) goes
 * from from + i·width + j·stride to to + i·pitch + j·width; the steps lead from plane to plane.
 */
export function transposeCode(width: Width): FunctionCode {
  return defineFunction(
    'transpose',
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    ([from, to, count, fromStep, toStep, rows, columns, stride, pitch], local) => {
      const variables = (n: number): Address[] => Array.from({ length: n }, () => local('i32'));
      const [blockFrom, blockTo, left, size, rowFrom, rowTo, rest, end] = variables(8);
      const block = blockOf(width, local);
      const p = variables(block.columns);
      const q = variables(STRIP);
      const scaled = (n: Value<'i32'>): Value<'i32'> => shiftLeft(n, SHIFTS[width]);
      const onwards = (bytes: number): Statement => sequence(...q.map((v) => advance(v, i32(bytes))));
      const untilEnd = (body: Statement): Statement => loopWhile(lessI32(q[0].get(), end.get()), body);
      const strip = sequence(
        p[0].set(rowFrom.get()),
        ...q.map((v, k) => v.set(k === 0 ? rowTo.get() : addI32(q[k - 1].get(), pitch.get()))),
        end.set(addI32(rowTo.get(), scaled(andI32(size.get(), i32(-block.columns))))),
        untilEnd(
          sequence(
            ...p.slice(1).map((v, k) => v.set(addI32(p[k].get(), stride.get()))),
            block.transpose(p, q),
            p[0].set(addI32(p[block.columns - 1].get(), stride.get())),
            onwards(width * block.columns),
          ),
        ),
        end.set(addI32(rowTo.get(), scaled(size.get()))),
        untilEnd(sequence(...q.map((v, k) => copyOne(width, v.get(), p[0].get(), k * width)), advance(p[0], stride.get()), onwards(width))),
      );
      const row = sequence(
        p[0].set(rowFrom.get()),
        q[0].set(rowTo.get()),
        end.set(addI32(rowTo.get(), scaled(size.get()))),
        untilEnd(sequence(copyOne(width, q[0].get(), p[0].get()), advance(p[0], stride.get()), advance(q[0], i32(width)))),
      );
      const inGroups = (n: number, body: Statement): Statement =>
        loopWhile(
          atLeastI32(rest.get(), i32(n)),
          sequence(body, advance(rowFrom, i32(n * width)), advance(rowTo, mulI32(pitch.get(), i32(n))), decrease(rest, n)),
        );
      return loopWhile(
        count.get(),
        sequence(
          blockFrom.set(from.get()),
          blockTo.set(to.get()),
          left.set(columns.get()),
          loopWhile(
            left.get(),
            sequence(
              size.set(choose(left.get(), i32(COLUMNS), lessI32(left.get(), i32(COLUMNS)))),
              rowFrom.set(blockFrom.get()),
              rowTo.set(blockTo.get()),
              rest.set(rows.get()),
              inGroups(STRIP, strip),
              inGroups(1, row),
              advance(blockFrom, mulI32(stride.get(), size.get())),
              advance(blockTo, scaled(size.get())),
              left.set(subI32(left.get(), size.get())),
            ),
          ),
          advance(from, fromStep.get()),
          advance(to, toStep.get()),
          decrease(count, 1),
        ),
      );
    },
  );
}
