/**
 * The rules themselves, called on dense values: jvp against differences of the function, and vjp, where both are given,
 * against jvp by ⟨w, J·v⟩ = ⟨Jᵀw, v⟩. That transforms apply them rightly is tested where two packages of one floor meet.
 */
import { expect, test } from 'vitest';
import { type AnyPrimitive, DenseTensor, type Tensor, bind, eye, tensor } from '@adjoint/tensor';
import { differentiableExamples } from './differentiable-examples.ts';
import { choleskyPrimitive } from './factorizations/cholesky.ts';
import { detPrimitive, logAbsDetPrimitive } from './factorizations/determinant.ts';
import { eigPrimitive } from './factorizations/eig.ts';
import { eighPrimitive } from './factorizations/eigh.ts';
import { luFactorsPrimitive } from './factorizations/lu-factors.ts';
import { pinvPrimitive } from './factorizations/pinv.ts';
import { qrPrimitive } from './factorizations/qr.ts';
import { solvePrimitive } from './factorizations/solve.ts';
import { svdPrimitive } from './factorizations/svd.ts';
import { triangularSolvePrimitive } from './factorizations/triangular-solve.ts';
import { expmPrimitive } from './matrix-functions/expm.ts';
import { logmPrimitive, sqrtmPrimitive } from './matrix-functions/sqrtm-logm.ts';
import { sylvesterPrimitive } from './matrix-functions/sylvester.ts';

const A = tensor([
  [2.1, -0.4, 0.7],
  [0.3, 1.6, -0.9],
  [-0.5, 0.8, 3.2],
]);
const S = A.add(A.mT());
const P = A.matmul(A.mT()).add(eye(3));
const B = tensor([
  [0.7, -1.2],
  [1.5, 0.4],
  [-0.3, 2.2],
]);
const rotating = tensor([
  [1, -2, 0.3],
  [1.5, 0.8, -0.2],
  [0.1, 0.4, -1.1],
]);
const E = tensor([
  [0.3, -0.7, 0.2],
  [0.9, 0.1, -0.4],
  [-0.6, 0.5, 0.8],
]);
const symmetricE = E.add(E.mT());
const noise = (shape: readonly number[], seed: number): Tensor =>
  tensor(Float64Array.from({ length: shape.reduce((s, n) => s * n, 1) }, (_, i) => Math.sin(7 * i + seed))).reshape(shape);

const cases: [string, AnyPrimitive, Tensor[], Tensor[], unknown][] = [
  ['cholesky', choleskyPrimitive, [P], [symmetricE], undefined],
  ['eigh', eighPrimitive, [S], [symmetricE], undefined],
  ['qr', qrPrimitive, [B], [noise([3, 2], 1)], undefined],
  ['svd', svdPrimitive, [B], [noise([3, 2], 1)], undefined],
  ['svd, wide', svdPrimitive, [B.mT()], [noise([2, 3], 1)], undefined],
  ['eig', eigPrimitive, [rotating], [E], undefined],
  ['pinv', pinvPrimitive, [B], [noise([3, 2], 2)], { tolerance: undefined }],
  ['pinv, wide', pinvPrimitive, [B.mT()], [noise([2, 3], 2)], { tolerance: undefined }],
  ['expm', expmPrimitive, [A], [E], undefined],
  ['sqrtm', sqrtmPrimitive, [A], [E], undefined],
  ['logm', logmPrimitive, [A], [E], { corner: false }],
  ['solve', solvePrimitive, [A, B], [E, noise([3, 2], 3)], { structure: 'auto' }],
  ['det', detPrimitive, [A], [E], undefined],
  ['logAbsDet', logAbsDetPrimitive, [A], [E], undefined],
  ['triangularSolve', triangularSolvePrimitive, [A, B], [E, noise([3, 2], 3)], { lower: true, transpose: false, unit: false }],
  [
    'triangularSolve, unit upper transposed',
    triangularSolvePrimitive,
    [A, B],
    [E, noise([3, 2], 3)],
    { lower: false, transpose: true, unit: true },
  ],
  ['luFactors', luFactorsPrimitive, [rotating], [E], undefined],
  [
    'sylvester',
    sylvesterPrimitive,
    [
      A,
      tensor([
        [2, 0.5],
        [-0.3, 1.5],
      ]),
      B,
    ],
    [E, noise([2, 2], 4), noise([3, 2], 5)],
    undefined,
  ],
];

