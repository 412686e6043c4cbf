import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRegistry } from '@adjoint/plugin';
import { type Tensor, tensor } from '@adjoint/tensor';
import { pluginsOfFile } from './plugin-files.ts';

const file = async (source: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'adjoint-plugin-'));
  const path = join(folder, 'plugin.mjs');
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(path, source);
  return path;
};

test('a file outside the repository that imports nothing registers an optimizer', async () => {
  const plugins = await pluginsOfFile(
    await file(`export default ({ definePlugin, describeConfig, tensor }) => definePlugin({
    kind: 'optimizer', name: 'example/sign-descent', spec: 'v1', supports: { traceable: true },
    config: describeConfig({ learningRate: { type: 'number', above: 0, default: 0.01 } }),
    create: ({ learningRate }) => ({
      init: () => ({}),
      update: ({ grads, state }) => ({ updates: tensor.treeMap((g) => g.sign().mul(-learningRate), grads), state }),
    }),
  });`),
  );
  const optimizer = await createRegistry({ plugins }).create('optimizer', 'example/sign-descent', {});
  const params = { w: tensor([1, 2]) };
  const grads = { w: tensor([3, -4]) };
  const { updates } = optimizer.update({ params, grads, state: optimizer.init(params), step: tensor(0), value: tensor(1) });
  expect((updates as { w: Tensor }).w.toArray()).toEqual([-0.01, 0.01]);
});

test('a file that is missing, or holds no plugin, says so', async () => {
  await expect(pluginsOfFile('/nowhere/plugin.mjs')).rejects.toThrow(/no plugin file/);
  await expect(file('export const x = 1;').then(pluginsOfFile)).rejects.toThrow(/no default export/);
  await expect(file('export default 3;').then(pluginsOfFile)).rejects.toThrow(/plugin/);
});
