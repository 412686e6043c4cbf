/**
 * Programs of one to five steps drawn from thirty operations on a matrix: whatever is composed, the modes agree.
 *
 *   ⟨∇f, v⟩ = ∂f·v = (f(x + hv) − f(x − hv))/2h,   jit ∘ grad = grad = grad ∘ jit,   vmap = one by one,   H·v = hvp = vᵀ·H
 */
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { grad, hessian, hvp, jvp, vmap } from '@adjoint/calculus';
import { jit } from '@adjoint/jit';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { cholesky, expm, solve } from '@adjoint/linalg';
import {
  type Tensor,
  abs,
  asinh,
  atan,
  atan2,
  concat,
  cos,
  cumprod,
  cumsum,
  einsum,
  erf,
  exp,
  eye,
  flip,
  gather,
  logSumExp,
  matmul,
  maximum,
  mul,
  neg,
  outer,
  pad,
  prod,
  repeat,
  sigmoid,
  sin,
  softmax,
  softplus,
  sort,
  square,
  stack,
  tanh,
  tensor,
  tensordot,
  variance,
  where,
  withKernels,
} from '@adjoint/tensor';

const keepDims = { keepDims: true } as const;
const gram = (x: Tensor): Tensor => matmul(x, x.transpose());
const identity = (x: Tensor): Tensor => eye(x.shape[0]);
/** Each keeps values moderate, so that differences of f stay meaningful. */
const STEPS: Readonly<Record<string, (x: Tensor, axis: number) => Tensor>> = {
  sin: (x) => sin(x),
  cos: (x) => cos(x),
  tanh: (x) => tanh(x),
  exp: (x) => exp(x.mul(0.5)),
  sigmoid: (x) => sigmoid(x),
  softplus: (x) => softplus(x),
  square: (x) => square(x.mul(0.5)),
  erf: (x) => erf(x),
  atan: (x) => atan(x),
  asinh: (x) => asinh(x),
  neg: (x) => neg(x),
  transpose: (x) => x.transpose(),
  sum: (x, axis) => x.add(x.sum(axis, keepDims).mul(0.1)),
  mean: (x, axis) => x.mul(x.mean(axis, keepDims)),
  max: (x, axis) => x.max(axis, keepDims).add(x),
  variance: (x, axis) => variance(x, axis, keepDims).add(x),
  prod: (x, axis) => prod(x.mul(0.2).add(1), axis, keepDims).mul(x),
  softmax: (x, axis) => softmax(x, axis),
  logSumExp: (x, axis) => logSumExp(x, axis, keepDims).mul(x),
  cumsum: (x, axis) => cumsum(x, axis).mul(0.3),
  cumprod: (x, axis) => cumprod(x.mul(0.3).add(1), axis),
  normalise: (x) => x.div(x.square().sum().add(1).sqrt()),
  where: (x) => where(x.greater(0.1), x.sin(), x.mul(2)),
  atan2: (x) => atan2(x, x.square().add(1)),
  remainder: (x) => x.remainder(0.7),
  maximum: (x, axis) => maximum(x, flip(x, axis)),
  sort: (x, axis) => sort(x, axis),
  flip: (x, axis) => flip(x, axis),
  concat: (x, axis) => concat([x, x.mul(2)], axis),
  repeat: (x, axis) => repeat(x, 2, axis),
  pad: (x) =>
    pad(x, [
      [1, 0],
      [0, 1],
    ]),
  gather: (x) => gather(x, tensor([0, -1, 0], 'int32'), 0),
  matmul: (x) => gram(x).matmul(x).mul(0.1),
  einsum: (x) => einsum('ij,kj->ik', x, x).mul(0.2),
  outer: (x) => outer(x.sum(0), x.sum(1)).mul(0.1),
  solve: (x) => solve(identity(x).mul(3).add(gram(x)), x),
  expm: (x) => expm(gram(x).mul(0.1)),
  cholesky: (x) => cholesky(identity(x).mul(2).add(gram(x).mul(0.2))),
};
const programs = fc.record({
  steps: fc.array(fc.tuple(fc.constantFrom(...Object.keys(STEPS)), fc.constantFrom(0, 1)), { minLength: 1, maxLength: 5 }),
  shape: fc.constantFrom([2, 3], [3, 2], [1, 6], [6, 1]),
  x: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }),
  v: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }),
});

