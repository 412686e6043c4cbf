/** The rotation that keeps a form, its transpose and its own derivative; that `schur` and `hessenberg` use it rightly the audit tells. */
import { expect, test } from 'vitest';
import { type Tensor, bind, eye, lowerTriangle, mT, tensor } from '@adjoint/tensor';
import { hessenberg, schur } from './schur.ts';
import { orthogonalCoupling, orthogonalCouplingPrimitive } from './orthogonal-coupling.ts';
import { hessenbergPrimitive, schurPrimitive } from './schur.ts';

const noise = (n: number, seed: number): Tensor =>
  tensor(Float64Array.from({ length: n * n }, (_, i) => Math.sin(7.3 * i * i + 3 * i + seed))).reshape([n, n]);
const size = (x: Tensor): number => x.abs().max().item();
const dot = (a: Tensor, b: Tensor): number => a.mul(b).sum().item();

const forms = { schur: (a: Tensor) => schur(a).T, hessenberg: (a: Tensor) => hessenberg(a).H } as const;
for (const form of ['schur', 'hessenberg'] as const)
  for (const n of [1, 2, 3, 5, 8, 13])
    test(`${form}, order ${n}: the form is kept, the transpose is one, and the cotangent of T is that of differences`, () => {
      const T = forms[form](noise(n, 1));
      const C = noise(n, 2);
      const W = noise(n, 3);
      const Ω = orthogonalCoupling(form, T, C);
      const scale = Math.max(1, size(Ω)); // the smallest gap divides the rounding of everything
      expect(size(Ω.add(mT(Ω)))).toBe(0);
      const dT = C.sub(Ω.matmul(T)).add(T.matmul(Ω));
      expect(size(lowerTriangle(dT, -2))).toBeLessThanOrEqual(1e-13 * scale);
      for (let i = 0; i + 1 < n && form === 'schur'; i++) {
        if (
          T.at(i + 1)
            .at(i)
            .item() === 0
        )
          expect(
            Math.abs(
              dT
                .at(i + 1)
                .at(i)
                .item(),
            ),
          ).toBeLessThanOrEqual(1e-13 * scale);
        else
          expect(
            Math.abs(
              dT.at(i).at(i).item() -
                dT
                  .at(i + 1)
                  .at(i + 1)
                  .item(),
            ),
          ).toBeLessThanOrEqual(1e-13 * scale);
      }
      const S = bind(orthogonalCouplingPrimitive, [T, W], { form, transpose: true })[0];
      expect(Math.abs(dot(S, C) - dot(W, Ω))).toBeLessThanOrEqual(1e-12 * scale * scale);
      for (const transpose of [false, true]) {
        const solved = (t: Tensor): Tensor => bind(orthogonalCouplingPrimitive, [t, C], { form, transpose })[0];
        const x = solved(T);
        const [back] = orthogonalCouplingPrimitive.vjp!([W], [T, C], [x], { form, transpose }, [{}, {}]);
        // within the form only: there T may be moved
        const E = bind(form === 'schur' ? schurPrimitive : hessenbergPrimitive, [T], undefined)[1].mul(noise(n, 5));
        for (let i = 0; form === 'schur' && i + 1 < n; i++)
          if (
            T.at(i + 1)
              .at(i)
              .item() !== 0
          )
            (E.data() as Float64Array)[(i + 1) * n + i + 1] = E.at(i).at(i).item();
        const slope = (h: number): number => dot(W, solved(T.add(E.mul(h))).sub(solved(T.sub(E.mul(h))))) / (2 * h);
        const expected = (4 * slope(1e-5) - slope(2e-5)) / 3;
        expect(Math.abs(dot(back!, E) - expected)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(expected), size(back!)));
      }
    });

test('where a rotation is free it is zero, and what does not depend on it has its derivative', () => {
  const E = noise(4, 7);
  const pair = [
    [1, 2, 0.5, -0.3],
    [-0.5, 1, 0.7, 0.2],
    [0, 0, 1, 2],
    [0, 0, -0.5, 1],
  ];
  for (const A of [
    eye(4),
    tensor(pair),
    tensor([
      [0, 1],
      [-1, 0],
    ]),
    tensor([
      [3, 1],
      [0, 3],
    ]),
    tensor([
      [2, 0],
      [0, 2],
    ]),
  ]) {
    const n = A.shape[0];
    const e = E.slice([0, n], [0, n]);
    for (const p of [schurPrimitive, hessenbergPrimitive]) {
      const y = bind(p, [A], undefined);
      const [dQ, dT] = p.jvp!([e], [A], y, undefined) as Tensor[];
      const [Q, T] = y;
      // d(Q·T·Qᵀ) = dA, d(QᵀQ) = 0
      const product = dQ
        .matmul(T)
        .matmul(mT(Q))
        .add(Q.matmul(dT).matmul(mT(Q)))
        .add(Q.matmul(T).matmul(mT(dQ)));
      expect(size(product.sub(e))).toBeLessThanOrEqual(1e-14);
      expect(size(mT(Q).matmul(dQ).add(mT(dQ).matmul(Q)))).toBeLessThanOrEqual(1e-14);
    }
  }
  // a normal pair turns freely, its eigenvalues ±i do not care: dλ = uᴴEv with u = v = (1, i)/√2
  const A = tensor([
    [0, 1],
    [-1, 0],
  ]);
  const F = tensor([
    [0.3, 0.7],
    [-0.2, 0.9],
  ]);
  const [, , re, im] = schurPrimitive.jvp!([F], [A], bind(schurPrimitive, [A], undefined), undefined) as Tensor[];
  expect(re.at(0).item()).toBeCloseTo(0.6, 15);
  expect(im.at(0).item()).toBeCloseTo(0.45, 15);
  expect(im.at(1).item()).toBeCloseTo(-0.45, 15);
});

test('the derivative does not depend on the scale of A, at powers of two from 2⁻⁶⁰⁰ to 2⁶⁰⁰', () => {
  const A = noise(5, 1);
  const E = noise(5, 2);
  for (const p of [schurPrimitive, hessenbergPrimitive]) {
    const at = (s: number): Tensor[] => p.jvp!([E.mul(s)], [A.mul(s)], bind(p, [A.mul(s)], undefined), undefined) as Tensor[];
    const plain = at(1);
    for (const s of [2 ** 600, 2 ** -600])
      at(s).forEach((d, i) => {
        expect(d.toArray()).toEqual((i === 0 ? plain[i] : plain[i].mul(s)).toArray());
      });
  }
});
