import { describe, expect, test } from 'vitest';
import { faultsOf, rightSampler, samplerCases, samplerMutants, samplerSuite } from './index.ts';

describe('a right random walk passes', () => { samplerSuite(rightSampler()[1], { test, expect }); });

describe('each wrong one is found', () => {
  for (const [name, mutant] of samplerMutants()) test(name, async () => { expect(await faultsOf(samplerCases(mutant))).not.toEqual([]); });
});
