/**
 * Code for one matrix of modest order in scratch memory, a single call each: LU and Cholesky without blocks, the sizes of
 * rows and columns, room behind every row, and the residual of a system in about 106 bits.
 *
 * Matrices have at least one spare element behind every row, zero where the matrix was copied in, so that a row is taken
 * in whole vectors from any column. Golub and Van Loan, algorithms 3.4.1 and 4.2.2; Ogita, Rump, Oishi (2005) for the
 * residual.
 */
import {
  addI32,
  f64x2,
  i32,
  lessI32,
  loadF64,
  loadV128,
  mulI32,
  sequence,
  splatF64,
  storeF64,
  storeV128,
  subI32,
  when,
  type Statement,
  type Value,
  type Variable,
} from './assembler.ts';
import { constantF64, ifElse, loopWhile, scalar } from './assembler-scalar.ts';
import { extents, spread, symmetric } from './dense-inspection.ts';
import { type Residual, residual } from './dense-residual.ts';
import { lanesOf } from './lanes.ts';
import { defineFunction, type FunctionCode, type Local } from './module.ts';
import { type Address, decrease, even, inGroups } from './row-groups.ts';
import { advance, stream } from './stream.ts';

const { abs, div, gt, lt, mul, sqrt } = scalar;
type Vector = Variable<'v128'>;

const storeI32 = (at: Value<'i32'>, x: Value<'i32'>): Statement => ({ type: 'void', code: [...at.code, ...x.code, 0x36, 0x02, 0x00] });

/** Rows r₀, r₁ … of the rest ← rₘ − fₘ·top, `columns` elements (even) from the pointers on. */
function subtractRow(
  local: Local,
  fused: boolean,
  rows: readonly Address[],
  factors: readonly Vector[],
  top: Address,
  columns: Value<'i32'>,
): Statement {
  const lanes = lanesOf('float64', fused);
  const v = local('v128');
  return stream(lanes, local, columns, [top, ...rows], 2, {
    vector: (o) =>
      sequence(
        v.set(loadV128(top.get(), o)),
        ...rows.map((r, m) => storeV128(r.get(), lanes.minus(factors[m].get(), v.get(), loadV128(r.get(), o)), o)),
      ),
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
    const k = local('i32');
    const rest = local('i32');
    const left = local('i32');
    const i = local('i32');
    const diagonal = local('i32');
    const best = local('i32');
    const p = local('i32');
    const q = local('i32');
    const second = local('i32');
    const result = local('i32');
    const width = local('i32');
    const top = local('f64');
    const e = local('f64');
    const w = local('f64');
    const u = local('f64');
    const inverse = local('f64');
    const v = local('v128');
    const v2 = local('v128');
    const lanes = lanesOf('float64', fused);
    const { sub } = scalar;
    const rowAt = (index: Value<'i32'>): Value<'i32'> => addI32(a.get(), mulI32(index, lda.get()));
    const candidate = (size: Value<'f64'>): Statement =>
      sequence(e.set(size), when(lt(top.get(), e.get()), sequence(top.set(e.get()), best.set(i.get()))));
    const exchange = (index: Value<'i32'>): Statement =>
      sequence(
        storeI32(pivots.get(), best.get()),
        advance(pivots, i32(4)),
        when(
          subI32(best.get(), index),
          sequence(
            p.set(rowAt(index)),
            q.set(rowAt(best.get())),
            left.set(even(n.get())),
            loopWhile(
              left.get(),
              sequence(
                v.set(loadV128(p.get())),
                storeV128(p.get(), loadV128(q.get())),
                storeV128(q.get(), v.get()),
                advance(p, i32(16)),
                advance(q, i32(16)),
                decrease(left, 2),
              ),
            ),
          ),
        ),
      );
    const usable = (index: Value<'i32'>, next: Statement): Statement =>
      ifElse(gt(top.get(), constantF64(1e-290)), next, sequence(result.set(index), k.set(n.get())));
    const nextIndex = addI32(k.get(), i32(1));
    const eliminate = (group: number): Statement => {
      const rows = Array.from({ length: group }, () => local('i32'));
      const first = rows.map(() => local('v128'));
      const other = rows.map(() => local('v128'));
      return sequence(
        ...rows.map((r, m) => r.set(m === 0 ? i.get() : addI32(rows[m - 1].get(), lda.get()))),
        i.set(addI32(rows[group - 1].get(), lda.get())),
        ...rows.flatMap((r, m) => [
          e.set(mul(loadF64(r.get(), 8), inverse.get())),
          storeF64(r.get(), e.get(), 8),
          other[m].set(splatF64(e.get())),
          first[m].set(splatF64(loadF64(r.get()))),
          advance(r, i32(16)),
        ]),
        p.set(addI32(diagonal.get(), i32(16))),
        q.set(addI32(second.get(), i32(8))),
        stream(lanes, local, width.get(), [p, q, ...rows], 1, {
          vector: (o) =>
            sequence(
              v.set(loadV128(p.get(), o)),
              v2.set(loadV128(q.get(), o)),
              ...rows.map((r, m) =>
                storeV128(r.get(), lanes.minus(other[m].get(), v2.get(), lanes.minus(first[m].get(), v.get(), loadV128(r.get(), o))), o),
              ),
            ),
          element: () => sequence(),
        }),
      );
    };
    const row = local('i32');
    const factor = local('v128');
    const pair = sequence(
      // multipliers of the first step, the next column brought up to date, its largest entry
      inverse.set(div(constantF64(1), loadF64(diagonal.get()))),
      u.set(loadF64(diagonal.get(), 8)),
      top.set(constantF64(-1)),
      i.set(k.get()),
      q.set(diagonal.get()),
      left.set(rest.get()),
      loopWhile(
        left.get(),
        sequence(
          advance(q, lda.get()),
          i.set(addI32(i.get(), i32(1))),
          e.set(mul(loadF64(q.get()), inverse.get())),
          storeF64(q.get(), e.get()),
          w.set(sub(loadF64(q.get(), 8), mul(e.get(), u.get()))),
          storeF64(q.get(), w.get(), 8),
          candidate(abs(w.get())),
          decrease(left, 1),
        ),
      ),
      usable(
        nextIndex,
        sequence(
          exchange(nextIndex),
          second.set(addI32(addI32(diagonal.get(), lda.get()), i32(8))),
          width.set(even(subI32(rest.get(), i32(1)))),
          row.set(addI32(second.get(), i32(8))),
          p.set(addI32(diagonal.get(), i32(16))),
          factor.set(splatF64(loadF64(subI32(second.get(), i32(8))))),
          subtractRow(local, fused, [row], [factor], p, width.get()),
          inverse.set(div(constantF64(1), loadF64(second.get()))),
          left.set(subI32(rest.get(), i32(1))),
          i.set(addI32(addI32(diagonal.get(), lda.get()), lda.get())),
          inGroups(left, eliminate),
          advance(diagonal, mulI32(i32(2), addI32(lda.get(), i32(8)))),
          k.set(addI32(k.get(), i32(2))),
        ),
      ),
    );
    const step = sequence(
      rest.set(subI32(subI32(n.get(), k.get()), i32(1))),
      top.set(constantF64(-1)),
      i.set(k.get()),
      q.set(diagonal.get()),
      left.set(addI32(rest.get(), i32(1))),
      loopWhile(
        left.get(),
        sequence(candidate(abs(loadF64(q.get()))), advance(q, lda.get()), i.set(addI32(i.get(), i32(1))), decrease(left, 1)),
      ),
      usable(k.get(), sequence(exchange(k.get()), ifElse(rest.get(), pair, k.set(n.get())))),
    );
    return {
      run: sequence(result.set(i32(-1)), k.set(i32(0)), diagonal.set(a.get()), loopWhile(lessI32(k.get(), n.get()), step)),
      result: result.get(),
    };
  });
}

