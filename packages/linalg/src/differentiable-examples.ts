/** Every differentiable function with an input at which its derivative exists: what the audit walks. Not part of the public list. */
import { type Tensor, eye, mT, tensor } from '@adjoint/tensor';
import * as linalg from './index.ts';

export interface DifferentiableExample {
  readonly name: string;
  readonly f: (...xs: Tensor[]) => Tensor;
  readonly inputs: () => Tensor[];
}

const general = (): Tensor =>
  tensor([
    [2.1, -0.4, 0.7],
    [0.3, 1.6, -0.9],
    [-0.5, 0.8, 3.2],
  ]);
const batch = (): Tensor =>
  tensor([
    [
      [2, 0.5],
      [-0.3, 1.5],
    ],
    [
      [1.2, -0.7],
      [0.4, 2.5],
    ],
  ]);
const tall = (): Tensor =>
  tensor([
    [1.2, 0.3],
    [-0.5, 2.1],
    [0.7, -0.9],
  ]);
const columns = (): Tensor =>
  tensor([
    [0.7, -1.2],
    [1.5, 0.4],
    [-0.3, 2.2],
  ]);
const saddle = (): Tensor =>
  tensor([
    [0.1, 2, -0.7],
    [1.6, 0.2, 0.5],
    [-0.4, 0.9, 1.1],
  ]);
const rotating = (): Tensor =>
  tensor([
    [1, -2, 0.3],
    [1.5, 0.8, -0.2],
    [0.1, 0.4, -1.1],
  ]);
/** Two complex pairs and a real eigenvalue, far apart. */
const twoPairs = (): Tensor =>
  tensor([
    [1, -2, 0.3, 0.2, -0.5],
    [1.5, 0.8, -0.2, 0.4, 0.1],
    [0.1, 0.4, -3.1, 0.6, 0.3],
    [-0.2, 0.5, 0.1, -1.2, 1.7],
    [0.4, -0.3, 0.2, -2.6, -1.9],
  ]);
/** Functions of symmetric matrices take the symmetric part, so that every entry may be varied alone. */
const symmetric = (x: Tensor): Tensor => x.add(mT(x)).mul(0.5);
const positive = (x: Tensor): Tensor => x.matmul(mT(x)).add(eye(x.shape[x.rank - 2]));

const one = (name: string, f: (x: Tensor) => Tensor, x: () => Tensor): DifferentiableExample => ({ name, f, inputs: () => [x()] });
const two = (name: string, f: (x: Tensor, y: Tensor) => Tensor, x: () => Tensor, y: () => Tensor): DifferentiableExample => ({
  name,
  f,
  inputs: () => [x(), y()],
});

