import { expect, test } from 'vitest';
import { type Tensor, capture, matmul, replay, tensor, zeros } from '@adjoint/tensor';
import { cond, grad, hessian, jacobian, jvp, scan, vmap, whileLoop } from '../index.ts';

const near = (a: Tensor, b: Tensor, tolerance = 1e-13): void => {
  expect(a.shape).toEqual(b.shape);
  const x = a.data();
  const y = b.data();
  for (let i = 0; i < x.length; i++) expect(Math.abs(x[i] - y[i])).toBeLessThanOrEqual(tolerance * (1 + Math.abs(y[i])));
};
/** `f` on names, then on values: what a compiler does. */
const recorded =
  (f: (x: Tensor) => Tensor) =>
  (x: Tensor): Tensor => {
    const { graph, captured } = capture((v) => [f(v)], [x], 'jit(f)');
    return replay(graph, [x], captured)[0];
  };

const absolute = (x: Tensor): Tensor =>
  cond(
    x.greater(0),
    (v) => v.mul(v),
    (v) => v.neg(),
    x,
  );

test('cond takes one branch, per example under vmap, and keeps derivatives of what it closes over', () => {
  expect(absolute(tensor(3)).item()).toBe(9);
  expect(grad(absolute)(-3).item()).toBe(-1);
  expect(vmap(absolute)(tensor([3, -3])).toArray()).toEqual([9, 3]);
  expect(vmap((x: Tensor) => grad(absolute)(x))(tensor([3, -3])).toArray()).toEqual([6, -1]);
  expect(recorded(absolute)(tensor(-2)).item()).toBe(2);
  expect(recorded((x) => grad(absolute)(x))(tensor(3)).item()).toBe(6);
  expect(recorded((x) => jvp(absolute, x, 1).tangent)(tensor(-3)).item()).toBe(-1);
  expect(recorded((x) => grad((v) => grad(absolute)(v))(x))(tensor(3)).item()).toBe(2);
  const closed = (w: Tensor): Tensor =>
    vmap((x: Tensor) =>
      cond(
        x.greater(0),
        () => w.mul(x),
        () => w.square(),
      ),
    )(tensor([2, -1])).sum();
  expect(grad(closed)(5).item()).toBe(12);
  expect(
    grad((w) =>
      recorded((x) =>
        cond(
          x.greater(0),
          () => w.mul(x),
          () => w,
        ),
      )(tensor(2)),
    )(5).item(),
  ).toBe(2);
  expect(recorded((xs) => vmap(absolute)(xs))(tensor([3, -3])).toArray()).toEqual([9, 3]);
});

test('a branch not taken may fail', () => {
  const f = (x: Tensor): Tensor =>
    cond(
      x.greater(0),
      (v) => v.log(),
      () => {
        throw new Error('taken');
      },
      x,
    );
  expect(f(tensor(1)).item()).toBe(0);
});

test('a function that calls itself twice by way of cond comes to an end, its arguments closed over or given', () => {
  let calls = 0;
  const closed = (n: Tensor): Tensor => {
    calls++;
    return cond(
      n.notEqual(0),
      () => closed(n.sub(1)).add(closed(n.sub(1))),
      () => tensor(1),
    );
  };
  const given = (n: Tensor): Tensor => {
    calls++;
    return cond(
      n.notEqual(0),
      (m: Tensor) => given(m.sub(1)).add(given(m.sub(1))),
      () => tensor(1),
      n,
    );
  };
  for (const f of [closed, given]) {
    calls = 0;
    expect(f(tensor(5)).item()).toBe(32);
    expect(calls).toBe(63 + 32); // and each leaf looks at the other branch once
  }
});

