import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { reports, workspaceRoot } from './report.ts';

test('the reports in the repository say what the code says', () => {
  const stale = reports(workspaceRoot())
    .filter(({ path, text }) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
    .map((r) => r.package);
  expect(stale, 'run `pnpm api` and read the difference before committing it').toEqual([]);
});

const root = mkdtempSync(join(tmpdir(), 'adjoint-api-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});
function reportOf(files: Record<string, string>): string {
  const all: Record<string, string> = {
    'tooling/tsconfig/base.json': JSON.stringify({
      compilerOptions: { module: 'esnext', moduleResolution: 'bundler', target: 'es2022', allowImportingTsExtensions: true, noEmit: true },
    }),
    'packages/a/package.json': JSON.stringify({
      name: '@x/a',
      description: 'An example.',
      exports: {
        '.': { '@adjoint/source': './src/index.ts' },
        './b': { '@adjoint/source': './src/b.ts' },
        './package.json': './package.json',
      },
    }),
    'packages/a/src/b.ts': 'export {};',
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return reports(root)[0].text;
}

test('an index is reported with its themes, signatures and first lines, without bodies and private parts', () => {
  const text = reportOf({
    'packages/a/src/index.ts':
      "// Sums\nexport { total, Sum } from './sum.ts';\n\n// The rest\nexport { type Options, limit, half } from './sum.ts';\nexport * as math from './math.ts';\n",
    'packages/a/src/math.ts': 'export const sin = (x: number): number => x;\n',
    'packages/a/src/sum.ts': `/**
 * The sum of all.
 *
 * @throws never
 */
export function total(x: readonly number[], options: Options = {}): number { return x.reduce((a, b) => a + b, 0) + (options.start ?? 0); }
/** Options of a sum. */
export interface Options { /** Where it starts. */ readonly start?: number }
export class Sum { private secret = 1; readonly value: number = 0; add(x: number): Sum { void [x, this.secret]; return this; } }
export const limit = 3;
/** Half of it. */
export const half = (x: number): number => x / 2;
`,
  });
  expect(text).toContain('# @x/a: public API\n\nAn example.\n');
  expect(text).toMatch(
    /### Sums\n\n```ts\n\/\*\* The sum of all\. \*\/\nfunction total\(x: readonly number\[\], options: Options = \{\}\): number;\nclass Sum \{\n {4}readonly value: number;\n {4}add\(x: number\): Sum;\n\}\n```\n\n### The rest/,
  );
  expect(text).toContain(
    '/** Options of a sum. */\ninterface Options {\n    readonly start?: number;\n}\nconst limit: 3;\n/** Half of it. */\nconst half: (x: number) => number;\nnamespace math {\n    const sin: (x: number) => number;\n}',
  );
  expect(text).toContain('## `@x/a/b`');
  expect(text).not.toMatch(/secret|reduce/);
});

test('a changed signature changes the report', () => {
  const before = reportOf({ 'packages/a/src/index.ts': 'export const f = (x: number): number => x;' });
  const after = reportOf({ 'packages/a/src/index.ts': 'export const f = (x: number, y = 0): number => x + y;' });
  expect(after).not.toBe(before);
  expect(reportOf({ 'packages/a/src/index.ts': 'export const f = (x: number, y = 0): number => y + x;' })).toBe(after);
});

test('names merged into other packages are reported', () => {
  const text = reportOf({
    'packages/a/src/b.ts':
      "import type {} from '@adjoint/plugin';\ndeclare module '@adjoint/plugin' { interface PluginConfigs { 'optimizer:sgd': { rate: number } } }\nexport {};",
  });
  expect(text).toContain("@adjoint/plugin PluginConfigs 'optimizer:sgd': { rate: number }");
});
