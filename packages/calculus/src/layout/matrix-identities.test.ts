import { expect, test } from 'vitest';
import { type Tensor, eye, tensor } from '@adjoint/tensor';
import { certifyGradient, derivative, matrixIdentities } from '../index.ts';

/** Entries between −1 and 1 from a small rule, square matrices made diagonally dominant. */
function sample(shape: readonly number[], salt: number): Tensor {
  const n = shape.reduce((a, b) => a * b, 1);
  const x = tensor(Array.from({ length: n }, (_, i) => ((i * 37 + salt * 61) % 53) / 26.5 - 1)).reshape(shape);
  return shape.length === 2 && shape[0] === shape[1] ? x.add(eye(shape[0]).mul(3)) : x;
}

for (const { name, text, latex, shapes, constants, f, derivative: closed } of matrixIdentities()) {
  test(`${name}: ∂(${text.f}) = ${text.derivative}`, () => {
    const [x, ...rest] = shapes.map((s, i) => sample(s, i + 1));
    if (constants === 'one-hot')
      rest[rest.length - 1] = tensor([
        [1, 0, 0],
        [0, 0, 1],
        [0, 1, 0],
        [0, 0, 1],
      ]);
    const exact = closed(x, ...rest);
    const D = derivative((v) => f(v, ...rest), x, { layout: 'denominator' });
    expect(D.shape).toEqual(exact.shape);
    // a few dozen rounded operations on entries of the size of the largest
    expect(D.sub(exact).abs().max().item()).toBeLessThanOrEqual(64 * 2 ** -52 * exact.abs().max().item());
    expect(certifyGradient((v: Tensor) => f(v, ...rest), x).verdict).toBe('holds'); // by differences, without the rules
    if (D.rank === 2) expect(derivative((v) => f(v, ...rest), x, { layout: 'numerator' }).toArray()).toEqual(D.transpose().toArray());
    expect(latex.f.length).toBeGreaterThan(0);
    for (const s of [latex.f, latex.derivative]) expect(s.split('{').length).toBe(s.split('}').length);
  });
}
