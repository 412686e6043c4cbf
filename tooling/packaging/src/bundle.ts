/** What a bundler makes of an import: esbuild, minified, gzip with all dependencies. */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { HERE } from './workspace.ts';

export interface Bundle { readonly text: string; readonly gzip: number }

/** @param conditions `@adjoint/source` bundles the sources, none what is built */
export async function bundle(code: string, { minify = true, conditions = ['@adjoint/source'] }: { minify?: boolean; conditions?: string[] } = {}): Promise<Bundle> {
  const result = await build({
    stdin: { contents: code, resolveDir: HERE, loader: 'ts' },
    bundle: true, write: false, format: 'esm', platform: 'browser', target: 'es2022', logLevel: 'silent',
    minify, treeShaking: true, conditions, legalComments: 'none',
  });
  const text = result.outputFiles[0].text;
  return { text, gzip: gzipSync(text, { level: 9 }).length };
}
