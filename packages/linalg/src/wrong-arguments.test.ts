import { expect, test } from 'vitest';
import { ArgumentError, NonFiniteError, ShapeError, capture, replay, tensor, zeros } from '@adjoint/tensor';
import {
  completeOrthogonal,
  cond,
  conditionNumber,
  conjugateGradients,
  eighGeneralized,
  eigsh,
  gmres,
  linearOperator,
  lsmr,
  lstsq,
  minres,
  nullSpace,
  perturbationBound,
  pinv,
  pivotedCholesky,
  range,
  rank,
  solve,
  solveExpert,
  svds,
  triangularSolve,
} from './index.ts';

const good = tensor([
  [2, 1],
  [1, 3],
]);
const oblique = tensor([
  [1, 2],
  [3, 4],
]);

test.each<[string, () => unknown, new (...args: never) => Error, RegExp]>([
  ['cond of a batch', () => cond(zeros([2, 2, 2])), ShapeError, /cond: shape \[2, 2, 2\]/],
  ['a null space of a batch', () => nullSpace(zeros([2, 2, 2])), ShapeError, /nullSpace: shape/],
  ['a range of a batch', () => range(zeros([2, 2, 2])), ShapeError, /range: shape/],
  ['a negative tolerance of pinv', () => pinv(good, { tolerance: -1 }), ArgumentError, /pinv: tolerance -1/],
  ['NaN as tolerance of rank', () => rank(good, { tolerance: NaN }), ArgumentError, /rank: tolerance NaN/],
  ['NaN as tolerance of lstsq', () => lstsq(good, tensor([1, 2]), { tolerance: NaN }), ArgumentError, /lstsq: tolerance NaN/],
  ['an infinite tolerance', () => pivotedCholesky(good, { tolerance: Infinity }), ArgumentError, /pivotedCholesky: tolerance Infinity/],
  ['a negative tolerance', () => completeOrthogonal(good, { tolerance: -1 }), ArgumentError, /completeOrthogonal: tolerance -1/],
  ['an unknown way to fail', () => solve(good, tensor([1, 2]), { onFailure: 'nan' as 'throw' }), ArgumentError, /onFailure nan/],
  ['a pencil of two orders', () => eighGeneralized(good, tensor([[1]])), ShapeError, /A \[2, 2\], B \[1, 1\]/],
  ['an asymmetric pencil', () => eighGeneralized(oblique, good), ArgumentError, /eighGeneralized: the matrix is not symmetric at \(1, 0\)/],
  ['a change of another shape', () => perturbationBound(good, tensor([1, 2]), tensor([[1]]), tensor([1, 2])), ShapeError, /δA \[1, 1\]/],
  ['a change that is NaN', () => perturbationBound(good, tensor([1, 2]), good, tensor([1, NaN])), NonFiniteError, /element 1/],
  ['no relative error', () => conditionNumber({ jacobian: tensor([[1]]), x: tensor([0]), fx: tensor([0]) }), ArgumentError, /f\(x\) is 0/],
  ['a Jacobian with NaN', () => conditionNumber({ jacobian: tensor([[NaN]]), x: tensor([1]), fx: tensor([1]) }), NonFiniteError, /NaN/],
  ['a tolerance below zero', () => conjugateGradients(good, tensor([1, 2]), { tolerance: -1 }), ArgumentError, /tolerance -1/],
  ['steps below zero', () => minres(good, tensor([1, 2]), { maxIterations: -3 }), ArgumentError, /maxIterations -3/],
  ['a restart after no step', () => gmres(good, tensor([1, 2]), { restart: 0 }), ArgumentError, /restart 0/],
  ['a fraction of a step', () => lsmr(good, tensor([1, 2]), { maxIterations: 1.5 }), ArgumentError, /maxIterations 1\.5/],
  ['a space without dimension', () => eigsh(good, 1, { dimension: 0 }), ArgumentError, /eigsh: dimension 0/],
  ['products below zero', () => svds(good, 1, { maxProducts: -1 }), ArgumentError, /svds: maxProducts -1/],
  ['an operator without counts', () => linearOperator({ apply: () => undefined } as never), ShapeError, /undefined rows/],
])('refuses %s', (_name, run, type, message) => {
  expect(run).toThrow(type);
  expect(run).toThrow(message);
});

test('an asymmetric pencil is refused inside a program too', () => {
  const { graph, captured } = capture((a) => [eighGeneralized(a, good).values], [good], 'pencil');
  expect(replay(graph, [good], captured)[0].toArray()).toEqual(eighGeneralized(good, good).values.toArray());
  expect(() => replay(graph, [oblique], captured)).toThrow(/not symmetric/);
});

test('empty matrices have condition 1, and a triangle takes a vector', () => {
  for (const kind of [1, 2, 'fro', 'inf'] as const) expect(cond(zeros([0, 0]), kind)).toBe(1);
  expect(solveExpert(zeros([0, 0]), zeros([0])).rcond).toBe(1);
  const x = triangularSolve(good, tensor([4, 8]));
  expect(x.toArray()).toEqual([2, 2]);
  expect(conditionNumber({ jacobian: tensor([[1]]), x: tensor([1]), fx: tensor([0]) })).toBe(Infinity);
});
