/** Every differentiable operation with an input at which its derivative exists: what the audit walks. Not part of the public list. */
import type { Tensor } from './core/tensor.ts';
import * as t from './index.ts';

export interface DifferentiableExample {
  readonly name: string;
  readonly f: (...xs: Tensor[]) => Tensor;
  readonly inputs: () => Tensor[];
}

const v = (...xs: number[]): Tensor => t.tensor(xs);
const matrix = (): Tensor =>
  t.tensor([
    [1.5, -0.5, 2],
    [0.25, 3, -1],
  ]);
const positive = (): Tensor => v(0.3, 1.1, 2.7);
const signed = (): Tensor => v(-1.3, 0.4, 2.1);
const inside = (): Tensor => v(-0.6, 0.2, 0.7);
const index = (...xs: number[]): Tensor => t.tensor(xs, 'int32');

const one = (name: string, f: (x: Tensor) => Tensor, inputs: () => Tensor): DifferentiableExample => ({
  name,
  f,
  inputs: () => [inputs()],
});
const two = (name: string, f: (x: Tensor, y: Tensor) => Tensor, x: () => Tensor, y: () => Tensor): DifferentiableExample => ({
  name,
  f,
  inputs: () => [x(), y()],
});

export const differentiableExamples: readonly DifferentiableExample[] = [
  two('add', t.add, matrix, signed),
  two('sub', t.sub, signed, matrix),
  two('mul', t.mul, matrix, signed),
  two('div', t.div, matrix, positive),
  two('pow', t.pow, positive, signed),
  two('remainder', t.remainder, () => v(5.3, -4.2, 7.7), positive),
  two('maximum', t.maximum, signed, positive),
  two('minimum', t.minimum, signed, positive),
  two('atan2', t.atan2, signed, positive),
  two('hypot', t.hypot, signed, positive),
  two('xlogy', t.xlogy, signed, positive),
  one('neg', t.neg, signed),
  one('abs', t.abs, signed),
  one('square', t.square, signed),
  one('sqrt', t.sqrt, positive),
  one('reciprocal', t.reciprocal, signed),
  one('relu', t.relu, signed),
  one('clamp', (x) => t.clamp(x, -1, 1), signed),
  one('astype', (x) => t.astype(x, 'float64').mul(2), signed),
  one('exp', t.exp, signed),
  one('expm1', t.expm1, signed),
  one('log', t.log, positive),
  one('log1p', t.log1p, positive),
  one('sigmoid', t.sigmoid, signed),
  one('softplus', t.softplus, signed),
  one('sin', t.sin, signed),
  one('cos', t.cos, signed),
  one('tan', t.tan, inside),
  one('asin', t.asin, inside),
  one('acos', t.acos, inside),
  one('atan', t.atan, signed),
  one('sinh', t.sinh, signed),
  one('cosh', t.cosh, signed),
  one('tanh', t.tanh, signed),
  one('asinh', t.asinh, signed),
  one('acosh', t.acosh, () => v(1.2, 2, 5)),
  one('atanh', t.atanh, inside),
  one('erf', t.erf, signed),
  one('erfc', t.erfc, signed),
  one('erfinv', t.erfinv, inside),
  one('lgamma', t.lgamma, positive),
  one('digamma', t.digamma, positive),
  one('polygamma', (x) => t.polygamma(1, x), positive),
  one('besselJ', (x) => t.besselJ(2, x), positive),
  one('lambertW', t.lambertW, positive),
  one('logNdtr', t.logNdtr, () => v(-20, -3, 1.5)),
  one('where', (x) => t.where(x.greater(0), x.square(), x.neg()), signed),
  one('sum', (x) => t.sum(x, 0), matrix),
  one(
    'prod',
    (x) => t.prod(x, 1),
    () =>
      t.tensor([
        [1, 0, 2],
        [0.5, 3, -1],
      ]),
  ),
  one('mean', (x) => t.mean(x, 1), matrix),
  one('variance', (x) => t.variance(x, 1, { ddof: 1 }), matrix),
  one('std', (x) => t.std(x, 1), matrix),
  one('max', (x) => t.max(x, 1), matrix),
  one('min', (x) => t.min(x, 0), matrix),
  one('logSumExp', (x) => t.logSumExp(x, 1), matrix),
  one('softmax', (x) => t.softmax(x), matrix),
  one('logSoftmax', (x) => t.logSoftmax(x), matrix),
  one('cumsum', (x) => t.cumsum(x, 1), matrix),
  one(
    'cumprod',
    (x) => t.cumprod(x, 1),
    () =>
      t.tensor([
        [1, 0, 2],
        [0.5, 3, -1],
      ]),
  ),
  one('reshape', (x) => t.reshape(x, [3, 2]), matrix),
  one('transpose', (x) => t.transpose(x), matrix),
  one('broadcastTo', (x) => t.broadcastTo(x, [2, 3]), signed),
  one('slice', (x) => t.slice(x, null, [null, null, -2]), matrix),
  one('flip', (x) => t.flip(x, 1), matrix),
  one(
    'pad',
    (x) =>
      t.pad(
        x,
        [
          [1, 0],
          [0, 2],
        ],
        3,
      ),
    matrix,
  ),
  one('tile', (x) => t.tile(x, [2, 1]), matrix),
  two('concat', (x, y) => t.concat([x, y], 1), matrix, matrix),
  two('stack', (x, y) => t.stack([x, y], 1), matrix, matrix),
  one('gather', (x) => t.gather(x, index(2, 0, 2), 1), matrix),
  one('scatterAdd', (x) => t.scatterAdd(x, index(1, 1, 0), 4, 1), matrix),
  one(
    'takeAlongAxis',
    (x) =>
      t.takeAlongAxis(
        x,
        t.tensor(
          [
            [2, 0],
            [1, 1],
          ],
          'int32',
        ),
        1,
      ),
    matrix,
  ),
  one('sort', (x) => t.sort(x, 1), matrix),
  one('diagonal', t.diagonal, () =>
    t.tensor([
      [1, 2],
      [3, 4],
    ]),
  ),
  one('diagonalMatrix', t.diagonalMatrix, signed),
  one('trace', t.trace, () =>
    t.tensor([
      [1, 2],
      [3, 4],
    ]),
  ),
  one('lowerTriangle', (x) => t.lowerTriangle(x), matrix),
  one('upperTriangle', (x) => t.upperTriangle(x), matrix),
  two('matmul', t.matmul, matrix, () =>
    t.tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
  ),
  two('matmul of a vector', t.matmul, matrix, signed),
  two('dot', t.dot, signed, positive),
  two('outer', t.outer, signed, positive),
  two(
    'tensordot',
    (x, y) => t.tensordot(x, y, 1),
    matrix,
    () =>
      t.tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
  ),
  two('einsum', (x, y) => t.einsum('ij,kj->ik', x, y), matrix, matrix),
];
