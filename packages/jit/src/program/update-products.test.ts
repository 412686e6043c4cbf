import { expect, test } from 'vitest';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { type Tensor, adoptBuffer, capture, matmul, withKernels } from '@adjoint/tensor';
import { optimize } from '../compile.ts';
import { jit } from '../index.ts';
import { lower } from './lower.ts';
import { inPlace, residentsOf } from './residents.ts';
import { updateProducts } from './update-products.ts';

type Update = (w: Tensor, d: Tensor, x: Tensor) => Tensor;
const waves = (shape: readonly number[], phase: number, narrow: boolean): Tensor => {
  const values = Float64Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, i) => Math.sin(i * 0.37 + phase));
  return adoptBuffer(narrow ? Float32Array.from(values) : values, shape);
};
const UPDATES: Record<string, Update> = {
  'w − ηg': (w, d, x) => w.sub(matmul(d.mT(), x).mul(0.01)),
  'w + g·η': (w, d, x) => matmul(d.mT(), x).mul(-0.3).add(w),
  'w − g·η, g used twice': (w, d, x) => {
    const g = matmul(d.mT(), x);
    return w.sub(g.mul(0.01)).mul(g.abs().max());
  },
  'ηg − w': (w, d, x) => matmul(d.mT(), x).mul(0.01).sub(w),
  'w is a factor': (w, _d, x) => w.sub(matmul(w, matmul(x.mT(), x)).mul(1e-3)),
  'w is read before': (w, d, x) => w.sub(matmul(matmul(d.mT(), x), w.mT().matmul(w)).mul(1e-3)),
};
const kindsOf = (f: Update, depth: number): readonly string[] => {
  const { graph, captured } = capture(
    (w, d, x) => [f(w, d, x)],
    [
      [64, 96],
      [depth, 64],
      [depth, 96],
    ].map((shape) => waves(shape, 0, true)),
    'test',
  );
  const optimized = optimize(graph, captured);
  const residents = residentsOf(optimized, [true, false, false]);
  const lowered = lower(optimized, captured, new Set(residents.map((r) => r.input)));
  return updateProducts(lowered, optimized, inPlace(lowered, optimized, residents)).operations.map((o) => o.kind);
};

test('the product and the loop become one where nothing else needs the product, and it is one block of sums', () => {
  expect(Object.entries(UPDATES).map(([name, f]) => [name, kindsOf(f, 128).includes('update')])).toEqual([
    ['w − ηg', true],
    ['w + g·η', true],
    ['w − g·η, g used twice', false],
    ['ηg − w', false],
    ['w is a factor', false],
    ['w is read before', true],
  ]);
  expect(kindsOf(UPDATES['w − ηg'], 300)).not.toContain('update');
});

test.each(Object.keys(UPDATES))('every tier gives the bits of separate operations, step after step: %s', (name) => {
  const update = UPDATES[name];
  for (const kernels of [null, wasmKernels(), wasmKernels({ fused: false }), wasmKernels({ deterministic: true })]) {
    const run = (f: () => void): void => (kernels === null ? f() : withKernels(kernels, f));
    run(() => {
      for (const narrow of [false, true])
        for (const depth of [1, 37, 128]) {
          const f = jit(update, { donate: [0] });
          let w = waves([64, 96], 0, narrow);
          let expected = waves([64, 96], 0, narrow);
          for (let k = 0; k < 4; k++) {
            const d = waves([depth, 64], k, narrow);
            const x = waves([depth, 96], k + 0.5, narrow);
            w = f(w, d, x);
            expected = update(expected, d, x);
          }
          const values = w.data();
          expect([...expected.data()].findIndex((v, i) => !Object.is(v, values[i]))).toBe(-1);
        }
    });
  }
});
