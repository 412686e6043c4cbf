import { grad, hessian, jacobian, jvp, linearize, scan, valueAndGrad, vjp, vmap } from '@adjoint/calculus';
import { jit } from '@adjoint/jit';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { cholesky, solve } from '@adjoint/linalg';
import { type Tensor, adoptBuffer, logSoftmax, matmul, relu, tensor, where, withKernels, zeros } from '@adjoint/tensor';
import { expect, test } from 'vitest';

/** Sums of a few hundred terms of order 1, in another order. */
const close = (a: Tensor, b: Tensor): void => {
  expect(a.shape).toEqual(b.shape);
  expect(a.sub(b).abs().max().item()).toBeLessThanOrEqual(1e-12 * (1 + b.abs().max().item()));
};
const matrix = (m: number, n: number, seed: number): Tensor =>
  adoptBuffer(
    Float64Array.from({ length: m * n }, (_, i) => Math.sin(seed + 1.7 * i)),
    [m, n],
  );
const x = matrix(6, 4, 1);
const W = matrix(5, 4, 2);
const f = (w: Tensor): Tensor =>
  logSoftmax(matmul(x, w.mT()).tanh())
    .square()
    .sum()
    .add(where(w.greater(0), w.exp(), w.neg()).mean(0).max());

test('derivatives of a jitted function, in every mode and order', () => {
  const g = jit(f);
  const v = matrix(5, 4, 3);
  close(grad(g)(W), grad(f)(W));
  close(grad(g)(W), jit((w: Tensor) => grad(f)(w))(W));
  close(jvp(g, W, v).tangent, jvp(f, W, v).tangent);
  close(linearize(g, W).differential(v), linearize(f, W).differential(v));
  close(hessian(g)(W), hessian(f)(W));
  close(
    jacobian(jit((w: Tensor) => matmul(x, w.mT()).sigmoid().sum(0)))(W),
    jacobian((w: Tensor) => matmul(x, w.mT()).sigmoid().sum(0))(W),
  );
  close(grad((w: Tensor) => grad(g)(w).square().sum())(W), grad((w: Tensor) => grad(f)(w).square().sum())(W));
  close(
    vmap(grad(g))(W.broadcastTo([3, 5, 4]).mul(tensor([1, 2, 0.5]).reshape([3, 1, 1]))),
    vmap(grad(f))(W.broadcastTo([3, 5, 4]).mul(tensor([1, 2, 0.5]).reshape([3, 1, 1]))),
  );
  close(
    grad((w: Tensor) => vmap(jit((r: Tensor) => r.square().sum().exp()))(w.mul(0.3)).sum())(W),
    grad((w: Tensor) => w.mul(0.3).square().sum(1).exp().sum())(W),
  );
  expect(g.compilations).toBe(1);
});

test('several results, integers among them, of which only some are used; constants and other arguments', () => {
  const g = jit((a: Tensor, b: Tensor) => ({ p: a.mul(b).sum(), top: a.argmax(), q: matmul(a.reshape([1, 3]), W.slice([0, 3])).exp() }));
  const a = tensor([0.1, -0.2, 0.3]);
  const b = tensor([2, 3, 4]);
  close(grad((v: Tensor) => g(v, b).p)(a), b);
  close(grad((v: Tensor) => g(a, v).p)(b), a);
  close(
    grad((v: Tensor) => g(v, b).q.sum())(a),
    grad((v: Tensor) =>
      matmul(v.reshape([1, 3]), W.slice([0, 3]))
        .exp()
        .sum(),
    )(a),
  );
  const { value, pullback } = vjp((v: Tensor) => {
    const r = g(v, b);
    return [r.p, r.q] as const;
  }, a);
  close(pullback([tensor(2), zeros([1, 4])]), b.mul(2));
  expect(value[0].item()).toBeCloseTo(0.8, 14);
});

test('factorisations, loops and a closure over what is being differentiated', () => {
  const spd = (s: Tensor): Tensor =>
    matmul(s, s.mT()).add(
      tensor([
        [3, 0, 0, 0, 0],
        [0, 3, 0, 0, 0],
        [0, 0, 3, 0, 0],
        [0, 0, 0, 3, 0],
        [0, 0, 0, 0, 3],
      ]),
    );
  const h = (w: Tensor): Tensor =>
    cholesky(spd(w))
      .sum()
      .add(
        solve(spd(w), matrix(5, 1, 4))
          .exp()
          .sum(),
      );
  close(grad(jit(h))(W), grad(h)(W));
  const rnn = (w: Tensor): Tensor =>
    scan(
      (s: Tensor, row: Tensor) => {
        const next = matmul(w, row).tanh().add(s.mul(0.5));
        return [next, next.square().sum()] as const;
      },
      zeros([5]),
      x,
    ).ys.sum();
  close(grad(jit(rnn))(W), grad(rnn)(W));
  close(grad((w: Tensor) => jit((v: Tensor) => v.mul(w).sum())(matrix(5, 4, 9)))(W), matrix(5, 4, 9));
});

test('an error inside a program names its operation and keeps its type', () => {
  const g = jit((a: Tensor, b: Tensor) => solve(a.mul(2), b).mul(3));
  expect(() => g(zeros([2, 2]), tensor([1, 2]))).toThrow(expect.objectContaining({ code: 'SINGULAR_MATRIX' }));
  expect(() => g(zeros([2, 2]), tensor([1, 2]))).toThrow(/solve/);
  close(
    g(
      tensor([
        [1, 0],
        [0, 1],
      ]),
      tensor([2, 4]),
    ),
    tensor([3, 6]),
  );
});

test('a training step in float32: jit(grad), grad(jit), donated parameters and the eager step agree', () => {
  const f32 = (m: number, n: number, seed: number): Tensor => matrix(m, n, seed).mul(0.2).astype('float32');
  const data = f32(32, 20, 1);
  const y = f32(32, 4, 5).greater(0.1).astype('float32');
  interface Layer {
    w: Tensor;
    b: Tensor;
  }
  const init = (): Layer[] => [
    { w: f32(16, 20, 2), b: f32(1, 16, 3) },
    { w: f32(4, 16, 4), b: f32(1, 4, 6) },
  ];
  const loss = (p: Layer[]): Tensor => {
    const h = relu(matmul(data, p[0].w.mT()).add(p[0].b));
    return logSoftmax(matmul(h, p[1].w.mT()).add(p[1].b)).mul(y).sum(-1).mean().neg();
  };
  const step =
    (l: (p: Layer[]) => Tensor) =>
    (p: Layer[]): Layer[] => {
      const { gradient } = valueAndGrad(l)(p);
      return p.map(({ w, b }, i) => ({ w: w.sub(gradient[i].w.mul(0.5)), b: b.sub(gradient[i].b.mul(0.5)) }));
    };
  for (const kernels of [{}, wasmKernels({ deterministic: true }), wasmKernels()])
    withKernels(kernels, () => {
      const ways: ((p: Layer[]) => Layer[])[] = [step(loss), jit(step(loss)), step(jit(loss)), jit(step(loss), { donate: [0] })];
      const ends = ways.map((way) => {
        let p = init();
        for (let k = 0; k < 5; k++) p = way(p);
        return p;
      });
      for (const end of ends.slice(1))
        end.forEach((layer, i) => {
          close(layer.w, ends[0][i].w);
          close(layer.b, ends[0][i].b);
        });
      expect([...ends[1][0].w.data()]).toEqual([...ends[0][0].w.data()]);
      expect([...ends[3][0].w.data()]).toEqual([...ends[0][0].w.data()]);
    });
});
