import { expect, test } from 'vitest';
import { differentiableExamples } from '../../../tensor/src/differentiable-examples.ts';
import { type Tensor, arange, greater, linspace, matmul, stopGradient, sum, tensor } from '@adjoint/tensor';
import { grad, hessian, hvp, jacobian, jvp, linearize, valueAndGrad, valueAndGradWithAux, vjp, vjpAsync, vmap } from '../index.ts';

test('gradients of trees are trees', () => {
  const loss = ({ w, b }: { w: Tensor; b: Tensor }, x: Tensor): Tensor => matmul(x, w).add(b).square().sum();
  const { value, gradient } = valueAndGrad(loss)(
    { w: tensor([1, -1]), b: 0.5 },
    tensor([
      [1, 2],
      [3, 4],
    ]),
  );
  expect(value.item()).toBe(0.5);
  expect(gradient.w.toArray()).toEqual([-4, -6]);
  expect(gradient.b.item()).toBe(-2);
});

test('native branches and loops follow the value and are differentiated along it', () => {
  const f = (x: Tensor): Tensor => {
    let y = x;
    while (y.less(100).item()) y = y.square();
    return y;
  };
  expect(grad(f)(3).item()).toBe(8 * 3 ** 7);
  const g = (x: Tensor): Tensor => (greater(x, 0).item() ? x.mul(10) : x);
  expect(grad(g)(2).item()).toBe(10);
  expect(grad(g)(-2).item()).toBe(1);
});

test('reading a value that is being differentiated throws with both ways out', () => {
  expect(() => grad((x) => x.mul(x.item()))(2)).toThrow(/would lose its derivative[\s\S]*stopGradient/);
  expect(() => grad((x) => x.mul(Number(x)))(2)).toThrow(/would lose/);
  expect(grad((x) => x.mul(stopGradient(x).item()))(3).item()).toBe(3);
  expect(() => vmap((x: Tensor) => x.mul(x.item()))(tensor([1, 2]))).toThrow(/batch of 2[\s\S]*where/);
});

test('nesting never confuses perturbations', () => {
  // d/dx (x · d/dy (x + y)) = 1, not 2
  expect(grad((x) => x.mul(grad((y) => x.add(y))(1)))(1).item()).toBe(1);
  expect(jvp((x: Tensor) => x.mul(jvp((y: Tensor) => x.add(y), 1, 1).tangent), 1, 1).tangent.item()).toBe(1);
  expect(grad((x) => jvp((y: Tensor) => x.mul(y).mul(y), x, 1).tangent)(3).item()).toBe(12);
  let f = (x: Tensor): Tensor => x.pow(5);
  for (let k = 0; k < 4; k++)
    f =
      k % 2 === 0
        ? grad(f)
        : (
            (g) =>
            (x: Tensor): Tensor =>
              jvp(g, x, 1).tangent
          )(f);
  expect(f(tensor(2)).item()).toBe(240);
});

test('hessians agree in all four orders, and with closed forms', () => {
  const rosenbrock = (x: Tensor): Tensor =>
    x
      .at(0)
      .neg()
      .add(1)
      .square()
      .add(x.at(1).sub(x.at(0).square()).square().mul(100));
  const at = tensor([1.2, 1]);
  const exact = [
    [1200 * 1.44 - 400 + 2, -480],
    [-480, 200],
  ];
  const check = (h: Tensor): void => {
    const values = h.toTypedArray();
    values.forEach((v, i) => expect(v).toBeCloseTo(exact.flat()[i], 9));
  };
  check(hessian(rosenbrock)(at));
  const forwardGradient = (x: Tensor): Tensor => jacobian(rosenbrock, { mode: 'forward' })(x);
  for (const inner of [forwardGradient, (x: Tensor): Tensor => grad(rosenbrock)(x)])
    for (const mode of ['forward', 'reverse'] as const) check(jacobian(inner, { mode })(at));
  expect(hvp(rosenbrock, at, tensor([1, 0])).toArray()).toEqual([expect.closeTo(1330, 9), expect.closeTo(-480, 9)]);
});

test('jacobians have the shape [...output, ...input] in both modes', () => {
  const f = (x: Tensor): Tensor =>
    matmul(
      tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      x,
    );
  for (const mode of ['auto', 'forward', 'reverse'] as const)
    expect(jacobian(f, { mode })(tensor([1, 1])).toArray()).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
  expect(jacobian((x) => x.reshape([2, 3]).transpose())(arange(6)).shape).toEqual([3, 2, 6]);
});

