/** What is shipped, installed from its tarballs: under Node 20, the oldest supported, and in Chromium where there is one. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BROWSER, askPage, bundleForBrowser } from './chromium.ts';
import { type LocalRegistry, serveTarballs } from './local-registry.ts';
import { packAll } from './pack.ts';
import { run } from './run.ts';
import { SMOKE, type SmokeAnswer } from './smoke.ts';
import { NODE, WORKSPACE, publishedFolders } from './workspace.ts';

const root = mkdtempSync(join(tmpdir(), 'adjoint-runtimes-'));
let registry: LocalRegistry;

beforeAll(async () => {
  mkdirSync(join(root, 'packs'));
  registry = await serveTarballs(packAll(join(root, 'packs')));
  writeFileSync(join(root, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  writeFileSync(join(root, '.npmrc'), `@adjoint:registry=${registry.url}\naudit=false\nfund=false\nprefer-offline=true\n`);
  // an alias, so that it does not hide the Node of this process
  const { status, output } = await run('npm', ['install', 'node-20@npm:node@20', ...publishedFolders().map((f) => `@adjoint/${f}`)], {
    cwd: root,
  });
  expect(status, output).toBe(0);
  writeFileSync(join(root, 'smoke.js'), SMOKE);
}, 240_000);
afterAll(async () => {
  await registry?.close();
  rmSync(root, { recursive: true, force: true });
});

function right(answer: SmokeAnswer): void {
  expect({ ...answer, solution: null }).toEqual({
    sum: [2, 3],
    exp: Math.E,
    gradient: [6, 8],
    solution: null,
    update: [0, 0],
    certificate: true,
    packages: ['object', 'object', 'object', 'object', 'object'],
  });
  // exact 4/5 and 7/5; κ∞ is 4, so a backward stable solution is right to some units of the last place
  expect(answer.solution[0]).toBeCloseTo(0.8, 14);
  expect(answer.solution[1]).toBeCloseTo(1.4, 14);
}

test('Node 20 imports and runs the built packages', async () => {
  writeFileSync(
    join(root, 'node.js'),
    "import { smoke } from './smoke.js';\nconsole.log(JSON.stringify({ version: process.version, ...await smoke() }));",
  );
  const { status, output } = await run(join(root, 'node_modules/node-20/bin/node'), ['node.js'], { cwd: root });
  expect(status, output).toBe(0);
  const { version, ...answer } = JSON.parse(output) as SmokeAnswer & { version: string };
  expect(version).toMatch(/^v20\./);
  right(answer);
});

test.skipIf(BROWSER === undefined)(
  'Chromium imports and runs the built packages (skipped where there is none)',
  async () => {
    const page = await bundleForBrowser("import { smoke } from './smoke.js'; globalThis.answer = smoke();", {
      resolveDir: root,
      conditions: [],
    });
    // no eval, and no WebAssembly either: the plain tier must do
    const headers = { 'content-security-policy': "default-src 'self'" };
    const { answer, faults } = await askPage<SmokeAnswer>({ scripts: { '/page.js': page }, headers });
    expect(faults).toEqual([]);
    right(answer);
  },
  120_000,
);

test('the demo trains with a plugin file from outside of the repository, and refuses a broken one', async () => {
  const main = join(WORKSPACE, 'apps/cli/dist/main.js');
  writeFileSync(
    join(root, 'mine.mjs'),
    `export default ({ definePlugin, describeConfig, tensor: { treeMap } }) => definePlugin({
  kind: 'optimizer', name: 'example/plain', spec: 'v1', supports: { traceable: true }, config: describeConfig({ learningRate: { type: 'number', default: 0.1 } }),
  create: ({ learningRate }) => ({ traceable: true, init: () => null, update: ({ grads, state }) => ({ updates: treeMap((g) => g.mul(-learningRate), grads), state }) }),
});`,
  );
  const good = await run(NODE, [main, 'demo', '--act', '10', '--plugin', './mine.mjs', '--optimizer', 'example/plain'], { cwd: root });
  expect(good.output).toContain('example/plain');
  expect(good.status, good.output).toBe(0);
  writeFileSync(join(root, 'broken.mjs'), 'export default () => ({ name: 42 });');
  const broken = await run(NODE, [main, 'demo', '--act', '10', '--plugin', './broken.mjs', '--optimizer', 'example/plain'], { cwd: root });
  expect(broken.status).not.toBe(0);
  expect(broken.output).toMatch(/expected a plugin/);
}, 180_000);
