import { expect, test } from 'vitest';
import { type Tensor, bind, eye, mT, stack, tensor, zeros } from '@adjoint/tensor';
import {
  cholesky,
  det,
  eig,
  eigConditions,
  eigh,
  expm,
  hessenberg,
  inverse,
  logm,
  luFactors,
  pinv,
  qr,
  schur,
  slogdet,
  solve,
  sqrtm,
  svd,
  sylvester,
} from './index.ts';
import { solvePrimitive } from './factorizations/solve.ts';

const A = tensor([
  [2.1, -0.4, 0.7],
  [0.3, 1.6, -0.9],
  [-0.5, 0.8, 3.2],
]);
const B = tensor([
  [1, -2, 0.3],
  [1.5, 3.8, -0.2],
  [0.1, 0.4, 1.1],
]);
const positive = (x: Tensor): Tensor => x.matmul(mT(x)).add(eye(3).astype(x.dtype));
const functions: Record<string, (x: Tensor) => Tensor[]> = {
  cholesky: (x) => [cholesky(positive(x))],
  det: (x) => [det(x)],
  slogdet: (x) => Object.values(slogdet(x)),
  inverse: (x) => [inverse(x)],
  luFactors: (x) => Object.values(luFactors(x)),
  qr: (x) => Object.values(qr(x)),
  svd: (x) => Object.values(svd(x)),
  eigh: (x) => Object.values(eigh(x.add(mT(x)))),
  eig: (x) => {
    const e = eig(x);
    return [e.values.re, e.values.im, e.vectors.re, e.vectors.im];
  },
  hessenberg: (x) => Object.values(hessenberg(x)),
  schur: (x) => {
    const { Z, T, values } = schur(x);
    return [Z, T, values.re, values.im];
  },
  eigConditions: (x) => {
    const { values, left, right, conditions } = eigConditions(x);
    return [values.re, values.im, left.re, left.im, right.re, right.im, conditions];
  },
  pinv: (x) => [pinv(x)],
  expm: (x) => [expm(x)],
  sqrtm: (x) => [sqrtm(x)],
  logm: (x) => [logm(x)],
  solve: (x) => [solve(x, tensor([1, 2, 3]))],
  sylvester: (x) => [sylvester(x, A, B)],
};

test.each(Object.entries(functions))(
  '%s: a batch is its matrices one by one, an empty batch is empty, float32 stays float32',
  (name, f) => {
    const both = f(stack([A, B]));
    const first = f(A);
    const second = f(B);
    both.forEach((y, i) => {
      expect(y.at(0).toArray()).toEqual(first[i].toArray());
      expect(y.at(1).toArray()).toEqual(second[i].toArray());
    });
    if (name !== 'solve') for (const y of f(zeros([0, 3, 3]))) expect(y.shape[0]).toBe(0);
    for (const [i, y] of f(A.astype('float32')).entries()) {
      if (name === 'sylvester' || name === 'solve') continue; // other operands are float64
      expect(y.dtype).toBe(first[i].dtype === 'int32' ? 'int32' : 'float32');
      if (first[i].dtype !== 'int32')
        expect(y.sub(first[i].astype('float32')).abs().max().item()).toBeLessThanOrEqual(
          64 * 2 ** -23 * Math.max(1, first[i].abs().max().item()),
        );
    }
  },
);

test('a batch rule with one operand batched repeats the other', () => {
  const [x] = solvePrimitive.batch!([stack([A, B]), eye(3)], [true, false], { structure: 'auto' }, 2);
  expect(x.at(1).toArray()).toEqual(inverse(B).toArray());
  expect(bind(solvePrimitive, [A, eye(3)], { structure: 'auto' })[0].toArray()).toEqual(inverse(A).toArray());
});