test('branches of different trees or conditions that are no bool are refused', () => {
  expect(() =>
    recorded(
      (x) =>
        cond(
          x.greater(0),
          (v: Tensor) => ({ a: v }),
          (v: Tensor) => ({ b: v }) as never,
          x,
        ).a,
    )(tensor(1)),
  ).toThrow(/tree\.a[\s\S]*tree\.b/);
  expect(() =>
    recorded((x) =>
      cond(
        x.greater(0),
        (v) => v,
        () => zeros([2]),
        x,
      ),
    )(tensor(1)),
  ).toThrow(/\[\] in the first branch and float64 \[2\]/);
  for (const value of [1, -1]) {
    const x = tensor(value);
    const trees = () =>
      cond(
        x.greater(0),
        (v: Tensor) => ({ a: v }),
        (v: Tensor) => [v] as never,
        x,
      );
    expect(trees).toThrow(/first branch has the leaves tree\.a, the second branch has tree\[0\]/);
    expect(() =>
      cond(
        x.greater(0),
        () => x,
        () => zeros([2]),
      ),
    ).toThrow(/\[\] in the first branch and float64 \[2\]/);
  }
  expect(() =>
    cond(
      tensor(1),
      (x) => x,
      (x) => x,
      tensor(1),
    ),
  ).toThrow(/dtype float64[\s\S]*compare/);
  expect(() =>
    cond(
      tensor([1, 2]).greater(0),
      (x) => x,
      (x) => x,
      tensor(1),
    ),
  ).toThrow(/shape \[2\][\s\S]*all\(\) or any/);
});

test('scan carries a state, stacks results, and differentiates in every mode', () => {
  const { carry, ys } = scan((c: Tensor, x: Tensor) => [c.add(x), c.mul(x)] as const, tensor(0), tensor([1, 2, 3]));
  expect(carry.item()).toBe(6);
  expect(ys.toArray()).toEqual([0, 2, 9]);
  const W = tensor([
    [0.5, -0.3],
    [0.2, 0.8],
  ]);
  const xs = tensor([
    [1, 2],
    [0.3, -1],
    [2, 0.1],
  ]);
  const rnn = (w: Tensor, x: Tensor): Tensor => {
    const r = scan(
      (h: Tensor, v: Tensor) => {
        const n = matmul(w, h).add(v).tanh();
        return [n, n.sum()] as const;
      },
      zeros([2]),
      x,
    );
    return r.carry.sum().add(r.ys.square().sum());
  };
  const plain = (w: Tensor, x: Tensor): Tensor => {
    let h: Tensor = zeros([2]);
    let s: Tensor = tensor(0);
    for (let t = 0; t < 3; t++) {
      h = matmul(w, h).add(x.at(t)).tanh();
      s = s.add(h.sum().square());
    }
    return h.sum().add(s);
  };
  near(grad((w: Tensor) => rnn(w, xs))(W), grad((w: Tensor) => plain(w, xs))(W));
  near(grad((x: Tensor) => rnn(W, x))(xs), grad((x: Tensor) => plain(W, x))(xs));
  near(jvp((w: Tensor) => rnn(w, xs), W, W).tangent, jvp((w: Tensor) => plain(w, xs), W, W).tangent);
  near(hessian((w) => rnn(w, xs))(W), hessian((w) => plain(w, xs))(W), 1e-12);
  near(jacobian((w) => grad((v: Tensor) => rnn(v, xs))(w), { mode: 'reverse' })(W), hessian((w) => plain(w, xs))(W), 1e-12);
  const batch = tensor([W.toArray() as number[][], W.mul(2).toArray() as number[][]]);
  near(vmap((w: Tensor) => rnn(w, xs))(batch).at(1), plain(W.mul(2), xs));
  near(vmap((w: Tensor) => grad((v: Tensor) => rnn(v, xs))(w))(batch).at(1), grad((v: Tensor) => plain(v, xs))(W.mul(2)));
  near(
    grad((w) => vmap((x: Tensor) => scan((c: Tensor, v: Tensor) => [c.mul(w).add(v), null] as const, tensor(1), x).carry)(xs).sum())(0.5),
    grad((w) =>
      vmap((x: Tensor) =>
        w
          .square()
          .add(w.mul(x.at(0)))
          .add(x.at(1)),
      )(xs).sum(),
    )(0.5),
  );
  near(recorded((w) => grad((v: Tensor) => rnn(v, xs))(w))(W), grad((v: Tensor) => plain(v, xs))(W));
});

