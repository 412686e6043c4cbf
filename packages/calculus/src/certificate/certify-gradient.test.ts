import { expect, test } from 'vitest';
import { type Tensor, matmul, maximum, tensor } from '@adjoint/tensor';
import { certifyGradient, grad } from '../index.ts';

const x = tensor([0.3, -1.2, 2.5]);

test('right derivatives hold, of trees and of vector functions too', () => {
  expect(certifyGradient((v) => v.sin().mul(v).sum(), x).verdict).toBe('holds');
  expect(certifyGradient((v) => v.exp().mul(v.sum()), x)).toMatchObject({ claim: 'gradient', strength: 'evidence', verdict: 'holds' });
  const model = ({ w, b }: { w: Tensor; b: Tensor }): Tensor =>
    matmul(
      tensor([
        [1, 2],
        [3, -1],
      ]),
      w,
    )
      .add(b)
      .tanh()
      .sum();
  expect(certifyGradient(model, { w: tensor([0.2, 0.1]), b: tensor(0.3) }).verdict).toBe('holds');
});

test('a planted wrong gradient fails, even one wrong in a single small entry', () => {
  const f = (v: Tensor): Tensor => v.square().sum();
  expect(certifyGradient(f, x, { gradient: x.mul(2) }).verdict).toBe('holds');
  expect(certifyGradient(f, x, { gradient: x.mul(-2) }).verdict).toBe('fails');
  expect(certifyGradient(f, x, { gradient: x.mul(2).add(tensor([1e-6, 0, 0])) }).verdict).toBe('fails');
});

test('a kink is undecided, not judged', () => {
  expect(certifyGradient((v) => v.abs().sum(), tensor([0, 1]))).toMatchObject({
    verdict: 'undecided',
    scope: expect.stringMatching(/undecided at .*: a kink/) as string,
  });
  expect(certifyGradient((v) => maximum(v.at(0), v.at(1)), tensor([1, 1])).verdict).toBe('undecided');
});

test('where there is no finite slope nothing is decided; a gradient that is not finite where there is one fails', () => {
  for (const [f, p] of [
    [(v: Tensor) => v.sqrt().sum(), 0],
    [(v: Tensor) => v.log().sum(), 1e-320],
    [(v: Tensor) => v.reciprocal().sum(), 1e-308],
    [(v: Tensor) => v.exp().sum(), 709.78],
    [
      (v: Tensor) =>
        v
          .sign()
          .mul(v.abs().pow(1 / 3))
          .sum(),
      0,
    ],
  ] as const) {
    expect(certifyGradient(f, tensor([p])), String(p)).toMatchObject({
      verdict: 'undecided',
      scope: expect.stringMatching(/not finite|no finite slope|known to/) as string,
    });
  }
  for (const g of [Number.NaN, Infinity]) expect(certifyGradient((v) => v.sum(), x, { gradient: tensor([1, g, 1]) }).verdict).toBe('fails');
});

test('values that do not resolve a slope say so', () => {
  expect(certifyGradient((v) => v.mul(1e-20).add(1).sub(1).sum(), x)).toMatchObject({
    verdict: 'undecided',
    scope: expect.stringMatching(/do not resolve/) as string,
  });
  expect(certifyGradient((v) => v.mul(0).sum(), x, { gradient: tensor([0, 1e-3, 0]) }).verdict).toBe('fails');
});

test('a function that answers in float32 is judged by the rounding of float32', () => {
  const f = (v: Tensor): Tensor => v.astype('float32').sin().sum();
  expect(certifyGradient(f, x).verdict).not.toBe('fails');
  expect(certifyGradient(f, x, { gradient: x.cos().mul(1.5) }).verdict).toBe('fails');
});

test('options and values that are none are refused', () => {
  for (const directions of [0, -1, 0.5, Number.NaN]) expect(() => certifyGradient((v) => v.sum(), x, { directions })).toThrow(/directions/);
  expect(() => certifyGradient((v) => v.greater(0).any(), x)).toThrow(/dtype bool/);
});

test('a function that oscillates within the step is undecided', () => {
  expect(certifyGradient((v) => v.mul(1e12).sin().sum(), tensor([1]))).toMatchObject({
    verdict: 'undecided',
    scope: expect.stringMatching(/a kink, or oscillation/) as string,
  });
});

test('scales of the argument do not matter', () => {
  for (const scale of [1e-150, 1e-8, 1, 1e8, 1e150])
    expect(certifyGradient((v) => v.div(scale).sin().sum(), x.mul(scale)).verdict, String(scale)).toBe('holds');
});

test('a value that is not finite is refused', () => {
  expect(() => certifyGradient((v) => v.log().sum(), tensor([-1]))).toThrow(/not finite/);
});

test('right derivatives of hard functions never fail, wrong ones never hold', () => {
  const points = [tensor([0.3, -1.2, 2.5]), tensor([1e-9, 1, 1e3]), tensor([-2, 1e-12, 0.5]), tensor([40, -40, 0.1])];
  const functions: ((v: Tensor) => Tensor)[] = [
    (v) => v.abs().sum(),
    (v) => v.relu().mul(v).sum(),
    (v) => v.softplus().sum(),
    (v) => v.tanh().prod(),
    (v) => v.logSumExp(),
    (v) => v.square().add(1e-12).sqrt().sum(),
    (v) => v.max().add(v.min()),
    (v) => v.mul(30).sin().sum(),
    (v) => v.pow(3).sum(),
    (v) => v.mul(0.1).exp().log1p().sum(),
    (v) => v.sub(1).square().mul(1e8).add(1).sum(),
    (v) => v.mul(0).sum(),
    (v) => v.floor().sum(),
  ];
  for (const [i, f] of functions.entries()) {
    for (const p of points) {
      expect(certifyGradient(f, p).verdict, `function ${i} at ${String(p)}`).not.toBe('fails');
      const g = grad(f)(p);
      const wrong = g.add(tensor([0, 0.01, 0]).mul(g.abs().max().add(1)));
      expect(certifyGradient(f, p, { gradient: wrong }).verdict, `function ${i} at ${String(p)}, wrong`).not.toBe('holds');
    }
  }
});

test('an infinite partial at the edge of a domain is undecided, a NaN or wrong one beside it fails', () => {
  const f = (v: Tensor): Tensor => v.sqrt().sum();
  const edge = tensor([0, 1]);
  expect(certifyGradient(f, edge)).toMatchObject({ verdict: 'undecided', scope: expect.stringMatching(/not finite beside x/) });
  expect(certifyGradient(f, edge, { gradient: tensor([Infinity, 0.5]) }).verdict).toBe('undecided');
  expect(certifyGradient(f, edge, { gradient: tensor([Infinity, 0.6]) }).verdict).toBe('fails');
  expect(certifyGradient(f, edge, { gradient: tensor([Infinity, Number.NaN]) }).verdict).toBe('fails');
});
