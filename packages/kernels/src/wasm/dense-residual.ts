/**
 * Code for the residual of a system in scratch memory, products and sums carried in about 106 bits.
 *
 * Dekker (1971) for products, Knuth for sums; Ogita, Rump, Oishi (2005), "Accurate sum and dot product".
 */
import {
  addI32,
  f64x2,
  f64x2Unary,
  fusedF64x2,
  i32,
  loadF64,
  loadV128,
  sequence,
  splatF64,
  storeF64,
  zeroV128,
  type Statement,
  type Value,
  type Variable,
} from './assembler.ts';
import { constantF64, laneF64, scalar } from './assembler-scalar.ts';
import { lanesOf } from './lanes.ts';
import { defineFunction, type FunctionCode, type Local } from './module.ts';
import { even, inGroups } from './row-groups.ts';
import { advance, stream } from './stream.ts';

const { add, mul } = scalar;
type Vector = Variable<'v128'>;

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
  const u = local('v128');
  const xh = local('v128');
  const xl = local('v128');
  const fh = local('v128');
  const fl = local('v128');
  const { add: plus, sub: minus, mul: times } = f64x2;
  const halves = (v: Vector, high: Vector, low: Vector): Statement =>
    sequence(u.set(times(splitter.get(), v.get())), high.set(minus(u.get(), minus(u.get(), v.get()))), low.set(minus(v.get(), high.get())));
  return {
    prepare: (x) => halves(x, xh, xl),
    error: (f, _x, p, into) =>
      sequence(
        halves(f, fh, fl),
        into.set(
          plus(
            plus(plus(minus(times(fh.get(), xh.get()), p.get()), times(fh.get(), xl.get())), times(fl.get(), xh.get())),
            times(fl.get(), xl.get()),
          ),
        ),
      ),
  };
}

/** r ← b − A·x, A n×n, products and sums carried in about 106 bits and rounded once. x has an even number of places. */
export function residual(name: string, exactFma: boolean): FunctionCode {
  return defineFunction(name, ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], ([n, a, lda, x, b, r], local) => {
    const lanes = lanesOf('float64', false);
    const left = local('i32');
    const splitter = local('v128');
    const px = local('i32');
    const xv = local('v128');
    const f = local('v128');
    const p = local('v128');
    const s = local('v128');
    const t = local('v128');
    const e = local('v128');
    const h0 = local('f64');
    const h1 = local('f64');
    const total = local('f64');
    const w = local('f64');
    const parts = exactFma ? fusedParts() : splitParts(local, splitter);
    const { sub } = scalar;
    const body = (group: number): Statement => {
      const rows = Array.from({ length: group }, () => local('i32'));
      const hi = rows.map(() => local('v128'));
      const lo = rows.map(() => local('v128'));
      return sequence(
        ...rows.map((row, k) => row.set(k === 0 ? a.get() : addI32(rows[k - 1].get(), lda.get()))),
        a.set(addI32(rows[group - 1].get(), lda.get())),
        px.set(x.get()),
        ...hi.flatMap((h, k) => [h.set(zeroV128()), lo[k].set(zeroV128())]),
        stream(lanes, local, even(n.get()), [px, ...rows], 1, {
          vector: (o) =>
            sequence(
              xv.set(loadV128(px.get(), o)),
              parts.prepare(xv),
              ...rows.map((row, k) =>
                sequence(
                  f.set(f64x2Unary.neg(loadV128(row.get(), o))),
                  p.set(f64x2.mul(f.get(), xv.get())),
                  parts.error(f, xv, p, e),
                  s.set(f64x2.add(hi[k].get(), p.get())),
                  t.set(f64x2.sub(s.get(), hi[k].get())),
                  e.set(f64x2.add(f64x2.add(f64x2.sub(hi[k].get(), f64x2.sub(s.get(), t.get())), f64x2.sub(p.get(), t.get())), e.get())),
                  lo[k].set(f64x2.add(lo[k].get(), e.get())),
                  hi[k].set(s.get()),
                ),
              ),
            ),
          element: () => sequence(),
        }),
        // b + hi₀ + hi₁, both sums with their errors
        ...hi.map((h, k) => {
          const pair = (from: Variable<'f64'>, term: Value<'f64'>): Statement =>
            sequence(
              h1.set(term),
              total.set(add(from.get(), h1.get())),
              w.set(sub(total.get(), from.get())),
              lo[k].set(
                f64x2.add(
                  lo[k].get(),
                  splatF64(mul(constantF64(0.5), add(sub(from.get(), sub(total.get(), w.get())), sub(h1.get(), w.get())))),
                ),
              ),
              from.set(total.get()),
            );
          return sequence(
            h0.set(loadF64(b.get(), 8 * k)),
            pair(h0, laneF64(h.get(), 0)),
            pair(h0, laneF64(h.get(), 1)),
            storeF64(r.get(), add(h0.get(), add(laneF64(lo[k].get(), 0), laneF64(lo[k].get(), 1))), 8 * k),
          );
        }),
        advance(b, i32(8 * group)),
        advance(r, i32(8 * group)),
      );
    };
    return sequence(splitter.set(splatF64(constantF64(134217729))), left.set(n.get()), inGroups(left, body, [2, 1]));
  });
}

/** r ← b − A·x, addresses and the leading dimension in bytes. */
export type Residual = (n: number, a: number, lda: number, x: number, b: number, r: number) => void;

/** Whether a residual at hand is exact to the last bit of a product: relaxed SIMD may round a product before the sum. Uses the first bytes of memory. */
export function roundsOnce(compute: Residual, memory: Float64Array): boolean {
  const a = 1 + 2 ** -30;
  memory.set([a, 0, a, 0, a * a, 0]);
  compute(1, 0, 16, 16, 32, 40);
  return memory[5] === -(2 ** -60);
}