test('a pullback and a differential may be used again', () => {
  const { value, pullback } = vjp((x: Tensor) => ({ a: x.square(), b: x.sum() }), tensor([1, 2]));
  expect(value.b.item()).toBe(3);
  expect(pullback({ a: tensor([1, 0]), b: 0 }).toArray()).toEqual([2, 0]);
  expect(pullback({ a: tensor([0, 0]), b: 1 }).toArray()).toEqual([1, 1]);
  const { differential } = linearize((x: Tensor) => x.square(), tensor([1, 2]));
  expect(differential(tensor([1, 1])).toArray()).toEqual([2, 4]);
  expect(
    vmap(differential)(
      tensor([
        [1, 0],
        [0, 1],
      ]),
    ).toArray(),
  ).toEqual([
    [2, 0],
    [0, 4],
  ]);
});

test('vmap maps any axis, passes whole arguments and nests', () => {
  const x = arange(6).reshape([2, 3]);
  expect(vmap((r: Tensor) => r.sum())(x).toArray()).toEqual([3, 12]);
  expect(vmap((c: Tensor) => c.sum(), { in: [1] })(x).toArray()).toEqual([3, 5, 7]);
  expect(vmap((r: Tensor) => r.mul(2), { out: 1 })(x).shape).toEqual([3, 2]);
  expect(vmap((a: Tensor, b: Tensor) => a.dot(b), { in: [0, null] })(x, tensor([1, 0, 1])).toArray()).toEqual([2, 8]);
  expect(vmap((a: Tensor) => vmap((b: Tensor) => a.mul(b))(arange(3)))(arange(2)).toArray()).toEqual([
    [0, 0, 0],
    [0, 1, 2],
  ]);
  expect(vmap((r: Tensor) => grad((v: Tensor) => v.pow(3).sum())(r))(x).toArray()).toEqual([
    [0, 3, 12],
    [27, 48, 75],
  ]);
  expect(() => vmap((a: Tensor, b: Tensor) => a.add(b))(arange(2), arange(3))).toThrow(/lengths 2, 3/);
});

test('a value that outlives its transform is refused', () => {
  let leaked: Tensor | undefined;
  grad((x) => {
    leaked = x;
    return x.square();
  })(1);
  expect(() => leaked!.add(1)).toThrow(/created inside grad/);
  expect(() => grad((x) => x.mul(leaked!))(1)).toThrow(/created inside grad|leaked/);
  expect(() => grad(() => leaked!)(1)).toThrow(/not around it/);
});

test('wrong use says what to do', async () => {
  expect(() => grad((x) => x)(tensor([1, 2]))).toThrow(/returned shape \[2\][\s\S]*jacobian/);
  expect(() => grad((x) => x.sum())(tensor([1, 2], 'int32'))).toThrow(/dtype int32[\s\S]*astype/);
  expect(() => grad(() => 3 as never)(1)).toThrow(/returned a number/);
  expect(() => grad((async (x: Tensor) => x) as never)(1)).toThrow(/vjpAsync/);
  expect(() => vjp((x: Tensor) => x, tensor([1, 2])).pullback(tensor([1]))).toThrow(/shape \[1\] for a value of shape \[2\]/);
  const { value, pullback } = await vjpAsync(async (x) => {
    await Promise.resolve();
    return x.square();
  }, 3);
  expect([value.item(), pullback(tensor(1)).item()]).toEqual([9, 6]);
});

test('extra results come out of the derivative', () => {
  const { aux, gradient } = valueAndGradWithAux((x: Tensor) => [x.square().sum(), { mean: x.mean() }] as const)(tensor([1, 3]));
  expect(aux.mean.item()).toBe(2);
  expect(gradient.toArray()).toEqual([2, 6]);
});

test('every rule agrees with central differences, and forward with reverse', () => {
  for (const { name, f, inputs } of differentiableExamples) {
    const xs = inputs();
    xs.forEach((x, k) => {
      const g = (v: Tensor): Tensor => f(...xs.map((y, i) => (i === k ? v : y)));
      const weights = linspace(0.7, 1.9, g(x).size).reshape(g(x).shape);
      const direction = linspace(-0.9, 1.1, x.size).reshape(x.shape);
      const reverse = sum(grad((v) => g(v).mul(weights).sum())(x).mul(direction)).item();
      const forward = jvp(g, x, direction).tangent.mul(weights).sum().item();
      const slope = (h: number): number =>
        (g(x.add(direction.mul(h)))
          .mul(weights)
          .sum()
          .item() -
          g(x.sub(direction.mul(h)))
            .mul(weights)
            .sum()
            .item()) /
        (2 * h);
      const central = (4 * slope(1e-4) - slope(2e-4)) / 3;
      const scale = 1 + Math.abs(central);
      expect(Math.abs(forward - reverse), `${name}: forward ${forward}, reverse ${reverse}`).toBeLessThanOrEqual(1e-12 * scale);
      expect(Math.abs(reverse - central), `${name}: reverse ${reverse}, differences ${central}`).toBeLessThanOrEqual(1e-8 * scale); // rounding of f over h = 1e-4, and h⁴
    });
  }
});
