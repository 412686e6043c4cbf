/**
 * Code for one matrix of modest order in scratch memory, a single call each: LU and Cholesky without blocks, the sizes of
 * rows and columns, room behind every row, and the residual of a system in about 106 bits.
 *
 * Matrices have at least one spare element behind every row, zero where the matrix was copied in, so that a row is taken
 * in whole vectors from any column. Golub and Van Loan, algorithms 3.4.1 and 4.2.2; Ogita, Rump, Oishi (2005) for the
 * residual.
 */
import {
  addI32, bitsOf, f64x2, f64x2Unary, fusedF64x2, i32, lessI32, loadF64, loadV128, mulI32, sequence, splatF64, storeF64, storeV128, subI32, when, unsigned, zeroV128,
  type Statement, type Value, type Variable,
} from './assembler.ts';
import { andI32, andThen, atLeastI32, constantF64, ifElse, laneF64, loopWhile, scalar, shuffle } from './assembler-scalar.ts';
import { lanesOf } from './lanes.ts';
import { defineFunction, type FunctionCode, type Local } from './module.ts';
import { advance, stream } from './stream.ts';

const { abs, add, div, gt, lt, mul, sqrt } = scalar;
type Address = Variable<'i32'>;
type Vector = Variable<'v128'>;

const storeI32 = (at: Value<'i32'>, x: Value<'i32'>): Statement => ({ type: 'void', code: [...at.code, ...x.code, 0x36, 0x02, 0x00] });
const maxF64 = (a: Value<'f64'>, b: Value<'f64'>): Value<'f64'> => ({ type: 'f64', code: [...a.code, ...b.code, 0xa5] });
/** The next even number. */
const even = (n: Value<'i32'>): Value<'i32'> => andI32(addI32(n, i32(1)), i32(-2));
const decrease = (v: Address, by: number): Statement => v.set(subI32(v.get(), i32(by)));

/** `left` rows in fours, then one by one: `emit` is called once for each size. */
function inGroups(left: Address, emit: (group: number) => Statement): Statement {
  return sequence(...[4, 1].map((group) => loopWhile(atLeastI32(left.get(), i32(group)), sequence(emit(group), decrease(left, group)))));
}

/** Rows r₀, r₁ … of the rest ← rₘ − fₘ·top, `columns` elements (even) from the pointers on. */
function subtractRow(local: Local, fused: boolean, rows: readonly Address[], factors: readonly Vector[], top: Address, columns: Value<'i32'>): Statement {
  const lanes = lanesOf('float64', fused), v = local('v128');
  return stream(lanes, local, columns, [top, ...rows], 2, {
    vector: (o) => sequence(v.set(loadV128(top.get(), o)), ...rows.map((r, m) => storeV128(r.get(), lanes.minus(factors[m].get(), v.get(), loadV128(r.get(), o)), o))),
    element: () => sequence(),
  });
}

/**
 * Partial pivoting on an n×n matrix, two steps at a time: the second pivot is found in a column that alone was brought up
 * to date, then both rows are subtracted from the rest at once. Row indices go into int32 at `pivots`.
 *
 * @returns −1, or the first step whose pivot is zero or too small for its reciprocal: the factors are then unfinished
 */
