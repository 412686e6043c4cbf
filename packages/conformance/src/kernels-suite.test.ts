import { describe, expect, test } from 'vitest';
import * as plain from '@adjoint/kernels';
import { wasmKernels } from '@adjoint/kernels/wasm';
import { type KernelsV1, definePlugin, describeConfig } from '@adjoint/plugin';
import { type Case, faultsOf, kernelsCases, kernelsMutants, kernelsSuite, rightKernels } from './index.ts';

describe('a part of the plain tier passes as a plugin', () => {
  kernelsSuite(rightKernels()[1], { test, expect });
});

const wasmPlugin = definePlugin({
  kind: 'kernels',
  name: 'test/wasm',
  spec: 'v1',
  supports: {},
  config: describeConfig({}),
  create: () => {
    const { dense, convolution, softmax, logSoftmax, where } = wasmKernels({ deterministic: true });
    return { dense, convolution, softmax, logSoftmax, where } as KernelsV1;
  },
});

test('members beyond the contract have cases, and right ones pass them', async () => {
  const cases = kernelsCases(wasmPlugin as never);
  const names = cases.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const part of ['getrf', 'convolution of', 'pooling of', 'softmax has', 'where takes', 'epilogue', 'strided views'])
    expect(
      names.some((name) => name.includes(part)),
      part,
    ).toBe(true);
  expect(await faultsOf(cases)).toEqual([]);
});

test('a wrong member beyond the contract is found', async () => {
  const { convolution } = plain;
  const wrong = { ...convolution, averagePool: convolution.maxPool.bind(undefined) };
  const plugin = { ...wasmPlugin, create: () => ({ convolution: wrong }) };
  expect((await faultsOf(kernelsCases(plugin as never))).map((fault) => fault.slice(0, 10))).toContain('pooling of');
});

const found = async (cases: readonly Case[]): Promise<boolean> => {
  for (const c of cases) if ((await c.check()).length > 0) return true;
  return false;
};
describe('each wrong one is found', () => {
  for (const [name, mutant] of kernelsMutants())
    test(name, async () => {
      expect(await found(kernelsCases(mutant))).toBe(true);
    });
});
