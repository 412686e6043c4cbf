/** The words of an LP file, each with its line. */
import { FormatError } from '@adjoint/tensor';

export interface LpToken {
  readonly kind: 'section' | 'name' | 'number' | 'compare' | 'mark' | 'stop';
  readonly text: string;
  readonly line: number;
}

const WORD =
  /[ \t\r]*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z!"#$%&(),;?@_'`{}~][A-Za-z0-9!"#$%&(),.;?@_'`{}~]*)|(<=|=<|>=|=>|<|>|=)|([-+*/^:[\]]))/y;
const SECTIONS: readonly (readonly [RegExp, string])[] = [
  [/^\s*(minimi[sz]e|minimum|min)\b/i, 'minimize'],
  [/^\s*(maximi[sz]e|maximum|max)\b/i, 'maximize'],
  [/^\s*(subject\s+to|such\s+that|s\.t\.|st\.?)(?=\s|$)/i, 'subject to'],
  [/^\s*bounds?\b/i, 'bounds'],
  [/^\s*(generals?|gen|integers?|binar(y|ies)|bin|semi-continuous|semis?|sos)\s*$/i, 'integer'],
  [/^\s*end\b/i, 'end'],
];

/** @throws FormatError at a character that no token starts with */
export function lpTokens(text: string): LpToken[] {
  const out: LpToken[] = [];
  const lines = text.replace(/^\ufeff/, '').split('\n');
  lines.forEach((raw, k) => {
    const line = k + 1;
    let rest = raw.replace(/\\.*$/, '').trimEnd();
    for (const [pattern, name] of SECTIONS) {
      const found = pattern.exec(rest);
      // A word that begins a line is a section, unless it names something.
      if (found !== null && !/^\s*:/.test(rest.slice(found[0].length))) {
        out.push({ kind: 'section', text: name, line });
        rest = rest.slice(found[0].length);
        break;
      }
    }
    WORD.lastIndex = 0;
    while (WORD.lastIndex < rest.length && rest.slice(WORD.lastIndex).trim() !== '') {
      const at = WORD.lastIndex;
      const m = WORD.exec(rest);
      if (m === null)
        throw new FormatError(
          { line },
          `line ${line}: ${JSON.stringify(rest.slice(at, at + 20))} is not LP format`,
          'terms are numbers, names, + - * / ^ [ ] : and comparisons',
        );
      if (m[1] !== undefined) out.push({ kind: 'number', text: m[1], line });
      else if (m[2] !== undefined) out.push({ kind: 'name', text: m[2], line });
      else if (m[3] !== undefined) out.push({ kind: 'compare', text: m[3].includes('<') ? '<=' : m[3].includes('>') ? '>=' : '=', line });
      else out.push({ kind: 'mark', text: m[4], line });
    }
  });
  out.push({ kind: 'stop', text: 'the end of the file', line: lines.length });
  return out;
}
