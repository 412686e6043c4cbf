import { describe, expect, test } from 'vitest';
import { isAdjointError } from '@adjoint/tensor';
import { quadraticProgram, readLp, readMps } from '../index.ts';

const mps = (rows: string, columns: string, rest = ''): string => `NAME t\nROWS\n N c\n${rows}COLUMNS\n${columns}${rest}ENDATA\n`;
const limits = (text: string): unknown[] => {
  const { rows, lower, upper } = readMps(text).program;
  return [rows!.lower, rows!.upper, lower!, upper!].map((v) => [...(v as Float64Array)]);
};
const ROWS = ' L a\n G b\n E d\n';
const COLUMNS = ' x c 1 a 1\n x b 1 d 1\n y a 1 b 1\n';

describe('what MPS says', () => {
  test.each<[number, number[], number[]]>([
    [2, [2, 3, 7], [4, 5, 9]],
    [-2, [2, 3, 5], [4, 5, 7]],
  ])('ranges of %d: L below, G above, E by the sign, wherever the section stands', (r, low, high) => {
    const rhs = 'RHS\n s a 4 b 3\n s d 7\n';
    const ranges = `RANGES\n s a ${r} b ${r}\n s d ${r}\n`;
    for (const rest of [rhs + ranges, ranges + rhs]) {
      const [lower, upper] = limits(mps(ROWS, COLUMNS, rest));
      expect([lower, upper]).toEqual([low, high]);
    }
  });
  test('the right-hand side of the objective is minus its constant, negated with it in a maximisation', () => {
    const text = mps(' L a\n', ' x c 1 a 1\n', 'RHS\n s c -3 a 4\n');
    expect(readMps(text).program.constant).toBe(3);
    const most = readMps(text.replace('ROWS', 'OBJSENSE\n    MAX\nROWS'));
    expect(most.program.constant).toBe(-3);
    expect(quadraticProgram(most.program).objective).toBeCloseTo(-7, 6);
    expect(readMps(text.replace('ROWS', 'OBJSENSE MAXIMIZE\nROWS')).sense).toBe('maximize');
  });
  test.each<[string, number, number]>([
    [' UP s x 4', 0, 4],
    [' UP s x -4', -Infinity, -4],
    [' LO s x 0\n UP s x -0.5\n LO s x -1', -1, -0.5],
    [' MI s x', -Infinity, Infinity],
    [' MI s x\n UP s x 3', -Infinity, 3],
    [' FR s x', -Infinity, Infinity],
    [' PL s x', 0, Infinity],
    [' FX s x -2.5', -2.5, -2.5],
    [' UP s x 1e30', 0, Infinity],
    [' LO s x -Inf', -Infinity, Infinity],
    [' LO x 1', 1, Infinity],
    [' FR x', -Infinity, Infinity],
    [' FR s x 0', -Infinity, Infinity],
  ])('bounds: %j', (lines, low, high) => {
    const [, , lower, upper] = limits(mps(ROWS, COLUMNS, `BOUNDS\n${lines}\n`)) as number[][];
    expect([lower[0], upper[0]]).toEqual([low, high]);
  });
  test('ends of lines, a byte order mark, tabs and comments do not matter', () => {
    const text = mps(ROWS, COLUMNS, 'RHS\n s a 4\n');
    const plain = limits(text);
    for (const other of [
      text.replaceAll('\n', '\r\n'),
      `\ufeff${text}`,
      text.replaceAll(' ', '\t'),
      text.replaceAll('\n', '\n* a comment\n\n'),
    ])
      expect(limits(other.replace('NAME\tt', 'NAME t'))).toEqual(plain);
  });
  test('a range or a right-hand side of a row without meaning is passed over', () => {
    const text = mps(' N more\n L a\n', ' x c 1 a 1\n x more 5\n', 'RHS\n s more 4 a 1\nRANGES\n s more 4 c 4\n');
    expect(limits(text)[1]).toEqual([1]);
  });
});

