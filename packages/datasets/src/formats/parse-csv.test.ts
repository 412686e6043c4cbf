import { expect, test } from 'vitest';
import fc from 'fast-check';
import { FormatError } from '@adjoint/tensor';
import { parseCsv } from './parse-csv.ts';

const lineOf = (text: string): unknown => {
  try {
    parseCsv(text);
  } catch (e) {
    if (e instanceof FormatError) return e.at;
    throw e;
  }
  return 'accepted';
};

test('reads quotes, delimiters and line ends inside fields', () => {
  const table = parseCsv('name,note\r\n"O""Brien","a,b\nc"\r\nplain,\r\n');
  expect(table.columns).toEqual(['name', 'note']);
  expect(table.rows).toEqual([
    ['O"Brien', 'a,b\nc'],
    ['plain', ''],
  ]);
  expect(table.lines).toEqual([2, 4]);
});

test('takes any of the three line ends, a byte order mark, another delimiter and no header', () => {
  expect(parseCsv('a;b\r1;2\n3;4', { delimiter: ';' }).rows).toEqual([
    ['1', '2'],
    ['3', '4'],
  ]);
  expect(parseCsv('\uFEFFa,b\n').columns).toEqual(['a', 'b']);
  expect(parseCsv('1,2\n', { header: false })).toEqual({ columns: ['0', '1'], rows: [['1', '2']], lines: [1] });
  expect(parseCsv('a]b\n1]2', { delimiter: ']' }).rows).toEqual([['1', '2']]);
  expect(parseCsv('')).toEqual({ columns: [], rows: [], lines: [] });
});

test('whatever fields are written by the rules are read back', () => {
  const field = fc.string().filter((s) => !s.includes('\0'));
  const rows = fc
    .integer({ min: 1, max: 4 })
    .chain((n) => fc.array(fc.array(field, { minLength: n, maxLength: n }), { minLength: 1, maxLength: 5 }));
  fc.assert(
    fc.property(rows, fc.constantFrom('\n', '\r\n', '\r'), (table, end) => {
      const text = table.map((row) => row.map((f) => `"${f.replaceAll('"', '""')}"`).join(',')).join(end);
      expect(parseCsv(text, { header: false }).rows).toEqual(table);
    }),
  );
});

test.each([
  ['ragged row', 'a,b\n1,2\n3', { line: 3 }],
  ['row too long, after a field of two lines', 'a,b\n"x\ny",2\n1,2,3', { line: 4 }],
  ['quote never closed', 'a,b\n1,"2\n3\n', { line: 2 }],
  ['text after a closing quote', 'a,b\n"1"x,2', { line: 2 }],
  ['quote inside a field', 'a,b\n1"2,3', { line: 2 }],
  ['repeated column', 'a,a\n1,2', { line: 1 }],
  ['NUL', 'a,b\n1,\0', { line: 2 }],
])('names the line of a %s', (_, text, at) => {
  expect(lineOf(text)).toEqual(at);
});

test('refuses a text above maxLength and a delimiter that cannot be one', () => {
  expect(() => parseCsv('a,b\n1,2', { maxLength: 3 })).toThrow(/more than 3/);
  expect(() => parseCsv('a', { delimiter: '"' })).toThrow(/delimiter/);
  expect(() => parseCsv('a', { delimiter: '' })).toThrow(/delimiter/);
});

test('arbitrary text is read or refused with a line, never anything else', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', '\0', '1') }), (text) => {
      const at = lineOf(text);
      return at === 'accepted' || typeof (at as { line: number }).line === 'number';
    }),
    { numRuns: 500 },
  );
});
