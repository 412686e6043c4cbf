import { expect, test } from 'vitest';
import fc from 'fast-check';
import { grad } from '@adjoint/calculus';
import { key, uniform } from '@adjoint/random';
import { type Tensor, tensor, withKernels } from '@adjoint/tensor';
import { linear } from '../index.ts';
import { linesOf, linesTimes, transposed } from './sparse-rows.ts';
import { relativeError } from '../../test/reference-case.ts';

test('products without zeros equal the dense ones, by rows and by columns', () => {
  const matrix = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 9 }), fc.nat(1000));
  fc.assert(
    fc.property(matrix, ([n, k, width, seed]) => {
      const mask = uniform(key(seed), [n, k]).less(0.3).astype('float64');
      const x = uniform(key(seed + 1), [n, k], { low: -1 }).mul(mask);
      const B = uniform(key(seed + 2), [k, width]);
      const C = uniform(key(seed + 3), [n, width]);
      const values = x.toTypedArray() as Float64Array<ArrayBuffer>;
      const rows = linesOf(values, n, k, 'rows');
      const columns = linesOf(values, n, k, 'columns');
      fc.pre(rows !== null && columns !== null);
      expect(relativeError(tensor(linesTimes(rows, B.toTypedArray(), width, 'float64')).reshape([n, width]), x.matmul(B))).toBeLessThan(
        1e-14,
      );
      expect(
        relativeError(tensor(linesTimes(columns, C.toTypedArray(), width, 'float64')).reshape([k, width]), x.mT().matmul(C)),
      ).toBeLessThan(1e-14);
      expect([...transposed(values, n, k, 'float64')]).toEqual([...x.mT().data()]);
    }),
  );
  expect(linesOf(Float64Array.of(1, 1, 0), 1, 3, 'rows')).toBeNull();
});

const x = uniform(key(1), [64, 200])
  .mul(uniform(key(2), [64, 200]).less(0.15).astype('float64'))
  .astype('float32');
const model = linear(200, 96);
const { params } = model.init(key(0), [200]);
const apply = (p: typeof params): Tensor => model.apply(p, {}, x).y;

test('a large layer on mostly zeros gives what other kernels give, forwards and backwards', () => {
  const loss = (p: typeof params): Tensor => apply(p).square().sum();
  const dense = withKernels({ gemm: reference }, () => ({ y: apply(params), g: grad(loss)(params) }));
  expect(relativeError(apply(params), dense.y)).toBeLessThan(1e-6);
  const g = grad(loss)(params);
  expect(relativeError(g.W, dense.g.W)).toBeLessThan(1e-5);
});

test('zero times infinity is not a number in either way', () => {
  const W = params.W.toTypedArray() as Float32Array<ArrayBuffer>;
  W[5] = Infinity;
  const y = model.apply({ W: tensor(W).reshape([96, 200]), b: params.b! }, {}, x).y;
  expect([...y.data()].filter((v) => Number.isNaN(v)).length).toBeGreaterThan(0);
});

/** C ← α op(A) op(B) + βC by the definition. */
function reference(
  ta: boolean,
  tb: boolean,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: ArrayLike<number>,
  ao: number,
  lda: number,
  b: ArrayLike<number>,
  bo: number,
  ldb: number,
  beta: number,
  c: { [i: number]: number },
  co: number,
  ldc: number,
): void {
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += a[ao + (ta ? l * lda + i : i * lda + l)] * b[bo + (tb ? j * ldb + l : l * ldb + j)];
      c[co + i * ldc + j] = alpha * sum + (beta === 0 ? 0 : beta * c[co + i * ldc + j]);
    }
}
