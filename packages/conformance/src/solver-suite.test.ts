import { describe, expect, test } from 'vitest';
import { interiorPointPlugin, sqpPlugin } from '@adjoint/optim-kkt/plugins';
import type { Plugin } from '@adjoint/plugin';
import { faultsOf, rightSolver, solverCases, solverMutants, solverSuite } from './index.ts';

describe('the solvers of optim-kkt conform', () => {
  for (const plugin of [interiorPointPlugin, sqpPlugin])
    solverSuite(plugin as unknown as Plugin<'solver', string, never>, { test, expect });
});

test('the right one passes', async () => {
  expect(await faultsOf(solverCases(rightSolver()[1]))).toEqual([]);
});

describe('each wrong one is found', () => {
  for (const [name, mutant] of solverMutants())
    test(name, async () => {
      expect(await faultsOf(solverCases(mutant))).not.toEqual([]);
    });
});
