/**
 * MPS and QPS files, fixed and free: sections NAME, OBJSENSE, ROWS, COLUMNS, RHS, RANGES, BOUNDS, QUADOBJ, QMATRIX, ENDATA.
 *
 * Fixed files have their fields in columns 2-3, 5-12, 15-22, 25-36, 40-47 and 50-61, and names may hold blanks; free
 * files are split at blanks. An upper bound below 0 without a lower one makes the variable free below, as is the custom.
 * The right-hand side of the objective is minus its constant. What stands twice is refused, and so is a second set of
 * right-hand sides, ranges or bounds.
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
  if (section === 'OBJSENSE') return freeFields(line, section);
  const cut = (from: number, to: number): string => line.slice(from - 1, to).trim();
  const parts = [cut(5, 12), cut(15, 22), cut(25, 36), cut(40, 47), cut(50, 61)];
  const kind = cut(2, 3);
  while (parts.length > 0 && parts[parts.length - 1] === '') parts.pop();
  return section === 'ROWS' || section === 'BOUNDS' ? [kind, ...parts] : parts;
};

const SECTIONS = new Set(['NAME', 'OBJSENSE', 'ROWS', 'COLUMNS', 'RHS', 'RANGES', 'BOUNDS', 'QUADOBJ', 'QMATRIX', 'QSECTION', 'ENDATA']);
/** Sections whose first line may say more. */
const TITLED = new Set(['NAME', 'OBJSENSE', 'QUADOBJ', 'QMATRIX', 'QSECTION', 'ENDATA']);

interface State {
  readonly b: ProgramBuilder;
  readonly kinds: string[];
  /** Rows of kind N beyond the objective. */
  readonly free: Set<string>;
  /** Variables whose lower bound was given. */
  readonly bounded: Set<number>;
  /** What stands once: by section, name of row or pair of variables. */
  readonly given: Set<string>;
  /** The first set of each section that has one. */
  readonly sets: Map<string, string>;
  /** Applied at the end: the section may stand before RHS. */
  readonly ranges: { readonly row: number; readonly value: number; readonly line: number }[];
  line: number;
}

function parse(text: string, fields: Fields): NamedProgram {
  const s: State = {
    b: programBuilder(),
    kinds: [],
    free: new Set(),
    bounded: new Set(),
    given: new Set(),
    sets: new Map(),
    ranges: [],
    line: 0,
  };
  let section = '';
  let ended = false;
  let from = text.startsWith('\ufeff') ? 1 : 0;
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
      if (rest.length > 0 && !TITLED.has(section))
        throw fault(s, `${JSON.stringify(rest[0].slice(0, 40))} after ${section}`, 'data lines start with a blank');
      if (section === 'NAME') s.b.name = rest.join(' ');
      if (section === 'OBJSENSE' && rest.length > 0) sense(s, rest[0]);
      ended = section === 'ENDATA';
      continue;
    }
    record(s, section, fields(line, section));
  }
  if (!ended) throw fault(s, 'the file ends without ENDATA', 'it may be truncated');
  applyRanges(s);
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
      pairs(s, section, f, (row, text) => {
        rightHandSide(s, row, number(s, text));
      });
      return;
    case 'RANGES':
      pairs(s, section, f, (row, text) => {
        const value = number(s, text);
        if (!isCost(s, row) && !s.free.has(row)) s.ranges.push({ row: rowOf(s, row), value, line: s.line });
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
      // One triangle stands for both, so that the other one would count twice.
      const [first, second] = section !== 'QMATRIX' && i > j ? [j, i] : [i, j];
      once(s, 'Q', `${first} ${second}`, `the entry of ${f[0]} and ${f[1]} in ${section}`);
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
  once(s, 'ROWS', name, `row ${name}`);
  if (kind === 'N') {
    if (s.b.objectiveName === '') s.b.objectiveName = name;
    else s.free.add(name);
    return;
  }
  if (!['E', 'L', 'G'].includes(kind)) throw fault(s, `a row of kind ${JSON.stringify(kind.slice(0, 10))}`, 'kinds are N, E, L, G');
  s.b.row(name, kind === 'L' ? -Infinity : 0, kind === 'G' ? Infinity : 0, s.line);
  s.kinds.push(kind);
}

/** Name and number pairs after an optional first name, that of the set. */
function pairs(s: State, section: string, f: readonly string[], take: (row: string, text: string) => void): void {
  const rest = f.length % 2 === 1 ? f.slice(1) : f;
  if (rest.length === 0 || rest.length > 4) throw fault(s, `${f.length} fields`, 'a name, then one or two pairs of row and number');
  if (f.length % 2 === 1) oneSet(s, section, f[0]);
  for (let k = 0; k < rest.length; k += 2) {
    once(s, section, rest[k], `row ${rest[k]} in ${section}`);
    take(rest[k], rest[k + 1]);
  }
}

/** @throws FormatError when this stood before */
function once(s: State, section: string, key: string, what: string): void {
  const full = `${section} ${key}`;
  if (s.given.has(full)) throw fault(s, `${what.slice(0, 80)} stands twice`, 'give it once');
  s.given.add(full);
}

/** Files may hold several sets of right-hand sides, ranges or bounds: which of them is meant, only their author knows. */
function oneSet(s: State, section: string, name: string): void {
  const first = s.sets.get(section);
  if (name === '') return;
  if (first === undefined) s.sets.set(section, name);
  else if (first !== name)
    throw fault(
      s,
      `a second set ${JSON.stringify(name.slice(0, 40))} in ${section}, after ${JSON.stringify(first.slice(0, 40))}`,
      'leave the set that is meant in the file',
    );
}

const isCost = (s: State, name: string): boolean => name !== '' && name === s.b.objectiveName;

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
    if (isCost(s, f[k])) {
      once(s, 'COST', String(j), `the cost of ${f[0]}`);
      s.b.cost(j, v);
    } else if (!s.free.has(f[k])) s.b.entry(rowOf(s, f[k]), j, v, s.line);
  }
}

