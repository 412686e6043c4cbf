import { describe, expect, test } from 'vitest';
import type { Plugin } from '@adjoint/plugin';
import {
  importanceWeightedPlugin,
  sequentialPlugin,
  shuffleOncePlugin,
  shufflePlugin,
  sortedPlugin,
  stratifiedPlugin,
  withReplacementPlugin,
} from '@adjoint/sampling/plugins';
import { batchSamplerCases, batchSamplerMutants, batchSamplerSuite, faultsOf, rightBatchSamplers } from './index.ts';

describe('right ones pass: shuffled, with replacement, and a sequential one that says that it is biased', () => {
  for (const plugin of rightBatchSamplers().values()) batchSamplerSuite(plugin, { test, expect });
});

describe('the batch samplers of sampling conform', () => {
  for (const plugin of [
    importanceWeightedPlugin,
    sequentialPlugin,
    shuffleOncePlugin,
    shufflePlugin,
    sortedPlugin,
    stratifiedPlugin,
    withReplacementPlugin,
  ])
    batchSamplerSuite(plugin as unknown as Plugin<'batch-sampler', string, never>, { test, expect });
});

describe('each wrong one is found', () => {
  for (const [name, mutant] of batchSamplerMutants())
    test(name, async () => {
      expect(await faultsOf(batchSamplerCases(mutant))).not.toEqual([]);
    });
});

test('a sorted order that claims to be unbiased is refused with the step and the example', async () => {
  const sorted = batchSamplerMutants().get('sorted-claims-unbiased');
  expect((await faultsOf(sorted ? batchSamplerCases(sorted) : [])).join('\n')).toMatch(
    /step 0: example 0 has the mean weight 0\.25\d*, .* standard errors from 1\/n/,
  );
});
