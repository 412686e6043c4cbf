import { expect, test } from 'vitest';
import { FormatError } from '@adjoint/tensor';
import { categoryColumn } from './category-column.ts';
import { numericColumns } from './numeric-columns.ts';
import { parseCsv } from './parse-csv.ts';

test('takes the named columns in their order, missing values as NaN', () => {
  const table = parseCsv('a,b,c\n1,NA,-2.5e-3\n.5,,7.');
  const x = numericColumns(table, ['c', 'b', 'a']);
  expect(x.shape).toEqual([2, 3]);
  expect([...x.data()]).toEqual([-0.0025, NaN, 1, 7, NaN, 0.5]);
  expect(numericColumns(parseCsv('a\n?'), ['a'], { missing: ['?'] }).data()[0]).toBeNaN();
});

test.each(['x', '0x10', '1_000', '1e999', 'Infinity', '1 2', '--1', '1e', '.', '١'])(
  'refuses %s as a number and names the line',
  (field) => {
    const table = parseCsv(`a,b\n1,2\n3,${field}`);
    expect(() => numericColumns(table)).toThrow(FormatError);
    expect(() => numericColumns(table)).toThrow(/line 3, column "b"/);
  },
);

test('an unknown column is named together with those that exist', () => {
  expect(() => numericColumns(parseCsv('a,b\n1,2'), ['z'])).toThrow(/"z"[\s\S]*a, b/);
});

test('codes of categories do not depend on the order of the rows', () => {
  const one = categoryColumn(parseCsv('s\nb\na\nNA\nb'), 's');
  expect(one.names).toEqual(['a', 'b']);
  expect([...one.codes.data()]).toEqual([1, 0, -1, 1]);
  expect(categoryColumn(parseCsv('s\na\nb'), 's').names).toEqual(['a', 'b']);
});
