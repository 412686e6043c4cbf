/** Types of transformed functions; the compiler is the judge, the run only sees that nothing throws. */
import { expectTypeOf, test } from 'vitest';
import { type Tensor, tensor, zeros } from '@adjoint/tensor';
import { cond, customVjp, grad, hessian, jvp, linearize, scan, valueAndGrad, valueAndGradWithAux, vjp, vmap, whileLoop } from '../index.ts';

interface Layer {
  readonly w: Tensor;
  readonly b: Tensor;
}
interface Model {
  readonly layers: readonly Layer[];
  readonly scale?: Tensor;
}
const model: Model = { layers: [{ w: zeros([2]), b: tensor(1) }] };
const loss = (m: Model, x: Tensor, steps: number): Tensor => m.layers[0].w.mul(x).sum().add(m.layers[0].b).mul(steps);

test('gradients mirror the interface of the argument, other arguments keep their types', () => {
  const g = grad(loss)(model, zeros([2]), 3);
  expectTypeOf(g.layers[0].w).toEqualTypeOf<Tensor>();
  expectTypeOf(g.scale).toEqualTypeOf<Tensor | undefined>();
  expectTypeOf(grad(loss, 1)(model, zeros([2]), 3)).toEqualTypeOf<Tensor>();
  expectTypeOf(valueAndGrad(loss)(model, zeros([2]), 3)).toHaveProperty('gradient');
  expectTypeOf(valueAndGradWithAux((x: Tensor) => [x.sum(), { kept: x }] as const)(zeros([2])).aux.kept).toEqualTypeOf<Tensor>();
});

test('a function of one tensor needs no annotation, and numbers stand for tensors', () => {
  expectTypeOf(grad((x) => x.sin())(2)).toEqualTypeOf<Tensor>();
  expectTypeOf(hessian((x) => x.sum())(zeros([2]))).toEqualTypeOf<Tensor>();
  expectTypeOf(vmap((x) => x.sum())(zeros([2, 2]))).toEqualTypeOf<Tensor>();
  grad((l: { w: Tensor; b: Tensor }) => l.w.mul(l.b))({ w: 1, b: 2 });
});

test('values, tangents and batches keep the structure of results', () => {
  const f = (x: Tensor): { y: Tensor; z: [Tensor] } => ({ y: x, z: [x] });
  expectTypeOf(vjp(f, 1).value).toEqualTypeOf<{ y: Tensor; z: [Tensor] }>();
  expectTypeOf(jvp(f, 1, 1).tangent.z[0]).toEqualTypeOf<Tensor>();
  expectTypeOf(linearize(f, 1).differential(1).y).toEqualTypeOf<Tensor>();
  expectTypeOf(vmap(f)(zeros([2])).z[0]).toEqualTypeOf<Tensor>();
  expectTypeOf(
    scan((c: Tensor, x: Layer) => [c.add(x.b), { kept: c }] as const, tensor(0), { w: zeros([2]), b: zeros([2]) }).ys.kept,
  ).toEqualTypeOf<Tensor>();
  expectTypeOf(
    whileLoop(
      (s: { k: Tensor }) => s.k.less(3),
      (s) => ({ k: s.k.add(1) }),
      { k: 0 },
    ).k,
  ).toEqualTypeOf<Tensor>();
  expectTypeOf(
    cond(
      tensor(1).greater(0),
      (l: Layer) => l.w,
      (l: Layer) => l.b.broadcastTo([2]),
      model.layers[0],
    ),
  ).toEqualTypeOf<Tensor>();
});

test('wrong leaves and wrong rules are compile errors', () => {
  // @ts-expect-error a string is no leaf of a layer
  void ((): unknown => grad((l: Layer) => l.w.sum())({ w: 'no', b: 1 }));
  // @ts-expect-error the argument b is missing
  void ((): unknown => grad((l: Layer) => l.w.sum())({ w: 1 }));
  const scaled = (p: { a: Tensor }, x: Tensor): Tensor => p.a.mul(x);
  const forward = (p: { a: Tensor }, x: Tensor): { output: Tensor; residuals: [] } => ({ output: scaled(p, x), residuals: [] });
  // @ts-expect-error a rule for two arguments returns two cotangents
  void ((): unknown => customVjp(scaled, forward, (ct) => [{ a: ct }]));
  // @ts-expect-error grad needs a function that returns a tensor
  void ((): unknown => grad((x: Tensor) => x.item())(1));
});
