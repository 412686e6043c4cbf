/** Code that looks at a matrix in scratch memory: sizes of rows and columns, symmetry; and that lays one out with room behind every row. */
import {
  addI32,
  bitsOf,
  f64x2,
  f64x2Unary,
  i32,
  lessI32,
  loadF64,
  loadV128,
  sequence,
  splatF64,
  storeF64,
  storeV128,
  subI32,
  when,
  unsigned,
  zeroV128,
  type Statement,
  type Value,
} from './assembler.ts';
import { andThen, atLeastI32, constantF64, laneF64, loopWhile, shuffle } from './assembler-scalar.ts';
import { lanesOf } from './lanes.ts';
import { defineFunction, type FunctionCode } from './module.ts';
import { type Address, decrease, even, inGroups } from './row-groups.ts';
import { advance, stream } from './stream.ts';

const maxF64 = (a: Value<'f64'>, b: Value<'f64'>): Value<'f64'> => ({ type: 'f64', code: [...a.code, ...b.code, 0xa5] });

/** rows[i] ← maxⱼ|aᵢⱼ|, tops[j] ← maxᵢ|aᵢⱼ|, sums[j] ← Σᵢ|aᵢⱼ|; tops and sums have an even number of places. NaN shows in the sums alone. */
export function extents(): FunctionCode {
  return defineFunction('extents', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'], ([m, n, a, lda, rows, tops, sums], local) => {
    const lanes = lanesOf('float64', false);
    const p = local('i32');
    const q = local('i32');
    const v = local('v128');
    const most = local('v128');
    const total = local('v128');
    const clear = (from: Address): Statement =>
      sequence(
        p.set(from.get()),
        stream(lanes, local, even(n.get()), [p], 1, { vector: (o) => storeV128(p.get(), zeroV128(), o), element: () => sequence() }),
      );
    return sequence(
      clear(tops),
      clear(sums),
      inGroups(m, (group) => {
        const lines = Array.from({ length: group }, () => local('i32'));
        const largest = lines.map(() => local('v128'));
        return sequence(
          ...lines.map((r, k) => r.set(k === 0 ? a.get() : addI32(lines[k - 1].get(), lda.get()))),
          a.set(addI32(lines[group - 1].get(), lda.get())),
          ...largest.map((x) => x.set(zeroV128())),
          p.set(tops.get()),
          q.set(sums.get()),
          stream(lanes, local, even(n.get()), [p, q, ...lines], 1, {
            vector: (o) =>
              sequence(
                most.set(loadV128(p.get(), o)),
                total.set(loadV128(q.get(), o)),
                ...lines.map((r, k) =>
                  sequence(
                    v.set(f64x2Unary.abs(loadV128(r.get(), o))),
                    largest[k].set(lanes.larger(largest[k].get(), v.get())),
                    most.set(lanes.larger(most.get(), v.get())),
                    total.set(f64x2.add(total.get(), v.get())),
                  ),
                ),
                storeV128(p.get(), most.get(), o),
                storeV128(q.get(), total.get(), o),
              ),
            element: () => sequence(),
          }),
          ...largest.map((x, k) => storeF64(rows.get(), maxF64(laneF64(x.get(), 0), laneF64(x.get(), 1)), 8 * k)),
          advance(rows, i32(8 * group)),
        );
      }),
    );
  });
}

/** m rows of n elements one behind the other at `from` become rows of a matrix with a leading dimension, zeros behind each. */
export function spread(): FunctionCode {
  return defineFunction('spread', ['i32', 'i32', 'i32', 'i32', 'i32'], ([m, n, from, to, ldTo], local) => {
    const lanes = lanesOf('float64', false);
    const p = local('i32');
    const end = local('i32');
    return loopWhile(
      m.get(),
      sequence(
        p.set(to.get()),
        end.set(addI32(to.get(), ldTo.get())),
        stream(lanes, local, n.get(), [p, from], 4, {
          vector: (o) => storeV128(p.get(), loadV128(from.get(), o), o),
          element: () => storeF64(p.get(), loadF64(from.get())),
        }),
        loopWhile(lessI32(p.get(), end.get()), sequence(storeF64(p.get(), constantF64(0)), advance(p, i32(8)))),
        to.set(end.get()),
        decrease(m, 1),
      ),
    );
  });
}

/** 1 when A equals Aᵀ entry by entry, in blocks of 2×2, else 0. NaN is unequal to itself; what is compared behind the last row counts for nothing. */
export function symmetric(): FunctionCode {
  return defineFunction('symmetric', ['i32', 'i32', 'i32'], ([n, a, lda], local) => {
    const row = local('i32');
    const diagonal = local('i32');
    const p = local('i32');
    const q = local('i32');
    const left = local('i32');
    const same = local('v128');
    const u = local('v128');
    const v = local('v128');
    const s = local('v128');
    const t = local('v128');
    const low = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
    const high = low.map((b) => b + 8);
    const { eq } = f64x2;
    const both = (x: Value<'v128'>): Statement => same.set(bitsOf.and(same.get(), x));
    const e = (at: Address, offset = 0): Value<'f64'> => loadF64(at.get(), offset);
    const below = (of: Address): Value<'i32'> => addI32(of.get(), lda.get());
    /** Both lanes, or none: every bit of a comparison is set. */
    const all: Value<'i32'> = { type: 'i32', code: [...same.get().code, 0xfd, ...unsigned(195)] };
    return {
      run: sequence(
        same.set(f64x2.eq(zeroV128(), zeroV128())),
        row.set(a.get()),
        diagonal.set(a.get()),
        loopWhile(
          andThen(atLeastI32(n.get(), i32(2)), all),
          sequence(
            // rows i, i+1 left of the diagonal against columns i, i+1 above it
            p.set(row.get()),
            left.set(subI32(diagonal.get(), row.get())),
            q.set(addI32(a.get(), left.get())),
            loopWhile(
              left.get(),
              sequence(
                u.set(loadV128(p.get())),
                v.set(loadV128(below(p))),
                s.set(loadV128(q.get())),
                t.set(loadV128(below(q))),
                both(eq(shuffle(u.get(), v.get(), low), s.get())),
                both(eq(shuffle(u.get(), v.get(), high), t.get())),
                advance(p, i32(16)),
                q.set(addI32(below(q), lda.get())),
                decrease(left, 16),
              ),
            ),
            both(eq(splatF64(e(diagonal, 8)), splatF64(loadF64(below(diagonal))))),
            row.set(addI32(below(row), lda.get())),
            diagonal.set(addI32(addI32(below(diagonal), lda.get()), i32(16))),
            decrease(n, 2),
          ),
        ),
        when(
          n.get(),
          sequence(
            p.set(row.get()),
            left.set(subI32(diagonal.get(), row.get())),
            q.set(addI32(a.get(), left.get())),
            loopWhile(
              andThen(left.get(), all),
              sequence(both(eq(splatF64(e(p)), splatF64(e(q)))), advance(p, i32(8)), advance(q, lda.get()), decrease(left, 8)),
            ),
          ),
        ),
      ),
      result: all,
    };
  });
}
