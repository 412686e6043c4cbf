import { expect, test } from 'vitest';
import { type Tensor, matmul, maximum, tensor } from '@adjoint/tensor';
import { certifyGradient } from '../index.ts';

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
  expect(certifyGradient((v) => v.abs().sum(), tensor([0, 1])).verdict).toBe('undecided');
  expect(certifyGradient((v) => maximum(v.at(0), v.at(1)), tensor([1, 1])).verdict).toBe('undecided');
});

test('a function that oscillates within the step is undecided', () => {
  expect(certifyGradient((v) => v.mul(1e12).sin().sum(), tensor([1])).verdict).toBe('undecided');
});

test('scales of the argument do not matter', () => {
  for (const scale of [1e-150, 1e-8, 1, 1e8, 1e150]) expect(certifyGradient((v) => v.div(scale).sin().sum(), x.mul(scale)).verdict, String(scale)).toBe('holds');
});

test('a value that is not finite is refused', () => {
  expect(() => certifyGradient((v) => v.log().sum(), tensor([-1]))).toThrow(/not finite/);
});
