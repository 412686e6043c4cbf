/**
 * MPS and QPS files, fixed and free: sections NAME, OBJSENSE, ROWS, COLUMNS, RHS, RANGES, BOUNDS, QUADOBJ, QMATRIX, ENDATA.
 *
 * Fixed files have their fields in columns 2-3, 5-12, 15-22, 25-36, 40-47 and 50-61, and names may hold blanks; free
 * files are split at blanks. An upper bound below 0 without a lower one makes the variable free below, as is the custom.
 * The right-hand side of the objective is minus its constant.
 */
import { FormatError, isAdjointError } from '@adjoint/tensor';
import { type NamedProgram, type ProgramBuilder, programBuilder } from './program-builder.ts';

export interface ReadMpsOptions {
  /** Default: free, and where that fails fixed. */
  readonly layout?: 'auto' | 'free' | 'fixed';
  /** Largest text accepted, in characters (default 2³⁰). */
  readonly maxBytes?: number;
}

/**
 * @throws FormatError with the line, for anything that is not such a file; integer variables are refused too
 * @example quadraticProgram(readMps(text).program)
 */
export function readMps(text: string, options: ReadMpsOptions = {}): NamedProgram {
  const { layout = 'auto', maxBytes = 2 ** 30 } = options;
  if (text.length > maxBytes)
    throw new FormatError(
      { byte: maxBytes },
      `an MPS file of ${text.length} characters`,
      `more than maxBytes = ${maxBytes}: raise it if this is meant`,
    );
  if (layout !== 'auto') return parse(text, layout === 'fixed' ? fixedFields : freeFields);
  try {
    return parse(text, freeFields);
  } catch (error) {
    // The reading that came further knows better what is wrong.
    try {
      return parse(text, fixedFields);
    } catch (other) {
      throw lineOf(other) > lineOf(error) ? other : error;
    }
  }
}

const lineOf = (error: unknown): number =>
  isAdjointError(error) && error instanceof FormatError && 'line' in error.at ? error.at.line : Infinity;

type Fields = (line: string, section: string) => readonly string[];
const freeFields: Fields = (line) => line.trim().split(/\s+/);

/** Blank fields are dropped at the end only, since the first name of RHS, RANGES and BOUNDS may be blank. */
const fixedFields: Fields = (line, section) => {
  const cut = (from: number, to: number): string => line.slice(from - 1, to).trim();
  const parts = [cut(5, 12), cut(15, 22), cut(25, 36), cut(40, 47), cut(50, 61)];
  const kind = cut(2, 3);
  while (parts.length > 0 && parts[parts.length - 1] === '') parts.pop();
  return section === 'ROWS' || section === 'BOUNDS' ? [kind, ...parts] : parts;
};

const SECTIONS = new Set([
  'NAME',
  'OBJSENSE',
  'ROWS',
  'COLUMNS',
  'RHS',
  'RANGES',
  'BOUNDS',
  'QUADOBJ',
  'QMATRIX',
  'QSECTION',
  'ENDATA',
  'OBJSENSE MAX',
  'OBJECT',
]);
interface State {
  readonly b: ProgramBuilder;
  readonly kinds: string[];
  readonly free: Set<string>;
  readonly negative: Set<number>;
  line: number;
}

function parse(text: string, fields: Fields): NamedProgram {
  const s: State = { b: programBuilder(), kinds: [], free: new Set(), negative: new Set(), line: 0 };
  let section = '';
  let ended = false;
  let from = 0;
  while (from < text.length && !ended) {
    const newline = text.indexOf('\n', from);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(from, end).replace(/\r$/, '');
    from = end + 1;
    s.line++;
    if (line.trim() === '' || line.startsWith('*')) continue;
    if (!/^\s/.test(line)) {
      const [word, ...rest] = line.trim().split(/\s+/);
      section = word.toUpperCase();
      if (!SECTIONS.has(section))
        throw fault(
          s,
          `an unknown section ${JSON.stringify(word.slice(0, 40))}`,
          'sections are NAME, OBJSENSE, ROWS, COLUMNS, RHS, RANGES, BOUNDS, QUADOBJ, QMATRIX, ENDATA',
        );
      if (section === 'NAME') s.b.name = rest.join(' ');
      if (section === 'OBJSENSE' && rest.length > 0) sense(s, rest[0]);
      ended = section === 'ENDATA';
      continue;
    }
    record(s, section, fields(line, section));
  }
  if (!ended) throw fault(s, 'the file ends without ENDATA', 'it may be truncated');
  return s.b.finish(s.line);
}