/** Central differences with Richardson's step: error O(h⁴) + ε/h, about 1e-10 relative. */
function directional(p: AnyPrimitive, x: Tensor[], t: Tensor[], params: unknown): Tensor[] {
  const at = (h: number): readonly Tensor[] =>
    bind(
      p,
      x.map((v, i) => v.add(t[i].mul(h))),
      params,
    );
  const slope = (h: number): Tensor[] => {
    const up = at(h);
    const down = at(-h);
    return up.map((u, i) => u.sub(down[i]).div(2 * h));
  };
  const coarse = slope(2e-3);
  const fine = slope(1e-3);
  return fine.map((f, i) => f.mul(4).sub(coarse[i]).div(3));
}
const dot = (a: Tensor, b: Tensor): number => a.mul(b).sum().item();

test.each(cases)('%s', (_, p, x, t, params) => {
  const y = bind(p, x, params);
  const expected = directional(p, x, t, params);
  const tangents = p.jvp?.(t, x, y, params);
  if (tangents) {
    tangents.forEach((d, i) => {
      const scale = Math.max(1, expected[i].abs().max().item());
      if (d === null) return; // integers have no derivative
      expect(d.sub(expected[i]).abs().max().item() / scale, `output ${i}`).toBeLessThanOrEqual(1e-8);
    });
  }
  if (p.vjp) {
    const w = y.map((v, i) => noise(v.shape, i + 9));
    const back = p.vjp(
      w,
      x,
      y,
      params,
      x.map(() => ({})),
    );
    const forward = w.reduce((s, c, i) => s + dot(c, expected[i]), 0);
    const reverse = back.reduce((s, c, i) => s + (c === null ? 0 : dot(c, t[i])), 0);
    expect(Math.abs(forward - reverse) / Math.max(1, Math.abs(forward))).toBeLessThanOrEqual(1e-8);
  }
});

test('eig: the derivative of |v|² does not see the free phase', () => {
  const [, , re, im] = bind(eigPrimitive, [rotating], undefined);
  const d = eigPrimitive.jvp!([E], [rotating], bind(eigPrimitive, [rotating], undefined), undefined);
  const computed = re.mul(d[2]!).add(im.mul(d[3]!)).mul(2);
  const at = (h: number): Tensor => {
    const [, , r, i] = bind(eigPrimitive, [rotating.add(E.mul(h))], undefined);
    return r.square().add(i.square());
  };
  const slope = (h: number): Tensor =>
    at(h)
      .sub(at(-h))
      .div(2 * h);
  expect(
    computed
      .sub(slope(1e-3).mul(4).sub(slope(2e-3)).div(3))
      .abs()
      .max()
      .item(),
  ).toBeLessThanOrEqual(1e-8);
});

test('equal eigenvalues: derivatives stay finite, and those of what does not depend on their vectors are right', () => {
  const D = tensor([
    [2, 0, 0],
    [0, 2, 0],
    [0, 0, 5],
  ]);
  const [w, V] = bind(eighPrimitive, [D], undefined);
  const [, dV] = eighPrimitive.jvp!([symmetricE], [D], [w, V], undefined);
  expect([...dV!.data()].every(Number.isFinite)).toBe(true);
  // f(A) = A² through its eigenvalues: V·diag(w²)·Vᵀ has the derivative A·E + E·A, coupling within the pair aside
  const dw = eighPrimitive.jvp!([symmetricE], [D], [w, V], undefined)[0]!;
  expect(
    Math.abs(dw.sum().item() - symmetricE.at(0).at(0).item() - symmetricE.at(1).at(1).item() - symmetricE.at(2).at(2).item()),
  ).toBeLessThanOrEqual(1e-14);
});

test('every example evaluates to finite numbers', () => {
  for (const { name, f, inputs } of differentiableExamples) {
    const y = f(...inputs());
    expect(y, name).toBeInstanceOf(DenseTensor);
    expect([...y.data()].every(Number.isFinite), name).toBe(true);
  }
});
