/**
 * The code of matrix-vector operations on byte addresses of scratch memory: row-major, rows contiguous, leading
 * dimensions in bytes. Four rows are taken at a time, so that a load of the vector serves four of them.
 *
 * Dongarra, Du Croz, Hammarling, Hanson (1988), "An extended set of FORTRAN basic linear algebra subprograms".
 */
import { addI32, i32, loadV128, sequence, storeV128, subI32, zeroV128, type Statement } from './assembler.ts';
import { atLeastI32, loopWhile, scalar } from './assembler-scalar.ts';
import type { Lanes } from './lanes.ts';
import { defineFunction, type FunctionCode } from './module.ts';
import { inGroups, rowPointers } from './row-groups.ts';
import { advance, stream } from './stream.ts';
import { trsv } from './resident-triangle.ts';

const { add, mul } = scalar;

/** y ← y + α·A·x, A m×n. */
function gemv(lanes: Lanes): FunctionCode {
  return defineFunction('gemv', ['i32', 'i32', lanes.type, 'i32', 'i32', 'i32', 'i32'], ([m, n, alpha, a, lda, x, y], local) =>
    inGroups(m, (group) => {
      const { rows, set } = rowPointers(local, a, lda.get(), group);
      const px = local('i32');
      const v = local('v128');
      const e = local(lanes.type);
      const unroll = 2;
      const sums = rows.map(() => Array.from({ length: unroll }, () => local('v128')));
      const totals = rows.map(() => local(lanes.type));
      return sequence(
        set,
        px.set(x.get()),
        ...sums.flat().map((s) => s.set(zeroV128())),
        stream(lanes, local, n.get(), [px, ...rows], unroll, {
          vector: (o, slot) =>
            sequence(
              v.set(loadV128(px.get(), o)),
              ...rows.map((r, k) => sums[k][slot].set(lanes.plus(loadV128(r.get(), o), v.get(), sums[k][slot].get()))),
            ),
          between: sequence(...sums.map((s, k) => sequence(s[0].set(lanes.add(s[0].get(), s[1].get())), totals[k].set(lanes.sum(s[0]))))),
          element: () =>
            sequence(
              e.set(lanes.load(px.get())),
              ...rows.map((r, k) => totals[k].set(add(totals[k].get(), mul(lanes.load(r.get()), e.get())))),
            ),
        }),
        ...totals.map((t, k) =>
          lanes.store(y.get(), add(lanes.load(y.get(), k * lanes.bytes), mul(alpha.get(), t.get())), k * lanes.bytes),
        ),
        advance(y, i32(group * lanes.bytes)),
      );
    }),
  );
}

/** y ← y + α·Aᵀ·x, A m×n; x has elements `xStep` bytes apart. */
function gemvT(lanes: Lanes): FunctionCode {
  return defineFunction(
    'gemvT',
    ['i32', 'i32', lanes.type, 'i32', 'i32', 'i32', 'i32', 'i32'],
    ([m, n, alpha, a, lda, x, xStep, y], local) =>
      inGroups(m, (group) => {
        const { rows, set } = rowPointers(local, a, lda.get(), group);
        const py = local('i32');
        const v = local('v128');
        const e = local(lanes.type);
        const factors = rows.map(() => local(lanes.type));
        const splats = rows.map(() => local('v128'));
        return sequence(
          set,
          py.set(y.get()),
          ...factors.map((f, k) =>
            sequence(f.set(mul(alpha.get(), lanes.load(x.get()))), splats[k].set(lanes.splat(f.get())), advance(x, xStep.get())),
          ),
          stream(lanes, local, n.get(), [py, ...rows], 2, {
            vector: (o) =>
              sequence(
                v.set(loadV128(py.get(), o)),
                ...rows.map((r, k) => v.set(lanes.plus(splats[k].get(), loadV128(r.get(), o), v.get()))),
                storeV128(py.get(), v.get(), o),
              ),
            element: () =>
              sequence(
                e.set(lanes.load(py.get())),
                ...rows.map((r, k) => e.set(add(e.get(), mul(factors[k].get(), lanes.load(r.get()))))),
                lanes.store(py.get(), e.get()),
              ),
          }),
        );
      }),
  );
}

