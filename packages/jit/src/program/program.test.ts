import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wasmKernels } from '@adjoint/kernels/wasm';
import {
  type DType,
  type Tensor,
  adoptBuffer,
  diagonal,
  digamma,
  erf,
  erfc,
  lgamma,
  logSoftmax,
  matmul,
  sort,
  tan,
  tensor,
  where,
  withKernels,
} from '@adjoint/tensor';
import { jit } from '../index.ts';

const values = (n: number, seed: number): Tensor =>
  tensor(
    Float64Array.from({ length: n }, (_, i) =>
      i % 97 === 5 ? [Number.NaN, Infinity, -Infinity, -0, 1e200][i % 5] : 4 * Math.sin(seed + i),
    ),
  );
const same = (a: Tensor, b: Tensor): void => expect([...a.data()]).toEqual([...b.data()]);

test('a chain is one node, with the bits of the separate operations', () => {
  const f = (x: Tensor, a: Tensor): Tensor => x.mul(a).add(0.25).tanh().mul(x.sigmoid()).add(x.square().neg().exp()).relu();
  const g = jit(f);
  const x = values(1000, 1);
  const a = tensor(1.5);
  same(g(x, a), f(x, a));
  expect(g.explain(x, a)).toMatch(
    /^v0 .*input\nv1 .*input\n(?:v\d+ .*captured\n)+v\d+ \[1000] float64 = fused\(mul add tanh sigmoid mul square neg exp add relu\) v0 v1 v\d+\nreturn/,
  );
});

test('operands that broadcast, views and values read twice stay right', () => {
  const f = (x: Tensor, row: Tensor, column: Tensor): readonly Tensor[] => {
    const shifted = x.mT().sub(row).div(column);
    const e = shifted.exp();
    return [e, e.add(1).log().mul(e), shifted.sum()];
  };
  const x = tensor(Float64Array.from({ length: 200 }, (_, i) => Math.cos(i))).reshape([10, 20]);
  const row = values(10, 3);
  const column = values(20, 4).reshape([20, 1]);
  const g = jit(f);
  g(x, row, column).forEach((y, i) => {
    same(y, f(x, row, column)[i]);
  });
});

test('a chain of thousands is several passes, with the same bits', () => {
  const f = (x: Tensor): Tensor => {
    let y = x;
    for (let k = 0; k < 5000; k++) y = k % 7 === 3 ? y.sin() : y.mul(1 + 1 / (k + 2)).add(x);
    return y;
  };
  same(jit(f)(values(100, 1)), f(values(100, 1)));
});

const special = { tan, erf, erfc, lgamma, digamma };
const functions = Object.keys(special) as (keyof typeof special)[];

test.each(['float64', 'float32'] as const)(
  'tan and the gamma and error functions are steps of a loop with the bits of eager ones, %s',
  (dtype) => {
    for (const set of [null, wasmKernels(), wasmKernels({ deterministic: true })])
      for (const n of [3, 500])
        for (const name of functions) {
          const f = (x: Tensor): Tensor => special[name](x.mul(0.5)).sub(x);
          const x = values(n, 1).astype(dtype);
          const check = (): void => {
            same(jit(f)(x), f(x));
          };
          expect(jit(f).explain(x)).toContain(`fused(mul ${name} sub)`);
          if (set === null) check();
          else withKernels(set, check);
        }
  },
);

test('random programs equal their eager runs', () => {
  const unary = [
    'exp',
    'log',
    'sin',
    'cos',
    'tanh',
    'neg',
    'abs',
    'sign',
    'sqrt',
    'square',
    'reciprocal',
    'sigmoid',
    'softplus',
    'relu',
    'expm1',
    'log1p',
    'floor',
    'ceil',
    'round',
    ...functions,
  ] as const;
  const binary = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum'] as const;
  const line = fc.record({ unary: fc.constantFrom(...unary, null), binary: fc.constantFrom(...binary), x: fc.nat(20), y: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(line, { minLength: 2, maxLength: 12 }), (lines) => {
      const f = (...inputs: Tensor[]): readonly Tensor[] => {
        const known = [...inputs];
        for (const l of lines) {
          const x = known[l.x % known.length];
          const y = known[l.y % known.length];
          known.push(
            l.unary === null ? x[l.binary](y) : l.unary in special ? special[l.unary as keyof typeof special](x) : x[l.unary as 'exp'](),
          );
        }
        return known.slice(-2);
      };
      const inputs = [values(70, 1), values(70, 2), tensor(0.5)];
      jit((a: Tensor, b: Tensor, c: Tensor) => f(a, b, c))(inputs[0], inputs[1], inputs[2]).forEach((y, i) => {
        same(y, f(...inputs)[i]);
      });
    }),
    { numRuns: 100 },
  );
});

