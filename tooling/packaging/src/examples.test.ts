import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Example, agrees, examplesOf, runExample } from './examples.ts';
import { WORKSPACE, packageFolders } from './workspace.ts';

const pages = ['README.md', ...packageFolders().map((f) => `packages/${f}/README.md`)];

describe('every example of every README runs and prints what it says', () => {
  test('each page exists and each package has an example', () => {
    expect(pages.filter((p) => !existsSync(join(WORKSPACE, p)))).toEqual([]);
    expect(pages.filter((p) => existsSync(join(WORKSPACE, p)) && examplesOf(p, join(WORKSPACE, p)).length === 0)).toEqual([]);
  });
  for (const page of pages.filter((p) => existsSync(join(WORKSPACE, p)))) {
    for (const e of examplesOf(page, join(WORKSPACE, page)))
      test(`${page}, line ${e.line}`, () => {
        expect(runExample(e)).toEqual([]);
      });
  }
});

const example = (code: string): Example => ({ page: 'page', line: 1, code });

test('an example that throws, prints something else or nothing is found', () => {
  expect(runExample(example('console.log(1 + 1); // 3\n'))).toEqual(['page:1 says 3 and prints 2']);
  expect(runExample(example("if (1 > 2) console.log('x'); // 'x'\n"))).toEqual(["page:1 says 'x' and prints nothing"]);
  expect(runExample(example("throw new Error('boom');"))[0]).toMatch(/does not run:[^]*boom/);
  expect(runExample(example("import { absent } from '@adjoint/tensor';\nabsent();"))[0]).toMatch(/does not run/);
  expect(runExample(example("console.log([1, 2]); // [1, 2], a remark\nconsole.log('x'); // any remark\n"))).toEqual([]);
});

test('what is printed is compared with what is said', () => {
  expect(agrees('[ 2, 3 ]', '[ 2, 3 ]')).toBe(true);
  expect(agrees('[16, 7], condition number 4.9e9', '[ 16, 7 ]')).toBe(true);
  expect(agrees('0.333', '0.3333333333333333')).toBe(true);
  expect(agrees('0.334', '0.3333333333333333')).toBe(false);
  expect(agrees('≈ 1200', '1200.4')).toBe(true);
  expect(agrees('1200', '1200.4')).toBe(false);
  expect(agrees('3.17e-5', '0.000031671')).toBe(true);
  expect(agrees('[342, 4] Adelie Chinstrap', '[ 342, 4 ] Adelie Chinstrap')).toBe(true);
  expect(agrees('[342, 4] Adelie Gentoo', '[ 342, 4 ] Adelie Chinstrap')).toBe(false);
  expect(agrees('[ 1, 2 ]', '[ 1, 2, 3 ]')).toBe(false);
});
