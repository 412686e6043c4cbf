/**
 * The code of BLAS level 1 and 2 on operands of either precision in float64 arithmetic, with the sums of the plain tier in
 * its order: four partial sums, element i to sum i mod 4. No fused multiply-add, so the bits are those of that tier.
 *
 * Sums stay in memory, so that a long vector may come in pieces; each piece but the last holds a multiple of four elements.
 */
import {
  addI32,
  anyTrue,
  bitsOf,
  f64x2,
  f64x2Unary,
  i32,
  lessI32,
  loadF64,
  loadSplat64,
  loadV128,
  mulI32,
  sequence,
  splatF64,
  storeF64,
  storeV128,
  subI32,
  zeroV128,
  type Statement,
  type Value,
  type Variable,
} from './assembler.ts';
import { andI32, atLeastI32, choose, isZero, laneF64, largerF64x2, loopWhile, scalar } from './assembler-scalar.ts';
import type { Arena } from './arena.ts';
import type { Precision } from './gemm-module.ts';
import { assemble, defineFunction, type FunctionCode, type Local } from './module.ts';
import { advance } from './stream.ts';
import { wideLanes, type WideLanes } from './wide-lanes.ts';

const { add, mul } = scalar;
const { add: plus, mul: times } = f64x2;

/** Addresses and leading dimensions in bytes, sizes in elements. x and y of level 2, totals and sums are float64 whatever the operands are. */
export interface VectorCode {
  /** sums ← sums + x·y by four; n a multiple of 4. */
  dot(n: number, x: number, y: number, sums: number): void;
  /** sums ← sums + (scale·x)² */
  squares(n: number, x: number, scale: number, sums: number): void;
  /** sums ← sums + |x| */
  absolutes(n: number, x: number, sums: number): void;
  /** max |xᵢ|, NaN if there is one; n a multiple of 4, at least 4. */
  largest(n: number, x: number): number;
  /** The first multiple of 4 from which on four elements hold one with |xᵢ| = value; there must be one. */
  whereabouts(x: number, value: number): number;
  /** y ← y + α·x */
  axpy(n: number, alpha: number, x: number, y: number): void;
  /** y[i] ← row i of A · x */
  rows(m: number, n: number, a: number, lda: number, x: number, y: number): void;
  /** total ← total + Σ xᵢ·(row i of A) */
  columns(m: number, n: number, a: number, lda: number, x: number, total: number): void;
  /** A ← A + x·yᵀ */
  outer(m: number, n: number, x: number, y: number, a: number, lda: number): void;
}

type Address = Variable<'i32'>;
const forward = (pointers: readonly Address[], elements: number, bytes: number): Statement =>
  sequence(...pointers.map((p) => advance(p, i32(elements * bytes))));
/** Pairs of elements, then one if n is odd: `one` and `pair` at the pointers, which move by their own bytes. */
function pairs(
  local: Local,
  n: Value<'i32'>,
  pointers: readonly (readonly [Address, number])[],
  pair: (offset: number) => Statement,
  one: Statement,
): Statement {
  const left = local('i32');
  const step = (count: number): Statement =>
    sequence(...pointers.map(([p, bytes]) => advance(p, i32(count * bytes))), left.set(subI32(left.get(), i32(count))));
  return sequence(
    left.set(n),
    loopWhile(atLeastI32(left.get(), i32(4)), sequence(pair(0), pair(2), step(4))),
    loopWhile(atLeastI32(left.get(), i32(2)), sequence(pair(0), step(2))),
    loopWhile(left.get(), sequence(one, step(1))),
  );
}

/** Four running sums over whole groups of four. */
function fourSums(name: 'dot' | 'squares' | 'absolutes', w: WideLanes): FunctionCode {
  const body = (
    local: Local,
    n: Value<'i32'>,
    x: Address,
    y: Address | undefined,
    scale: Value<'f64'> | undefined,
    sums: Address,
  ): Statement => {
    const s0 = local('v128');
    const s1 = local('v128');
    const u = local('v128');
    const factor = local('v128');
    const end = local('i32');
    const term = (o: number): Value<'v128'> =>
      name === 'dot'
        ? times(w.load(x.get(), o), w.load(y!.get(), o))
        : name === 'absolutes'
          ? f64x2Unary.abs(w.load(x.get(), o))
          : times(u.get(), u.get());
    const sum = (s: Variable<'v128'>, o: number): Statement =>
      sequence(...(scale ? [u.set(times(w.load(x.get(), o), factor.get()))] : []), s.set(plus(s.get(), term(o))));
    return sequence(
      ...(scale ? [factor.set(splatF64(scale))] : []),
      s0.set(loadV128(sums.get())),
      s1.set(loadV128(sums.get(), 16)),
      end.set(addI32(x.get(), mulI32(n, i32(w.bytes)))),
      loopWhile(lessI32(x.get(), end.get()), sequence(sum(s0, 0), sum(s1, 2), forward(y ? [x, y] : [x], 4, w.bytes))),
      storeV128(sums.get(), s0.get()),
      storeV128(sums.get(), s1.get(), 16),
    );
  };
  if (name === 'dot')
    return defineFunction(name, ['i32', 'i32', 'i32', 'i32'], ([n, x, y, sums], local) => body(local, n.get(), x, y, undefined, sums));
  if (name === 'squares')
    return defineFunction(name, ['i32', 'i32', 'f64', 'i32'], ([n, x, scale, sums], local) =>
      body(local, n.get(), x, undefined, scale.get(), sums),
    );
  return defineFunction(name, ['i32', 'i32', 'i32'], ([n, x, sums], local) => body(local, n.get(), x, undefined, undefined, sums));
}

