/** Every differentiable operation of every package: both modes against differences, second order, batches, a compiled program. */
import { grad, hvp, jvp, vjp, vmap } from '@adjoint/calculus';
import { jit } from '@adjoint/jit';
import * as tensorPackage from '@adjoint/tensor';
import { type Primitive, type Tensor, bind1, linspace, stack, tensor } from '@adjoint/tensor';
import { describe, expect, test } from 'vitest';
import { differentiableExamples as ofLinalg } from '../../../packages/linalg/src/differentiable-examples.ts';
import { differentiableExamples as ofTensor } from '../../../packages/tensor/src/differentiable-examples.ts';

interface Example {
  readonly name: string;
  readonly f: (...xs: Tensor[]) => Tensor;
  readonly inputs: () => Tensor[];
}

const spread = (like: Tensor, from: number, to: number): Tensor => linspace(from, to, like.size).reshape(like.shape);
const near = (a: Tensor, b: Tensor, tolerance: number, what: string): void => {
  expect(a.shape, what).toEqual(b.shape);
  if (a.size > 0) expect(a.sub(b).abs().max().item(), what).toBeLessThanOrEqual(tolerance * (1 + b.abs().max().item()));
};

/** Throws, by an expectation, when a rule is missing or wrong. */
function audit({ f, inputs }: Example): void {
  const xs = inputs();
  xs.forEach((x, k) => {
    const g = (v: Tensor): Tensor => f(...xs.map((y, i) => (i === k ? v : y)));
    const y = g(x);
    const w = spread(y, 0.7, 1.9);
    const d = spread(x, -0.9, 1.1);
    const loss = (v: Tensor): Tensor => g(v).mul(w).sum();
    const gradient = grad(loss)(x);
    const slope = (h: number): number => (loss(x.add(d.mul(h))).item() - loss(x.sub(d.mul(h))).item()) / (2 * h);
    const central = (4 * slope(1e-4) - slope(2e-4)) / 3;
    // differences: rounding of f over h = 1e-4, and h⁴
    near(gradient.mul(d).sum(), tensor(central), 1e-8, 'reverse mode against differences');
    near(jvp(g, x, d).tangent.mul(w).sum(), gradient.mul(d).sum(), 1e-12, 'forward against reverse mode');
    near(hvp(loss, x, d), vjp((v: Tensor) => jvp(loss, v, d).tangent, x).pullback(1), 1e-10, 'second order in two ways');
    const other = x.add(spread(x, 1e-3, 2e-3));
    const pair = stack([x, other]);
    near(vmap(g)(pair), stack([g(x), g(other)]), 1e-12, 'a batch');
    near(vmap(grad(loss))(pair), stack([gradient, grad(loss)(other)]), 1e-10, 'a batch of gradients');
    near(grad((v: Tensor) => vmap(loss)(v).sum())(pair), stack([gradient, grad(loss)(other)]), 1e-10, 'the gradient of a batch');
    near(jit((v: Tensor) => grad(loss)(v))(x), gradient, 1e-13, 'a compiled gradient');
    near(grad(jit(loss))(x), gradient, 1e-13, 'the gradient of a program');
  });
}

describe('tensor', () => {
  for (const e of ofTensor)
    test(e.name, () => {
      audit(e);
    });
});
describe('linalg', () => {
  for (const e of ofLinalg)
    test(e.name, () => {
      audit(e);
    });
});

/** Public functions of tensors that have no derivative, or none of their own. */
const WITHOUT = new Set([
  'adoptBuffer',
  'allocate',
  'arange',
  'asTensor',
  'eye',
  'full',
  'linspace',
  'ones',
  'onesLike',
  'zeros',
  'zerosLike',
  'scalar',
  'tensor',
  'isTensor', // creation
  'floor',
  'ceil',
  'round',
  'sign',
  'stopGradient',
  'and',
  'or',
  'xor',
  'not',
  'equal',
  'notEqual',
  'greater',
  'greaterEqual',
  'less',
  'lessEqual',
  'isFinite',
  'isNaN',
  'all',
  'any',
  'argmax',
  'argmin',
  'argsort', // flat or discrete
  'expandDims',
  'squeeze',
  'moveAxis',
  'swapAxes',
  'mT',
  'narrow',
  'place',
  'split',
  'repeat',
  'sumTo', // by others of the list
]);
test('every differentiable function of tensor is in its list', () => {
  const listed = new Set(ofTensor.map((e) => e.name.split(/[ ,]/)[0]));
  const offered = Object.entries(tensorPackage)
    .filter(([, v]) => typeof v === 'function' && !/^class /.test(Function.prototype.toString.call(v)))
    .map(([k]) => k);
  const operations = offered.filter((name) => !WITHOUT.has(name) && !FLOOR.has(name));
  expect(operations.filter((name) => !listed.has(name))).toEqual([]);
});
/** Machinery for the floors above. */
const FLOOR = new Set([
  'bind',
  'bind1',
  'interpreterOf',
  'currentKernels',
  'nextLevel',
  'withKernels',
  'elementwise1',
  'elementwise2',
  'kernelOf',
  'capture',
  'replay',
  'flatten',
  'unflatten',
  'leafPaths',
  'sameStructure',
  'treeLeaves',
  'treeMap',
  'certificate',
  'check',
  'combine',
  'withVerdict',
  'formatCertificate',
  'isAdjointError',
  'cscMatrix',
  'broadcastShapes',
  'normalizeAxes',
  'normalizeAxis',
  'sameShape',
  'showShape',
  'sizeOf',
  'stridesOf',
  'isFloat',
  'promote',
]);

test('the audit refuses a missing rule, a wrong one and a wrong batch', () => {
  const sine = (rules: Partial<Primitive>): Example => {
    const p: Primitive = { name: 'planted', abstract: (x) => x, evaluate: ([x]) => [x.sin()], ...rules };
    return { name: 'planted', f: (x) => bind1(p, [x], undefined), inputs: () => [tensor([0.3, 1.2])] };
  };
  expect(() => {
    audit(sine({}));
  }).toThrow(/no derivative rule/);
  expect(() => {
    audit(sine({ jvp: ([t], [x]) => [t!.mul(x.cos())] }));
  }).not.toThrow(); // the other mode and the batch are derived
  expect(() => {
    audit(sine({ jvp: ([t], [x]) => [t!.mul(x.sin())] }));
  }).toThrow(/against differences/);
  expect(() => {
    audit(sine({ jvp: ([t], [x]) => [t!.mul(x.cos())], vjp: ([ct], [x]) => [ct!.mul(x.cos())], batch: ([x]) => [x.sin().mul(2)] }));
  }).toThrow(/a batch/);
  expect(() => {
    audit(sine({ jvp: ([t], [x]) => [t!.mul(x.cos()).mul(1.001)], vjp: ([ct], [x]) => [ct!.mul(x.cos())] }));
  }).toThrow(/forward against reverse/);
});