function smallLu(fused: boolean): FunctionCode {
  return defineFunction('smallLu', ['i32', 'i32', 'i32', 'i32'], ([n, a, lda, pivots], local) => {
    const k = local('i32'), rest = local('i32'), left = local('i32'), i = local('i32'), diagonal = local('i32'), best = local('i32'), p = local('i32'), q = local('i32'), second = local('i32'), result = local('i32'), width = local('i32');
    const top = local('f64'), e = local('f64'), w = local('f64'), u = local('f64'), inverse = local('f64'), v = local('v128'), v2 = local('v128'), lanes = lanesOf('float64', fused), { sub } = scalar;
    const rowAt = (index: Value<'i32'>): Value<'i32'> => addI32(a.get(), mulI32(index, lda.get()));
    const candidate = (size: Value<'f64'>): Statement => sequence(e.set(size), when(lt(top.get(), e.get()), sequence(top.set(e.get()), best.set(i.get()))));
    const exchange = (index: Value<'i32'>): Statement => sequence(
      storeI32(pivots.get(), best.get()), advance(pivots, i32(4)),
      when(subI32(best.get(), index), sequence(
        p.set(rowAt(index)), q.set(rowAt(best.get())), left.set(even(n.get())),
        loopWhile(left.get(), sequence(v.set(loadV128(p.get())), storeV128(p.get(), loadV128(q.get())), storeV128(q.get(), v.get()), advance(p, i32(16)), advance(q, i32(16)), decrease(left, 2))))));
    const usable = (index: Value<'i32'>, next: Statement): Statement => ifElse(gt(top.get(), constantF64(1e-290)), next, sequence(result.set(index), k.set(n.get())));
    const nextIndex = addI32(k.get(), i32(1));
    const eliminate = (group: number): Statement => {
      const rows = Array.from({ length: group }, () => local('i32')), first = rows.map(() => local('v128')), other = rows.map(() => local('v128'));
      return sequence(
        ...rows.map((r, m) => r.set(m === 0 ? i.get() : addI32(rows[m - 1].get(), lda.get()))), i.set(addI32(rows[group - 1].get(), lda.get())),
        ...rows.flatMap((r, m) => [
          e.set(mul(loadF64(r.get(), 8), inverse.get())), storeF64(r.get(), e.get(), 8), other[m].set(splatF64(e.get())), first[m].set(splatF64(loadF64(r.get()))), advance(r, i32(16))]),
        p.set(addI32(diagonal.get(), i32(16))), q.set(addI32(second.get(), i32(8))),
        stream(lanes, local, width.get(), [p, q, ...rows], 1, {
          vector: (o) => sequence(v.set(loadV128(p.get(), o)), v2.set(loadV128(q.get(), o)), ...rows.map((r, m) =>
            storeV128(r.get(), lanes.minus(other[m].get(), v2.get(), lanes.minus(first[m].get(), v.get(), loadV128(r.get(), o))), o))),
          element: () => sequence(),
        }),
      );
    };
    const row = local('i32'), factor = local('v128');
    const pair = sequence(
      // multipliers of the first step, the next column brought up to date, its largest entry
      inverse.set(div(constantF64(1), loadF64(diagonal.get()))), u.set(loadF64(diagonal.get(), 8)), top.set(constantF64(-1)), i.set(k.get()), q.set(diagonal.get()), left.set(rest.get()),
      loopWhile(left.get(), sequence(
        advance(q, lda.get()), i.set(addI32(i.get(), i32(1))), e.set(mul(loadF64(q.get()), inverse.get())), storeF64(q.get(), e.get()),
        w.set(sub(loadF64(q.get(), 8), mul(e.get(), u.get()))), storeF64(q.get(), w.get(), 8), candidate(abs(w.get())), decrease(left, 1))),
      usable(nextIndex, sequence(
        exchange(nextIndex), second.set(addI32(addI32(diagonal.get(), lda.get()), i32(8))), width.set(even(subI32(rest.get(), i32(1)))),
        row.set(addI32(second.get(), i32(8))), p.set(addI32(diagonal.get(), i32(16))), factor.set(splatF64(loadF64(subI32(second.get(), i32(8))))),
        subtractRow(local, fused, [row], [factor], p, width.get()),
        inverse.set(div(constantF64(1), loadF64(second.get()))), left.set(subI32(rest.get(), i32(1))), i.set(addI32(addI32(diagonal.get(), lda.get()), lda.get())),
        inGroups(left, eliminate),
        advance(diagonal, mulI32(i32(2), addI32(lda.get(), i32(8)))), k.set(addI32(k.get(), i32(2))),
      )),
    );
    const step = sequence(
      rest.set(subI32(subI32(n.get(), k.get()), i32(1))), top.set(constantF64(-1)), i.set(k.get()), q.set(diagonal.get()), left.set(addI32(rest.get(), i32(1))),
      loopWhile(left.get(), sequence(candidate(abs(loadF64(q.get()))), advance(q, lda.get()), i.set(addI32(i.get(), i32(1))), decrease(left, 1))),
      usable(k.get(), sequence(exchange(k.get()), ifElse(rest.get(), pair, k.set(n.get())))),
    );
    return { run: sequence(result.set(i32(-1)), k.set(i32(0)), diagonal.set(a.get()), loopWhile(lessI32(k.get(), n.get()), step)), result: result.get() };
  });
}