const matrix = (m: number, n: number, seed: number, dtype: DType): Tensor =>
  tensor(
    Float64Array.from({ length: m * n }, (_, i) =>
      (i + seed) % 41 === 5 ? [Number.NaN, Infinity, -Infinity, -0][i % 4] : 2 * Math.sin(1.3 * seed + i),
    ),
  )
    .reshape([m, n])
    .astype(dtype);
const numbers = (m: number, n: number, seed: number, dtype: DType): Tensor =>
  tensor(Float64Array.from({ length: m * n }, (_, i) => 2 * Math.sin(1.3 * seed + i)))
    .reshape([m, n])
    .astype(dtype);

type Binary = 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum';
type Line = {
  readonly kind: number;
  readonly op: Binary;
  readonly unary: 'exp' | 'tanh' | 'neg' | 'square' | 'relu' | 'sigmoid' | 'abs' | 'sign';
  readonly x: number;
  readonly y: number;
};
/** Matrices of one shape stay matrices of that shape through every line: reductions, products, views and choices among them. */
function run(lines: readonly Line[], inputs: readonly Tensor[]): readonly Tensor[] {
  const known = [...inputs];
  const [m, n] = inputs[0].shape;
  for (const l of lines) {
    const x = known[l.x % known.length];
    const y = known[l.y % known.length];
    known.push(
      [
        () => x[l.unary](),
        () => x[l.op](y),
        () => x[l.op](y.sum(-1, { keepDims: true })),
        () => x.sub(x.max(-1, { keepDims: true })),
        () => x[l.op](y.mean(0)),
        () => where(x.greater(y), x, y.neg()),
        () => x.mul(x.lessEqual(0).astype(x.dtype)),
        () => matmul(x, matmul(x.mT(), y)).mul(1e-3),
        () => matmul(matmul(y, x.mT()).mT(), x).mul(1e-3),
        () => x.mT().add(1).mT(),
        () => x.slice([1, null]).sum(0).broadcastTo([m, n]),
        () => x.reshape([n, m]).sum().mul(y),
        () => logSoftmax(x),
        () => x.flip(0)[l.op](y.flip([0, 1])),
        () => sort(x).mul(y),
        () => x.sub(x.logSumExp(0)),
        () => x.mT().reshape([m, n]).add(y),
        () => where(x.equal(x).not(), 0, y),
        () => diagonal(matmul(x, x.mT())).reshape([m, 1]).add(y),
      ][l.kind % 19](),
    );
  }
  return [...known.slice(-2), known[known.length - 1].sum(), known[known.length - 1].mT()];
}
const lines = fc.array(
  fc.record({
    kind: fc.nat(18),
    op: fc.constantFrom<Binary>('add', 'sub', 'mul', 'div', 'maximum', 'minimum'),
    unary: fc.constantFrom<Line['unary']>('exp', 'tanh', 'neg', 'square', 'relu', 'sigmoid', 'abs', 'sign'),
    x: fc.nat(20),
    y: fc.nat(20),
  }),
  { minLength: 1, maxLength: 10 },
);
const kernels = { 'plain': {}, 'WebAssembly, deterministic': wasmKernels({ deterministic: true }), 'WebAssembly': wasmKernels() };

test.each(Object.keys(kernels) as (keyof typeof kernels)[])(
  'random programs of matrices have the bits of eager runs under %s kernels, hostile values included',
  (name) => {
    fc.assert(
      fc.property(
        lines,
        fc.constantFrom<DType>('float64', 'float32'),
        fc.constantFrom([5, 3], [4, 17], [12, 12]),
        fc.boolean(),
        (program, dtype, [m, n], hostile) => {
          const make = hostile ? matrix : numbers;
          const inputs = [make(m, n, 1, dtype), make(m, n, 2, dtype), make(m, n, 3, dtype)];
          withKernels(kernels[name], () => {
            const g = jit((a: Tensor, b: Tensor, c: Tensor) => run(program, [a, b, c]));
            const expected = run(program, inputs);
            // a second call finds the memory as the first has left it
            for (let k = 0; k < 2; k++)
              g(inputs[0], inputs[1], inputs[2]).forEach((y, i) => {
                same(y, expected[i]);
                expect([y.dtype, y.shape]).toEqual([expected[i].dtype, expected[i].shape]);
              });
          });
        },
      ),
      { numRuns: 120 },
    );
  },
);

