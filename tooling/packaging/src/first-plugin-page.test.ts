/** The page "your first plugin" does what it says, in a folder outside of the repository. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { type AnyPlugin, createRegistry, pluginsOf } from '@adjoint/plugin';
import * as tensor from '@adjoint/tensor';
import { examplesOf, runExample } from './examples.ts';
import { NODE, WORKSPACE } from './workspace.ts';

const page = join(WORKSPACE, 'docs/your-first-plugin.md');
const code = /^```js\n(.*?)^```/ms.exec(readFileSync(page, 'utf8'))?.[1] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'first-plugin-'));
const file = join(folder, 'my-optimizer.mjs');
writeFileSync(file, code);
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const plugins = async (): Promise<readonly AnyPlugin[]> =>
  pluginsOf((await import(/* @vite-ignore */ pathToFileURL(file).href)) as { default?: unknown }, { tensor });

test('the file has at most 30 lines and imports nothing', () => {
  expect(code.trim().split('\n').length).toBeLessThanOrEqual(30);
  expect(code).not.toMatch(/\bimport\b|\brequire\b/);
});

test('the file lies outside of the repository, is loaded by Node itself and gives the optimizer', () => {
  const text = execFileSync(
    NODE,
    [
      '--input-type=module',
      '-e',
      `const made = (await import(${JSON.stringify(pathToFileURL(file).href)})).default({ definePlugin: (p) => p, describeConfig: (d) => d, tensor: {} }); console.log(made.name);`,
    ],
    { encoding: 'utf8' },
  );
  expect(text.trim()).toBe('example/sign-momentum');
});

test('the app of the page runs and prints what it says', () => {
  const [example] = examplesOf('docs/your-first-plugin.md', page);
  expect(runExample({ ...example, code: example.code.replace('./my-optimizer.mjs', pathToFileURL(file).href) })).toEqual([]);
});

test('a wrong option is refused with the message of the page', async () => {
  const registry = createRegistry({ plugins: await plugins() });
  await expect(registry.create('optimizer', 'example/sign-momentum', { momentum: 1.5 })).rejects.toMatchObject({
    code: 'BAD_CONFIG',
    message: expect.stringContaining('optimizer "example/sign-momentum": momentum: expected less than 1, got 1.5'),
  });
});

test('what it computes is what its head says', async () => {
  const optimizer = await createRegistry({ plugins: await plugins() }).create('optimizer', 'example/sign-momentum', {
    learningRate: 0.5,
    momentum: 0.75,
  });
  const params = { w: tensor.tensor([1, 1]), b: tensor.tensor([0]) };
  const zero = optimizer.init(params);
  const { updates, state } = optimizer.update({
    params,
    grads: { w: tensor.tensor([4, -8]), b: tensor.tensor([0]) },
    state: zero,
    step: tensor.scalar(0),
    value: tensor.scalar(0),
  });
  expect(JSON.stringify(state)).toBe('{"b":[0],"w":[1,-2]}');
  expect(JSON.stringify(updates)).toBe('{"b":[0],"w":[-0.5,0.5]}');
});