/** A ← A + α·x·yᵀ, A m×n; x has elements `xStep` bytes apart. */
function ger(lanes: Lanes): FunctionCode {
  return defineFunction('ger', ['i32', 'i32', lanes.type, 'i32', 'i32', 'i32', 'i32', 'i32'], ([m, n, alpha, x, xStep, y, a, lda], local) =>
    inGroups(m, (group) => {
      const { rows, set } = rowPointers(local, a, lda.get(), group);
      const py = local('i32');
      const v = local('v128');
      const e = local(lanes.type);
      const factors = rows.map(() => local(lanes.type));
      const splats = rows.map(() => local('v128'));
      return sequence(
        set,
        py.set(y.get()),
        ...factors.map((f, k) =>
          sequence(f.set(mul(alpha.get(), lanes.load(x.get()))), splats[k].set(lanes.splat(f.get())), advance(x, xStep.get())),
        ),
        stream(lanes, local, n.get(), [py, ...rows], 2, {
          vector: (o) =>
            sequence(
              v.set(loadV128(py.get(), o)),
              ...rows.map((r, k) => storeV128(r.get(), lanes.plus(splats[k].get(), v.get(), loadV128(r.get(), o)), o)),
            ),
          element: () =>
            sequence(
              e.set(lanes.load(py.get())),
              ...rows.map((r, k) => lanes.store(r.get(), add(lanes.load(r.get()), mul(factors[k].get(), e.get())))),
            ),
        }),
      );
    }),
  );
}

/**
 * y ← y + α·A·x for symmetric A n×n given by its lower triangle: each entry is read once and used twice.
 * Rows are taken in fours: a common part left of the diagonal, then the small triangle.
 */
function symv(lanes: Lanes): FunctionCode {
  const { bytes, type } = lanes;
  return defineFunction('symv', ['i32', type, 'i32', 'i32', 'i32', 'i32'], ([n, alpha, a, lda, x, y], local) => {
    const done = local('i32');
    const left = local('i32');
    const xi = local('i32');
    const yi = local('i32');
    return sequence(
      done.set(i32(0)),
      left.set(n.get()),
      xi.set(x.get()),
      yi.set(y.get()),
      inGroups(left, (group) => {
        const { rows, set } = rowPointers(local, a, lda.get(), group);
        const px = local('i32');
        const py = local('i32');
        const v = local('v128');
        const u = local('v128');
        const w = local('v128');
        const e = local(type);
        const f = local(type);
        const g = local(type);
        const factors = rows.map(() => local(type));
        const splats = rows.map(() => local('v128'));
        const sums = rows.map(() => local('v128'));
        const totals = rows.map(() => local(type));
        // After the stream the row pointers stand on column `done`, the first of the group's triangle.
        const triangle: Statement[] = [];
        for (let i = 0; i < group; i++) {
          triangle.push(totals[i].set(add(totals[i].get(), mul(lanes.load(rows[i].get(), i * bytes), lanes.load(xi.get(), i * bytes)))));
          for (let j = 0; j < i; j++)
            triangle.push(
              g.set(lanes.load(rows[i].get(), j * bytes)),
              totals[i].set(add(totals[i].get(), mul(g.get(), lanes.load(xi.get(), j * bytes)))),
              totals[j].set(add(totals[j].get(), mul(g.get(), lanes.load(xi.get(), i * bytes)))),
            );
        }
        return sequence(
          set,
          px.set(x.get()),
          py.set(y.get()),
          ...sums.map((s) => s.set(zeroV128())),
          ...factors.map((c, k) => sequence(c.set(mul(alpha.get(), lanes.load(xi.get(), k * bytes))), splats[k].set(lanes.splat(c.get())))),
          stream(lanes, local, done.get(), [px, py, ...rows], 1, {
            vector: (o) =>
              sequence(
                u.set(loadV128(px.get(), o)),
                w.set(loadV128(py.get(), o)),
                ...rows.map((r, k) =>
                  sequence(
                    v.set(loadV128(r.get(), o)),
                    sums[k].set(lanes.plus(v.get(), u.get(), sums[k].get())),
                    w.set(lanes.plus(splats[k].get(), v.get(), w.get())),
                  ),
                ),
                storeV128(py.get(), w.get(), o),
              ),
            between: sequence(...sums.map((s, k) => totals[k].set(lanes.sum(s)))),
            element: () =>
              sequence(
                e.set(lanes.load(px.get())),
                f.set(lanes.load(py.get())),
                ...rows.map((r, k) =>
                  sequence(
                    g.set(lanes.load(r.get())),
                    totals[k].set(add(totals[k].get(), mul(g.get(), e.get()))),
                    f.set(add(f.get(), mul(factors[k].get(), g.get()))),
                  ),
                ),
                lanes.store(py.get(), f.get()),
              ),
          }),
          ...triangle,
          ...totals.map((t, k) => lanes.store(yi.get(), add(lanes.load(yi.get(), k * bytes), mul(alpha.get(), t.get())), k * bytes)),
          advance(xi, i32(group * bytes)),
          advance(yi, i32(group * bytes)),
          done.set(addI32(done.get(), i32(group))),
        );
      }),
    );
  });
}

