import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const main = new URL('../../dist/main.js', import.meta.url).pathname;
const run = (args: readonly string[], cwd: string = tmpdir()): { readonly status: number | null; readonly out: string } => {
  const r = spawnSync(process.execPath, [main, 'demo', ...args], { cwd, encoding: 'utf8', env: { ...process.env, INIT_CWD: '' } });
  return { status: r.status, out: r.stdout + r.stderr };
};

test('all ten acts hold', () => {
  const { status, out } = run([]);
  expect(status, out.slice(-4000)).toBe(0);
  expect(out).toMatch(/verdict: holds/);
});

test('an optimizer from a file in another folder trains the network of act 10', () => {
  const folder = mkdtempSync(join(tmpdir(), 'adjoint-outside-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(
    join(folder, 'sign-descent.mjs'),
    `export default ({ definePlugin, describeConfig, tensor }) => definePlugin({
    kind: 'optimizer', name: 'example/sign-descent', spec: 'v1', supports: { traceable: true },
    config: describeConfig({ learningRate: { type: 'number', above: 0, default: 0.001 } }),
    create: ({ learningRate }) => ({
      init: () => ({}),
      update: ({ grads, state }) => ({ updates: tensor.treeMap((g) => g.sign().mul(-learningRate), grads), state }),
    }),
  });`,
  );
  const { status, out } = run(['--act', '10', '--optimizer', 'example/sign-descent', '--plugin', './sign-descent.mjs'], folder);
  expect(status, out).toBe(0);
  expect(out).toMatch(/example\/sign-descent, shuffle/);
});

test('a sorted batch sampler in place of the shuffled one is told as biased', () => {
  const { status, out } = run(['--act', '10', '--batch-sampler', 'sorted']);
  expect(status, out).toBe(0);
  expect(out).toMatch(/as it says, the expected gradient of step 0 is not that of all examples/);
});
