import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Tensor, tensor } from '@adjoint/tensor';
import { grad, hessian, linearize, vjp } from '../index.ts';

interface Line {
  readonly op: 'add' | 'sub' | 'triple' | 'fromConstant';
  readonly i: number;
  readonly j: number;
}
/** A straight-line program: each line takes two earlier values, of which x and y are the first. */
const programs = fc.array(fc.record<Line>({ op: fc.constantFrom('add', 'sub', 'triple', 'fromConstant'), i: fc.nat(30), j: fc.nat(30) }), {
  minLength: 1,
  maxLength: 16,
});

function run(lines: readonly Line[], x: Tensor, y: Tensor): Tensor {
  const values: Tensor[] = [x, y];
  for (const { op, i, j } of lines) {
    const a = values[i % values.length];
    const b = values[j % values.length];
    values.push(op === 'add' ? a.add(b) : op === 'sub' ? a.sub(b) : op === 'triple' ? a.mul(3) : tensor([2, 2]).sub(a));
  }
  return values[values.length - 1];
}

/** Coefficients of x and y in the result, since every line is linear: integers of at most 3^16, so floats are exact. */
function coefficients(lines: readonly Line[]): readonly number[] {
  const values = [
    [1, 0],
    [0, 1],
  ];
  for (const { op, i, j } of lines) {
    const a = values[i % values.length];
    const b = values[j % values.length];
    const ka = op === 'triple' ? 3 : op === 'fromConstant' ? -1 : 1;
    const kb = op === 'add' ? 1 : op === 'sub' ? -1 : 0;
    values.push([ka * a[0] + kb * b[0], ka * a[1] + kb * b[1]]);
  }
  return values[values.length - 1];
}

test('sums, differences and products in any order give their coefficients, read backwards and forwards, twice', () => {
  fc.assert(
    fc.property(programs, (lines) => {
      const [kx, ky] = coefficients(lines);
      const f = (v: { x: Tensor; y: Tensor }): Tensor => run(lines, v.x, v.y);
      const at = { x: tensor([1, -2]), y: tensor([3, 5]) };
      const { pullback } = vjp(f, at);
      const { differential } = linearize(f, at);
      for (let again = 0; again < 2; again++) {
        const { x, y } = pullback(tensor([1, 10]));
        expect([
          x
            .sub(tensor([kx, 10 * kx]))
            .abs()
            .sum()
            .item(),
          y
            .sub(tensor([ky, 10 * ky]))
            .abs()
            .sum()
            .item(),
        ]).toEqual([0, 0]);
        const d = differential({ x: tensor([1, 0]), y: tensor([0, 1]) });
        expect(
          d
            .sub(tensor([kx, ky]))
            .abs()
            .sum()
            .item(),
        ).toBe(0);
      }
    }),
  );
});

test('an operand that was repeated collects the sum of its cotangents', () => {
  const row = tensor([1, 2, 3]);
  const f = (v: { row: Tensor; one: Tensor }): Tensor =>
    v.row
      .sub(v.one)
      .add(v.row)
      .sub(tensor([[1], [2]]))
      .sub(v.one)
      .sum();
  const { row: r, one } = grad(f)({ row, one: tensor(1) });
  expect(r.toArray()).toEqual([4, 4, 4]);
  expect(one.item()).toBe(-12);
});

test('a value less itself has the derivative zero, and one more itself two', () => {
  expect(grad((x: Tensor) => x.sub(x).sum())(tensor([1, 2])).toArray()).toEqual([0, 0]);
  expect(grad((x: Tensor) => x.add(x).sum())(tensor([1, 2])).toArray()).toEqual([2, 2]);
});

test('sums between products keep second derivatives, and float32 stays float32', () => {
  const f = (x: Tensor): Tensor => {
    const d = x.sub(tensor([1, 1])).add(x);
    return d.mul(d).sub(x).sum();
  };
  expect(hessian(f)(tensor([3, 4])).toArray()).toEqual([
    [8, 0],
    [0, 8],
  ]);
  expect(grad((x: Tensor) => grad((y: Tensor) => y.mul(y).sub(x.mul(y)).sum())(x).sum())(tensor([3, 4])).toArray()).toEqual([1, 1]);
  expect(grad((x: Tensor) => x.add(1).sub(x.mul(2)).sum())(tensor([1, 2], 'float32')).dtype).toBe('float32');
});

test('a sum that does not depend on the variable passes no cotangent on', () => {
  expect(
    grad((x: Tensor) =>
      x
        .mul(0)
        .add(tensor([1, 2]))
        .sub(tensor([3, 4]))
        .sum(),
    )(tensor([1, 1])).toArray(),
  ).toEqual([0, 0]);
  const unused = (x: Tensor): Tensor => {
    x.sub(1);
    return x.add(1).sum();
  };
  expect(grad(unused)(tensor([1, 1])).toArray()).toEqual([1, 1]);
});
