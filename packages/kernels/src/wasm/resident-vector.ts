/**
 * The code of vector operations on byte addresses of scratch memory, elements contiguous unless a step in bytes is given.
 */
import { addI32, i32, lessI32, mulI32, sequence, subI32, when, zeroV128, type Statement, type Value, type Variable } from './assembler.ts';
import { loadV128, storeV128, anyTrue } from './assembler.ts';
import { andThen, belowI32, isZero, loopWhile, scalar } from './assembler-scalar.ts';
import type { Lanes } from './lanes.ts';
import { defineFunction, type FunctionCode, type Local } from './module.ts';
import { advance, stream } from './stream.ts';

const { add, sub, mul, abs, lt, ne } = scalar;

/** Σ term over vectors and elements, with four partial vectors. */
function reduction(
  lanes: Lanes,
  local: Local,
  n: Value<'i32'>,
  pointers: readonly Variable<'i32'>[],
  vector: (sum: Value<'v128'>, offset: number) => Value<'v128'>,
  element: () => Value<'f64' | 'f32'>,
): { readonly run: Statement; readonly result: Value<'f64' | 'f32'> } {
  const sums = Array.from({ length: 4 }, () => local('v128'));
  const total = local(lanes.type);
  const [s0, s1, s2, s3] = sums;
  const run = sequence(
    ...sums.map((s) => s.set(zeroV128())),
    stream(lanes, local, n, pointers, 4, {
      vector: (offset, slot) => sums[slot].set(vector(sums[slot].get(), offset)),
      between: sequence(s0.set(lanes.add(lanes.add(s0.get(), s1.get()), lanes.add(s2.get(), s3.get()))), total.set(lanes.sum(s0))),
      element: () => total.set(add(total.get(), element())),
    }),
  );
  return { run, result: total.get() };
}

