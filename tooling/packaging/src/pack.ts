/** Every published package as the tarball that a registry would get, made by pnpm from what is built. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, WORKSPACE, missingBuild } from './workspace.ts';

export interface Tarball {
  readonly manifest: Manifest;
  readonly path: string;
  readonly files: readonly string[];
  readonly integrity: string;
}

/** @param folder empty, receives the tarballs */
export function packAll(folder: string): Tarball[] {
  const missing = missingBuild();
  if (missing.length > 0) throw new Error(`not built: ${missing.join(', ')}; run \`pnpm build\` first`);
  execFileSync('npx', ['-y', 'pnpm@12', '-r', '--filter', './packages/*', 'pack', '--pack-destination', folder], {
    cwd: WORKSPACE,
    stdio: 'pipe',
  });
  return readdirSync(folder)
    .filter((f) => f.endsWith('.tgz'))
    .sort()
    .map((f) => {
      const path = join(folder, f);
      return {
        path,
        manifest: JSON.parse(execFileSync('tar', ['-xzOf', path, 'package/package.json'], { encoding: 'utf8' })) as Manifest,
        files: execFileSync('tar', ['-tzf', path], { encoding: 'utf8' })
          .trim()
          .split('\n')
          .map((l) => l.replace(/^package\//, '')),
        integrity: `sha512-${createHash('sha512').update(readFileSync(path)).digest('base64')}`,
      };
    })
    .filter((t) => t.manifest.private !== true);
}
