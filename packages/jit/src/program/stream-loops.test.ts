import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as plain from '@adjoint/kernels';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { type DType, type Tensor, adoptBuffer, tensor, withKernels } from '@adjoint/tensor';
import { jit } from '../index.ts';
import { COMBINE, type Folding, foldPieces, longestPiece } from './row-pieces.ts';

const values = (n: number, seed: number, hostile: boolean): Tensor =>
  adoptBuffer(
    Float64Array.from({ length: n }, (_, i) =>
      hostile && i % 20011 === 7 ? [Number.NaN, Infinity, -0, -Infinity][i % 4] : 3 * Math.sin(seed + i),
    ),
  );
/** Kernels that add in another order than ours and do not say so. */
const backwards = {
  sum: ((out, x, outer, n, inner) => {
    for (let o = 0; o < outer; o++)
      for (let k = 0; k < inner; k++) {
        let s = 0;
        for (let i = n - 1; i >= 0; i--) s += x[(o * n + i) * inner + k];
        out[o * inner + k] = s;
      }
  }) as typeof plain.sum,
};
const kernels: Readonly<Record<string, object | null>> = {
  'plain': null,
  'WebAssembly, deterministic': wasmKernels({ deterministic: true }),
  'WebAssembly': wasmKernels(),
  'of another order': backwards,
};
const under = (set: object | null, f: () => void): void => {
  if (set === null) f();
  else withKernels(set, f);
};
const same = (a: Tensor, b: Tensor): void => {
  expect([a.shape, a.dtype]).toEqual([b.shape, b.dtype]);
  const x = a.toTypedArray() as Float64Array;
  const y = b.toTypedArray();
  expect(x.findIndex((v, i) => !Object.is(v, y[i]))).toBe(-1);
};

test.each(Object.keys(kernels))('a reduction of a large expression has the bits of separate operations, %s', (name) => {
  for (const dtype of ['float64', 'float32'] as readonly DType[])
    for (const hostile of [false, true])
      for (const shape of [[40_001], [3, 12_345], [70, 700], [17, 2049], [4001, 9], [2, 5, 4000]]) {
        const n = shape.reduce((a, b) => a * b, 1);
        const x = values(n, 1, hostile).reshape(shape).astype(dtype);
        const y = values(n, 2, false).reshape(shape).astype(dtype);
        const s = tensor(0.4).astype(dtype);
        const f = (p: Tensor, q: Tensor, r: Tensor): readonly Tensor[] => {
          const a = p.mul(q).add(r);
          const b = a.sub(p);
          return [a.sum(-1), a.max(-1), b.min(-1), b.sum(-1).mul(2), b];
        };
        const all = (p: Tensor, q: Tensor): readonly Tensor[] => [p.mul(q).sum(), p.sub(q).abs().mean(), p.sub(q).prod()];
        const tail = (p: Tensor): Tensor =>
          p
            .mul(1.5)
            .add(1)
            .sum(shape.map((_, d) => d).slice(1));
        under(kernels[name], () => {
          const g = jit((p: Tensor, q: Tensor, r: Tensor) => f(p, q, r));
          const h = jit((p: Tensor, q: Tensor) => all(p, q));
          const t = jit(tail);
          const [first, second, third] = [f(x, y, s), all(x, y), tail(x)];
          for (let k = 0; k < 2; k++) {
            g(x, y, s).forEach((z, i) => {
              same(z, first[i]);
            });
            h(x, y).forEach((z, i) => {
              same(z, second[i]);
            });
            same(t(x), third);
          }
        });
      }
});

