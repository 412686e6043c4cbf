import { describe, expect, test } from 'vitest';
import type { Plugin } from '@adjoint/plugin';
import { randomWalkMetropolisPlugin } from '@adjoint/sampling/plugins';
import { faultsOf, rightSampler, samplerCases, samplerMutants, samplerSuite } from './index.ts';

describe('a right random walk passes', () => {
  samplerSuite(rightSampler()[1], { test, expect });
});

describe('the samplers of sampling conform', () => {
  samplerSuite(randomWalkMetropolisPlugin as unknown as Plugin<'sampler', string, never>, { test, expect }, { config: { stepSize: 1.2 } });
});

describe('each wrong one is found', () => {
  for (const [name, mutant] of samplerMutants())
    test(name, async () => {
      expect(await faultsOf(samplerCases(mutant))).not.toEqual([]);
    });
});
