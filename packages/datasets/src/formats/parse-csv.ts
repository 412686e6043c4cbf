/**
 * Comma-separated values, read strictly.
 *
 * Fields are separated by one character and may be quoted with "…", a quote inside written twice; lines end in LF, CRLF
 * or CR. Every row has as many fields as the first. Nothing is guessed: what the grammar does not allow is an error
 * with its line.
 *
 * RFC 4180 (Shafranovich 2005); here the last line may lack its end, and empty lines at the very end are ignored.
 */
import { ArgumentError, FormatError } from '@adjoint/tensor';

export interface CsvOptions {
  /** One character, default ','. */
  readonly delimiter?: string;
  /** Whether the first row names the columns (default true). */
  readonly header?: boolean;
  /** Largest length of the text in characters, default 2³⁰. */
  readonly maxLength?: number;
}

export interface CsvTable {
  /** Names of the columns; '0', '1', … without a header. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Line on which each row starts, from 1. */
  readonly lines: readonly number[];
}

const RULES = 'quote a field that holds a quote, the delimiter or a line end, and write a quote inside it twice';

/**
 * @throws FormatError    with the line, for ragged rows, stray or unclosed quotes, repeated column names, NUL characters
 * @throws ArgumentError  when the delimiter is not one character, or a quote or line end
 * @example parseCsv('a,b\n1,"x,y"').rows // [['1', 'x,y']]
 */
export function parseCsv(text: string, options: CsvOptions = {}): CsvTable {
  const { delimiter = ',', header = true, maxLength = 2 ** 30 } = options;
  if (delimiter.length !== 1 || '"\r\n'.includes(delimiter))
    throw new ArgumentError(`parseCsv: delimiter ${JSON.stringify(delimiter)}`, 'use one character that is no quote and no line end');
  if (text.length > maxLength)
    throw new FormatError({ line: 1 }, `CSV text of ${text.length} characters, more than ${maxLength}`, 'raise maxLength if this is meant');

  const rows: string[][] = [];
  const lines: number[] = [];
  let line = 1;
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  const plain = new RegExp(`[^${escapeClass(delimiter)}"\\r\\n]*`, 'y');
  const end = endOfContent(text);

  while (at < end) {
    const row: string[] = [];
    const start = line;
    for (;;) {
      const field = text[at] === '"' ? quoted() : unquoted();
      row.push(field);
      if (at < end && text[at] === delimiter) {
        at++;
        continue;
      }
      break;
    }
    if (at < end) {
      if (text[at] === '"') throw new FormatError({ line }, `line ${line}: a quote inside an unquoted field`, RULES);
      at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
      line++;
    }
    if (rows.length > 0 && row.length !== rows[0].length) {
      throw new FormatError(
        { line: start },
        `line ${start} has ${row.length} field${row.length === 1 ? '' : 's'}, the first row has ${rows[0].length}`,
        'give every row the same number of fields',
      );
    }
    rows.push(row);
    lines.push(start);
  }

  if (!header) return { columns: (rows[0] ?? []).map((_, i) => String(i)), rows, lines };
  const columns = rows.shift() ?? [];
  lines.shift();
  const seen = new Set<string>();
  const repeated = columns.find((name) => seen.size === seen.add(name).size);
  if (repeated !== undefined)
    throw new FormatError({ line: 1 }, `two columns are named ${JSON.stringify(repeated)}`, 'rename one, or read with header: false');
  return { columns, rows, lines };

  function unquoted(): string {
    plain.lastIndex = at;
    const field = plain.exec(text)?.[0] ?? '';
    at += field.length;
    return checked(field);
  }

  function quoted(): string {
    const opened = line;
    let field = '';
    at++;
    for (;;) {
      const close = text.indexOf('"', at);
      if (close < 0) throw new FormatError({ line: opened }, `line ${opened}: a quoted field is never closed`, RULES);
      field += text.slice(at, close);
      at = close + 1;
      if (text[at] !== '"') break;
      field += '"';
      at++;
    }
    line += (field.match(/\r\n|\r|\n/g) ?? []).length;
    if (at < end && text[at] !== delimiter && text[at] !== '\r' && text[at] !== '\n')
      throw new FormatError({ line }, `line ${line}: text after a closing quote`, RULES);
    return checked(field);
  }

  function checked(field: string): string {
    if (field.includes('\0'))
      throw new FormatError({ line }, `line ${line}: a NUL character`, 'this is not a text file, or it is UTF-16: decode it first');
    return field;
  }
}

/** Where the text ends when the line ends after it are left out. */
function endOfContent(text: string): number {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
  return end;
}

const escapeClass = (c: string): string => ('\\]^-'.includes(c) ? `\\${c}` : c);
