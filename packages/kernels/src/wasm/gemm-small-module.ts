/**
 * The code of a small matrix product, operands read where they lie: packing would cost more than it saves.
 *
 *   out ← α·A·B + β·old,   A with a step from row to row and one along k; rows of B, old and out contiguous
 *
 * Six or four rows by two vectors of columns stay in registers. Edges are covered by a tile that overlaps its neighbour and
 * makes the same sums in the same order. Only an `out` smaller than a tile is written beyond its end.
 */
import {
  addI32,
  doWhile,
  i32,
  lessI32,
  loadV128,
  mulI32,
  sequence,
  storeV128,
  subI32,
  zeroV128,
  type Statement,
  type Value,
} from './assembler.ts';
import { atLeastI32, callVoid, choose, ifElse, isZero, loopWhile } from './assembler-scalar.ts';
import type { Arena } from './arena.ts';
import type { Precision } from './gemm-module.ts';
import { lanesOf } from './lanes.ts';
import { assemble, defineFunction, type FunctionCode } from './module.ts';
import { advance } from './stream.ts';

/** Steps and leading dimensions in bytes. β = 0 does not read `old`. */
export interface SmallProduct {
  /** The rows × columns elements at `from`, packed, as packed columns × rows at `to`. */
  transpose(rows: number, columns: number, from: number, to: number): void;
  small(
    m: number,
    n: number,
    k: number,
    alpha: number,
    a: number,
    aRow: number,
    aColumn: number,
    b: number,
    ldb: number,
    beta: number,
    old: number,
    out: number,
    ldc: number,
  ): void;
}

/** One band of `height` rows, all columns: the last panel begins where it ends with the row. */
function band(precision: Precision, fused: boolean, height: number): FunctionCode {
  const lanes = lanesOf(precision, fused);
  const width = 2 * lanes.count;
  const { bytes } = lanes;
  return defineFunction(
    `band${height}`,
    ['i32', 'i32', lanes.type, 'i32', 'i32', 'i32', 'i32', 'i32', lanes.type, 'i32', 'i32', 'i32'],
    ([n, k, alpha, a, aRow, aColumn, b, ldb, beta, old, out, ldc], local) => {
      const scale = local('v128');
      const keep = local('v128');
      const b0 = local('v128');
      const b1 = local('v128');
      const x = local('v128');
      const j = local('i32');
      const last = local('i32');
      const pb = local('i32');
      const end = local('i32');
      const pc = local('i32');
      const from = local('i32');
      const rows = Array.from({ length: height }, () => local('i32'));
      const sums = rows.map(() => [local('v128'), local('v128')] as const);
      const above = (r: number): Value<'i32'> => rows[r - 1].get();
      const step = sequence(
        b0.set(loadV128(pb.get())),
        b1.set(loadV128(pb.get(), 16)),
        ...sums.map(([s0, s1], r) =>
          sequence(
            x.set(lanes.loadSplat(rows[r].get())),
            s0.set(lanes.plus(x.get(), b0.get(), s0.get())),
            s1.set(lanes.plus(x.get(), b1.get(), s1.get())),
            advance(rows[r], aColumn.get()),
          ),
        ),
        advance(pb, ldb.get()),
      );
      const store = (withOld: boolean): Statement =>
        sequence(
          ...sums.map(([s0, s1], r) =>
            sequence(
              ...[s0, s1].map((s, v) =>
                storeV128(
                  pc.get(),
                  lanes.add(withOld ? lanes.mul(keep.get(), loadV128(from.get(), 16 * v)) : keep.get(), lanes.mul(scale.get(), s.get())),
                  16 * v,
                ),
              ),
              ...(r < height - 1 ? [advance(pc, ldc.get()), advance(from, ldc.get())] : []),
            ),
          ),
        );
      const size = i32(bytes * width);
      return sequence(
        scale.set(lanes.splat(alpha.get())),
        keep.set(lanes.splat(beta.get())),
        j.set(i32(0)),
        last.set(mulI32(subI32(n.get(), i32(width)), i32(bytes))),
        last.set(choose(last.get(), i32(0), atLeastI32(last.get(), i32(0)))),
        doWhile(
          sequence(
            ...rows.map((row, r) => row.set(r === 0 ? a.get() : addI32(above(r), aRow.get()))),
            ...sums.flat().map((s) => s.set(zeroV128())),
            pb.set(addI32(b.get(), j.get())),
            end.set(addI32(pb.get(), mulI32(k.get(), ldb.get()))),
            doWhile(step, lessI32(pb.get(), end.get())),
            pc.set(addI32(out.get(), j.get())),
            from.set(addI32(old.get(), j.get())),
            ifElse(isZero(old.get()), store(false), store(true)),
            // on to the next panel, or back so far that the last one ends with the row
            end.set(addI32(j.get(), size)),
            end.set(choose(end.get(), last.get(), lessI32(end.get(), last.get()))),
            end.set(choose(addI32(j.get(), size), end.get(), isZero(subI32(j.get(), last.get())))),
            j.set(end.get()),
          ),
          atLeastI32(last.get(), j.get()),
        ),
      );
    },
  );
}

