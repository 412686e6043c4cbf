import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type { SolveReport } from './solve-report.ts';

const at = (path: string): string => new URL(path, import.meta.url).pathname;
const workspaceNode = at('../../../../node_modules/.bin/node');
const node = existsSync(workspaceNode) ? workspaceNode : process.execPath;
const folder = mkdtempSync(join(tmpdir(), 'adjoint-solve-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const file = (name: string, text: string | Uint8Array): string => {
  writeFileSync(join(folder, name), text);
  return name;
};

/** The command line itself, from its sources, in a folder of its own. */
function run(
  args: readonly string[],
  input?: string | Uint8Array,
): { readonly status: number | null; readonly out: string; readonly err: string } {
  const r = spawnSync(node, ['--conditions=@adjoint/source', at('../main.ts'), 'solve', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: '', NO_COLOR: '1' },
    ...(input === undefined ? null : { input }),
  });
  return { status: r.status, out: r.stdout, err: r.stderr };
}
const report = (args: readonly string[]): SolveReport & { readonly exit: number | null } => {
  const r = run([...args, '--json']);
  return { ...(JSON.parse(r.out) as SolveReport), exit: r.status };
};

const LP = 'Minimize\n cost: x + 2 y\nSubject To\n enough: x + y >= 3\n mix: x - y <= 1\nBounds\n y <= 10\nEnd\n';

