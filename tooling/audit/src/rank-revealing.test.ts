/** Derivatives and batches of the factorisations that reveal a rank. Their rules are audited entry by entry with all others. */
import { expect, test } from 'vitest';
import { grad, jvp, vmap } from '@adjoint/calculus';
import { type Tensor, mT, stack, tensor } from '@adjoint/tensor';
import { completeOrthogonal, ldlt, lstsq, pivotedCholesky, pivotedQr } from '@adjoint/linalg';

const near = (a: Tensor, b: Tensor, tolerance: number): void => {
  expect(a.shape).toEqual(b.shape);
  expect(a.sub(b).abs().max().item()).toBeLessThanOrEqual(tolerance);
};
const tall = tensor([
  [1.2, 0.3],
  [-0.5, 2.1],
  [0.7, -0.9],
]);
const other = tensor([
  [0.4, -1.3],
  [1.5, 0.2],
  [-0.8, 0.6],
]);
const along = tensor([
  [0.3, -0.2],
  [0.8, 0.1],
  [-0.4, 0.5],
]);

test('completeOrthogonal: the product of the tangents of its factors is the tangent of A', () => {
  const product = (a: Tensor): Tensor => {
    const { U, T, V } = completeOrthogonal(a);
    return U.matmul(T).matmul(mT(V));
  };
  for (const f of [(x: Tensor) => x, (x: Tensor) => mT(x), (x: Tensor) => x.matmul(mT(x))]) {
    // tall, wide, of rank 2 in order 3
    const { value, tangent } = jvp((x: Tensor) => product(f(x)), tall, along);
    const expected = jvp(f, tall, along);
    near(value, expected.value, 1e-14); // n·ε‖A‖
    near(tangent, expected.tangent, 1e-13); // times κ of the factors
  }
});

test('rank, permutation and inertia are read while a derivative is taken', () => {
  const f = (x: Tensor): Tensor => {
    const s = x.matmul(mT(x));
    const q = pivotedQr(s);
    const c = pivotedCholesky(s, { tolerance: 1e-8 });
    const { inertia, D } = ldlt(s.add(mT(s)));
    expect([q.rank, c.rank, inertia.positive + inertia.zero + inertia.negative, q.permutation.dtype]).toEqual([2, 2, 3, 'int32']);
    return q.R.slice([0, 2])
      .square()
      .sum()
      .add(c.L.sum())
      .add(D.slice([0, 2]).sum());
  };
  expect([...grad(f)(tall).data()].every(Number.isFinite)).toBe(true);
});

test('lstsq of a batch is that of each system; one A serves many right sides', () => {
  const A = stack([tall, other]);
  const B = stack([along, tall.mul(2)]);
  const together = lstsq(A, B);
  [tall, other].forEach((a, i) => {
    const alone = lstsq(a, B.at(i));
    near(together.x.at(i), alone.x, 0);
    near(together.residual.at(i), alone.residual, 0);
    near(together.singularValues.at(i), alone.singularValues, 0);
  });
  expect(together.ranks.toArray()).toEqual([2, 2]);
  near(lstsq(tall, B).x.at(1), lstsq(tall, B.at(1)).x, 0);
  near(vmap((a: Tensor) => lstsq(a, tensor([1, 2, 3])).x)(A).at(1), lstsq(other, tensor([1, 2, 3])).x, 0);
});

test('a column of another size stays independent, in the derivative too', () => {
  // x = (XᵀX)⁻¹Xᵀb: scaling a column by 2^-60 scales its unknown by 2^60 and leaves the other
  const scale = tensor([1, 2 ** -60]);
  const b = tensor([1, -2, 0.5]);
  const f = (a: Tensor): Tensor => lstsq(a, b).x;
  const plain = jvp(f, tall, along).tangent;
  const scaled = jvp((a: Tensor) => f(a.mul(scale)).mul(scale), tall, along).tangent;
  near(scaled, plain, 1e-15);
});