/** A ← A + α·(x·yᵀ + y·xᵀ), the lower triangle of A n×n. */
function syr2(lanes: Lanes): FunctionCode {
  return defineFunction('syr2', ['i32', lanes.type, 'i32', 'i32', 'i32', 'i32'], ([n, alpha, x, y, a, lda], local) => {
    const row = local('i32');
    const px = local('i32');
    const py = local('i32');
    const p = local('i32');
    const xi = local('i32');
    const yi = local('i32');
    const u = local(lanes.type);
    const v = local(lanes.type);
    const us = local('v128');
    const vs = local('v128');
    return sequence(
      row.set(i32(1)),
      xi.set(x.get()),
      yi.set(y.get()),
      loopWhile(
        atLeastI32(n.get(), row.get()),
        sequence(
          u.set(mul(alpha.get(), lanes.load(xi.get()))),
          v.set(mul(alpha.get(), lanes.load(yi.get()))),
          us.set(lanes.splat(u.get())),
          vs.set(lanes.splat(v.get())),
          p.set(a.get()),
          px.set(x.get()),
          py.set(y.get()),
          stream(lanes, local, row.get(), [p, px, py], 2, {
            vector: (o) =>
              storeV128(
                p.get(),
                lanes.plus(us.get(), loadV128(py.get(), o), lanes.plus(vs.get(), loadV128(px.get(), o), loadV128(p.get(), o))),
                o,
              ),
            element: () =>
              lanes.store(p.get(), add(lanes.load(p.get()), add(mul(u.get(), lanes.load(py.get())), mul(v.get(), lanes.load(px.get()))))),
          }),
          advance(a, lda.get()),
          advance(xi, i32(lanes.bytes)),
          advance(yi, i32(lanes.bytes)),
          row.set(addI32(row.get(), i32(1))),
        ),
      ),
    );
  });
}

/** B (n×m) ← Aᵀ for A m×n: tiles of 2×2 through scalars stay in the first cache. */
function transpose(lanes: Lanes): FunctionCode {
  const { bytes } = lanes;
  return defineFunction('transpose', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], ([m, n, a, lda, b, ldb], local) => {
    const from = local('i32');
    const to = local('i32');
    const left = local('i32');
    return inGroups(m, (group) => {
      const { rows, set } = rowPointers(local, a, lda.get(), group);
      return sequence(
        set,
        from.set(rows[0].get()),
        to.set(b.get()),
        left.set(n.get()),
        loopWhile(
          left.get(),
          sequence(
            ...rows.map((r, k) => sequence(lanes.store(to.get(), lanes.load(r.get()), k * bytes), advance(r, i32(bytes)))),
            advance(to, ldb.get()),
            left.set(subI32(left.get(), i32(1))),
          ),
        ),
        advance(b, i32(group * bytes)),
      );
    });
  });
}

/** The matrix functions of one precision; `before` functions precede them in the module. */
export function matrixFunctions(lanes: Lanes, before: number): readonly FunctionCode[] {
  const first = [gemv(lanes), gemvT(lanes)];
  return [
    ...first,
    ger(lanes),
    symv(lanes),
    syr2(lanes),
    transpose(lanes),
    ...[true, false].flatMap((lower) => [false, true].map((transposed) => trsv(lanes, lower, transposed, before, before + 1))),
  ];
}