test.each(Object.keys(kernels))('a large expression reduced along its first axes has the bits of separate operations, %s', (name) => {
  for (const dtype of ['float64', 'float32'] as readonly DType[])
    for (const hostile of [false, true])
      for (const shape of [
        [4001, 9],
        [700, 70],
        [129, 255],
        [1000, 37],
        [40_001, 1],
        [5, 400, 20],
        [300, 2, 90],
        [6, 7000],
      ]) {
        const n = shape.reduce((a, b) => a * b, 1);
        const x = values(n, 1, hostile).reshape(shape).astype(dtype);
        const y = values(n, 2, false).reshape(shape).astype(dtype);
        const row = values(shape[shape.length - 1], 3, hostile).astype(dtype);
        const f = (p: Tensor, q: Tensor, r: Tensor): readonly Tensor[] => {
          const a = p.mul(q).add(r);
          const b = a.sub(p);
          return [a.sum(0), a.max(0).mul(2), b.min(0), b.sum(0), b];
        };
        const bias = (p: Tensor, q: Tensor): Tensor =>
          p
            .greater(0)
            .astype(dtype)
            .mul(q)
            .sum(shape.map((_, d) => d).slice(0, -1));
        under(kernels[name], () => {
          const g = jit((p: Tensor, q: Tensor, r: Tensor) => f(p, q, r));
          const h = jit(bias);
          const [first, second] = [f(x, y, row), bias(x, y)];
          for (let k = 0; k < 2; k++) {
            g(x, y, row).forEach((z, i) => {
              same(z, first[i]);
            });
            same(h(x, y), second);
          }
        });
      }
});

test('the graph says which reductions are fused with what they reduce', () => {
  const x = values(40_000, 1, false).reshape([400, 100]);
  const f = jit((p: Tensor) => p.mul(p).add(1).sum(0));
  expect(f.explain(x)).toMatch(/v\d+ \[100] float64 = fused\(mul add sum\) v0 v\d+\nreturn/);
  const both = jit((p: Tensor) => [p.exp(), p.exp().sum(-1).mul(2), p.exp().max(-1)] as const);
  expect(both.explain(x)).toMatch(/v\d+ \[400, 100] float64, v\d+ \[400] float64, v\d+ \[400] float64 = fused\(exp sum max\) v0\n/);
  const small = jit((p: Tensor) => p.mul(p).add(1).sum(0));
  expect(small.explain(x.slice([0, 10]))).toMatch(/fused\(mul add\)[^\n]*\n[^\n]*= sum/);
  const mixed = jit((p: Tensor) => [p.mul(2).sum(0), p.mul(2).sum(1)] as const);
  expect(mixed.explain(x)).toMatch(/= mul v0 v\d+\n.*= sum v(\d+)\n.*= sum v\1\n/);
});

test('what is both handed out and reduced, reduced twice, or read otherwise stays right', () => {
  const x = values(50_000, 1, false);
  const y = values(50_000, 3, false);
  const f = (p: Tensor, q: Tensor): readonly Tensor[] => {
    const a = p.mul(2).tanh();
    const b = q.exp();
    return [a, a.sum(), a.reshape([250, 200]).mT(), b.sum(), b.max(), b.reshape([500, 100]).sum(-1), b.sum(0), a.square().sum(), p];
  };
  for (const set of Object.values(kernels))
    under(set, () => {
      const separate = f(x, y);
      jit((p: Tensor, q: Tensor) => f(p, q))(x, y).forEach((z, i) => {
        same(z, separate[i]);
      });
    });
  const columns = (p: Tensor): readonly Tensor[] => {
    const a = p.reshape([100, 500]).mul(3);
    return [a.sum(0), a.logSumExp(-1), a.sum()];
  };
  jit((p: Tensor) => columns(p))(x).forEach((z, i) => {
    same(z, columns(x)[i]);
  });
  const given = jit((p: Tensor) => p.mul(p).sum(), { donate: [0] });
  same(given(tensor(x.toTypedArray())), x.mul(x).sum());
});

test('pieces of a row make its sum, wherever it is cut', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), fc.constantFrom<Folding>('sum', 'prod', 'max', 'min'), (n, name) => {
      const x = Float64Array.from({ length: n }, (_, i) => 1 + Math.sin(i) / 100);
      const out = new Float64Array(1);
      const one = new Float64Array(1);
      plain[name](out, x, 1, n, 1);
      const [folded] = foldPieces([name], 0, n, 2048, (from, m) => {
        expect(m).toBeLessThanOrEqual(longestPiece(n, 2048));
        plain[name](one, x.subarray(from, from + m), 1, m, 1);
        return [one[0]];
      });
      expect(folded).toBe(out[0]);
      expect(longestPiece(n, 2048)).toBeLessThanOrEqual(2048);
    }),
    { numRuns: 60 },
  );
  expect(COMBINE.max(Number.NaN, 1)).toBeNaN();
});
