/** Matrices of the fewest rows take closed forms and plain loops: held to exact answers, at every scale. */
import { describe, expect, test } from 'vitest';
import { adoptBuffer, eye, mT, tensor, type Tensor } from '@adjoint/tensor';
import { cholesky, det, eig, eigh, svd } from '../index.ts';
import { integers, results } from './small-memory.ts';

const EPS = 2 ** -52;
const largest = (x: Tensor): number => x.abs().max().item();
const loss = (Q: Tensor): number => largest(mT(Q).matmul(Q).sub(eye(Q.shape[1]))) / EPS;
/** Entries of every sign, equal ones, zeros, and ones far apart. */
const ENTRIES = [0, 1, -1, 1e-9, -1e-18, 7e5];
const pairs = ENTRIES.flatMap((a) => ENTRIES.map((b) => [a, b] as const));

test('arrays cut from one piece share no element', () => {
  const arrays: (Float64Array | Int32Array)[] = [];
  for (let k = 0; k < 300; k++) {
    const n = (k * 7) % 70;
    const a = k % 3 === 0 ? integers(n) : results(n);
    expect(a.length).toBe(n);
    expect(a.every((v) => v === 0)).toBe(true);
    a.fill(k);
    arrays.push(a);
  }
  arrays.forEach((a, k) => {
    expect(a.every((v) => v === k)).toBe(true);
  });
});

describe('order 2', () => {
  test('singular values in order, residual and orthogonality within a few ε', () => {
    for (const [a, b] of pairs)
      for (const [c, d] of pairs) {
        const A = tensor([
          [a, b],
          [c, d],
        ]);
        const { U, S, Vt } = svd(A);
        const size = largest(A) || 1;
        const name = `[${a} ${b}; ${c} ${d}]`;
        expect(largest(U.mul(S).matmul(Vt).sub(A)) / (size * EPS), name).toBeLessThanOrEqual(6);
        expect(Math.max(loss(U), loss(mT(Vt))), name).toBeLessThanOrEqual(6);
        expect(S.at(0).item() >= S.at(1).item() && S.at(1).item() >= 0, name).toBe(true);
      }
  });

  test('eigenvalues and vectors of symmetric and general matrices: residuals within a few ε', () => {
    for (const [a, b] of pairs)
      for (const [c, d] of pairs) {
        const name = `[${a} ${b}; ${c} ${d}]`;
        const S = tensor([
          [a, b],
          [b, d],
        ]);
        const { values, vectors } = eigh(S);
        expect(largest(S.matmul(vectors).sub(vectors.mul(values))) / ((largest(S) || 1) * EPS), name).toBeLessThanOrEqual(4);
        expect(loss(vectors), name).toBeLessThanOrEqual(4);
        expect(values.at(0).item() <= values.at(1).item(), name).toBe(true);
        const A = tensor([
          [a, b],
          [c, d],
        ]);
        const { values: w, vectors: V } = eig(A);
        const re = A.matmul(V.re).sub(V.re.mul(w.re)).add(V.im.mul(w.im));
        const im = A.matmul(V.im).sub(V.re.mul(w.im)).sub(V.im.mul(w.re));
        expect(Math.max(largest(re), largest(im)) / ((largest(A) || 1) * EPS), name).toBeLessThanOrEqual(8);
        expect(largest(V.re.square().add(V.im.square()).sum(-2).sub(1)) / EPS, name).toBeLessThanOrEqual(4);
      }
  });

  test('ad − bc keeps its digits where both products agree in almost all of theirs', () => {
    // (1 + x)(1 − x) − 1·1 = −x², exact in these doubles
    for (const k of [10, 20, 26])
      expect(
        det(
          tensor([
            [1 + 2 ** -k, 1],
            [1, 1 - 2 ** -k],
          ]),
        ).item(),
      ).toBe(-(2 ** (-2 * k)));
    for (const scale of [1e-300, 1e-160, 1e150, 1e300])
      expect(
        det(
          tensor([
            [scale, 2],
            [3 * scale, 4],
          ]),
        ).item() / scale,
      ).toBeCloseTo(-2, 14);
    expect(det(tensor([[2 ** -1074]])).item()).toBe(2 ** -1074);
  });
});

test('results of matrices of one call keep their values while others are made', () => {
  const n = 5;
  const A = adoptBuffer(
    Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 9 : Math.cos(Math.min(k, (k % n) * n + Math.floor(k / n))))),
    [n, n],
  );
  const S = A.add(mT(A)).mul(0.5);
  const kept = [eigh(S).vectors, svd(A).U, svd(A).Vt, cholesky(S), eig(A).vectors.re];
  const copies = kept.map((x) => x.toArray());
  for (let k = 0; k < 200; k++) {
    svd(A.mul(k + 1));
    eigh(S.mul(k + 1));
    cholesky(S.mul(k + 1));
  }
  expect(kept.map((x) => x.toArray())).toEqual(copies);
});
