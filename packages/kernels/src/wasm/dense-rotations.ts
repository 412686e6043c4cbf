/**
 * A sweep of plane rotations on neighbouring rows in one call: the row that the next rotation takes up again stays in
 * registers, a strip of columns at a time, so that each rotation loads and stores one row instead of two.
 *
 * Kågström, Poromaa (1996) and Van Zee, van de Geijn, Quintana-Ortí (2014), "Restructuring the tridiagonal and bidiagonal
 * QR algorithms for performance", on applying rotations in waves.
 */
import { addI32, f64x2, i32, loadF64, loadSplat64, loadV128, sequence, storeF64, storeV128, subI32, type Statement } from './assembler.ts';
import { atLeastI32, loopWhile, scalar } from './assembler-scalar.ts';
import { lanesOf } from './lanes.ts';
import { defineFunction, type FunctionCode } from './module.ts';
import { advance } from './stream.ts';

/** Rows x at `row` and y at `row + step`: (x, y) ← (c·x + s·y, c·y − s·x), then the same for y and the next, `count` times; (c, s) from `cs` on. */
export function rotateRows(fused: boolean): FunctionCode {
  return defineFunction('rotateRows', ['i32', 'i32', 'i32', 'i32', 'i32'], ([count, columns, row, step, cs], local) => {
    const lanes = lanesOf('float64', fused);
    const p = local('i32');
    const next = local('i32');
    const q = local('i32');
    const left = local('i32');
    const c = local('v128');
    const s = local('v128');
    const y = local('v128');
    const { add, sub, mul } = scalar;
    const x1 = local('f64');
    const y1 = local('f64');
    const c1 = local('f64');
    const s1 = local('f64');
    const walk = (load: Statement, turn: Statement, store: Statement, bytes: number, taken: number): Statement =>
      sequence(
        p.set(row.get()),
        q.set(cs.get()),
        left.set(count.get()),
        load,
        loopWhile(
          left.get(),
          sequence(
            next.set(addI32(p.get(), step.get())),
            turn,
            p.set(next.get()),
            advance(q, i32(16)),
            left.set(subI32(left.get(), i32(1))),
          ),
        ),
        store,
        advance(row, i32(bytes)),
        columns.set(subI32(columns.get(), i32(taken))),
      );
    const strip = (vectors: number): Statement => {
      const carried = Array.from({ length: vectors }, () => local('v128'));
      return walk(
        sequence(...carried.map((x, v) => x.set(loadV128(p.get(), 16 * v)))),
        sequence(
          c.set(loadSplat64(q.get())),
          s.set(loadSplat64(q.get(), 8)),
          ...carried.map((x, v) =>
            sequence(
              y.set(loadV128(next.get(), 16 * v)),
              storeV128(p.get(), lanes.plus(s.get(), y.get(), f64x2.mul(c.get(), x.get())), 16 * v),
              x.set(lanes.minus(s.get(), x.get(), f64x2.mul(c.get(), y.get()))),
            ),
          ),
        ),
        sequence(...carried.map((x, v) => storeV128(p.get(), x.get(), 16 * v))),
        16 * vectors,
        2 * vectors,
      );
    };
    return sequence(
      ...[4, 1].map((vectors) => loopWhile(atLeastI32(columns.get(), i32(2 * vectors)), strip(vectors))),
      loopWhile(
        columns.get(),
        walk(
          x1.set(loadF64(p.get())),
          sequence(
            c1.set(loadF64(q.get())),
            s1.set(loadF64(q.get(), 8)),
            y1.set(loadF64(next.get())),
            storeF64(p.get(), add(mul(c1.get(), x1.get()), mul(s1.get(), y1.get()))),
            x1.set(sub(mul(c1.get(), y1.get()), mul(s1.get(), x1.get()))),
          ),
          storeF64(p.get(), x1.get()),
          8,
          1,
        ),
      ),
    );
  });
}
