import { describe, expect, test } from 'vitest';
import { bundle, rolldownBundle } from './bundle.ts';
import { manifestOf, publishedFolders } from './workspace.ts';

/** Entries that are no modules to import in a bundle: for Node alone, or the script of a worker, whose import is its start. */
const SCRIPTS = ['./package.json', './node', './threads/worker'];

/** What an import that uses nothing leaves behind; esbuild keeps an empty file. */
describe('nothing happens on import: an unused entry leaves no byte', () => {
  for (const folder of publishedFolders()) {
    for (const entry of Object.keys(manifestOf(folder).exports ?? {}).filter((e) => !SCRIPTS.includes(e))) {
      const name = `@adjoint/${folder}${entry.slice(1)}`;
      test(name, async () => {
        expect((await bundle(`import '${name}'; import * as all from '${name}';`)).text.trim()).toBe('');
      });
    }
  }
});

describe('primitives', () => {
  test('an app with one function has that one, not its neighbours', async () => {
    const { text: gradientFree } = await bundle("export { expm1 } from '@adjoint/tensor';", { minify: false });
    for (const other of ['besselJ', 'erfinv', 'argsort', 'einsum', 'lambertW'])
      expect(gradientFree).not.toMatch(new RegExp(`(function|const|var) ${other}\\b`));
    const one = (await bundle("export { add } from '@adjoint/tensor';")).gzip;
    const two = (await bundle("export { add, einsum, argsort, erfinv } from '@adjoint/tensor';")).gzip;
    expect(two).toBeGreaterThan(one + 500);
  });
});

describe('plugins', () => {
  const all = ['sgd', 'adam', 'rmsprop', 'adagrad', 'lion'];
  test('a bundle with one plugin carries no other: each leaves its bytes only where it is used', async () => {
    const used = (await bundle("import { sgdPlugin } from '@adjoint/nn/plugins'; export const p = sgdPlugin;")).gzip;
    const list = (await bundle("export { optimizerPlugins } from '@adjoint/nn/plugins';")).gzip;
    const { text } = await bundle("import { sgdPlugin } from '@adjoint/nn/plugins'; export const p = sgdPlugin;", { minify: false });
    expect(all.filter((n) => text.includes(`name: "${n}"`))).toEqual(['sgd']);
    expect(list).toBeGreaterThan(used + 500);
  });
  test('beside a used one in the same file they are dropped by bundlers that follow the mark across modules', async () => {
    const file = (definePlugin: string): string => `import { describeConfig } from '@adjoint/plugin';\n${definePlugin}
const unused = definePlugin({ kind: 'optimizer', name: 'UNUSED_MARK', spec: 'v1', supports: {}, config: describeConfig({}), create() {} });
export const used = definePlugin({ kind: 'optimizer', name: 'USED_MARK', spec: 'v1', supports: {}, config: describeConfig({}), create() {} });`;
    const ours = await rolldownBundle(file("import { definePlugin } from '@adjoint/plugin';"));
    expect([ours.includes('USED_MARK'), ours.includes('UNUSED_MARK')]).toEqual([true, false]);
    const unmarked = await rolldownBundle(
      file('globalThis.made ??= []; function definePlugin(p) { globalThis.made.push(p); return Object.freeze({ ...p }); }'),
    );
    expect(unmarked).toContain('UNUSED_MARK');
  });
});