/** A = UᵀU from the upper triangle, which becomes U; what is below is spoilt. @returns 0, or the order of the first minor that is not positive */
function smallCholesky(fused: boolean): FunctionCode {
  return defineFunction('smallCholesky', ['i32', 'i32', 'i32'], ([n, a, lda], local) => {
    const lanes = lanesOf('float64', fused);
    const order = local('i32');
    const rest = local('i32');
    const left = local('i32');
    const p = local('i32');
    const q = local('i32');
    const f = local('i32');
    const result = local('i32');
    const root = local('f64');
    const roots = local('v128');
    const eliminate = (group: number): Statement => {
      const rows = Array.from({ length: group }, () => local('i32'));
      const factors = rows.map(() => local('v128'));
      return sequence(
        ...rows.map((r, m) => r.set(m === 0 ? q.get() : addI32(rows[m - 1].get(), lda.get()))),
        ...factors.map((x, m) => x.set(splatF64(loadF64(f.get(), 8 * m)))),
        q.set(addI32(addI32(rows[group - 1].get(), lda.get()), i32(8 * group))),
        p.set(f.get()),
        advance(f, i32(8 * group)),
        subtractRow(local, fused, rows, factors, p, even(left.get())),
      );
    };
    const step = sequence(
      order.set(addI32(order.get(), i32(1))),
      rest.set(subI32(rest.get(), i32(1))),
      root.set(loadF64(a.get())),
      ifElse(
        gt(root.get(), constantF64(0)),
        sequence(
          root.set(sqrt(root.get())),
          roots.set(splatF64(root.get())),
          p.set(a.get()),
          stream(lanes, local, even(addI32(rest.get(), i32(1))), [p], 2, {
            vector: (o) => storeV128(p.get(), f64x2.div(loadV128(p.get(), o), roots.get()), o),
            element: () => sequence(),
          }),
          f.set(addI32(a.get(), i32(8))),
          advance(a, addI32(lda.get(), i32(8))),
          q.set(a.get()),
          left.set(rest.get()),
          inGroups(left, eliminate),
        ),
        sequence(result.set(order.get()), rest.set(i32(0))),
      ),
    );
    return { run: sequence(result.set(i32(0)), order.set(i32(0)), rest.set(n.get()), loopWhile(rest.get(), step)), result: result.get() };
  });
}

/** Signatures of the functions here; addresses and leading dimensions in bytes. */
export interface SmallCode {
  smallLu(n: number, a: number, lda: number, pivots: number): number;
  smallCholesky(n: number, a: number, lda: number): number;
  extents(m: number, n: number, a: number, lda: number, rows: number, tops: number, sums: number): void;
  symmetric(n: number, a: number, lda: number): number;
  spread(m: number, n: number, from: number, to: number, ldTo: number): void;
  readonly residualSplit: Residual;
  /** Only where fused multiply-add is validated; whether it rounds once is for `roundsOnce` to find out. */
  readonly residualFused?: Residual;
}

export const smallFunctions = (fused: boolean): readonly FunctionCode[] => [
  smallLu(fused),
  smallCholesky(fused),
  extents(),
  symmetric(),
  spread(),
  residual('residualSplit', false),
  ...(fused ? [residual('residualFused', true)] : []),
];
