/** Changesets on a scratch copy: what a release would do to versions and ranges. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Manifest, NODE, WORKSPACE, packageFolders } from './workspace.ts';

const scratch: string[] = [];
afterAll(() => {
  for (const s of scratch) rmSync(s, { recursive: true, force: true });
});
const cli = join(dirname(createRequire(join(WORKSPACE, 'package.json')).resolve('@changesets/cli/package.json')), 'bin.js');

/** Manifests after `changeset version` with these changesets alone. */
function release(changesets: readonly Readonly<Record<string, 'major' | 'minor' | 'patch'>>[], version = '1.1.0'): Map<string, Manifest> {
  const root = mkdtempSync(join(tmpdir(), 'adjoint-release-'));
  scratch.push(root);
  for (const f of ['package.json', 'pnpm-workspace.yaml']) cpSync(join(WORKSPACE, f), join(root, f));
  writeFileSync(join(root, 'pnpm-lock.yaml'), "lockfileVersion: '9.0'\n");
  mkdirSync(join(root, '.changeset'));
  const config = JSON.parse(readFileSync(join(WORKSPACE, '.changeset/config.json'), 'utf8')) as object;
  writeFileSync(join(root, '.changeset/config.json'), JSON.stringify({ ...config, changelog: false }));
  changesets.forEach((c, i) => {
    writeFileSync(
      join(root, `.changeset/c${i}.md`),
      `---\n${Object.entries(c)
        .map(([n, b]) => `'${n}': ${b}`)
        .join('\n')}\n---\n\nA change.\n`,
    );
  });
  for (const f of packageFolders()) {
    mkdirSync(join(root, 'packages', f), { recursive: true });
    const manifest = JSON.parse(readFileSync(join(WORKSPACE, 'packages', f, 'package.json'), 'utf8')) as Record<string, unknown>;
    writeFileSync(join(root, 'packages', f, 'package.json'), JSON.stringify({ ...manifest, version }));
  }
  execFileSync('git', ['init', '-q'], { cwd: root });
  execFileSync(NODE, [cli, 'version'], { cwd: root, stdio: 'pipe' });
  return new Map(
    packageFolders().map((f) => {
      const manifest = JSON.parse(readFileSync(join(root, 'packages', f, 'package.json'), 'utf8')) as Manifest;
      return [manifest.name, manifest];
    }),
  );
}
const bumped = (after: Map<string, Manifest>): Record<string, string> =>
  Object.fromEntries([...after].filter(([, m]) => m.version !== '1.1.0').map(([n, m]) => [n, m.version]));

test('a minor change of linalg bumps itself alone', () => {
  const after = bumped(release([{ '@adjoint/linalg': 'minor' }]));
  expect(after['@adjoint/linalg']).toBe('1.2.0');
  expect(after).not.toHaveProperty('@adjoint/tensor');
  expect(Object.values(after).filter((v) => v === '1.2.0')).toHaveLength(1);
});

test('kernels and tensor are one group, and a compatible tensor does not bump those that have it as a peer', () => {
  expect(bumped(release([{ '@adjoint/kernels': 'minor' }]))).toMatchObject({ '@adjoint/kernels': '1.2.0', '@adjoint/tensor': '1.2.0' });
  const after = bumped(release([{ '@adjoint/tensor': 'minor' }]));
  expect(after['@adjoint/kernels']).toBe('1.2.0');
  expect(after).not.toHaveProperty('@adjoint/calculus');
});

test('an incompatible tensor is passed on to everything that has it as a peer', () => {
  const after = bumped(release([{ '@adjoint/tensor': 'major' }]));
  expect(after['@adjoint/tensor']).toBe('2.0.0');
  for (const name of ['@adjoint/linalg', '@adjoint/calculus', '@adjoint/plugin', '@adjoint/nn']) expect(after, name).toHaveProperty(name);
});

test('before 1.0 an incompatible tensor is a minor one, and its dependents stay before 1.0 with it', () => {
  const after = release([{ '@adjoint/tensor': 'minor' }], '0.1.0');
  expect(after.get('@adjoint/tensor')?.version).toBe('0.2.0');
  for (const [name, { version }] of after) expect(version, name).toMatch(/^0\.(1\.\d+|2\.0)$/);
});

test('without a changeset nothing is released', () => {
  expect(() => release([])).toThrow();
});
