/** The public factorisations beyond one block, on both tiers: what they return, every entry of it. */
import { expect, test } from 'vitest';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { type Tensor, adoptBuffer, eye, gather, lowerTriangle, mT, upperTriangle, withKernels } from '@adjoint/tensor';
import {
  cholesky,
  det,
  hessenberg,
  inverse,
  ldlt,
  luFactors,
  lstsq,
  pivotedCholesky,
  pivotedQr,
  qr,
  schur,
  slogdet,
  solve,
} from './index.ts';

const EPS = 2 ** -52;
const kernels = wasmKernels();
const noise = (m: number, n: number, seed: number): Tensor => {
  let s = seed;
  return adoptBuffer(
    Float64Array.from({ length: m * n }, () => {
      s = (s * 48271) % 2147483647;
      return s / 1073741823.5 - 1;
    }),
    [m, n],
  );
};
const most = (x: Tensor): number => x.abs().max().item();

test.each(
  [97, 130, 257].flatMap(
    (n) =>
      [
        [n, 'plain'],
        [n, 'WebAssembly'],
      ] as const,
  ),
)('order %d, %s', (n, tier) => {
  const A = noise(n, n, n);
  const P = A.matmul(mT(A)).add(eye(n));
  const S = A.add(mT(A));
  const T = noise(n + 20, n, 3 * n);
  const b = noise(n, 2, 7);
  const run = <R>(f: () => R): R => (tier === 'plain' ? f() : withKernels(kernels, f));
  /** Largest entry of the difference, in units of n·ε of the largest entry. */
  const equal = (what: string, x: Tensor, y: Tensor, bar: number): void => {
    expect(x.shape, what).toEqual(y.shape);
    expect(most(x.sub(y)) / (most(y) * n * EPS), what).toBeLessThanOrEqual(bar);
  };
  run(() => {
    const L = cholesky(P);
    equal('cholesky', L.matmul(mT(L)), P, 1);
    expect(most(L.sub(lowerTriangle(L))), 'above the diagonal of L').toBe(0);
    const f = luFactors(A);
    expect([most(f.L.sub(lowerTriangle(f.L))), most(f.U.sub(upperTriangle(f.U)))], 'the other triangles of L and U').toEqual([0, 0]);
    const product = f.L.matmul(f.U);
    const order = (f as unknown as { readonly permutation: Tensor }).permutation;
    equal('lu', product, gather(A, order, 0), 1);
    for (const [what, M] of [
      ['square', A],
      ['tall', T],
      ['wide', mT(T)],
    ] as const) {
      const { Q, R } = qr(M);
      const p = pivotedQr(M);
      equal(`qr, ${what}`, Q.matmul(R), M, 3);
      equal(`qr, ${what}, orthogonality`, mT(Q).matmul(Q), eye(Q.shape[1]), 3);
      expect(most(R.sub(upperTriangle(R))), `below the diagonal of R, ${what}`).toBe(0);
      equal(`pivotedQr, ${what}`, p.Q.matmul(p.R), gather(M, p.permutation, 1), 3);
    }
    const c = pivotedCholesky(P);
    const d = ldlt(S);
    const move = (x: Tensor, order: Tensor): Tensor => gather(gather(x, order, 0), order, 1);
    equal('pivotedCholesky', c.L.matmul(mT(c.L)), move(P, c.permutation), 1);
    expect(most(c.L.sub(lowerTriangle(c.L)))).toBe(0);
    equal('ldlt', d.L.matmul(d.D).matmul(mT(d.L)), move(S, d.permutation), 3);
    for (const [what, M] of [
      ['general', A],
      ['positive definite', P],
      ['symmetric', S],
    ] as const) {
      const x = solve(M, b);
      expect(most(M.matmul(x).sub(b)) / ((most(M) * most(x) * n + most(b)) * EPS), `solve, ${what}`).toBeLessThanOrEqual(n);
      equal(`inverse, ${what}`, M.matmul(inverse(M)), eye(n), most(M) * most(inverse(M)) * n);
    }
    const s = slogdet(P);
    const twice = L.matmul(eye(n)).mul(eye(n)).sum(1).log().sum().item() * 2;
    expect(Math.abs(s.logAbs.item() - twice)).toBeLessThanOrEqual(n * n * EPS * Math.abs(twice));
    expect(det(A.mul(0.1)).item()).not.toBeNaN();
    const least = lstsq(T, noise(n + 20, 1, 5));
    expect(most(mT(T).matmul(least.residual))).toBeLessThanOrEqual(n * n * EPS * most(T) * most(least.residual) * 4);
    const h = hessenberg(A);
    const z = schur(A);
    equal('hessenberg', h.Q.matmul(h.H).matmul(mT(h.Q)), A, 4);
    expect(most(h.H.sub(upperTriangle(h.H, -1)))).toBe(0);
    equal('schur', z.Z.matmul(z.T).matmul(mT(z.Z)), A, 10);
    expect(most(z.T.sub(upperTriangle(z.T, -1)))).toBe(0);
  });
});