describe('a program that has an optimum', () => {
  test('prints iterations, the answer and the multipliers by name, the certificate, and ends with 0', () => {
    const { status, out } = run([file('small.lp', LP)]);
    expect(status, out).toBe(0);
    expect(out).toMatch(/minimize, 2 variables, 2 rows/);
    expect(out).toMatch(/it +primal objective +dual objective/);
    expect(out).toMatch(/^ +0 .*\n +1 /m);
    expect(out).toMatch(/solved: the answer meets the tolerance/);
    expect(out).toMatch(/x +2\b[\s\S]*y +1\b/);
    expect(out).toMatch(/enough +3 +1\.5 +lower[\s\S]*mix +1 +0\.5 +upper/);
    expect(out).toMatch(/holds \(numerical/);
  });
  test('as JSON: the optimum of Netlib, by name, with a certificate', () => {
    file('afiro.mps', gunzipSync(readFileSync(at('../../../../tooling/reference-data/optim/netlib/afiro.mps.gz'))).toString());
    const r = report(['afiro.mps']);
    expect(r).toMatchObject({ version: 1, status: 'solved', sense: 'minimize', exit: 0 });
    expect(r.objective).toBeCloseTo(-464.753142857, 6);
    expect(r.certificate?.verdict).toBe('holds');
    expect(r.variables).toHaveLength(32);
    expect(r.rows).toHaveLength(27);
    expect(r.trace.length).toBe(r.iterations + 1);
    // b'y + bounds: the dual value from the printed multipliers alone
    const side = (l: SolveReport['rows'][number]): number =>
      (l.lower === '-inf' ? 0 : Number(l.lower) * Number(l.lowerMultiplier)) -
      (l.upper === 'inf' ? 0 : Number(l.upper) * Number(l.upperMultiplier));
    expect([...r.rows, ...r.variables].reduce((sum, l) => sum + side(l), 0)).toBeCloseTo(-464.753142857, 4);
  });
  test('a maximisation is reported in its own sense', () => {
    const r = report([file('most.lp', 'Maximize\n 3 x + 2 y\nSubject To\n c: x + y <= 4\n d: x <= 3\nEnd\n')]);
    expect(r.sense).toBe('maximize');
    expect(r.objective).toBeCloseTo(11, 6);
  });
  test('a quadratic program from the standard input, told by its first words', () => {
    const { status, out } = run(['-', '--no-progress'], 'Minimize\n [ x^2 + y^2 ]\nSubject To\n c: x + y >= 2\nEnd\n');
    expect(status, out).toBe(0);
    expect(out).toMatch(/objective +2\n/);
    expect(out).not.toMatch(/step$/m);
  });
  test('a file packed by gzip, from a name or from the standard input', () => {
    const packed = gzipSync(LP);
    expect(report([file('packed.lp.gz', packed)])).toMatchObject({ status: 'solved', objective: 4, exit: 0 });
    expect(run(['-', '--no-progress'], packed).out).toMatch(/objective +4\n/);
    const { status, err } = run([file('torn.lp.gz', packed.subarray(0, 30))]);
    expect(err).toMatch(/torn\.lp\.gz: FormatError: the file cannot be unpacked: it ends too early/);
    expect(status).toBe(2);
  });
  test('what needs no iteration has no table of them', () => {
    const { status, out } = run([file('plain.lp', 'Minimize\n x + y\nSubject To\n a: x >= 2\nEnd\n')]);
    expect(status, out).toBe(0);
    expect(out).not.toMatch(/primal objective/);
    expect(out).toMatch(/objective +2\n[\s\S]*iterations +0,/);
    expect(out).toMatch(/a +2 +1 +lower/);
  });
  test('--no-verify leaves the certificate out; --format reads a file of another name', () => {
    file('program.txt', 'NAME\nROWS\n N c\n G r\nCOLUMNS\n x c 2 r 1\nRHS\n rhs r 3\nENDATA\n');
    expect(report(['program.txt', '--no-verify', '--format', 'free-mps'])).toMatchObject({ certificate: null, objective: 6, exit: 0 });
  });
  test('names of a file do not reach the terminal with control characters', () => {
    const { out } = run([
      file(
        'escape.mps',
        'NAME a\u001b[31mred\nROWS\n N c\n G r\u001b]0;x\u0007\nCOLUMNS\n x c 2 r\u001b]0;x\u0007 1\nRHS\n rhs r\u001b]0;x\u0007 3\nENDATA\n',
      ),
      '--all',
    ]);
    expect(out).toMatch(/solved/);
    expect(out).not.toMatch(/[\u001b\u0007]/);
  });
});

describe('exit codes by status', () => {
  test('no point satisfies the rows: 4, with the rows that contradict one another', () => {
    const { status, out } = run([
      file('none.lp', 'Minimize\n x\nSubject To\n low: x + y <= 1\n high: x + y >= 2\n other: x - y <= 5\nEnd\n'),
    ]);
    expect(status, out).toBe(4);
    expect(out).toMatch(/rows that contradict one another[\s\S]*low[\s\S]*high/);
  });
  test('falling without end: 5, with the direction', () => {
    const r = report([file('fall.lp', 'Minimize\n - x + y\nSubject To\n c: y - x <= 1\nEnd\n')]);
    expect(r).toMatchObject({ status: 'dual-infeasible', exit: 5 });
    expect(Number(r.direction!.find((d) => d.name === 'x')!.value)).toBeGreaterThan(0);
  });
  test('limits: 6', () => {
    expect(run(['small.lp', '--max-iterations', '1']).status).toBe(6);
    expect(run(['small.lp', '--time-limit', '1e-9']).status).toBe(6);
  });
});

describe('what cannot be read ends with 2, in a typed error', () => {
  test.each<[string, string, RegExp]>([
    [
      'a word for a number, with its line',
      file('word.mps', 'NAME\nROWS\n N c\n G r\nCOLUMNS\n x c two r 1\nENDATA\n'),
      /word\.mps: FormatError: line 6: "two" where a number is needed\n +hint:/,
    ],
    ['a truncated file', file('short.qps', 'NAME\nROWS\n N c\n'), /FormatError: line 3: the file ends without ENDATA/],
    ['an empty file', file('empty.mps', ''), /FormatError: line 1: the file is empty/],
    ['integers', file('whole.lp', 'Minimize\n x\nSubject To\n c: x >= 1\nGeneral\n x\nEnd'), /FormatError: line 5: integer variables/],
    [
      'crossed bounds',
      file('crossed.lp', 'Minimize\n x\nSubject To\n c: x >= 1\nBounds\n 3 <= x <= 2\nEnd'),
      /FormatError: .*x has the lower bound 3 above the upper bound 2/,
    ],
    ['bytes', file('bytes.mps', String.fromCharCode(...Array.from({ length: 400 }, (_, i) => (i * 37) % 256))), /FormatError: line \d+/],
    ['a missing file', 'nowhere.mps', /ArgumentError: .*nowhere\.mps cannot be read: there is no such file/],
    ['a folder', '.', /ArgumentError: .* it is a folder/],
  ])('%s', (_name, path, message) => {
    const { status, out, err } = run([path]);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n +at /);
    expect(out).toBe('');
    expect(status).toBe(2);
  });
  test('as JSON: name, code, line and hint', () => {
    const { status, out } = run(['word.mps', '--json']);
    expect(status).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ version: 1, error: { name: 'FormatError', line: 6, hint: expect.any(String) as string } });
  });
  test.each([
    ['an unknown option', ['small.lp', '--nope']],
    ['no file', []],
    ['a time limit of 0', ['small.lp', '--time-limit', '0']],
    ['an unknown format', ['small.lp', '--format', 'xls']],
  ])('%s', (_name, args) => {
    const { status, err } = run(args);
    expect(status).toBe(2);
    expect(err).toMatch(/^error: /);
  });
});

test('the help names every exit code', () => {
  const { status, out } = run(['--help']);
  expect(status).toBe(0);
  expect(out).toMatch(/--format <format>[\s\S]*--no-verify[\s\S]*--time-limit <seconds>[\s\S]*Exit codes:[\s\S]*7 +no further progress/);
});
