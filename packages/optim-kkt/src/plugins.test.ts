import { expect, test } from 'vitest';
import { createRegistry } from '@adjoint/plugin';
import { tensor } from '@adjoint/tensor';
import { certifyKkt } from './index.ts';
import { solverPlugins } from './plugins.ts';

test('the registry solves a quadratic program by name, and the answer is certified', async () => {
  const registry = createRegistry({ plugins: [...solverPlugins] });
  const solver = await registry.create('solver', 'interior-point', { tolerance: 1e-9 });
  const problem = {
    form: 'quadratic' as const,
    P: tensor([
      [2, 0],
      [0, 2],
    ]),
    q: tensor([0, 0]),
    G: tensor([[-1, -1]]),
    h: tensor([-2]),
  };
  const answer = await solver.solve(problem);
  expect(answer.status).toBe('solved');
  expect(certifyKkt(problem, answer.x, answer.multipliers!).verdict).toBe('holds');
  await registry.dispose();
});

test('a nonlinear problem by sqp; a form that it does not take is refused', async () => {
  const registry = createRegistry({ plugins: [...solverPlugins] });
  const solver = await registry.create('solver', 'sqp');
  const answer = await solver.solve({
    form: 'nonlinear',
    objective: (x) => x.square().sum(),
    lower: tensor([1, -1]),
    start: tensor([3, 3]),
  });
  expect(answer.x.toTypedArray()[0]).toBeCloseTo(1, 6);
  await expect((async () => solver.solve({ form: 'quadratic', q: tensor([1]) }))()).rejects.toThrow(/solver sqp: a quadratic problem/);
  await registry.dispose();
});