test.each<[string, string, RegExp]>([
  ['a row named as the objective', mps(' L c\n', ' x c 1\n'), /line 4: row c stands twice/],
  ['a cost that stands twice', mps(ROWS, ' x c 1 a 1\n x c 2\n'), /line 9: the cost of x stands twice/],
  ['a right-hand side that stands twice', mps(ROWS, COLUMNS, 'RHS\n s a 1\n s a 2\n'), /line 13: row a in RHS stands twice/],
  ['a range that stands twice', mps(ROWS, COLUMNS, 'RANGES\n s a 1 a 2\n'), /line 12: row a in RANGES stands twice/],
  ['a second set', mps(ROWS, COLUMNS, 'RHS\n s a 1\n t b 2\n'), /line 13: a second set "t" in RHS, after "s"/],
  ['both triangles where one is meant', mps(ROWS, COLUMNS, 'QUADOBJ\n x y 1\n y x 1\n'), /line 13: the entry of y and x in QUADOBJ/],
  ['data after the name of a section', mps(ROWS, COLUMNS, 'RHS s a 1\n'), /line 11: "s" after RHS/],
  ['an infinite equality', mps(ROWS, COLUMNS, 'RHS\n s d 1e30\n'), /line 12: the right-hand side Infinity of a row of kind E/],
  ['a row below −∞', mps(ROWS, COLUMNS, 'RHS\n s a -1e31\n'), /line 12: the right-hand side -Infinity of a row of kind L/],
  ['a fixed variable at infinity', mps(ROWS, COLUMNS, 'BOUNDS\n FX s x inf\n'), /line 12: the bound FX Infinity/],
  ['an upper bound of −∞', mps(ROWS, COLUMNS, 'BOUNDS\n UP s x -inf\n'), /line 12: the bound UP -Infinity/],
  ['a range of nothing', mps(ROWS, COLUMNS, 'RHS\n s a inf\nRANGES\n s a 3\n'), /line 14: a range of a row without a limit/],
  ['more fields than a bound has', mps(ROWS, COLUMNS, 'BOUNDS\n UP s x 4 5\n'), /line 12/],
  ['a number in base 16', mps(ROWS, COLUMNS, 'RHS\n s a 0x10\n'), /line 12: "0x10"/],
  ['a number beyond the range', mps(ROWS, ' x c 1e400 a 1\n'), /line 8: the coefficient 1e400/],
  ['lines that end as in old files', mps(ROWS, COLUMNS).replaceAll('\n', '\r'), /line 1/],
])('refuses %s', (_name, text, message) => {
  for (const layout of ['auto', 'free'] as const) expect(() => readMps(text, { layout })).toThrow(message);
});

test('every line cut, doubled, moved or given other words ends in a program or in an error of ours, in each layout', () => {
  const text = mps(ROWS, COLUMNS, 'RHS\n s a 4 b 3\nRANGES\n s a 1\nBOUNDS\n UP s x 4\nQUADOBJ\n x x 1\n').replace(
    'ROWS',
    'OBJSENSE\n MAX\nROWS',
  );
  const lines = text.split('\n');
  const words = ['nan', '-inf', '1e400', '', 'x', 'c', 'a', '1d2', '*', "'MARKER'", '__proto__'];
  const edits = lines.flatMap((line, k) => [
    lines.toSpliced(k, 1),
    lines.toSpliced(k, 0, line),
    lines.toSpliced(k, 1, line.trim()),
    lines.toSpliced(k, 1, ` ${line}`),
    ...line.split(' ').flatMap((_, at) => words.map((word) => lines.toSpliced(k, 1, line.split(' ').toSpliced(at, 1, word).join(' ')))),
  ]);
  let programs = 0;
  for (const edit of edits)
    for (const layout of ['auto', 'free', 'fixed'] as const)
      try {
        quadraticProgram(readMps(edit.join('\n'), { layout }).program, { maxIterations: 1 });
        programs++;
      } catch (error) {
        if (!isAdjointError(error)) throw error;
      }
  expect(programs).toBeGreaterThan(20);
});

describe('what LP format says', () => {
  const rows = (text: string): unknown => {
    const { program, rowNames } = readLp(text);
    return [rowNames, [...(program.rows!.lower as Float64Array)], [...(program.rows!.upper as Float64Array)]];
  };
  test('constraints need no label: a right-hand side ends with its line', () => {
    const text = 'Minimize\n x + y\nSubject To\n x + 2 y >= 2\n - x + y <= 1\n 3 x - y\n >= -4\n 2 <= x + y\n x - 3 y <= 7\nEnd';
    expect(rows(text)).toEqual([
      ['R1', 'R2', 'R3', 'R4', 'R5'],
      [2, -Infinity, -4, 2, -Infinity],
      [Infinity, 1, Infinity, Infinity, 7],
    ]);
  });
  test('an infinite limit is none', () => {
    expect(rows('Minimize\n x\nSubject To\n a: x <= inf\n b: -infinity <= x <= 3\nEnd')).toEqual([
      ['a', 'b'],
      [-Infinity, -Infinity],
      [Infinity, 3],
    ]);
  });
  test('a byte order mark and ends of lines do not matter', () => {
    expect(rows('\ufeffMinimize\r\n x\r\nSubject To\r\n a: x >= 1\r\nEnd\r\n')).toEqual([['a'], [1], [Infinity]]);
  });
  test.each<[string, string, RegExp]>([
    ['terms without a sign between', 'Minimize\n x + y Subject To\n c: x >= 1\nEnd', /line 2: "Subject" after a term/],
    ['a product of numbers', 'Minimize\n 2 * 3 x\nEnd', /line 2: "3" after \*/],
    ['a coefficient beyond the range', 'Minimize\n 1e400 x\nEnd', /line 2: the number 1e400/],
    ['an infinite coefficient', 'Minimize\n x + 2 inf\nEnd', /line 2: inf in an expression/],
    ['a limit that no number reaches', 'Minimize\n x\nSubject To\n c: x >= inf\nEnd', /line 4: constraint c has an infinite limit/],
    ['a bound that no number reaches', 'Minimize\n x\nSubject To\n c: x >= 1\nBounds\n x = inf\nEnd', /variable x has a bound/],
  ])('refuses %s', (_name, text, message) => {
    expect(() => readLp(text)).toThrow(message);
  });
});
