/**
 * Files in LP format: an objective, constraints and bounds as one writes them.
 *
 *   Minimize  obj: 2 x + 3 y + [ x^2 - 2 x * y ] / 2
 *   Subject To  c1: x + y >= 2    - 3 <= x - y <= 4
 *   Bounds  0 <= x <= 10   y free
 *   End
 */
import { FormatError } from '@adjoint/tensor';
import { type NamedProgram, type ProgramBuilder, programBuilder } from './program-builder.ts';
import { type LpToken, lpTokens } from './lp-tokens.ts';

/**
 * @throws FormatError with the line; integer sections are refused
 * @example quadraticProgram(readLp('Minimize\n obj: x + y\nSubject To\n x + 2 y >= 2\nEnd').program)
 */
export function readLp(text: string, options: { readonly maxBytes?: number } = {}): NamedProgram {
  const { maxBytes = 2 ** 30 } = options;
  if (text.length > maxBytes)
    throw new FormatError(
      { byte: maxBytes },
      `an LP file of ${text.length} characters`,
      `more than maxBytes = ${maxBytes}: raise it if this is meant`,
    );
  const reader: Reader = { tokens: lpTokens(text), at: 0, b: programBuilder() };
  const first = next(reader);
  if (first.kind !== 'section' || (first.text !== 'minimize' && first.text !== 'maximize'))
    throw fault(first, 'the file does not start with an objective', 'start with Minimize or Maximize');
  reader.b.sense = first.text;
  objective(reader);
  for (let t = next(reader); t.text !== 'end' || t.kind !== 'section'; t = next(reader)) {
    if (t.kind !== 'section')
      throw fault(t, `${JSON.stringify(t.text)} outside of a section`, 'sections are Minimize, Subject To, Bounds, End');
    if (t.text === 'subject to') while (peek(reader).kind !== 'section') constraint(reader);
    else if (t.text === 'bounds') while (peek(reader).kind !== 'section') bound(reader);
    else if (t.text === 'integer') throw fault(t, 'integer variables', 'this library solves continuous problems');
    else throw fault(t, `a second ${t.text}`, 'each section stands once');
  }
  return reader.b.finish(peek(reader).line);
}

interface Reader {
  readonly tokens: readonly LpToken[];
  at: number;
  readonly b: ProgramBuilder;
}
const peek = (r: Reader, ahead = 0): LpToken => r.tokens[Math.min(r.at + ahead, r.tokens.length - 1)];
const next = (r: Reader): LpToken => {
  const t = peek(r);
  if (t.kind === 'stop') throw fault(t, 'the file ends without End', 'it may be truncated');
  r.at++;
  return t;
};
const fault = (t: LpToken, what: string, hint: string): FormatError => new FormatError({ line: t.line }, `line ${t.line}: ${what}`, hint);
const is = (t: LpToken, text: string): boolean => t.kind === 'mark' && t.text === text;

interface Linear {
  readonly terms: (readonly [variable: number, coefficient: number])[];
  constant: number;
}

function label(r: Reader): string | null {
  if (peek(r).kind !== 'name' || !is(peek(r, 1), ':')) return null;
  const name = next(r).text;
  next(r);
  return name;
}

function sign(r: Reader): number {
  let s = 1;
  while (is(peek(r), '+') || is(peek(r), '-')) if (next(r).text === '-') s = -s;
  return s;
}

/**
 * Terms up to a comparison, a section or a label, each after the first with its sign. A right-hand side ends with its line
 * too, since the next constraint may have no label; `quadratic` takes brackets.
 */
function linear(r: Reader, side: 'objective' | 'left' | 'middle' | 'right', quadratic: ((scale: number) => void) | null = null): Linear {
  const out: Linear = { terms: [], constant: 0 };
  for (let count = 0, line = 0; ; count++) {
    const t = peek(r);
    if (t.kind === 'section' || t.kind === 'stop' || t.kind === 'compare' || (t.kind === 'name' && is(peek(r, 1), ':'))) return out;
    const breaks = count > 0 && t.line > line;
    if (breaks && side === 'right') return out;
    const before = r.at;
    const s = sign(r);
    const head = peek(r);
    const joined = count === 0 || r.at !== before || is(t, '[');
    if (!joined && breaks && side === 'middle') return out;
    if (!joined) throw fault(t, `${JSON.stringify(t.text)} after a term`, 'terms are joined by + or -, and sections start a line');
    ({ line } = head);
    if (is(head, '[')) {
      if (quadratic === null)
        throw fault(head, 'a quadratic term in a constraint', 'constraints are linear; a second-order cone can express some of them');
      quadratic(s);
      continue;
    }
    let coefficient = s;
    let constant = false;
    if (head.kind === 'number') {
      coefficient = s * finite(next(r));
      constant = true;
      if (is(peek(r), '*')) {
        next(r);
        if (peek(r).kind !== 'name') throw fault(peek(r), `${JSON.stringify(peek(r).text)} after *`, 'a number times a variable');
      }
    }
    const follows = peek(r);
    if (follows.kind === 'name' && !is(peek(r, 1), ':') && !(constant && side === 'right' && follows.line > line)) {
      ({ line } = follows);
      const { text } = next(r);
      if (!INFINITY.test(text)) out.terms.push([r.b.variable(text), coefficient]);
      else if (constant || side === 'objective') throw fault(follows, `${text} in an expression`, 'coefficients are finite');
      else out.constant += s * Infinity;
      continue;
    }
    if (!constant)
      throw fault(peek(r), `${JSON.stringify(peek(r).text)} where a term is needed`, 'a term is a number, a variable, or both');
    out.constant += coefficient;
  }
}