/** A = UᵀU from the upper triangle, which becomes U; what is below is spoilt. @returns 0, or the order of the first minor that is not positive */
function smallCholesky(fused: boolean): FunctionCode {
  return defineFunction('smallCholesky', ['i32', 'i32', 'i32'], ([n, a, lda], local) => {
    const lanes = lanesOf('float64', fused), order = local('i32'), rest = local('i32'), left = local('i32'), p = local('i32'), q = local('i32'), f = local('i32'), result = local('i32'), root = local('f64'), roots = local('v128');
    const eliminate = (group: number): Statement => {
      const rows = Array.from({ length: group }, () => local('i32')), factors = rows.map(() => local('v128'));
      return sequence(
        ...rows.map((r, m) => r.set(m === 0 ? q.get() : addI32(rows[m - 1].get(), lda.get()))),
        ...factors.map((x, m) => x.set(splatF64(loadF64(f.get(), 8 * m)))),
        q.set(addI32(addI32(rows[group - 1].get(), lda.get()), i32(8 * group))), p.set(f.get()), advance(f, i32(8 * group)),
        subtractRow(local, fused, rows, factors, p, even(left.get())),
      );
    };
    const step = sequence(
      order.set(addI32(order.get(), i32(1))), rest.set(subI32(rest.get(), i32(1))),
      root.set(loadF64(a.get())),
      ifElse(gt(root.get(), constantF64(0)), sequence(
        root.set(sqrt(root.get())), roots.set(splatF64(root.get())), p.set(a.get()),
        stream(lanes, local, even(addI32(rest.get(), i32(1))), [p], 2, { vector: (o) => storeV128(p.get(), f64x2.div(loadV128(p.get(), o), roots.get()), o), element: () => sequence() }),
        f.set(addI32(a.get(), i32(8))), advance(a, addI32(lda.get(), i32(8))), q.set(a.get()), left.set(rest.get()),
        inGroups(left, eliminate),
      ), sequence(result.set(order.get()), rest.set(i32(0)))),
    );
    return { run: sequence(result.set(i32(0)), order.set(i32(0)), rest.set(n.get()), loopWhile(rest.get(), step)), result: result.get() };
  });
}

/** rows[i] ← maxⱼ|aᵢⱼ|, tops[j] ← maxᵢ|aᵢⱼ|, sums[j] ← Σᵢ|aᵢⱼ|; tops and sums have an even number of places. NaN shows in the sums alone. */
function extents(): FunctionCode {
  return defineFunction('extents', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'], ([m, n, a, lda, rows, tops, sums], local) => {
    const lanes = lanesOf('float64', false), p = local('i32'), q = local('i32'), v = local('v128'), most = local('v128'), total = local('v128');
    const clear = (from: Address): Statement => sequence(p.set(from.get()), stream(lanes, local, even(n.get()), [p], 1, { vector: (o) => storeV128(p.get(), zeroV128(), o), element: () => sequence() }));
    return sequence(clear(tops), clear(sums), inGroups(m, (group) => {
      const lines = Array.from({ length: group }, () => local('i32')), largest = lines.map(() => local('v128'));
      return sequence(
        ...lines.map((r, k) => r.set(k === 0 ? a.get() : addI32(lines[k - 1].get(), lda.get()))), a.set(addI32(lines[group - 1].get(), lda.get())),
        ...largest.map((x) => x.set(zeroV128())), p.set(tops.get()), q.set(sums.get()),
        stream(lanes, local, even(n.get()), [p, q, ...lines], 1, {
          vector: (o) => sequence(
            most.set(loadV128(p.get(), o)), total.set(loadV128(q.get(), o)),
            ...lines.map((r, k) => sequence(v.set(f64x2Unary.abs(loadV128(r.get(), o))), largest[k].set(lanes.larger(largest[k].get(), v.get())), most.set(lanes.larger(most.get(), v.get())), total.set(f64x2.add(total.get(), v.get())))),
            storeV128(p.get(), most.get(), o), storeV128(q.get(), total.get(), o),
          ),
          element: () => sequence(),
        }),
        ...largest.map((x, k) => storeF64(rows.get(), maxF64(laneF64(x.get(), 0), laneF64(x.get(), 1)), 8 * k)), advance(rows, i32(8 * group)),
      );
    }));
  });
}

/** m rows of n elements one behind the other at `from` become rows of a matrix with a leading dimension, zeros behind each. */
function spread(): FunctionCode {
  return defineFunction('spread', ['i32', 'i32', 'i32', 'i32', 'i32'], ([m, n, from, to, ldTo], local) => {
    const lanes = lanesOf('float64', false), p = local('i32'), end = local('i32');
    return loopWhile(m.get(), sequence(
      p.set(to.get()), end.set(addI32(to.get(), ldTo.get())),
      stream(lanes, local, n.get(), [p, from], 4, { vector: (o) => storeV128(p.get(), loadV128(from.get(), o), o), element: () => storeF64(p.get(), loadF64(from.get())) }),
      loopWhile(lessI32(p.get(), end.get()), sequence(storeF64(p.get(), constantF64(0)), advance(p, i32(8)))),
      to.set(end.get()), decrease(m, 1),
    ));
  });
}

