import { expect, test } from 'vitest';
import { type Tensor, matmul, maximum, tensor } from '@adjoint/tensor';
import { certifyGradient, grad } from '../index.ts';

const x = tensor([0.3, -1.2, 2.5]);

test('right derivatives hold, of trees and of vector functions too', () => {
  expect(certifyGradient((v) => v.sin().mul(v).sum(), x).verdict).toBe('holds');
  expect(certifyGradient((v) => v.exp().mul(v.sum()), x)).toMatchObject({ claim: 'gradient', strength: 'evidence', verdict: 'holds' });
  const model = ({ w, b }: { w: Tensor; b: Tensor }): Tensor => matmul(tensor([[1, 2], [3, -1]]), w).add(b).tanh().sum();
  expect(certifyGradient(model, { w: tensor([0.2, 0.1]), b: tensor(0.3) }).verdict).toBe('holds');
});

test('a planted wrong gradient fails, even one wrong in a single small entry', () => {
  const f = (v: Tensor): Tensor => v.square().sum();
  expect(certifyGradient(f, x, { gradient: x.mul(2) }).verdict).toBe('holds');
  expect(certifyGradient(f, x, { gradient: x.mul(-2) }).verdict).toBe('fails');
  expect(certifyGradient(f, x, { gradient: x.mul(2).add(tensor([1e-6, 0, 0])) }).verdict).toBe('fails');
});

test('a kink is undecided, not judged', () => {
  expect(certifyGradient((v) => v.abs().sum(), tensor([0, 1]))).toMatchObject({ verdict: 'undecided', scope: expect.stringMatching(/undecided at .*: a kink/) as string });
  expect(certifyGradient((v) => maximum(v.at(0), v.at(1)), tensor([1, 1])).verdict).toBe('undecided');
});

test('a function that oscillates within the step is undecided', () => {
  expect(certifyGradient((v) => v.mul(1e12).sin().sum(), tensor([1]))).toMatchObject({ verdict: 'undecided', scope: expect.stringMatching(/a kink, or oscillation/) as string });
});

test('scales of the argument do not matter', () => {
  for (const scale of [1e-150, 1e-8, 1, 1e8, 1e150]) expect(certifyGradient((v) => v.div(scale).sin().sum(), x.mul(scale)).verdict, String(scale)).toBe('holds');
});

test('a value that is not finite is refused', () => {
  expect(() => certifyGradient((v) => v.log().sum(), tensor([-1]))).toThrow(/not finite/);
});

test('right derivatives of hard functions never fail, wrong ones never hold', () => {
  const points = [tensor([0.3, -1.2, 2.5]), tensor([1e-9, 1, 1e3]), tensor([-2, 1e-12, 0.5]), tensor([40, -40, 0.1])];
  const functions: ((v: Tensor) => Tensor)[] = [
    (v) => v.abs().sum(), (v) => v.relu().mul(v).sum(), (v) => v.softplus().sum(), (v) => v.tanh().prod(), (v) => v.logSumExp(), (v) => v.square().add(1e-12).sqrt().sum(),
    (v) => v.max().add(v.min()), (v) => v.mul(30).sin().sum(), (v) => v.pow(3).sum(), (v) => v.mul(0.1).exp().log1p().sum(), (v) => v.sub(1).square().mul(1e8).add(1).sum(), (v) => v.mul(0).sum(), (v) => v.floor().sum(),
  ];
  for (const [i, f] of functions.entries()) {
    for (const p of points) {
      expect(certifyGradient(f, p).verdict, `function ${i} at ${String(p)}`).not.toBe('fails');
      const g = grad(f)(p), wrong = g.add(tensor([0, 0.01, 0]).mul(g.abs().max().add(1)));
      expect(certifyGradient(f, p, { gradient: wrong }).verdict, `function ${i} at ${String(p)}, wrong`).not.toBe('holds');
    }
  }
});
