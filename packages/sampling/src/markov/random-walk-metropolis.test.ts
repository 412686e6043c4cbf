import { expect, test } from 'vitest';
import { createRegistry } from '@adjoint/plugin';
import { key } from '@adjoint/random';
import { tensor } from '@adjoint/tensor';
import { certifyDraws, randomWalkMetropolis, runChain, runChains } from '../index.ts';
import { randomWalkMetropolisPlugin } from '../plugins.ts';

const target = { logDensity: (x: unknown) => (x as ReturnType<typeof tensor>).square().sum().mul(-0.5) };

test('the chain has the moments of its target within five standard errors', () => {
  const { draws, acceptance } = runChain(randomWalkMetropolis({ stepSize: 2.4 }).kernel(target), tensor([0]), {
    key: key(2),
    warmup: 200,
    draws: 6000,
  });
  // an integrated autocorrelation time of about 7 leaves some 850 independent draws
  expect(Math.abs(draws.mean().item())).toBeLessThan(5 / Math.sqrt(850));
  expect(Math.abs(draws.square().mean().item() - 1)).toBeLessThan(5 * Math.sqrt(2 / 850));
  expect(acceptance).toBeGreaterThan(0.3);
  expect(acceptance).toBeLessThan(0.6);
});

test('a step is a pure function of key and state', () => {
  const kernel = randomWalkMetropolis().kernel(target);
  const state = kernel.init(tensor([1, 2]), key(0));
  expect(JSON.stringify(kernel.step(key(5), state))).toBe(JSON.stringify(kernel.step(key(5), state)));
  expect(JSON.stringify(kernel.step(key(6), state))).not.toBe(JSON.stringify(kernel.step(key(5), state)));
});

test('the plugin validates its configuration and makes the same kernel from a recipe', async () => {
  const registry = createRegistry({ plugins: [randomWalkMetropolisPlugin] });
  const recipe = await registry.recipe('sampler', 'random-walk-metropolis', { stepSize: 0.5 });
  const kernel = (await registry.restore(JSON.parse(JSON.stringify(recipe)) as typeof recipe)).kernel(target);
  expect(kernel.init(tensor([1]), key(0)).position).toBeDefined();
  await expect(registry.create('sampler', 'random-walk-metropolis', { stepSize: -1 })).rejects.toThrow(/stepSize/);
});

test('a start outside the support is refused', () => {
  expect(() =>
    randomWalkMetropolis()
      .kernel({ logDensity: () => tensor(-Infinity) })
      .init(tensor([1]), key(0)),
  ).toThrow(/-Infinity at the start/);
  expect(() => randomWalkMetropolis({ stepSize: 0 })).toThrow(/step size 0/);
});

test('chains from far apart agree after their warm-up, and are refused without it or with steps too small', () => {
  const starts = tensor([
    [20, -20],
    [-20, 20],
    [20, 20],
    [-20, -20],
  ]);
  const walk = (stepSize: number, warmup: number) =>
    runChains(randomWalkMetropolis({ stepSize }).kernel(target), starts, { key: key(7), warmup, draws: 1500 });
  const good = walk(1.7, 200);
  expect(good.draws.shape).toEqual([4, 1500, 2]);
  expect(certifyDraws(good.draws).verdict).toBe('holds');
  expect(certifyDraws(walk(0.05, 0).draws).verdict).toBe('fails');
});
