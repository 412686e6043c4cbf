import { expect, test } from 'vitest';
import { certifyGradient } from '@adjoint/calculus';
import { iris } from '@adjoint/datasets';
import { certifySolve, solve } from '@adjoint/linalg';
import { linear, sequential, softmaxCrossEntropy, tanh } from '@adjoint/nn';
import { certifyKkt, certifyMinimum } from '@adjoint/optim-kkt';
import { key } from '@adjoint/random';
import { certifyBatchSampler, certifyImportance, shuffle, sorted } from '@adjoint/sampling';
import { type Tensor, formatCertificate, tensor } from '@adjoint/tensor';

const { features, labels } = iris();

test('a wrong gradient of a network is refused, the right one is not', () => {
  const model = sequential(linear(4, 5), tanh(), linear(5, 3));
  const { params, state } = model.init(key(1), [4], { dtype: 'float64' });
  const loss = (p: typeof params): Tensor => softmaxCrossEntropy(model.apply(p, state, features).y, labels);
  expect(certifyGradient(loss, params).verdict).toBe('holds');
  const wrong = certifyGradient(loss, params, { gradient: params });
  expect(wrong.verdict).toBe('fails');
  expect(formatCertificate(wrong)).toMatch(/FAILS/);
});

test('a point that is not optimal, and a multiplier that is wrong, are refused', () => {
  const problem = {
    P: [
      [2, 0],
      [0, 2],
    ],
    q: [0, 0],
    G: [[-1, -1]],
    h: [-2],
  };
  expect(certifyKkt(problem, [1, 1], { inequalities: [2] }, { claim: 'global-minimum' }).verdict).toBe('holds');
  for (const [x, μ] of [
    [[1.5, 0.5], 2],
    [[1, 1], 1],
    [[0, 0], 0],
    [[2, 2], 0],
  ] as const)
    expect(certifyKkt(problem, x, { inequalities: [μ] }).verdict, `${String(x)}, ${μ}`).toBe('fails');
  expect(certifyMinimum((x) => x.square().sum(), [0.1, 0]).verdict).toBe('fails');
});

test('a sorted batch sampler that claims to be unbiased is refused with the step that is wrong', () => {
  const evidence = { size: 150, batchSize: 15, labels: labels.data(), gradients: features, key: key(2) };
  expect(certifyBatchSampler(shuffle(), evidence).verdict).toBe('holds');
  const refused = certifyBatchSampler({ ...sorted(), claim: 'unbiased' }, evidence);
  expect(refused.verdict).toBe('fails');
  expect(refused.scope).toMatch(/it claims to be unbiased, but the expected gradient of step \d+ is not that of all examples/);
});

test('a solution off in one digit, and weights of one draw, are refused', () => {
  const A = tensor([
    [4, 1],
    [1, 3],
  ]);
  const b = tensor([1, 2]);
  const x = solve(A, b);
  expect(certifySolve(A, b, x).verdict).toBe('holds');
  expect(certifySolve(A, b, x.mul(1 + 1e-12)).verdict).toBe('fails');
  expect(certifyImportance({ logWeights: tensor([0, ...new Array<number>(99).fill(-30)]) }).weights.verdict).toBe('fails');
});

test('certificates are plain JSON and survive it', () => {
  const c = certifySolve(tensor([[2]]), tensor([1]), tensor([0.5]));
  expect(JSON.parse(JSON.stringify(c))).toEqual(c);
});
