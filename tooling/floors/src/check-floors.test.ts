import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { checkFloors } from './check-floors.ts';
import { importsOf } from './imports-of.ts';

const houses: string[] = [];
afterEach(() => {
  for (const h of houses.splice(0)) rmSync(h, { recursive: true });
});

const manifest = (folder: string, dependencies: string[], peers: string[] = [], dev: string[] = []): string => {
  const all = (names: string[]): Record<string, string> => Object.fromEntries(names.map((n) => [n, '*']));
  return JSON.stringify({
    name: `@adjoint/${folder}`,
    dependencies: all(dependencies),
    peerDependencies: all(peers),
    devDependencies: all(dev),
  });
};
const SOUND: Record<string, string> = {
  'packages/kernels/package.json': manifest('kernels', []),
  'packages/kernels/src/index.ts': 'export const zero = 0;',
  'packages/tensor/package.json': manifest('tensor', ['@adjoint/kernels'], [], ['@adjoint/reference-data']),
  'packages/tensor/src/index.ts': "export { zero } from '@adjoint/kernels';",
  'packages/tensor/src/index.test.ts':
    "import { readFileSync } from 'node:fs'; import { expect } from 'vitest'; import { readReference } from '@adjoint/reference-data'; void [readFileSync, expect, readReference];",
  'packages/plugin/package.json': manifest('plugin', ['@standard-schema/spec'], ['@adjoint/tensor']),
  'packages/plugin/src/index.ts': "import type { StandardSchemaV1 } from '@standard-schema/spec'; export type S = StandardSchemaV1;",
  'packages/linalg/package.json': manifest('linalg', [], ['@adjoint/tensor']),
  'packages/linalg/src/index.ts': "export { zero } from '@adjoint/tensor';",
  'packages/calculus/package.json': manifest('calculus', [], ['@adjoint/tensor']),
  'packages/calculus/src/index.ts': 'export {};',
  'packages/nn/package.json': manifest('nn', ['valibot', '@adjoint/calculus'], ['@adjoint/tensor', '@adjoint/plugin']),
  'packages/nn/src/index.ts': "import type { S } from '@adjoint/plugin'; export { layer } from './layer.ts'; export type T = S;",
  'packages/nn/src/layer.ts': "export { zero as layer } from '@adjoint/tensor';",
  'packages/nn/src/plugins.ts':
    "import { definePlugin } from '@adjoint/plugin'; import * as v from 'valibot'; export const p = [definePlugin, v];",
  'packages/sampling/package.json': manifest('sampling', [], ['@adjoint/tensor']),
  'packages/sampling/src/index.ts': 'export {};',
  'apps/cli/package.json': manifest('cli', ['@adjoint/nn', '@adjoint/sampling', 'commander']),
  'apps/cli/src/main.ts': "import 'node:fs'; import 'commander'; import '@adjoint/nn'; import '@adjoint/sampling';",
  'tooling/reference-data/package.json': manifest('reference-data', []),
};
function house(planted: Record<string, string> = {}): string[] {
  const root = mkdtempSync(join(tmpdir(), 'adjoint-floors-'));
  houses.push(root);
  for (const [path, text] of Object.entries({ ...SOUND, ...planted })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return checkFloors(root);
}

test('a sound house has no breach', () => {
  expect(house()).toEqual([]);
});

test('a test may take examples of a package below by path', () => {
  expect(house({ 'packages/nn/src/a.test.ts': "export * from '../../tensor/src/examples.ts';" })).toEqual([]);
});

test('an entry ./node may use Node', () => {
  expect(
    house({
      'packages/nn/src/node.ts': "import 'node:fs'; import './node/files.ts';",
      'packages/nn/src/node/files.ts': "import 'node:path';",
    }),
  ).toEqual([]);
});

describe('each planted breach is found, with file and line', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    [
      'a line above',
      { 'packages/tensor/src/index.ts': "\nimport { p } from '@adjoint/linalg';" },
      /tensor\/src\/index\.ts:2 imports @adjoint\/linalg from a line above/,
    ],
    [
      'a neighbour',
      { 'packages/linalg/src/index.ts': "import '@adjoint/calculus';" },
      /linalg\/src\/index\.ts:1 imports @adjoint\/calculus of its own line/,
    ],
    [
      'a neighbour, as a type',
      { 'packages/nn/src/index.ts': "import type {} from '@adjoint/sampling';" },
      /imports @adjoint\/sampling of its own line/,
    ],
    [
      'a neighbour, in a test',
      { 'packages/nn/src/a.test.ts': "import '@adjoint/sampling';" },
      /a\.test\.ts:1 imports @adjoint\/sampling of its own line/,
    ],
    [
      'a neighbour, when it is asked for',
      { 'packages/nn/src/index.ts': "export const f = () => import('@adjoint/sampling');" },
      /imports @adjoint\/sampling of its own line/,
    ],
    [
      'a neighbour, in a type expression',
      { 'packages/nn/src/index.ts': "export type T = import('@adjoint/sampling').T;" },
      /imports @adjoint\/sampling of its own line/,
    ],
    [
      'an entry of a neighbour',
      { 'packages/nn/src/index.ts': "export * from '@adjoint/sampling/plugins';" },
      /imports @adjoint\/sampling\/plugins of its own line/,
    ],
    [
      'a path out of the package',
      { 'packages/nn/src/layer.ts': "export * from '../../sampling/src/index.ts';" },
      /nn\/src\/layer\.ts:1 reaches out of its package/,
    ],
    [
      'a path out of the package, of a test, not downwards',
      { 'packages/nn/src/a.test.ts': "export * from '../../sampling/src/index.ts';" },
      /a\.test\.ts:1 reaches out of its package/,
    ],
    [
      'a path downwards, of the source',
      { 'packages/nn/src/layer.ts': "export * from '../../tensor/src/index.ts';" },
      /layer\.ts:1 reaches out of its package/,
    ],
    [
      'a module of Node',
      { 'packages/linalg/src/index.ts': "import { cpus } from 'node:os';" },
      /imports node:os: packages run in browsers/,
    ],
    ['a module of Node without prefix', { 'packages/linalg/src/index.ts': "import fs from 'fs';" }, /imports fs: packages run in browsers/],
    [
      'the entry for Node from the main entry',
      { 'packages/nn/src/node.ts': "import 'node:fs';", 'packages/nn/src/index.ts': "export * from './node.ts';" },
      /nn\/src\/index\.ts:1 loads \.\/node\.ts, which is for the entry \.\/node alone/,
    ],
    ['a tool in the source', { 'packages/tensor/src/index.ts': "import '@adjoint/reference-data';" }, /tools are for tests only/],
    [
      'an undeclared package',
      { 'packages/tensor/src/index.ts': "import 'lodash';" },
      /imports lodash, which package.json does not declare as a dependency or peer/,
    ],
    [
      'a development dependency in the source',
      {
        'packages/linalg/package.json': manifest('linalg', [], ['@adjoint/tensor'], ['lodash']),
        'packages/linalg/src/index.ts': "import 'lodash';",
      },
      /does not declare as a dependency or peer/,
    ],
    [
      'the registry behind the main entry',
      { 'packages/nn/src/layer.ts': "import { definePlugin } from '@adjoint/plugin'; export const layer = definePlugin;" },
      /layer\.ts:1 loads @adjoint\/plugin from the main entry/,
    ],
    [
      'the registry by an inline type import, which still loads',
      { 'packages/nn/src/layer.ts': "import { type S } from '@adjoint/plugin'; export const layer: S = 0;" },
      /layer\.ts:1 loads @adjoint\/plugin from the main entry/,
    ],
    [
      'valibot behind the main entry',
      { 'packages/nn/src/layer.ts': "import * as v from 'valibot'; export const layer = v;" },
      /loads valibot from the main entry/,
    ],
    [
      'a manifest that looks up',
      { 'packages/linalg/package.json': manifest('linalg', ['@adjoint/nn'], ['@adjoint/tensor']) },
      /linalg\/package\.json depends on @adjoint\/nn/,
    ],
    [
      'tensor as a dependency',
      { 'packages/linalg/package.json': manifest('linalg', ['@adjoint/tensor']) },
      /has @adjoint\/tensor as a dependency: it is a peer/,
    ],
    [
      'another third party',
      { 'packages/linalg/package.json': manifest('linalg', ['ml-matrix'], ['@adjoint/tensor']) },
      /depends on ml-matrix: these floors bring only/,
    ],
    ['a package on no line', { 'packages/attic/package.json': manifest('attic', []) }, /packages\/attic stands on no line/],
  ])('%s', (_, planted, sentence) => {
    const breaches = house(planted);
    expect(breaches.length).toBeGreaterThan(0);
    expect(breaches.join('\n')).toMatch(sentence);
  });
});

test('imports are told apart by what is left of them at run time', () => {
  const text = `import type { A } from 'a';\nimport { type B } from 'b';\nimport 'c';\nexport type * from 'd';\nexport * from 'e';\nconst f = () => import('g');\n// import 'no'\nconst s = "import 'no'";`;
  expect(importsOf(text).map((i) => `${i.specifier}${i.runtime ? '' : ' type'}${i.dynamic ? ' dynamic' : ''}:${i.line}`)).toEqual([
    'a type:1',
    'b:2',
    'c:3',
    'd type:4',
    'e:5',
    'g dynamic:6',
  ]);
});
