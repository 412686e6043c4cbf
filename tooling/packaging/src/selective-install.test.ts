import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCOPE, lineOf } from '../../floors/src/floors.ts';
import { examplesOf } from './examples.ts';
import { type LocalRegistry, serveTarballs } from './local-registry.ts';
import { type Tarball, packAll } from './pack.ts';
import { run } from './run.ts';
import { NODE, WORKSPACE, manifestOf, publishedFolders } from './workspace.ts';

const folder = mkdtempSync(join(tmpdir(), 'adjoint-install-'));
let tarballs: Tarball[];
let registry: LocalRegistry;
beforeAll(async () => {
  mkdirSync(join(folder, 'packs'));
  tarballs = packAll(join(folder, 'packs'));
  registry = await serveTarballs(tarballs);
}, 120_000);
afterAll(async () => {
  await registry?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** An empty project with these packages, as `npm install` makes it. */
async function install(name: string, packages: string[]): Promise<string> {
  const root = join(folder, name);
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  writeFileSync(join(root, '.npmrc'), `@adjoint:registry=${registry.url}\naudit=false\nfund=false\nprefer-offline=true\n`);
  const { status, output } = await run('npm', ['install', ...packages], { cwd: root });
  expect(status, output).toBe(0);
  return root;
}
const installed = (root: string): string[] => readdirSync(join(root, 'node_modules/@adjoint')).sort();

/** What a package may bring: itself and what its dependencies and peers bring. */
function closure(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  const { dependencies = {}, peerDependencies = {} } = manifestOf(name);
  for (const d of [...Object.keys(dependencies), ...Object.keys(peerDependencies)])
    if (d.startsWith(SCOPE)) closure(d.slice(SCOPE.length), seen);
  return seen;
}

test('a tarball holds what is needed and no test, no data, no path of this machine', () => {
  expect(tarballs.map((t) => t.manifest.name)).toEqual(publishedFolders().map((f) => `@adjoint/${f}`));
  for (const { manifest, files } of tarballs) {
    expect(files, manifest.name).toEqual(
      expect.arrayContaining([
        'package.json',
        'LICENSE',
        'README.md',
        'dist/index.js',
        'dist/index.d.ts',
        'dist/index.d.ts.map',
        'src/index.ts',
      ]),
    );
    expect(
      files.filter((f) => /\.test\.|^test\/|reference-data|\.tsbuildinfo/.test(f)),
      manifest.name,
    ).toEqual([]);
    expect(JSON.stringify({ ...manifest.dependencies, ...manifest.peerDependencies }), manifest.name).not.toMatch(
      /workspace:|catalog:|link:|file:/,
    );
    expect(JSON.stringify(manifest.exports), manifest.name).not.toContain('@adjoint/source');
  }
});

describe('each package installs alone', () => {
  for (const name of publishedFolders()) {
    test.concurrent(
      `@adjoint/${name}: only what lies below it, and its example runs there`,
      async ({ expect: expected }) => {
        const root = await install(name, [`@adjoint/${name}`]);
        const brought = installed(root);
        expected(brought).toEqual([...closure(name)].sort());
        for (const other of brought) if (other !== name) expected(lineOf(other), other).toBeLessThan(lineOf(name) ?? Infinity);
        for (const other of brought)
          expected(
            existsSync(join(root, 'node_modules/@adjoint', other, 'node_modules/@adjoint')),
            `one copy of everything: ${other}`,
          ).toBe(false);

        const readme = join(WORKSPACE, 'packages', name, 'README.md');
        const examples = examplesOf('README', readme).filter(({ code }) =>
          [...code.matchAll(/from '@adjoint\/([^/']+)/g)].every((m) => brought.includes(m[1])),
        );
        expected(examples.length, 'an example that needs nothing above').toBeGreaterThan(0);
        for (const [i, { code }] of examples.entries()) {
          writeFileSync(join(root, `example-${i}.ts`), code);
          const { status, output } = await run(NODE, [`example-${i}.ts`], { cwd: root });
          expected(status, output).toBe(0);
        }
      },
      120_000,
    );
  }
});

test('two installed copies of tensor are told apart when their tensors meet, and named', async () => {
  const root = await install('twice', ['@adjoint/tensor', 'other-tensor@npm:@adjoint/tensor']);
  writeFileSync(
    join(root, 'meet.js'),
    `import { add, tensor } from '@adjoint/tensor';
import { tensor as foreign, isAdjointError, ShapeError } from 'other-tensor';
try { add(tensor([1]), foreign([2])); console.log('nothing'); }
catch (e) { console.log(JSON.stringify({ name: e.name, code: e.code, known: isAdjointError(e), instance: e instanceof ShapeError, message: e.message })); }`,
  );
  const { output } = await run(NODE, ['meet.js'], { cwd: root });
  expect(JSON.parse(output)).toMatchObject({
    name: 'DuplicatePackageError',
    code: 'DUPLICATE_PACKAGE',
    known: true,
    instance: false,
    message: expect.stringMatching(/version 0\.\d.*version 0\.\d[^]*npm ls @adjoint\/tensor/),
  });
}, 120_000);
