import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as plain from '@adjoint/kernels';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { type DType, type Tensor, matmul, tensor, withKernels } from '@adjoint/tensor';
import { jit } from '../index.ts';

const kernels = {
  'plain': null,
  'WebAssembly': wasmKernels(),
  'WebAssembly, deterministic': wasmKernels({ deterministic: true }),
  'of a product without epilogues': { ...plain, gemm: ((...args) => void plain.gemm(...args)) as typeof plain.gemm },
} as const;
const array = (shape: readonly number[], seed: number, dtype: DType, hostile = false): Tensor =>
  tensor(
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
      hostile && (i + seed) % 13 === 5 ? [Number.NaN, Infinity, -Infinity, -0, 0][i % 5] : 2 * Math.sin(1.7 * seed + i),
    ),
  )
    .reshape(shape)
    .astype(dtype);
const under = (set: (typeof kernels)[keyof typeof kernels], f: () => void): void => {
  if (set === null) f();
  else withKernels(set, f);
};
const bits = (x: Tensor): readonly unknown[] => Array.from(x.data(), (v: unknown) => (Object.is(v, -0) ? '-0' : v));

test.each(Object.entries(kernels))('products with bias, scale and relu have the bits of separate steps under kernels %s', (_, set) => {
  const shapes = (m: number, n: number): readonly (readonly number[])[] => [[n], [1, n], [m, 1], [], [1, 1], [m, n]];
  fc.assert(
    fc.property(
      fc.record({
        m: fc.constantFrom(1, 2, 7, 33),
        n: fc.constantFrom(1, 3, 10, 40),
        k: fc.constantFrom(1, 5, 64),
        lead: fc.constantFrom<readonly number[]>([], [1], [3]),
        scale: fc.nat(6),
        bias: fc.nat(6),
        relu: fc.boolean(),
        turned: fc.boolean(),
        again: fc.boolean(),
        narrow: fc.boolean(),
      }),
      ({ m, n, k, lead, scale, bias, relu, turned, again, narrow }) => {
        const dtype = narrow ? 'float32' : 'float64';
        const a = array([...lead, m, k], 1, dtype);
        const b = array([k, n], 2, dtype);
        const s = array(shapes(m, n)[scale] ?? [], 3, dtype, true);
        const c = array(shapes(m, n)[bias] ?? [], 4, dtype, true);
        const f = (x: Tensor, y: Tensor, p: Tensor, q: Tensor): readonly Tensor[] => {
          let z = matmul(x, y);
          if (scale < 6) z = turned ? p.mul(z) : z.mul(p);
          if (bias < 6) z = turned ? q.add(z) : z.add(q);
          const r = relu ? z.relu() : z;
          return again ? [r, r.exp().sum(), z.greater(0).astype(dtype).mul(2)] : [r];
        };
        under(set, () => {
          const eager = f(a, b, s, c);
          jit(f)(a, b, s, c).forEach((y, i) => {
            expect(bits(y)).toEqual(bits(eager[i]));
          });
        });
      },
    ),
    { numRuns: 60 },
  );
});

const a = array([4, 6], 1, 'float64');
const b = array([6, 5], 2, 'float64');
const row = array([5], 3, 'float64');
const column = array([4, 1], 4, 'float64');

test('the graph says what a product does to its elements', () => {
  const f = jit((x: Tensor, y: Tensor, s: Tensor, c: Tensor) =>
    matmul(x, y)
      .mul(s)
      .add(c.broadcastTo([4, 5]))
      .relu(),
  );
  const text = f.explain(a, b, column, tensor(1));
  expect(text).toMatch(/\[4, 5] float64 = fused\(matmul mul add relu\) v0 v1 v2 v3\nreturn/);
  expect(text).not.toMatch(/= (?:mul|add|relu|broadcastTo)/);
  expect(jit((x: Tensor, y: Tensor) => matmul(x, y).relu()).explain(a, b)).toMatch(/fused\(matmul relu\)/);
});

test('what something else reads is not swallowed, nor what goes on into a loop', () => {
  const read = jit((x: Tensor, y: Tensor, c: Tensor) => {
    const z = matmul(x, y);
    return [z.add(c).relu(), z] as const;
  });
  expect(read.explain(a, b, row)).toMatch(/= matmul v0 v1\n.*fused\(add relu\)/);
  expect(jit((x: Tensor, y: Tensor, c: Tensor) => matmul(x, y).add(c).tanh()).explain(a, b, row)).toMatch(
    /= matmul v0 v1\n.*fused\(add tanh\)/,
  );
  expect(jit((x: Tensor, y: Tensor, s: Tensor, c: Tensor) => matmul(x, y).mul(s).add(c)).explain(a, b, column, row)).toMatch(
    /= matmul v0 v1\n.*fused\(mul add\)/,
  );
});

test.each(Object.entries(kernels))(
  'a training step keeps the mask of relu in its result, with the same bits under kernels %s',
  (_, set) => {
    const step = (p: { w: Tensor; b: Tensor; v: Tensor }, x: Tensor): { w: Tensor; b: Tensor; v: Tensor } => {
      const z = matmul(x, p.w.mT()).add(p.b);
      const h = z.relu();
      const dy = matmul(h, p.v).mul(2);
      const dz = matmul(dy, p.v.mT()).mul(z.greater(0).astype(z.dtype));
      const g = { w: matmul(dz.mT(), x), b: dz.sum(0), v: matmul(h.mT(), dy) };
      return { w: p.w.sub(g.w.mul(0.1)), b: p.b.sub(g.b.mul(0.1)), v: p.v.sub(g.v.mul(0.1)) };
    };
    for (const dtype of ['float64', 'float32'] as const) {
      const p = { w: array([20, 30], 1, dtype), b: array([20], 2, dtype, true), v: array([20, 3], 3, dtype) };
      const x = array([9, 30], 4, dtype);
      under(set, () => {
        const f = jit(step);
        expect(f.explain(p, x)).toMatch(/fused\(matmul add relu\)/);
        const [got, wanted] = [f(p, x), step(p, x)];
        for (const name of ['w', 'b', 'v'] as const) expect(bits(got[name])).toEqual(bits(wanted[name]));
      });
    }
  },
);