type Program = { steps: readonly (readonly [string, number])[]; shape: readonly number[]; x: number[]; v: number[] };

/**
 * f of a program, or undefined where a value on its way exceeds 1000: two exponentials of matrices in a row reach 1e12, whose sine has
 * no digits left to compare.
 */
function moderate({ steps, shape, x }: Program): ((x: Tensor) => Tensor) | undefined {
  let y: Tensor = tensor(x).reshape(shape);
  for (const [name, axis] of steps) {
    y = STEPS[name](y, axis);
    if (y.abs().max().item() > 1000) return undefined;
  }
  return (start) =>
    steps
      .reduce((value, [name, axis]) => STEPS[name](value, axis), start)
      .sin()
      .sum();
}

/** ‖a − b‖∞ in units of the larger of ‖b‖∞ and `scale`. */
const apart = (a: Tensor, b: Tensor, scale: number): number => a.sub(b).abs().max().item() / Math.max(b.abs().max().item(), scale);

function modesAgree(program: Program): void {
  const { shape, x: at, v: along } = program;
  const f = moderate(program);
  fc.pre(f !== undefined);
  const x = tensor(at).reshape(shape);
  const v = tensor(along).reshape(shape);
  const g = grad(f)(x);
  const scale = Math.max(1, g.abs().max().item());

  // Two orders of summation over at most a few hundred terms of size `scale`.
  expect(Math.abs(mul(g, v).sum().item() - jvp(f, x, v).tangent.item())).toBeLessThanOrEqual(1e-11 * scale);
  // The same rules in the same order, or with products merged.
  expect(apart(jit(grad(f))(x), g, scale)).toBeLessThanOrEqual(1e-13);
  expect(apart(grad(jit(f))(x), g, scale)).toBeLessThanOrEqual(1e-13);
  const points = [x, v, x.mul(-0.5)];
  const mapped = vmap(grad(f))(stack(points));
  points.forEach((p, i) => expect(apart(mapped.at(i), grad(f)(p), scale)).toBeLessThanOrEqual(1e-11));

  const H = hessian(f)(x);
  const Hv = tensordot(H, v, 2);
  const curvature = Math.max(scale, abs(H).max().item());
  expect(apart(hvp(f, x, v), Hv, curvature)).toBeLessThanOrEqual(1e-11);
  expect(apart(tensordot(v, H, 2), Hv, curvature)).toBeLessThanOrEqual(1e-11);
}

describe.each([
  ['plain', {}],
  ['WebAssembly', wasmKernels()],
] as const)('programs drawn at random, %s kernels', (_, kernels) => {
  test('forward, reverse, compiled, batched and second derivatives agree', () => {
    withKernels(kernels, () => fc.assert(fc.property(programs, modesAgree), { numRuns: 100 }));
  });
});

test('derivatives agree with central differences where the program is smooth', () => {
  const kinks = new Set(['max', 'maximum', 'sort', 'where', 'remainder']);
  const smooth = programs.filter((p) => p.steps.every(([name]) => !kinks.has(name)));
  fc.assert(
    fc.property(smooth, (program) => {
      const { shape, x: at, v: along } = program;
      const f = moderate(program);
      fc.pre(f !== undefined);
      const x = tensor(at).reshape(shape);
      const v = tensor(along).reshape(shape);
      const derivative = jvp(f, x, v).tangent.item();
      const difference = (h: number): number =>
        f(x.add(v.mul(h)))
          .sub(f(x.sub(v.mul(h))))
          .item() /
        (2 * h);
      const coarse = difference(2 ** -16);
      const fine = difference(2 ** -17);
      // The error h²·f‴/6 of the finer one is a third of their difference; rounding adds ε·|f|/h, enlarged by what the steps amplify.
      expect(Math.abs(derivative - fine)).toBeLessThanOrEqual(Math.abs(coarse - fine) + 1e-6 * Math.max(1, Math.abs(derivative)));
    }),
    { numRuns: 100 },
  );
});