/** All bands: six rows at a time where that leaves no thin rest, four otherwise; without fused multiply-add, four. */
function small(precision: Precision, six: boolean): FunctionCode {
  const { type } = lanesOf(precision, false);
  return defineFunction(
    'small',
    ['i32', 'i32', 'i32', type, 'i32', 'i32', 'i32', 'i32', 'i32', type, 'i32', 'i32', 'i32'],
    ([m, n, k, alpha, a, aRow, aColumn, b, ldb, beta, old, out, ldc], local) => {
      const i = local('i32');
      const left = local('i32');
      const top = local('i32');
      const last = local('i32');
      const call = (index: number, height: number): Statement => {
        const down = mulI32(top.get(), ldc.get());
        return sequence(
          last.set(subI32(m.get(), i32(height))),
          last.set(choose(last.get(), i32(0), atLeastI32(last.get(), i32(0)))),
          top.set(choose(i.get(), last.get(), lessI32(i.get(), last.get()))),
          callVoid(
            index,
            n.get(),
            k.get(),
            alpha.get(),
            addI32(a.get(), mulI32(top.get(), aRow.get())),
            aRow.get(),
            aColumn.get(),
            b.get(),
            ldb.get(),
            beta.get(),
            choose(addI32(old.get(), down), i32(0), old.get()),
            addI32(out.get(), down),
            ldc.get(),
          ),
          i.set(addI32(i.get(), i32(height))),
        );
      };
      const isEight = isZero(subI32(left.get(), i32(8)));
      return sequence(
        i.set(i32(0)),
        loopWhile(
          lessI32(i.get(), m.get()),
          sequence(
            left.set(subI32(m.get(), i.get())),
            six ? ifElse(choose(i32(0), atLeastI32(left.get(), i32(5)), isEight), call(1, 6), call(0, 4)) : call(0, 4),
          ),
        ),
      );
    },
  );
}

function transpose(precision: Precision): FunctionCode {
  const lanes = lanesOf(precision, false);
  const { bytes } = lanes;
  return defineFunction('transpose', ['i32', 'i32', 'i32', 'i32'], ([rows, columns, from, to], local) => {
    const i = local('i32');
    const at = local('i32');
    const end = local('i32');
    const down = local('i32');
    return sequence(
      down.set(mulI32(rows.get(), i32(bytes))),
      i.set(rows.get()),
      loopWhile(
        i.get(),
        sequence(
          at.set(to.get()),
          end.set(addI32(from.get(), mulI32(columns.get(), i32(bytes)))),
          loopWhile(
            lessI32(from.get(), end.get()),
            sequence(lanes.store(at.get(), lanes.load(from.get())), advance(from, i32(bytes)), advance(at, down.get())),
          ),
          advance(to, i32(bytes)),
          i.set(subI32(i.get(), i32(1))),
        ),
      ),
    );
  });
}

export function smallProduct(arena: Arena, precision: Precision, fused: boolean): SmallProduct {
  const bands = fused ? [4, 6] : [4];
  const module = new WebAssembly.Module(
    assemble([...bands.map((height) => band(precision, fused, height)), small(precision, fused), transpose(precision)]),
  );
  return new WebAssembly.Instance(module, { scratch: { memory: arena.memory } }).exports as unknown as SmallProduct;
}
