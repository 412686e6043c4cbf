/**
 * Matrix Market files: coordinate and array, real, integer and pattern, general, symmetric and skew-symmetric.
 *
 * Boisvert, Pozo and Remington (1996), "The Matrix Market exchange formats: initial design", NISTIR 5935.
 */
import { type CscMatrix, FormatError } from '@adjoint/tensor';
import { sparseFromTriplets } from './csc-matrix.ts';
import { sparseTranspose } from './sparse-transpose.ts';

export interface ReadMatrixMarketOptions {
  /** Largest text accepted, in characters (default 2³⁰). */
  readonly maxBytes?: number;
  /** Largest number of rows and columns together (default: the characters of the text, at least 2¹⁶): each costs memory, entries or not. */
  readonly maxSize?: number;
}

/** Decimal, with the exponents of C and of Fortran. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/;
const fault = (line: number, what: string, hint: string): FormatError => new FormatError({ line }, `line ${line}: ${what}`, hint);

/**
 * A matrix from its text; of a symmetric one both triangles are stored.
 *
 * @throws FormatError with the line: wrong banner, sizes or counts beyond the text, indices outside, words where numbers belong, a
 *   symmetric file with entries of both triangles, a skew-symmetric one with a diagonal
 * @example readMatrixMarket('%%MatrixMarket matrix coordinate real general\n2 2 1\n1 2 3.5\n')
 */