const INFINITY = /^inf(inity)?$/i;

function finite(t: LpToken): number {
  const v = Number(t.text);
  if (!Number.isFinite(v)) throw fault(t, `the number ${t.text.slice(0, 40)}`, 'numbers are below 1.8e308; a missing limit is inf');
  return v;
}

function objective(r: Reader): void {
  r.b.objectiveName = label(r) ?? 'obj';
  const { terms, constant } = linear(r, 'objective', (s) => {
    brackets(r, s);
  });
  for (const [j, v] of terms) r.b.cost(j, v);
  r.b.constant = constant;
}

/** [ x^2 + 3 x * y ] / 2: with the half, x² means ½ x², so P gets its coefficients; without, twice. */
function brackets(r: Reader, outer: number): void {
  next(r);
  const terms: [number, number, number][] = [];
  while (!is(peek(r), ']')) {
    const s = sign(r);
    let v = s;
    if (peek(r).kind === 'number') {
      v *= finite(next(r));
      if (is(peek(r), '*')) next(r);
    }
    const i = variable(r);
    const op = next(r);
    if (is(op, '^')) {
      const power = next(r);
      if (power.text !== '2') throw fault(power, `the power ${power.text}`, 'only squares and products of two variables');
      terms.push([i, i, v]);
    } else if (is(op, '*')) terms.push([i, variable(r), v]);
    else throw fault(op, `${JSON.stringify(op.text)} in a quadratic term`, 'write x^2 or x * y');
  }
  next(r);
  let scale = 2 * outer;
  if (is(peek(r), '/')) {
    next(r);
    const half = next(r);
    if (half.text !== '2') throw fault(half, `a division by ${half.text}`, 'brackets are followed by / 2 or by nothing');
    scale = outer;
  }
  for (const [i, j, v] of terms) {
    if (i === j) r.b.quadratic(i, i, scale * v);
    else {
      r.b.quadratic(i, j, (scale * v) / 2);
      r.b.quadratic(j, i, (scale * v) / 2);
    }
  }
}

function variable(r: Reader): number {
  const t = next(r);
  if (t.kind !== 'name') throw fault(t, `${JSON.stringify(t.text)} where a variable is needed`, 'names start with a letter');
  return r.b.variable(t.text);
}

function compare(r: Reader): string {
  const t = next(r);
  if (t.kind !== 'compare')
    throw fault(t, `${JSON.stringify(t.text)} where <=, >= or = is needed`, 'a constraint compares an expression with a number');
  return t.text;
}

/** R1, R2 … as far as they are not taken. */
function unnamed(r: Reader): string {
  let k = r.b.rowCount + 1;
  while (r.b.rowIndex(`R${k}`) !== undefined) k++;
  return `R${k}`;
}

/** sides: number op expression op number, each outer part optional but one. */
function constraint(r: Reader): void {
  const start = peek(r);
  const name = label(r) ?? unnamed(r);
  const left = linear(r, 'left');
  const first = compare(r);
  const right = linear(r, left.terms.length === 0 ? 'middle' : 'right');
  let low = -Infinity;
  let high = Infinity;
  const limit = (op: string, v: number, flipped: boolean): void => {
    if (op === '=' || (op === '<=') !== flipped) high = Math.min(high, v);
    if (op === '=' || (op === '>=') !== flipped) low = Math.max(low, v);
  };
  let body = left;
  if (left.terms.length === 0) {
    body = right;
    limit(first, left.constant - right.constant, true);
    if (peek(r).kind === 'compare') {
      const op = compare(r);
      const last = linear(r, 'right');
      limit(op, last.constant - right.constant, false);
    }
  } else {
    for (const [j, v] of right.terms) left.terms.push([j, -v]);
    limit(first, right.constant - left.constant, false);
  }
  if (body.terms.length === 0) throw fault(start, `constraint ${name} has no variables`, 'remove it');
  const infinite = Number.isNaN(low) || Number.isNaN(high) || low === Infinity || high === -Infinity;
  if (infinite || !Number.isFinite(body.constant))
    throw fault(start, `constraint ${name} has an infinite limit that no number reaches`, 'remove it');
  if (low > high)
    throw fault(start, `constraint ${name} has the lower limit ${low} above the upper limit ${high}`, 'exchange them, or remove one');
  const i = r.b.row(name, low, high, start.line);
  for (const [j, v] of body.terms) r.b.entry(i, j, v, start.line, true);
}

function bound(r: Reader): void {
  const start = peek(r);
  const number = (): number => {
    const s = sign(r);
    const t = next(r);
    if (t.kind === 'name' && INFINITY.test(t.text)) return s * Infinity;
    if (t.kind !== 'number')
      throw fault(t, `${JSON.stringify(t.text)} where a number is needed`, 'a bound compares a variable with a number');
    return s * finite(t);
  };
  const apply = (j: number, op: string, v: number, flipped: boolean): void => {
    const b = r.b.bounds(j);
    if (op === '=' || (op === '<=') !== flipped) b.upper = v;
    if (op === '=' || (op === '>=') !== flipped) b.lower = v;
  };
  if (start.kind === 'name' && !INFINITY.test(start.text)) {
    const j = variable(r);
    if (peek(r).kind === 'name' && peek(r).text.toLowerCase() === 'free') {
      next(r);
      const b = r.b.bounds(j);
      b.lower = -Infinity;
      b.upper = Infinity;
      return;
    }
    apply(j, compare(r), number(), false);
    return;
  }
  const v = number();
  const op = compare(r);
  const j = variable(r);
  apply(j, op, v, true);
  if (peek(r).kind === 'compare') apply(j, compare(r), number(), false);
}
