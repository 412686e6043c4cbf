/** Every differentiable function with an input at which its derivative exists: what the audit walks. Not part of the public list. */
import { type Tensor, eye, mT, tensor } from '@adjoint/tensor';
import * as linalg from './index.ts';

export interface DifferentiableExample { readonly name: string; readonly f: (...xs: Tensor[]) => Tensor; readonly inputs: () => Tensor[] }

const general = (): Tensor => tensor([[2.1, -0.4, 0.7], [0.3, 1.6, -0.9], [-0.5, 0.8, 3.2]]);
const batch = (): Tensor => tensor([[[2, 0.5], [-0.3, 1.5]], [[1.2, -0.7], [0.4, 2.5]]]);
const tall = (): Tensor => tensor([[1.2, 0.3], [-0.5, 2.1], [0.7, -0.9]]);
const columns = (): Tensor => tensor([[0.7, -1.2], [1.5, 0.4], [-0.3, 2.2]]);
const rotating = (): Tensor => tensor([[1, -2, 0.3], [1.5, 0.8, -0.2], [0.1, 0.4, -1.1]]);
/** Functions of symmetric matrices take the symmetric part, so that every entry may be varied alone. */
const symmetric = (x: Tensor): Tensor => x.add(mT(x)).mul(0.5);
const positive = (x: Tensor): Tensor => x.matmul(mT(x)).add(eye(x.shape[x.rank - 2]));

const one = (name: string, f: (x: Tensor) => Tensor, x: () => Tensor): DifferentiableExample => ({ name, f, inputs: () => [x()] });
const two = (name: string, f: (x: Tensor, y: Tensor) => Tensor, x: () => Tensor, y: () => Tensor): DifferentiableExample => ({ name, f, inputs: () => [x(), y()] });

export const differentiableExamples: readonly DifferentiableExample[] = [
  two('solve', (a, b) => linalg.solve(a, b), general, columns),
  two('solve of a vector', (a, b) => linalg.solve(a, b), general, () => tensor([1, -2, 0.5])),
  two('solve in batches', (a, b) => linalg.solve(a, b), batch, () => tensor([[1], [2]])),
  two('solve, positive definite', (a, b) => linalg.solve(positive(a), b), general, columns),
  one('inverse', linalg.inverse, general), one('det', linalg.det, general), one('slogdet', (a) => linalg.slogdet(a).logAbs, general),
  two('triangularSolve', (t, b) => linalg.triangularSolve(t, b), general, columns),
  two('triangularSolve, upper transposed', (t, b) => linalg.triangularSolve(t, b, { lower: false, transpose: true }), general, columns),
  one('cholesky', (a) => linalg.cholesky(positive(a)), general), one('cholesky in batches', (a) => linalg.cholesky(positive(a)), batch),
  one('luFactors, L', (a) => linalg.luFactors(a).L, rotating), one('luFactors, U', (a) => linalg.luFactors(a).U, batch),
  one('qr, Q', (a) => linalg.qr(a).Q, tall), one('qr, R', (a) => linalg.qr(a).R, tall),
  one('eigh, values', (a) => linalg.eigh(symmetric(a)).values, general),
  one('eigh, a projector', (a) => { const v = linalg.eigh(symmetric(a)).vectors; return v.mul(tensor([1, 2, 5])).matmul(mT(v)); }, general),
  two('eighGeneralized', (a, b) => linalg.eighGeneralized(symmetric(a), positive(b)).values, general, rotating),
  one('svd, values', (a) => linalg.svd(a).S, tall), one('svd, wide', (a) => linalg.svd(mT(a)).S, tall),
  one('svd, the nearest orthogonal matrix', (a) => { const { U, Vt } = linalg.svd(a); return U.matmul(Vt); }, tall),
  one('eig, real parts', (a) => linalg.eig(a).values.re, rotating), one('eig, imaginary parts', (a) => linalg.eig(a).values.im, rotating),
  one('eig, moduli of the vectors', (a) => { const { re, im } = linalg.eig(a).vectors; return re.square().add(im.square()); }, rotating),
  one('pinv', (a) => linalg.pinv(a), tall), one('pinv, wide', (a) => linalg.pinv(mT(a)), tall),
  one('expm', linalg.expm, general), one('sqrtm', linalg.sqrtm, general), one('logm', linalg.logm, general),
  { name: 'sylvester', f: (a, b, c) => linalg.sylvester(a, b, c), inputs: () => [general(), batch().at(0), columns()] },
  two('lyapunov', linalg.lyapunov, general, general), two('kron', linalg.kron, tall, () => batch().at(0)), one('matrixPower', (a) => linalg.matrixPower(a, 3), general),
];