function largest(w: WideLanes): FunctionCode {
  return defineFunction('largest', ['i32', 'i32'], ([n, x], local) => {
    // the quick maximum passes over a NaN; a sum does not
    const tops = [local('v128'), local('v128')];
    const sums = [local('v128'), local('v128')];
    const v = local('v128');
    const end = local('i32');
    const t0 = local('f64');
    const t1 = local('f64');
    const [top, other] = tops;
    const [sum, more] = sums;
    const run = sequence(
      ...[...tops, ...sums].map((t) => t.set(zeroV128())),
      end.set(addI32(x.get(), mulI32(n.get(), i32(w.bytes)))),
      loopWhile(
        lessI32(x.get(), end.get()),
        sequence(
          ...tops.map((t, k) =>
            sequence(
              v.set(f64x2Unary.abs(w.load(x.get(), 2 * k))),
              t.set(largerF64x2(t.get(), v.get())),
              sums[k].set(plus(sums[k].get(), v.get())),
            ),
          ),
          forward([x], 4, w.bytes),
        ),
      ),
      top.set(largerF64x2(top.get(), other.get())),
      t0.set(laneF64(top.get(), 0)),
      t1.set(laneF64(top.get(), 1)),
      t0.set(choose(t0.get(), t1.get(), scalar.gt(t0.get(), t1.get()))),
      sum.set(plus(sum.get(), more.get())),
      t1.set(add(laneF64(sum.get(), 0), laneF64(sum.get(), 1))),
    );
    return { run, result: choose(t1.get(), t0.get(), scalar.ne(t1.get(), t1.get())) };
  });
}

function whereabouts(w: WideLanes): FunctionCode {
  return defineFunction('whereabouts', ['i32', 'f64'], ([x, value], local) => {
    const at = local('i32');
    const v = local('v128');
    const equal = (o: number): Value<'v128'> => f64x2.eq(v.get(), f64x2Unary.abs(w.load(x.get(), o)));
    const found = anyTrue(bitsOf.or(equal(0), equal(2)));
    return {
      run: sequence(
        v.set(splatF64(value.get())),
        at.set(i32(0)),
        loopWhile(isZero(found), sequence(at.set(addI32(at.get(), i32(4))), forward([x], 4, w.bytes))),
      ),
      result: at.get(),
    };
  });
}

function axpy(w: WideLanes): FunctionCode {
  return defineFunction('axpy', ['i32', 'f64', 'i32', 'i32'], ([n, alpha, x, y], local) => {
    const factor = local('v128');
    return sequence(
      factor.set(splatF64(alpha.get())),
      pairs(
        local,
        n.get(),
        [
          [x, w.bytes],
          [y, w.bytes],
        ],
        (o) => w.store(y.get(), plus(w.load(y.get(), o), times(factor.get(), w.load(x.get(), o))), o),
        w.storeOne(y.get(), add(w.loadOne(y.get()), mul(alpha.get(), w.loadOne(x.get())))),
      ),
    );
  });
}

/** Four rows at a time, then one by one. */
function inRows(local: Local, m: Address, a: Address, lda: Value<'i32'>, body: (rows: readonly Address[]) => Statement): Statement {
  return sequence(
    ...[4, 1].map((group) => {
      const rows = Array.from({ length: group }, () => local('i32'));
      return loopWhile(
        atLeastI32(m.get(), i32(group)),
        sequence(...rows.flatMap((r) => [r.set(a.get()), advance(a, lda)]), body(rows), m.set(subI32(m.get(), i32(group)))),
      );
    }),
  );
}

