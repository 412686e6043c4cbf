import { describe, expect, test } from 'vitest';
import { grad, jacobian, jvp } from '@adjoint/calculus';
import { type Tensor, tensor } from '@adjoint/tensor';
import { solutionMap } from '../index.ts';

const P = tensor([
  [3, 1, 0],
  [1, 2, 0.5],
  [0, 0.5, 1],
]);
const q = tensor([-1, -2, 1]);
const G = tensor([
  [1, 1, 1],
  [-1, 0, 0],
  [0, -1, 0],
  [0, 0, -1],
]);
const h = tensor([0.8, 0, 0, 0.4]);
const A = tensor([[1, -1, 2]]);
const b = tensor([-0.3]);
const weights = tensor([1, -2, 0.5]);

/** Central differences of f along every element of x. */
function differences(f: (x: Tensor) => number, x: Tensor, step = 1e-5): number[] {
  const at = x.toTypedArray();
  return [...at].map((_, k) => {
    const move = (t: number): Tensor => {
      const y = at.slice();
      y[k] += t;
      return tensor(y).reshape(x.shape);
    };
    return (f(move(step)) - f(move(-step))) / (2 * step);
  });
}

describe('the gradient of the solution by every datum, against differences', () => {
  const full = { P, q, G, h, A, b };
  test.each(['q', 'h', 'b', 'G', 'A', 'P'] as const)('by %s', (name) => {
    const f = (v: Tensor): Tensor => {
      const s = solutionMap({ ...full, [name]: name === 'P' ? v.add(v.mT()).mul(0.5) : v });
      return s.x.mul(weights).sum().add(s.inequalities.square().sum()).add(s.equalities.sum());
    };
    const expected = differences((v) => f(v).item(), full[name]);
    const found = grad(f)(full[name]).toTypedArray();
    expected.forEach((e, k) => {
      expect(found[k]).toBeCloseTo(e, 4);
    });
  });
});

test('forward and reverse mode give one Jacobian', () => {
  const f = (v: Tensor): Tensor => solutionMap({ P, q: v, G, h, A, b }).x;
  const forward = jacobian(f, { mode: 'forward' })(q).toTypedArray();
  const reverse = jacobian(f, { mode: 'reverse' })(q).toTypedArray();
  forward.forEach((v, k) => {
    expect(reverse[k]).toBeCloseTo(v, 9);
  });
});

test('without constraints the derivative is −P⁻¹', () => {
  const { tangent } = jvp(
    (v: Tensor) =>
      solutionMap({
        P: tensor([
          [2, 0],
          [0, 4],
        ]),
        q: v,
      }).x,
    tensor([1, 1]),
    tensor([1, 1]),
  );
  expect(tangent.toTypedArray()[0]).toBeCloseTo(-0.5, 9);
  expect(tangent.toTypedArray()[1]).toBeCloseTo(-0.25, 9);
});

test('a program without a solution, and shapes that do not fit', () => {
  expect(() => solutionMap({ P: tensor([[1]]), q: tensor([0]), G: tensor([[1], [-1]]), h: tensor([0, -1]) })).toThrow(
    /ended as primal-infeasible/,
  );
  expect(() => solutionMap({ P: tensor([[1]]), q: tensor([0]), G: tensor([[1]]) })).toThrow(/without its right-hand side/);
});
