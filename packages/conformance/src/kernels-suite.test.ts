import { describe, expect, test } from 'vitest';
import { faultsOf, kernelsCases, kernelsMutants, kernelsSuite, rightKernels } from './index.ts';

describe('a part of the plain tier passes as a plugin', () => {
  kernelsSuite(rightKernels()[1], { test, expect });
});

describe('each wrong one is found', () => {
  for (const [name, mutant] of kernelsMutants())
    test(name, async () => {
      expect(await faultsOf(kernelsCases(mutant))).not.toEqual([]);
    });
});