function rows(w: WideLanes): FunctionCode {
  return defineFunction('rows', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], ([m, n, a, lda, x, y], local) =>
    inRows(local, m, a, lda.get(), (lines) => {
      const px = local('i32');
      const end = local('i32');
      const x0 = local('v128');
      const x1 = local('v128');
      const sums = lines.map(() => [local('v128'), local('v128')] as const);
      const totals = lines.map(() => local('f64'));
      const half = (s: Variable<'v128'>, k: number): Value<'f64'> => laneF64(s.get(), k);
      return sequence(
        ...sums.flat().map((s) => s.set(zeroV128())),
        px.set(x.get()),
        end.set(addI32(x.get(), mulI32(andI32(n.get(), i32(-4)), i32(8)))),
        loopWhile(
          lessI32(px.get(), end.get()),
          sequence(
            x0.set(loadV128(px.get())),
            x1.set(loadV128(px.get(), 16)),
            ...lines.map((r, k) =>
              sequence(
                sums[k][0].set(plus(sums[k][0].get(), times(w.load(r.get()), x0.get()))),
                sums[k][1].set(plus(sums[k][1].get(), times(w.load(r.get(), 2), x1.get()))),
              ),
            ),
            forward([px], 4, 8),
            forward(lines, 4, w.bytes),
          ),
        ),
        ...totals.map((t, k) => t.set(add(add(half(sums[k][0], 0), half(sums[k][0], 1)), add(half(sums[k][1], 0), half(sums[k][1], 1))))),
        end.set(addI32(x.get(), mulI32(n.get(), i32(8)))),
        loopWhile(
          lessI32(px.get(), end.get()),
          sequence(
            ...totals.map((t, k) => t.set(add(t.get(), mul(w.loadOne(lines[k].get()), loadF64(px.get()))))),
            forward([px], 1, 8),
            forward(lines, 1, w.bytes),
          ),
        ),
        ...totals.map((t, k) => storeF64(y.get(), t.get(), 8 * k)),
        advance(y, i32(8 * lines.length)),
      );
    }),
  );
}

function columns(w: WideLanes): FunctionCode {
  return defineFunction('columns', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], ([m, n, a, lda, x, total], local) =>
    inRows(local, m, a, lda.get(), (lines) => {
      const at = local('i32');
      const t = local('v128');
      const one = local('f64');
      const factors = lines.map(() => local('v128'));
      return sequence(
        ...factors.map((f, k) => f.set(loadSplat64(x.get(), 8 * k))),
        advance(x, i32(8 * lines.length)),
        at.set(total.get()),
        pairs(
          local,
          n.get(),
          [[at, 8], ...lines.map((r) => [r, w.bytes] as const)],
          (o) =>
            sequence(
              t.set(loadV128(at.get(), 8 * o)),
              ...lines.map((r, k) => t.set(plus(t.get(), times(factors[k].get(), w.load(r.get(), o))))),
              storeV128(at.get(), t.get(), 8 * o),
            ),
          sequence(
            one.set(loadF64(at.get())),
            ...lines.map((r, k) => one.set(add(one.get(), mul(laneF64(factors[k].get(), 0), w.loadOne(r.get()))))),
            storeF64(at.get(), one.get()),
          ),
        ),
      );
    }),
  );
}

function outer(w: WideLanes): FunctionCode {
  return defineFunction('outer', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], ([m, n, x, y, a, lda], local) =>
    inRows(local, m, a, lda.get(), (lines) => {
      const at = local('i32');
      const v = local('v128');
      const one = local('f64');
      const factors = lines.map(() => local('v128'));
      return sequence(
        ...factors.map((f, k) => f.set(loadSplat64(x.get(), 8 * k))),
        advance(x, i32(8 * lines.length)),
        at.set(y.get()),
        pairs(
          local,
          n.get(),
          [[at, 8], ...lines.map((r) => [r, w.bytes] as const)],
          (o) =>
            sequence(
              v.set(loadV128(at.get(), 8 * o)),
              ...lines.map((r, k) => w.store(r.get(), plus(w.load(r.get(), o), times(factors[k].get(), v.get())), o)),
            ),
          sequence(
            one.set(loadF64(at.get())),
            ...lines.map((r, k) => w.storeOne(r.get(), add(w.loadOne(r.get()), mul(laneF64(factors[k].get(), 0), one.get())))),
          ),
        ),
      );
    }),
  );
}

export function vectorCode(arena: Arena, precision: Precision): VectorCode {
  const w = wideLanes(precision);
  const sums = (['dot', 'squares', 'absolutes'] as const).map((name) => fourSums(name, w));
  const module = new WebAssembly.Module(assemble([...sums, largest(w), whereabouts(w), axpy(w), rows(w), columns(w), outer(w)]));
  return new WebAssembly.Instance(module, { scratch: { memory: arena.memory } }).exports as unknown as VectorCode;
}