const fault = (s: State, what: string, hint: string): FormatError => new FormatError({ line: s.line }, `line ${s.line}: ${what}`, hint);

function number(s: State, text: string | undefined): number {
  if (text === undefined || !/^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/.test(text)) {
    if (text !== undefined && /^[+-]?(inf|infinity|1e30)$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
    throw fault(s, `${JSON.stringify((text ?? 'nothing').slice(0, 40))} where a number is needed`, 'numbers look like -1.5e3');
  }
  const v = Number(text.replace(/[dD]/, 'e'));
  return Math.abs(v) >= 1e30 ? Math.sign(v) * Infinity : v;
}

function finite(s: State, text: string | undefined): number {
  const v = number(s, text);
  if (!Number.isFinite(v)) throw fault(s, `the coefficient ${text}`, 'coefficients are finite');
  return v;
}

function sense(s: State, word: string): void {
  if (!/^(min|max)/i.test(word)) throw fault(s, `the sense ${JSON.stringify(word.slice(0, 20))}`, 'write MIN or MAX');
  s.b.sense = /^max/i.test(word) ? 'maximize' : 'minimize';
}

function record(s: State, section: string, f: readonly string[]): void {
  switch (section) {
    case 'OBJSENSE':
      sense(s, f[0]);
      return;
    case 'ROWS':
      rowRecord(s, f);
      return;
    case 'COLUMNS':
      columnRecord(s, f);
      return;
    case 'RHS':
      pairs(s, f, (row, text) => {
        rightHandSide(s, row, number(s, text));
      });
      return;
    case 'RANGES':
      pairs(s, f, (row, text) => {
        range(s, row, number(s, text));
      });
      return;
    case 'BOUNDS':
      boundRecord(s, f);
      return;
    case 'QUADOBJ':
    case 'QMATRIX':
    case 'QSECTION': {
      if (f.length !== 3) throw fault(s, `${f.length} fields in ${section}`, 'two variables and a number');
      const i = column(s, f[0]);
      const j = column(s, f[1]);
      const v = finite(s, f[2]);
      s.b.quadratic(i, j, v);
      if (section !== 'QMATRIX' && i !== j) s.b.quadratic(j, i, v);
      return;
    }
    default:
      throw fault(
        s,
        `a data line ${section === '' ? 'before any section' : `in section ${section}`}`,
        'sections start in the first column, their data with a blank',
      );
  }
}

function rowRecord(s: State, f: readonly string[]): void {
  if (f.length !== 2) throw fault(s, `${f.length} fields in ROWS`, 'a kind and a name');
  const [kind, name] = [f[0].toUpperCase(), f[1]];
  if (kind === 'N') {
    if (s.b.objectiveName === '') s.b.objectiveName = name;
    else s.free.add(name);
    return;
  }
  if (!['E', 'L', 'G'].includes(kind)) throw fault(s, `a row of kind ${JSON.stringify(kind.slice(0, 10))}`, 'kinds are N, E, L, G');
  s.b.row(name, kind === 'L' ? -Infinity : 0, kind === 'G' ? Infinity : 0, s.line);
  s.kinds.push(kind);
}

/** Name and number pairs after an optional first name. */
function pairs(s: State, f: readonly string[], take: (row: string, text: string) => void): void {
  const rest = f.length % 2 === 1 ? f.slice(1) : f;
  if (rest.length === 0 || rest.length > 4) throw fault(s, `${f.length} fields`, 'a name, then one or two pairs of row and number');
  for (let k = 0; k < rest.length; k += 2) take(rest[k], rest[k + 1]);
}

function columnRecord(s: State, f: readonly string[]): void {
  if (f.some((w) => w === "'MARKER'"))
    throw fault(
      s,
      'integer variables',
      'this library solves continuous problems: a plugin around a mixed-integer solver can take the file',
    );
  if (f.length !== 3 && f.length !== 5)
    throw fault(s, `${f.length} fields in COLUMNS`, 'a variable, then one or two pairs of row and number');
  const j = s.b.variable(f[0]);
  for (let k = 1; k < f.length; k += 2) {
    const v = finite(s, f[k + 1]);
    if (f[k] === s.b.objectiveName) s.b.cost(j, v);
    else if (!s.free.has(f[k])) s.b.entry(row(s, f[k]), j, v, s.line);
  }
}

function row(s: State, name: string): number {
  const i = s.b.rowIndex(name);
  if (i === undefined) throw fault(s, `row ${JSON.stringify(name.slice(0, 40))} is not in ROWS`, 'rows are declared before they are used');
  return i;
}

function column(s: State, name: string): number {
  const j = s.b.variableIndex(name);
  if (j === undefined)
    throw fault(s, `variable ${JSON.stringify(name.slice(0, 40))} is not in COLUMNS`, 'variables are declared before they are used');
  return j;
}

function rightHandSide(s: State, name: string, v: number): void {
  if (name === s.b.objectiveName) {
    s.b.constant = -v;
    return;
  }
  if (s.free.has(name)) return;
  const i = row(s, name);
  const limits = s.b.rowLimits(i);
  if (s.kinds[i] !== 'G') limits.upper = v;
  if (s.kinds[i] !== 'L') limits.lower = v;
}

function range(s: State, name: string, r: number): void {
  const i = row(s, name);
  const limits = s.b.rowLimits(i);
  const kind = s.kinds[i];
  if (kind === 'L' || (kind === 'E' && r < 0)) limits.lower = limits.upper - Math.abs(r);
  else limits.upper = limits.lower + Math.abs(r);
}

function boundRecord(s: State, f: readonly string[]): void {
  const kind = f[0].toUpperCase();
  const valued = ['UP', 'LO', 'FX'].includes(kind);
  if (['BV', 'LI', 'UI', 'SC'].includes(kind))
    throw fault(s, `a bound of kind ${kind}: integer or semicontinuous variables`, 'this library solves continuous problems');
  if (!valued && !['FR', 'MI', 'PL'].includes(kind))
    throw fault(s, `a bound of kind ${JSON.stringify(kind.slice(0, 10))}`, 'kinds are UP, LO, FX, FR, MI, PL');
  // The name of the bound set may be missing in free files.
  const rest = f.slice(1);
  const named = valued ? rest.length === 3 : rest.length >= 2;
  const name = named ? rest[1] : rest[0];
  if (name === undefined) throw fault(s, 'a bound of no variable', 'a kind, a set, a variable and a number');
  const j = column(s, name);
  const b = s.b.bounds(j);
  const v = valued ? number(s, named ? rest[2] : rest[1]) : 0;
  switch (kind) {
    case 'LO':
      b.lower = v;
      s.negative.add(j);
      return;
    case 'UP':
      b.upper = v;
      if (v < 0 && b.lower === 0 && !s.negative.has(j)) b.lower = -Infinity;
      return;
    case 'FX':
      b.lower = b.upper = v;
      return;
    case 'FR':
      b.lower = -Infinity;
      b.upper = Infinity;
      return;
    case 'MI':
      b.lower = -Infinity;
      return;
    default:
      b.upper = Infinity;
  }
}
