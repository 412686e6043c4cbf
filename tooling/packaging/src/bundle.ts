/** What a bundler makes of an import: esbuild, minified, gzip with all dependencies. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { HERE, WORKSPACE } from './workspace.ts';

export interface Bundle {
  readonly text: string;
  readonly gzip: number;
}

/** @param conditions `@adjoint/source` bundles the sources, none what is built */
export async function bundle(
  code: string,
  { minify = true, conditions = ['@adjoint/source'] }: { minify?: boolean; conditions?: string[] } = {},
): Promise<Bundle> {
  const result = await build({
    stdin: { contents: code, resolveDir: HERE, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
    minify,
    treeShaking: true,
    conditions,
    legalComments: 'none',
  });
  const text = result.outputFiles[0].text;
  return { text, gzip: gzipSync(text, { level: 9 }).length };
}

interface Rolldown {
  rolldown(options: object): Promise<{ generate(options: object): Promise<{ readonly output: readonly { readonly code: string }[] }> }>;
}

/** The same by rolldown, the bundler of vite: it follows `@__NO_SIDE_EFFECTS__` from module to module. */
export async function rolldownBundle(code: string, minify = false): Promise<string> {
  // brought by vitest; found through it, since no package of ours declares it
  const vitest = createRequire(join(WORKSPACE, 'package.json')).resolve('vitest/package.json');
  const path = createRequire(createRequire(vitest).resolve('vite')).resolve('rolldown');
  const { rolldown } = (await import(path)) as Rolldown;
  const entry = join(HERE, 'src/entry.ts');
  const plugin = {
    name: 'entry',
    resolveId: (id: string) => (id === 'entry' ? entry : null),
    load: (id: string) => (id === entry ? code : null),
  };
  const bundled = await rolldown({
    input: 'entry',
    cwd: HERE,
    logLevel: 'silent',
    resolve: { conditionNames: ['@adjoint/source', 'import', 'default'] },
    plugins: [plugin],
  });
  return (await bundled.generate({ format: 'esm', ...(minify && { minify }) })).output[0].code;
}