function rowOf(s: State, name: string): number {
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
  if (isCost(s, name)) {
    if (!Number.isFinite(v)) throw fault(s, `the constant ${-v} of the objective`, 'it is finite');
    s.b.constant = -v;
    return;
  }
  if (s.free.has(name)) return;
  const i = rowOf(s, name);
  const limits = s.b.rowLimits(i);
  const allowed = s.kinds[i] === 'E' ? Number.isFinite(v) : s.kinds[i] === 'L' ? v > -Infinity : v < Infinity;
  if (!allowed) throw fault(s, `the right-hand side ${v} of a row of kind ${s.kinds[i]}`, 'no number reaches it');
  if (s.kinds[i] !== 'G') limits.upper = v;
  if (s.kinds[i] !== 'L') limits.lower = v;
}

/** With right-hand side b: L is b − |r| … b, G is b … b + |r|, E is b … b + r for r ≥ 0 and b + r … b below. */
function applyRanges(s: State): void {
  for (const { row, value, line } of s.ranges) {
    const limits = s.b.rowLimits(row);
    const kind = s.kinds[row];
    const down = kind === 'L' || (kind === 'E' && value < 0);
    if (!Number.isFinite(down ? limits.upper : limits.lower))
      throw new FormatError({ line }, `line ${line}: a range of a row without a limit`, 'give its right-hand side, or leave the range out');
    if (down) limits.lower = limits.upper - Math.abs(value);
    else limits.upper = limits.lower + Math.abs(value);
  }
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
  if (rest.length > 3) throw fault(s, `${f.length} fields in BOUNDS`, 'a kind, a set, a variable and a number');
  if (named) oneSet(s, 'BOUNDS', rest[0]);
  const j = column(s, name);
  const b = s.b.bounds(j);
  const v = valued ? number(s, named ? rest[2] : rest[1]) : 0;
  if (v === (kind === 'UP' ? -Infinity : Infinity) || (kind === 'FX' && !Number.isFinite(v)))
    throw fault(s, `the bound ${kind} ${v}`, 'no number reaches it');
  switch (kind) {
    case 'LO':
      b.lower = v;
      s.bounded.add(j);
      return;
    case 'UP':
      b.upper = v;
      if (v < 0 && b.lower === 0 && !s.bounded.has(j)) b.lower = -Infinity;
      return;
    case 'FX':
      b.lower = b.upper = v;
      s.bounded.add(j);
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
