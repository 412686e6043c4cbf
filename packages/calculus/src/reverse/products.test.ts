import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Tensor, tensor } from '@adjoint/tensor';
import { grad, hessian, linearize, vjp } from '../index.ts';

interface Line {
  readonly op: 'add' | 'sub' | 'times' | 'turnedTimes' | 'scaled' | 'timesSum' | 'squared';
  readonly i: number;
  readonly j: number;
}
const programs = fc.array(
  fc.record<Line>({
    op: fc.constantFrom('add', 'sub', 'times', 'turnedTimes', 'scaled', 'timesSum', 'squared'),
    i: fc.nat(30),
    j: fc.nat(30),
  }),
  { minLength: 1, maxLength: 9 },
);

/** Lines take earlier values; what multiplies is x or y, so that degrees, and with them all numbers, stay small integers. */
function run(lines: readonly Line[], x: Tensor, y: Tensor): Tensor {
  const values: Tensor[] = [x, y];
  const c = tensor([2, -3]);
  for (const { op, i, j } of lines) {
    const a = values[i % values.length];
    const b = op === 'add' || op === 'sub' ? values[j % values.length] : values[j % 2];
    values.push(
      op === 'add'
        ? a.add(b)
        : op === 'sub'
          ? a.sub(b)
          : op === 'times'
            ? a.mul(b)
            : op === 'turnedTimes'
              ? b.mul(a)
              : op === 'scaled'
                ? c.mul(a)
                : op === 'timesSum'
                  ? b.sum().mul(a)
                  : b.mul(b),
    );
  }
  return values[values.length - 1];
}

/** A number with its derivatives by x₀, x₁, y₀, y₁. */
type Dual = readonly number[];
const sum = (a: Dual, b: Dual, by = 1): Dual => a.map((v, k) => v + by * b[k]);
const product = (a: Dual, b: Dual): Dual => a.map((v, k) => (k === 0 ? v * b[0] : v * b[0] + a[0] * b[k]));

function duals(lines: readonly Line[], start: readonly number[]): readonly Dual[] {
  const base = start.map((v, k): Dual => [v, ...[0, 1, 2, 3].map((d) => (d === k ? 1 : 0))]);
  const values: (readonly Dual[])[] = [base.slice(0, 2), base.slice(2)];
  const c: readonly Dual[] = [2, -3].map((v) => [v, 0, 0, 0, 0]);
  for (const { op, i, j } of lines) {
    const a = values[i % values.length];
    const b = op === 'add' || op === 'sub' ? values[j % values.length] : values[j % 2];
    values.push(
      [0, 1].map((e) =>
        op === 'add'
          ? sum(a[e], b[e])
          : op === 'sub'
            ? sum(a[e], b[e], -1)
            : op === 'scaled'
              ? product(c[e], a[e])
              : op === 'timesSum'
                ? product(sum(b[0], b[1]), a[e])
                : product(op === 'squared' ? b[e] : a[e], b[e]),
      ),
    );
  }
  return values[values.length - 1];
}

/** −0 as 0. */
const unsigned = (v: number): number => v + 0;

test('products among sums and other operations have the derivatives of dual numbers, exactly, backwards and forwards, twice', () => {
  fc.assert(
    fc.property(programs, (lines) => {
      const start = [1, -2, 2, -1];
      const expected = duals(lines, start);
      const f = (v: { x: Tensor; y: Tensor }): Tensor => run(lines, v.x, v.y);
      const at = { x: tensor(start.slice(0, 2)), y: tensor(start.slice(2)) };
      const { value, pullback } = vjp(f, at);
      const { differential } = linearize(f, at);
      expect([...value.data()].map(unsigned)).toEqual(expected.map((d) => unsigned(d[0])));
      for (let again = 0; again < 2; again++) {
        const { x, y } = pullback(tensor([1, 10]));
        const back = [0, 1, 2, 3].map((k) => unsigned(expected[0][k + 1] + 10 * expected[1][k + 1]));
        expect([...x.data(), ...y.data()].map(unsigned)).toEqual(back);
        const forward = differential({ x: tensor([1, 5]), y: tensor([-2, 3]) });
        expect([...forward.data()].map(unsigned)).toEqual(expected.map((d) => unsigned(d[1] + 5 * d[2] - 2 * d[3] + 3 * d[4])));
      }
    }),
    { numRuns: 300 },
  );
});

test('the derivative of a derivative goes through the factors', () => {
  expect(
    hessian((x: Tensor) =>
      x
        .mul(x)
        .mul(x.mul(tensor([1, 2])))
        .sum(),
    )(tensor([3, -1]))
      .add(0)
      .toArray(),
  ).toEqual([
    [18, 0],
    [0, -12],
  ]);
  expect(grad((x: Tensor) => grad((y: Tensor) => x.mul(y).mul(y).sum())(x.mul(2)).sum())(tensor([3, 5])).toArray()).toEqual([24, 40]);
});

test('a hundred thousand products in a row need no stack', () => {
  const f = (x: Tensor): Tensor => {
    let y = x;
    for (let k = 0; k < 100_000; k++) y = y.mul(k % 2 === 0 ? 2 : 0.5);
    return y;
  };
  expect(grad(f)(3).item()).toBe(1);
  expect(grad((x: Tensor) => f(x).mul(x))(3).item()).toBe(6);
});
