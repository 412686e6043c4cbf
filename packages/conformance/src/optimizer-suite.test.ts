import { describe, expect, test } from 'vitest';
import { optimizerPlugins } from '@adjoint/nn/plugins';
import type { Plugin } from '@adjoint/plugin';
import { KNOWN } from '../test/known-failures.ts';
import { type Runner, faultsOf, optimizerCases, optimizerMutants, optimizerSuite, rightOptimizer } from './index.ts';

describe('the optimizers of nn conform', () => {
  // steps that suit a problem of size one; lion moves by its learning rate, whatever the gradient
  const config: Readonly<Record<string, unknown>> = { lion: { learningRate: 0.01 } };
  for (const plugin of optimizerPlugins as unknown as readonly Plugin<'optimizer', string, never>[]) {
    test(plugin.name, async () => {
      const faults = (await faultsOf(optimizerCases(plugin, { config: config[plugin.name] ?? {} }))).map((f) => `${plugin.name}: ${f}`);
      expect(faults.filter((f) => !KNOWN.some((k) => k.test(f)))).toEqual([]);
    });
  }
});

describe('the suite', () => {
  const [, right] = rightOptimizer();
  optimizerSuite(right, { test, expect });

  test('makes one test of each case with any runner, and each mutant fails one of them', async () => {
    const bodies: (() => Promise<void>)[] = [];
    const failed: unknown[] = [];
    const runner: Runner = {
      test: (_, body) => {
        bodies.push(body);
      },
      expect: (actual) => ({
        toEqual: (e) => {
          if (JSON.stringify(actual) !== JSON.stringify(e)) failed.push(actual);
        },
      }),
    };
    for (const mutant of optimizerMutants().values()) {
      bodies.length = failed.length = 0;
      optimizerSuite(mutant, runner);
      expect(bodies).toHaveLength(optimizerCases(right).length);
      for (const body of bodies) await body().catch((e: unknown) => failed.push(e));
      expect(failed.length, mutant.name).toBeGreaterThan(0);
    }
  });
});

describe('each wrong one is found', () => {
  for (const [name, mutant] of optimizerMutants())
    test(name, async () => {
      expect(await faultsOf(optimizerCases(mutant))).not.toEqual([]);
    });
});