/** 1 when A equals Aᵀ entry by entry, in blocks of 2×2, else 0. NaN is unequal to itself; what is compared behind the last row counts for nothing. */
function symmetric(): FunctionCode {
  return defineFunction('symmetric', ['i32', 'i32', 'i32'], ([n, a, lda], local) => {
    const row = local('i32'), diagonal = local('i32'), p = local('i32'), q = local('i32'), left = local('i32'), same = local('v128'), u = local('v128'), v = local('v128'), s = local('v128'), t = local('v128');
    const low = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23], high = low.map((b) => b + 8), { eq } = f64x2;
    const both = (x: Value<'v128'>): Statement => same.set(bitsOf.and(same.get(), x));
    const e = (at: Address, offset = 0): Value<'f64'> => loadF64(at.get(), offset);
    const below = (of: Address): Value<'i32'> => addI32(of.get(), lda.get());
    /** Both lanes, or none: every bit of a comparison is set. */
    const all: Value<'i32'> = { type: 'i32', code: [...same.get().code, 0xfd, ...unsigned(195)] };
    return {
      run: sequence(
        same.set(f64x2.eq(zeroV128(), zeroV128())), row.set(a.get()), diagonal.set(a.get()),
        loopWhile(andThen(atLeastI32(n.get(), i32(2)), all), sequence(
          // rows i, i+1 left of the diagonal against columns i, i+1 above it
          p.set(row.get()), left.set(subI32(diagonal.get(), row.get())), q.set(addI32(a.get(), left.get())),
          loopWhile(left.get(), sequence(
            u.set(loadV128(p.get())), v.set(loadV128(below(p))), s.set(loadV128(q.get())), t.set(loadV128(below(q))),
            both(eq(shuffle(u.get(), v.get(), low), s.get())), both(eq(shuffle(u.get(), v.get(), high), t.get())),
            advance(p, i32(16)), q.set(addI32(below(q), lda.get())), decrease(left, 16))),
          both(eq(splatF64(e(diagonal, 8)), splatF64(loadF64(below(diagonal))))),
          row.set(addI32(below(row), lda.get())), diagonal.set(addI32(addI32(below(diagonal), lda.get()), i32(16))), decrease(n, 2))),
        when(n.get(), sequence(
          p.set(row.get()), left.set(subI32(diagonal.get(), row.get())), q.set(addI32(a.get(), left.get())),
          loopWhile(andThen(left.get(), all), sequence(both(eq(splatF64(e(p)), splatF64(e(q)))), advance(p, i32(8)), advance(q, lda.get()), decrease(left, 8))))),
      ),
      result: all,
    };
  });
}

/** The parts of a product that are exact: with a fused multiply-add, or by splitting both factors (Dekker 1971). */
interface ProductParts {
  /** Of x, once for all rows. */
  readonly prepare: (x: Vector) => Statement;
  /** error ← f·x − p, p = fl(f·x) */
  readonly error: (f: Vector, x: Vector, p: Vector, into: Vector) => Statement;
}
function fusedParts(): ProductParts {
  return { prepare: () => sequence(), error: (f, x, p, into) => into.set(fusedF64x2(f.get(), x.get(), f64x2Unary.neg(p.get()))) };
}
function splitParts(local: Local, splitter: Vector): ProductParts {
  const u = local('v128'), xh = local('v128'), xl = local('v128'), fh = local('v128'), fl = local('v128'), { add: plus, sub: minus, mul: times } = f64x2;
  const halves = (v: Vector, high: Vector, low: Vector): Statement => sequence(
    u.set(times(splitter.get(), v.get())), high.set(minus(u.get(), minus(u.get(), v.get()))), low.set(minus(v.get(), high.get())));
  return {
    prepare: (x) => halves(x, xh, xl),
    error: (f, _x, p, into) => sequence(halves(f, fh, fl), into.set(plus(plus(plus(minus(times(fh.get(), xh.get()), p.get()), times(fh.get(), xl.get())), times(fl.get(), xh.get())), times(fl.get(), xl.get())))),
  };
}

