/** A program from a file, in the format that its name or its first words say. */
import { readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ArgumentError, FormatError } from '@adjoint/tensor';
import { type NamedProgram, readLp, readMps } from '@adjoint/optim-kkt';

/** `mps` and `qps` are told free from fixed by themselves. */
export const FORMATS = ['auto', 'mps', 'qps', 'free-mps', 'fixed-mps', 'lp'] as const;
export type ProgramFormat = (typeof FORMATS)[number];

export interface ReadProgram {
  readonly format: 'mps' | 'lp';
  readonly named: NamedProgram;
}

/**
 * @param path a file, relative to where the command was typed, or `-` for the standard input
 * @throws ArgumentError when there is no such file
 * @throws FormatError with the line when it is not of the format
 */
export function readProgram(path: string, format: ProgramFormat): ReadProgram {
  const text = contents(path);
  const kind = format === 'auto' ? guess(path, text) : format === 'lp' ? 'lp' : 'mps';
  if (text.trim() === '') throw new FormatError({ line: 1 }, 'line 1: the file is empty', 'give an MPS, QPS or LP file');
  if (kind === 'lp') return { format: kind, named: readLp(text) };
  return { format: kind, named: readMps(text, { layout: format === 'free-mps' ? 'free' : format === 'fixed-mps' ? 'fixed' : 'auto' }) };
}

function contents(path: string): string {
  if (path === '-') return unpacked(readFileSync(0));
  const full = resolve(process.env.INIT_CWD || process.cwd(), path);
  let bytes: Buffer;
  try {
    bytes = readFileSync(full);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new ArgumentError(
      `${full} cannot be read: ${REASONS[code] ?? String((error as Error).message)}`,
      'give a path relative to the folder you are in, or an absolute one',
    );
  }
  return unpacked(bytes);
}

/** Text, also of a file packed by gzip. */
function unpacked(bytes: Buffer): string {
  try {
    const text = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes;
    return text.toString('utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new FormatError(
      { byte: 0 },
      `the file cannot be unpacked: ${REASONS[code] ?? String((error as Error).message)}`,
      'it may be truncated; unpack it to see',
    );
  }
}

/** The longest text that can be one string here. */
const MOST_BYTES = 2 ** 29 - 24;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission is denied',
  ERR_STRING_TOO_LONG: 'it is too large',
  ERR_BUFFER_TOO_LARGE: 'it is too large',
  ERR_FS_FILE_TOO_LARGE: 'it is too large',
  Z_BUF_ERROR: 'it ends too early',
  Z_DATA_ERROR: 'its bytes are damaged',
};

/** By the ending of the name; a file of another name is LP format when it starts with an objective. */
function guess(path: string, text: string): 'mps' | 'lp' {
  const ending = extname(path.replace(/\.gz$/i, '')).toLowerCase();
  if (ending === '.lp') return 'lp';
  if (ending === '.mps' || ending === '.qps') return 'mps';
  return /^(?:\s|\\[^\n]*\n)*(?:min|max)/i.test(text.slice(0, 65536)) ? 'lp' : 'mps';
}