test('a recorded scan is one node, whatever its length; integers may be carried', () => {
  const nodes = (length: number): number =>
    capture(
      (x) => [
        scan(
          (c: { x: Tensor; k: Tensor }) => [{ x: c.x.mul(0.5).add(c.k.astype('float64')), k: c.k.add(1) }, null] as const,
          { x, k: tensor(0, 'int32') },
          length,
        ).carry.x,
      ],
      [tensor(1)],
    ).graph.nodes.length;
  expect(nodes(5)).toBe(1);
  expect(nodes(500)).toBe(1);
  const f = (x: Tensor): Tensor =>
    scan(
      (c: { x: Tensor; k: Tensor }) => [{ x: c.x.mul(c.x).add(c.k.astype('float64')), k: c.k.add(1) }, c.k] as const,
      { x, k: tensor(1, 'int32') },
      2,
    ).carry.x;
  expect(f(tensor(2)).item()).toBe(27);
  expect(grad(f)(2).item()).toBe(2 * 5 * 4);
  expect(jvp(f, 2, 1).tangent.item()).toBe(40);
  expect(scan((c: Tensor, x: Tensor) => [c.add(x), c] as const, tensor(0), zeros([0])).ys.shape).toEqual([0]);
});

test('a state that changes its shape, steps without a pair and lengths that differ are refused', () => {
  expect(() => scan((c: Tensor) => [c.reshape([1]), null] as const, tensor(0), 3)).toThrow(
    /float64 \[\] in the state before a step and float64 \[1\]/,
  );
  expect(() => scan(((c: Tensor) => c) as never, tensor(0), 3)).toThrow(/did not return \[carry, y\]/);
  expect(() => scan((c: Tensor) => [c, null] as const, tensor(0), [zeros([2]), zeros([3])])).toThrow(/lengths 2, 3/);
  expect(() => scan((c: Tensor) => [c, null] as const, tensor(0), -1)).toThrow(/-1 steps/);
});

test('whileLoop stops by value: ordinary, batched and recorded', () => {
  const f = (x: Tensor): Tensor =>
    whileLoop(
      (v: Tensor) => v.less(100),
      (v) => v.square(),
      x,
    );
  expect(f(tensor(3)).item()).toBe(6561);
  expect(grad(f)(3).item()).toBe(8 * 3 ** 7);
  expect(jvp(f, 3, 1).tangent.item()).toBe(8 * 3 ** 7);
  expect(vmap(f)(tensor([3, 20, 200])).toArray()).toEqual([6561, 400, 200]);
  expect(vmap((x: Tensor) => grad(f)(x))(tensor([3, 20, 200])).toArray()).toEqual([8 * 3 ** 7, 40, 1]);
  expect(recorded(f)(tensor(3)).item()).toBe(6561);
  expect(recorded((x) => jvp(f, x, 1).tangent)(tensor(3)).item()).toBe(8 * 3 ** 7);
  expect(recorded((x) => vmap(f)(x))(tensor([3, 20, 200])).toArray()).toEqual([6561, 400, 200]);
  expect(grad((x) => recorded(f)(x))(3).item()).toBe(8 * 3 ** 7);
  expect(() => recorded((x) => grad(f)(x))(tensor(3))).toThrow(/reverse derivative of a recorded loop[\s\S]*scan/);
  const w = (k: Tensor): Tensor =>
    vmap((x: Tensor) =>
      whileLoop(
        (v: Tensor) => v.less(10),
        (v) => v.mul(k),
        x,
      ),
    )(tensor([1, 6])).sum();
  expect(grad(w)(2).item()).toBe(4 * 8 + 6);
});