export function readMatrixMarket(text: string, options: ReadMatrixMarketOptions = {}): CscMatrix {
  const { maxBytes = 2 ** 30, maxSize = Math.max(text.length, 2 ** 16) } = options;
  if (text.length > maxBytes)
    throw new FormatError(
      { byte: maxBytes },
      `a Matrix Market file of ${text.length} characters`,
      `more than maxBytes = ${maxBytes}: raise it if this is meant`,
    );
  const lines = text.split('\n');
  const banner =
    /^%%MatrixMarket\s+matrix\s+(coordinate|array)\s+(real|double|integer|pattern|complex)\s+(general|symmetric|skew-symmetric|hermitian)\s*$/i.exec(
      lines[0],
    );
  if (banner === null)
    throw fault(
      1,
      `${JSON.stringify(lines[0].slice(0, 60))} is no Matrix Market banner`,
      'it starts with %%MatrixMarket matrix coordinate real general',
    );
  const [layout, field, symmetry] = banner.slice(1).map((w) => w.toLowerCase());
  if (field === 'complex' || symmetry === 'hermitian') throw fault(1, 'a complex matrix', 'only real matrices are read');
  if (layout === 'array' && field === 'pattern') throw fault(1, 'an array of a pattern', 'a pattern is written by coordinates');
  let at = 1;
  const words = (): string[] | null => {
    while (at < lines.length) {
      const line = lines[at++].trim();
      if (line !== '' && !line.startsWith('%')) return line.split(/\s+/);
    }
    return null;
  };
  const counts = (words() ?? []).map((w) => (/^\d+$/.test(w) ? Number(w) : NaN));
  if (counts.length !== (layout === 'array' ? 2 : 3) || !counts.every((c) => c < 2 ** 31))
    throw fault(at, 'no line of sizes', layout === 'array' ? 'rows and columns' : 'rows, columns and the number of entries');
  const [rows, columns] = counts;
  if (rows + columns > maxSize)
    throw fault(
      at,
      `a matrix of ${rows} × ${columns} in a text of ${text.length} characters`,
      `raise maxSize = ${maxSize} if this is meant`,
    );
  if (symmetry !== 'general' && rows !== columns) throw fault(at, `a ${symmetry} matrix of ${rows} × ${columns}`, 'it must be square');
  const expected =
    layout === 'coordinate'
      ? counts[2]
      : symmetry === 'general'
        ? rows * columns
        : symmetry === 'symmetric'
          ? (rows * (rows + 1)) / 2
          : (rows * (rows - 1)) / 2;
  // Every entry takes a line, so a count beyond the lines present is refused before anything is allocated.
  if (expected > lines.length) throw fault(at, `${expected} entries announced in a file of ${lines.length} lines`, 'it may be truncated');
  const i: number[] = [];
  const j: number[] = [];
  const v: number[] = [];
  let side = 0; // the triangle of a symmetric file: that of its first entry off the diagonal
  const add = (row: number, column: number, value: number): void => {
    if (symmetry !== 'general' && row !== column) {
      side ||= Math.sign(row - column);
      if (Math.sign(row - column) !== side)
        throw fault(at, `an entry at (${row + 1}, ${column + 1}) after one of the other triangle`, `a ${symmetry} file has one triangle`);
    } else if (symmetry === 'skew-symmetric' && value !== 0)
      throw fault(at, `an entry at (${row + 1}, ${column + 1}) of a skew-symmetric matrix`, 'its diagonal is 0 and not written');
    i.push(row);
    j.push(column);
    v.push(value);
    if (symmetry !== 'general' && row !== column) {
      i.push(column);
      j.push(row);
      v.push(symmetry === 'symmetric' ? value : -value);
    }
  };
  const number = (word: string | undefined): number => {
    const x = word !== undefined && NUMBER.test(word) ? Number(word.replace(/[dD]/, 'e')) : NaN;
    if (!Number.isFinite(x) || (field === 'integer' && !Number.isInteger(x)))
      throw fault(
        at,
        `${JSON.stringify((word ?? 'nothing').slice(0, 40))} where a number is needed`,
        field === 'integer' ? 'entries are integers' : 'entries are finite numbers',
      );
    return x;
  };
  for (let k = 0, row = symmetry === 'skew-symmetric' ? 1 : 0, column = 0; k < expected; k++) {
    const w = words();
    if (w === null) throw fault(lines.length, `${k} entries of ${expected}`, 'the file may be truncated');
    if (layout === 'array') {
      if (w.length !== 1) throw fault(at, `${w.length} numbers on a line`, 'an array file has one entry on each line');
      const x = number(w[0]);
      if (x !== 0) add(row, column, x);
      if (++row === rows) {
        column++;
        row = symmetry === 'general' ? 0 : symmetry === 'symmetric' ? column : column + 1;
      }
      continue;
    }
    if (w.length !== (field === 'pattern' ? 2 : 3))
      throw fault(at, `${w.length} numbers in an entry`, field === 'pattern' ? 'row and column' : 'row, column and value');
    const r = number(w[0]);
    const c = number(w[1]);
    if (!Number.isInteger(r) || !Number.isInteger(c) || r < 1 || c < 1 || r > rows || c > columns)
      throw fault(at, `an entry at (${w[0]}, ${w[1]}), outside ${rows} × ${columns}`, 'indices start at 1');
    add(r - 1, c - 1, field === 'pattern' ? 1 : number(w[2]));
  }
  if (words() !== null) throw fault(at, `more than the ${expected} entries announced`, 'the counts of the file are wrong');
  return sparseFromTriplets(rows, columns, i, j, v);
}

/**
 * The text of a matrix in coordinate form; every number is read back to the same bits.
 *
 * @param options.symmetric writes the lower triangle only; the caller knows that the matrix is symmetric
 */
export function writeMatrixMarket(a: CscMatrix, options: { readonly symmetric?: boolean; readonly comment?: string } = {}): string {
  const { symmetric = false, comment } = options;
  const entries: string[] = [];
  // Of a symmetric matrix the lower triangle is the upper one of its transpose.
  const m = symmetric ? sparseTranspose(a) : a;
  for (let j = 0; j < m.columns; j++)
    for (let p = m.columnPointers[j]; p < m.columnPointers[j + 1]; p++)
      if (!symmetric || m.rowIndices[p] >= j) entries.push(`${m.rowIndices[p] + 1} ${j + 1} ${m.values[p]}`);
  const head = [`%%MatrixMarket matrix coordinate real ${symmetric ? 'symmetric' : 'general'}`];
  if (comment !== undefined) head.push(...comment.split('\n').map((line) => `% ${line}`));
  return [...head, `${a.rows} ${a.columns} ${entries.length}`, ...entries, ''].join('\n');
}
