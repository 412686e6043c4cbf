/**
 * Examples of a Markdown page, run as written: their imports by package name, what they print compared with their comments.
 *
 * A comment behind `console.log(…);` that begins as a printed value does is an expectation. It must be what was printed, or
 * its beginning (a remark may follow); numbers written with decimals or after `≈` are compared to the digits shown.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HERE, NODE } from './workspace.ts';

export interface Example {
  readonly page: string;
  readonly line: number;
  readonly code: string;
}

/** Blocks ```ts that import something, those that only declare types left out. */
export function examplesOf(page: string, path: string): Example[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)]
    .map((m) => ({ page, line: text.slice(0, m.index).split('\n').length + 1, code: m[1] }))
    .filter(({ code }) => /^import (?!type)/m.test(code));
}

const EXPECTATION =
  /^(?:≈|[-+]?\d|[-+.]\d|[[{'"(]|true\b|false\b|NaN\b|-?Infinity\b|Tensor\b|null\b|undefined\b|(?:holds|fails|undecided|solved)\b)/;

/** Each `console.log` with the expectation behind it, in order of the text. */
function expectations(code: string): (string | undefined)[] {
  return [...code.matchAll(/console\.log\(.*?(?:;[ \t]*(?:\/\/[ \t]*(.*))?)$(?:\n\/\/ ([[{"'].*)$)?/gm)].map((m) => {
    const said = m[1] ?? m[2];
    return said !== undefined && EXPECTATION.test(said.trim()) ? said.trim() : undefined;
  });
}

/** What is wrong with an example, in words; none when it ran and printed what it says. */
export function runExample(example: Example, conditions = ['@adjoint/source']): string[] {
  const folder = join(HERE, '.examples');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${example.page.replace(/\W+/g, '-')}-${example.line}.ts`);
  let k = 0;
  const counted = example.code.replace(/console\.log\(/g, () => `__print(${k++}, `);
  writeFileSync(
    file,
    `import { inspect as __inspect } from 'node:util';
const __print = (at: number, ...values: unknown[]): void => { process.stdout.write(JSON.stringify([at, values.map((v) => typeof v === 'string' ? v : __inspect(v)).join(' ')]) + '\\n'); };
${counted}`,
  );
  try {
    const run = spawnSync(NODE, [...conditions.map((c) => `--conditions=${c}`), file], { encoding: 'utf8', cwd: HERE, timeout: 60_000 });
    if (run.status !== 0) return [`${example.page}:${example.line} does not run: ${run.stderr.trim().split('\n').slice(0, 12).join('\n')}`];
    const printed = new Map(
      run.stdout
        .split('\n')
        .filter(Boolean)
        .map((l) => JSON.parse(l) as [number, string]),
    );
    return expectations(example.code).flatMap((expected, i) => {
      const actual = printed.get(i);
      return expected === undefined || (actual !== undefined && agrees(expected, actual))
        ? []
        : [`${example.page}:${example.line} says ${expected} and prints ${actual ?? 'nothing'}`];
    });
  } finally {
    rmSync(file, { force: true });
  }
}

const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi;
const plain = (s: string): string => s.replace(/≈/g, '').replace(/["'`\s]/g, '');

/** Whether what was printed is what the comment says, or what it begins with. */
export function agrees(expected: string, actual: string): boolean {
  const said = plain(expected);
  const is = plain(actual);
  if (said.startsWith(is)) return true;
  const a = [...said.matchAll(NUMBER)];
  const b = [...is.matchAll(NUMBER)];
  if (b.length === 0 || a.length < b.length) return false;
  const end = a[b.length - 1].index + a[b.length - 1][0].length;
  const close = b.every((n, i) => sameTo(a[i][0], Number(n[0]), expected.includes('≈')));
  const rest = said.slice(end);
  const tail = is.slice((b.at(-1)?.index ?? 0) + (b.at(-1)?.[0].length ?? 0));
  return close && said.slice(0, end).replace(NUMBER, '#') + rest.slice(0, tail.length) === is.replace(NUMBER, '#');
}

/** Equal to the digits shown; integers are exact unless said to be rounded. */
function sameTo(shown: string, value: number, rounded: boolean): boolean {
  if (Number(shown) === value) return true;
  const [mantissa, exponent = '0'] = shown.toLowerCase().split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  if (decimals === 0 && exponent === '0' && !rounded) return false;
  return Math.abs(Number(shown) - value) <= 0.51 * 10 ** (Number(exponent) - decimals);
}