test('float32 chains are one loop, with the bits of separate operations under the same kernels', () => {
  const f = (x: Tensor, row: Tensor): Tensor => x.add(row).mul(0.1).tanh().mul(x.sub(row).exp()).div(x.square().add(1)).relu();
  const x = numbers(40, 30, 1, 'float32');
  const row = numbers(1, 30, 2, 'float32').reshape([30]);
  for (const set of Object.values(kernels))
    withKernels(set, () => {
      same(jit(f)(x, row), f(x, row));
    });
  expect(jit(f).explain(x, row)).toMatch(/= fused\(add mul tanh sub exp mul square add div relu\) v0 v1/);
});

test('a result does not change with the next call, nor with what the caller does to an input', () => {
  const data = new Float32Array(100).fill(2);
  const g = jit((x: Tensor) => ({ y: x.mul(2), x, t: x.reshape([10, 10]).mT() }));
  const first = g(adoptBuffer(data));
  g(adoptBuffer(new Float32Array(100).fill(5)));
  expect([first.y.toArray(), first.x.toArray()].flat().every((v) => v === 4 || v === 2)).toBe(true);
  expect(first.t.shape).toEqual([10, 10]);
});

test('empty tensors, integers and single numbers go through', () => {
  const g = jit((x: Tensor, i: Tensor, s: Tensor) => [x.mul(2).sum(), x.exp(), i.add(1), i.astype('float64').mul(s), s.mul(3).exp()]);
  const args = [tensor([]).reshape([0, 3]), tensor([1, 2], 'int32'), tensor(0.5)] as const;
  expect(g(...args).map((y) => y.toArray())).toEqual([0, [], [2, 3], [0.5, 1], Math.exp(1.5)]);
});

test('an error inside names its operation', () => {
  const g = jit((x: Tensor) => x.mul(2).astype('int32').add(1));
  expect(() => g(tensor([1, Number.NaN]))).toThrow(/astype/);
});

test('a program is not disturbed by itself', () => {
  const g: (x: Tensor) => Tensor = jit((x: Tensor) => x.mul(2).add(1));
  expect(g(g(g(tensor([1])))).toArray()).toEqual([15]);
});

test('products of many matrices with one are one product, with the same bits', () => {
  const a = numbers(40, 30, 1, 'float64');
  const many = numbers(6 * 30, 7, 2, 'float64').reshape([6, 30, 7]);
  const rows = numbers(6 * 5, 40, 3, 'float64').reshape([2, 3, 5, 40]);
  const columns = numbers(6, 30, 4, 'float64').reshape([2, 3, 30, 1]);
  const f = (...[p, q, r, c]: readonly Tensor[]): readonly Tensor[] => [
    matmul(p, q.neg()),
    matmul(r.neg(), p),
    matmul(p, c.neg()),
    matmul(r.slice(null, [1, 2]).neg(), p),
    matmul(p.mT().mT(), c.slice([0, 1]).mul(2)),
    matmul(r.transpose([1, 0, 2, 3]), p).neg(),
  ];
  for (const set of Object.values(kernels))
    withKernels(set, () => {
      jit((p: Tensor, q: Tensor, r: Tensor, c: Tensor) => f(p, q, r, c))(a, many, rows, columns).forEach((y, i) => {
        same(y, f(a, many, rows, columns)[i]);
      });
    });
});

test('large loops run in tiles with the same bits: rest tiles, scalars, views and several results', () => {
  const n = 40001;
  const f = (x: Tensor, s: Tensor, y: Tensor): readonly Tensor[] => {
    const a = x.mul(s).add(y).tanh();
    const b = a.mul(y.exp());
    return [a, b.reshape([n, 1]).mT(), x.greater(y), a];
  };
  for (const dtype of ['float64', 'float32'] as const)
    for (const set of Object.values(kernels))
      withKernels(set, () => {
        const x = values(n, 1).astype(dtype);
        const y = values(n, 2).astype(dtype);
        const s = tensor(0.7).astype(dtype);
        const g = jit((p: Tensor, q: Tensor, r: Tensor) => f(p, q, r));
        const summed = jit((p: Tensor) => p.mul(2).exp().sum());
        for (const args of [
          [x, s, y],
          [y, s, x],
          [x, s, x],
        ] as const)
          g(...args).forEach((z, i) => {
            const e = f(...args)[i];
            same(z, e);
            expect([z.shape, z.dtype]).toEqual([e.shape, e.dtype]);
          });
        same(summed(y), y.mul(2).exp().sum());
        const one = jit((p: Tensor) => p.mul(p.slice([0, 1])).add(p), { donate: [0] });
        same(one(tensor(y.toTypedArray())), y.mul(y.slice([0, 1])).add(y));
      });
});