/** The vector functions of one precision, by name. */
export function vectorFunctions(lanes: Lanes): readonly FunctionCode[] {
  const { type, bytes } = lanes;
  const dot = defineFunction('dot', ['i32', 'i32', 'i32'], ([n, x, y], local) =>
    reduction(
      lanes,
      local,
      n.get(),
      [x, y],
      (s, o) => lanes.plus(loadV128(x.get(), o), loadV128(y.get(), o), s),
      () => mul(lanes.load(x.get()), lanes.load(y.get())),
    ),
  );
  const sumOfSquares = defineFunction('sumOfSquares', ['i32', 'i32', type], ([n, x, scale], local) => {
    const factor = local('v128');
    const v = local('v128');
    const e = local(type);
    const { run, result } = reduction(
      lanes,
      local,
      n.get(),
      [x],
      (s, o) => ({
        type: 'v128',
        code: [...v.set(lanes.mul(loadV128(x.get(), o), factor.get())).code, ...lanes.plus(v.get(), v.get(), s).code],
      }),
      () => ({ type, code: [...e.set(mul(lanes.load(x.get()), scale.get())).code, ...mul(e.get(), e.get()).code] }),
    );
    return { run: sequence(factor.set(lanes.splat(scale.get())), run), result };
  });
  const asum = defineFunction('asum', ['i32', 'i32'], ([n, x], local) =>
    reduction(
      lanes,
      local,
      n.get(),
      [x],
      (s, o) => lanes.add(s, lanes.abs(loadV128(x.get(), o))),
      () => abs(lanes.load(x.get())),
    ),
  );
  /** The largest |xᵢ|, where a NaN counts only if it is x₀; n ≥ 1. */
  const largest = defineFunction('largest', ['i32', 'i32'], ([n, x], local) => {
    const tops = Array.from({ length: 4 }, () => local('v128'));
    const top = local(type);
    const e = local(type);
    const [t0] = tops;
    const raise = (value: Value<typeof type>): Statement => sequence(e.set(value), when(lt(top.get(), e.get()), top.set(e.get())));
    const run = sequence(
      top.set(abs(lanes.load(x.get()))),
      t0.set(lanes.splat(top.get())),
      ...tops.slice(1).map((t) => t.set(t0.get())),
      stream(lanes, local, n.get(), [x], 4, {
        vector: (offset, slot) => tops[slot].set(lanes.larger(tops[slot].get(), lanes.abs(loadV128(x.get(), offset)))),
        between: sequence(...tops.flatMap((t) => Array.from({ length: lanes.count }, (_, k) => raise(lanes.lane(t, k))))),
        element: () => raise(abs(lanes.load(x.get()))),
      }),
    );
    return { run, result: top.get() };
  });
  /** The first i ≥ 0 with |xᵢ| = value, or n. */
  const indexOf = defineFunction('indexOf', ['i32', 'i32', type], ([n, x, value], local) => {
    const at = local('i32');
    const last = local('i32');
    const v = local('v128');
    const two = lanes.count;
    const found = anyTrue(lanes.eq(v.get(), lanes.abs(loadV128(x.get()))));
    return {
      run: sequence(
        v.set(lanes.splat(value.get())),
        at.set(i32(0)),
        last.set(subI32(n.get(), i32(two - 1))),
        loopWhile(
          andThen(belowI32(at.get(), last.get()), isZero(found)),
          sequence(at.set(addI32(at.get(), i32(two))), advance(x, i32(16))),
        ),
        loopWhile(
          andThen(belowI32(at.get(), n.get()), ne(abs(lanes.load(x.get())), value.get())),
          sequence(at.set(addI32(at.get(), i32(1))), advance(x, i32(bytes))),
        ),
      ),
      result: at.get(),
    };
  });
  const axpy = defineFunction('axpy', ['i32', type, 'i32', 'i32'], ([n, alpha, x, y], local) => {
    const factor = local('v128');
    return sequence(
      factor.set(lanes.splat(alpha.get())),
      stream(lanes, local, n.get(), [x, y], 4, {
        vector: (o) => storeV128(y.get(), lanes.plus(factor.get(), loadV128(x.get(), o), loadV128(y.get(), o)), o),
        element: () => lanes.store(y.get(), add(lanes.load(y.get()), mul(alpha.get(), lanes.load(x.get())))),
      }),
    );
  });
  const scal = defineFunction('scal', ['i32', type, 'i32'], ([n, alpha, x], local) => {
    const factor = local('v128');
    return sequence(
      factor.set(lanes.splat(alpha.get())),
      stream(lanes, local, n.get(), [x], 4, {
        vector: (o) => storeV128(x.get(), lanes.mul(factor.get(), loadV128(x.get(), o)), o),
        element: () => lanes.store(x.get(), mul(alpha.get(), lanes.load(x.get()))),
      }),
    );
  });
  const rot = defineFunction('rot', ['i32', 'i32', 'i32', type, type], ([n, x, y, c, s], local) => {
    const cs = local('v128');
    const ss = local('v128');
    const u = local('v128');
    const v = local('v128');
    const eu = local(type);
    const ev = local(type);
    return sequence(
      cs.set(lanes.splat(c.get())),
      ss.set(lanes.splat(s.get())),
      stream(lanes, local, n.get(), [x, y], 2, {
        vector: (o) =>
          sequence(
            u.set(loadV128(x.get(), o)),
            v.set(loadV128(y.get(), o)),
            storeV128(x.get(), lanes.plus(ss.get(), v.get(), lanes.mul(cs.get(), u.get())), o),
            storeV128(y.get(), lanes.minus(ss.get(), u.get(), lanes.mul(cs.get(), v.get())), o),
          ),
        element: () =>
          sequence(
            eu.set(lanes.load(x.get())),
            ev.set(lanes.load(y.get())),
            lanes.store(x.get(), add(mul(c.get(), eu.get()), mul(s.get(), ev.get()))),
            lanes.store(y.get(), sub(mul(c.get(), ev.get()), mul(s.get(), eu.get()))),
          ),
      }),
    );
  });
  /** (x, y) ← (c·x + s·y, c·y − s·x) with steps in bytes: columns of a row-major matrix. */
  const rotStrided = defineFunction('rotStrided', ['i32', 'i32', 'i32', 'i32', type, type], ([n, x, y, step, c, s], local) => {
    const end = local('i32');
    const u = local(type);
    const v = local(type);
    return sequence(
      end.set(addI32(x.get(), mulI32(n.get(), step.get()))),
      loopWhile(
        lessI32(x.get(), end.get()),
        sequence(
          u.set(lanes.load(x.get())),
          v.set(lanes.load(y.get())),
          lanes.store(x.get(), add(mul(c.get(), u.get()), mul(s.get(), v.get()))),
          lanes.store(y.get(), sub(mul(c.get(), v.get()), mul(s.get(), u.get()))),
          advance(x, step.get()),
          advance(y, step.get()),
        ),
      ),
    );
  });
  const swap = defineFunction('swap', ['i32', 'i32', 'i32'], ([n, x, y], local) => {
    const v = local('v128');
    const e = local(type);
    return stream(lanes, local, n.get(), [x, y], 2, {
      vector: (o) => sequence(v.set(loadV128(x.get(), o)), storeV128(x.get(), loadV128(y.get(), o), o), storeV128(y.get(), v.get(), o)),
      element: () => sequence(e.set(lanes.load(x.get())), lanes.store(x.get(), lanes.load(y.get())), lanes.store(y.get(), e.get())),
    });
  });
  /** n elements `fromStep` and `toStep` bytes apart: a column into a row and back. */
  const copyStrided = defineFunction('copyStrided', ['i32', 'i32', 'i32', 'i32', 'i32'], ([n, from, fromStep, to, toStep], local) => {
    const left = local('i32');
    return sequence(
      left.set(n.get()),
      loopWhile(
        left.get(),
        sequence(
          lanes.store(to.get(), lanes.load(from.get())),
          advance(from, fromStep.get()),
          advance(to, toStep.get()),
          left.set(subI32(left.get(), i32(1))),
        ),
      ),
    );
  });
  return [dot, sumOfSquares, asum, largest, indexOf, axpy, scal, rot, rotStrided, swap, copyStrided];
}