export const differentiableExamples: readonly DifferentiableExample[] = [
  two('solve', (a, b) => linalg.solve(a, b), general, columns),
  two(
    'solve of a vector',
    (a, b) => linalg.solve(a, b),
    general,
    () => tensor([1, -2, 0.5]),
  ),
  two(
    'solve in batches',
    (a, b) => linalg.solve(a, b),
    batch,
    () => tensor([[1], [2]]),
  ),
  two('solve, positive definite', (a, b) => linalg.solve(positive(a), b), general, columns),
  one('inverse', linalg.inverse, general),
  one('det', linalg.det, general),
  one('slogdet', (a) => linalg.slogdet(a).logAbs, general),
  two('triangularSolve', (t, b) => linalg.triangularSolve(t, b), general, columns),
  two('triangularSolve, upper transposed', (t, b) => linalg.triangularSolve(t, b, { lower: false, transpose: true }), general, columns),
  one('cholesky', (a) => linalg.cholesky(positive(a)), general),
  one('cholesky in batches', (a) => linalg.cholesky(positive(a)), batch),
  one('luFactors, L', (a) => linalg.luFactors(a).L, rotating),
  one('luFactors, U', (a) => linalg.luFactors(a).U, batch),
  one('qr, Q', (a) => linalg.qr(a).Q, tall),
  one('qr, R', (a) => linalg.qr(a).R, tall),
  one('qr, wide', (a) => linalg.qr(mT(a)).R, tall),
  one('qr, wide, Q', (a) => linalg.qr(mT(a)).Q, tall),
  one('pivotedQr, Q', (a) => linalg.pivotedQr(a).Q, tall),
  one('pivotedQr, R', (a) => linalg.pivotedQr(a).R, rotating),
  one('pivotedQr, wide', (a) => linalg.pivotedQr(mT(a)).R, tall),
  two(
    'pivotedQr of a rank that stays',
    (u, v) => {
      const { Q, R } = linalg.pivotedQr(u.matmul(mT(v)));
      return Q.matmul(R);
    },
    tall,
    tall,
  ),
  one('pivotedCholesky', (a) => linalg.pivotedCholesky(positive(a)).L, general),
  one('pivotedCholesky of rank 2', (a) => linalg.pivotedCholesky(a.matmul(mT(a)), { tolerance: 1e-8 }).L, tall),
  one('ldlt, L', (a) => linalg.ldlt(symmetric(a)).L, rotating),
  one('ldlt, D', (a) => linalg.ldlt(symmetric(a)).D, rotating),
  one('ldlt with a block of order 2', (a) => linalg.ldlt(symmetric(a)).L, saddle),
  two('ldlt, solve', (a, b) => linalg.ldlt(symmetric(a)).solve(b), saddle, columns),
  two('solveBanded', (a, b) => linalg.solveBanded(a, b, { lower: 1, upper: 2 }), general, columns),
  two(
    'solveBanded in batches',
    (a, b) => linalg.solveBanded(a, b, { lower: 1, upper: 0 }),
    batch,
    () => tensor([1, -2]),
  ),
  {
    name: 'solveTridiagonal',
    f: (l, d, u, b) => linalg.solveTridiagonal(l, d, u, b),
    inputs: () => [tensor([0.3, -0.7]), tensor([2, -3, 1.5]), tensor([1.1, 0.4]), columns()],
  },
  two('lstsq', (a, b) => linalg.lstsq(a, b).x, tall, columns),
  two('lstsq, the residual', (a, b) => linalg.lstsq(a, b).residual, tall, columns),
  two(
    'lstsq of least norm',
    (a, b) => linalg.lstsq(mT(a), b).x,
    tall,
    () => tensor([1, -2]),
  ),
  two('lstsq of a rank that stays', (a, b) => linalg.lstsq(a.matmul(mT(a)), b, { tolerance: 1e-8 }).x, tall, columns),
  one('lstsq, singular values', (a) => linalg.lstsq(a, tensor([1, 2, 3])).singularValues, tall),
  one('eigh, values', (a) => linalg.eigh(symmetric(a)).values, general),
  one(
    'eigh, a projector',
    (a) => {
      const v = linalg.eigh(symmetric(a)).vectors;
      return v.mul(tensor([1, 2, 5])).matmul(mT(v));
    },
    general,
  ),
  two('eighGeneralized', (a, b) => linalg.eighGeneralized(symmetric(a), positive(b)).values, general, rotating),
  one('svd, values', (a) => linalg.svd(a).S, tall),
  one('svd, wide', (a) => linalg.svd(mT(a)).S, tall),
  one(
    'svd, the nearest orthogonal matrix',
    (a) => {
      const { U, Vt } = linalg.svd(a);
      return U.matmul(Vt);
    },
    tall,
  ),
  one('eig, real parts', (a) => linalg.eig(a).values.re, rotating),
  one('eig, imaginary parts', (a) => linalg.eig(a).values.im, rotating),
  one(
    'eig, moduli of the vectors',
    (a) => {
      const { re, im } = linalg.eig(a).vectors;
      return re.square().add(im.square());
    },
    rotating,
  ),
  one('eig, vectors of a pair', (a) => linalg.eig(a).vectors.im, rotating),
  one('eigConditions', (a) => linalg.eigConditions(a).conditions, twoPairs),
  one('eigConditions, left vectors', (a) => linalg.eigConditions(a).left.re, rotating),
  one('hessenberg, Q', (a) => linalg.hessenberg(a).Q, twoPairs),
  one('hessenberg, H', (a) => linalg.hessenberg(a).H, twoPairs),
  one('hessenberg in batches', (a) => linalg.hessenberg(a).H, batch),
  one('schur, Z', (a) => linalg.schur(a).Z, twoPairs),
  one('schur, T', (a) => linalg.schur(a).T, twoPairs),
  one('schur of real eigenvalues', (a) => linalg.schur(a).T, general),
  one('schur in batches', (a) => linalg.schur(a).Z, batch),
  one('schur, real parts', (a) => linalg.schur(a).values.re, twoPairs),
  one('schur, imaginary parts', (a) => linalg.schur(a).values.im, twoPairs),
  one('pinv', (a) => linalg.pinv(a), tall),
  one('pinv, wide', (a) => linalg.pinv(mT(a)), tall),
  one('expm', linalg.expm, general),
  one('sqrtm', linalg.sqrtm, general),
  one('logm', linalg.logm, general),
  { name: 'sylvester', f: (a, b, c) => linalg.sylvester(a, b, c), inputs: () => [general(), batch().at(0), columns()] },
  two('lyapunov', linalg.lyapunov, general, general),
  two('kron', linalg.kron, tall, () => batch().at(0)),
  one('matrixPower', (a) => linalg.matrixPower(a, 3), general),
];