/** r ← b − A·x, A n×n, products and sums carried in about 106 bits and rounded once. x has an even number of places. */
function residual(name: string, exactFma: boolean): FunctionCode {
  return defineFunction(name, ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], ([n, a, lda, x, b, r], local) => {
    const lanes = lanesOf('float64', false), left = local('i32'), splitter = local('v128'), px = local('i32'), xv = local('v128'), f = local('v128'), p = local('v128'), s = local('v128'), t = local('v128'), e = local('v128');
    const h0 = local('f64'), h1 = local('f64'), total = local('f64'), w = local('f64');
    const parts = exactFma ? fusedParts() : splitParts(local, splitter), { sub } = scalar;
    const body = (group: number): Statement => {
      const rows = Array.from({ length: group }, () => local('i32')), hi = rows.map(() => local('v128')), lo = rows.map(() => local('v128'));
      return sequence(
        ...rows.map((row, k) => row.set(k === 0 ? a.get() : addI32(rows[k - 1].get(), lda.get()))), a.set(addI32(rows[group - 1].get(), lda.get())), px.set(x.get()),
        ...hi.flatMap((h, k) => [h.set(zeroV128()), lo[k].set(zeroV128())]),
        stream(lanes, local, even(n.get()), [px, ...rows], 1, {
          vector: (o) => sequence(xv.set(loadV128(px.get(), o)), parts.prepare(xv), ...rows.map((row, k) => sequence(
            f.set(f64x2Unary.neg(loadV128(row.get(), o))), p.set(f64x2.mul(f.get(), xv.get())), parts.error(f, xv, p, e),
            s.set(f64x2.add(hi[k].get(), p.get())), t.set(f64x2.sub(s.get(), hi[k].get())),
            e.set(f64x2.add(f64x2.add(f64x2.sub(hi[k].get(), f64x2.sub(s.get(), t.get())), f64x2.sub(p.get(), t.get())), e.get())),
            lo[k].set(f64x2.add(lo[k].get(), e.get())), hi[k].set(s.get())))),
          element: () => sequence(),
        }),
        // b + hi₀ + hi₁, both sums with their errors
        ...hi.map((h, k) => {
          const pair = (from: Variable<'f64'>, term: Value<'f64'>): Statement => sequence(
            h1.set(term), total.set(add(from.get(), h1.get())), w.set(sub(total.get(), from.get())),
            lo[k].set(f64x2.add(lo[k].get(), splatF64(mul(constantF64(0.5), add(sub(from.get(), sub(total.get(), w.get())), sub(h1.get(), w.get())))))), from.set(total.get()));
          return sequence(h0.set(loadF64(b.get(), 8 * k)), pair(h0, laneF64(h.get(), 0)), pair(h0, laneF64(h.get(), 1)),
            storeF64(r.get(), add(h0.get(), add(laneF64(lo[k].get(), 0), laneF64(lo[k].get(), 1))), 8 * k));
        }),
        advance(b, i32(8 * group)), advance(r, i32(8 * group)),
      );
    };
    return sequence(splitter.set(splatF64(constantF64(134217729))), left.set(n.get()),
      ...[2, 1].map((group) => loopWhile(atLeastI32(left.get(), i32(group)), sequence(body(group), decrease(left, group)))));
  });
}

/** Signatures of the functions here; addresses and leading dimensions in bytes. */
export interface SmallCode {
  smallLu(n: number, a: number, lda: number, pivots: number): number;
  smallCholesky(n: number, a: number, lda: number): number;
  extents(m: number, n: number, a: number, lda: number, rows: number, tops: number, sums: number): void;
  symmetric(n: number, a: number, lda: number): number;
  spread(m: number, n: number, from: number, to: number, ldTo: number): void;
  residualSplit(n: number, a: number, lda: number, x: number, b: number, r: number): void;
  /** Only where fused multiply-add is validated; whether it rounds once is for `roundsOnce` to find out. */
  residualFused?(n: number, a: number, lda: number, x: number, b: number, r: number): void;
}

export const smallFunctions = (fused: boolean): readonly FunctionCode[] =>
  [smallLu(fused), smallCholesky(fused), extents(), symmetric(), spread(), residual('residualSplit', false), ...(fused ? [residual('residualFused', true)] : [])];

/** Whether a residual at hand is exact to the last bit of a product: relaxed SIMD may round a product before the sum. Uses the first bytes of memory. */
export function roundsOnce(compute: SmallCode['residualSplit'], memory: Float64Array): boolean {
  const a = 1 + 2 ** -30;
  memory.set([a, 0, a, 0, a * a, 0]);
  compute(1, 0, 16, 16, 32, 40);
  return memory[5] === -(2 ** -60);
}
