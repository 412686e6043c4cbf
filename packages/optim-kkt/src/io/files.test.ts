import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { isAdjointError } from '@adjoint/tensor';
import { sparseToDense } from '@adjoint/linalg';
import { type NamedProgram, type QuadraticProgram, quadraticProgram, readLp, readMps, writeLp, writeMps } from '../index.ts';

const MPS = `NAME          SAMPLE
ROWS
 N  COST
 L  LIM1
 G  LIM2
 E  MYEQN
COLUMNS
    X         COST         1.0   LIM1         1.0
    X         LIM2         1.0
    Y         COST         2.0   LIM1         1.0
    Y         MYEQN       -1.0
    Z         COST        -1.0   MYEQN        1.0
RHS
    RHS       LIM1         4.0   LIM2         1.0
    RHS       MYEQN        7.0   COST        -3.0
RANGES
    RNG       LIM1         2.5
BOUNDS
 UP BND       X            4.0
 LO BND       Y           -1.0
 UP BND       Y            1.0
QUADOBJ
    X         X            2.0
    X         Y            0.5
ENDATA
`;

describe('MPS', () => {
  test('every section lands where it belongs', () => {
    const f = readMps(MPS);
    const p = f.program;
    expect(f.rowNames).toEqual(['LIM1', 'LIM2', 'MYEQN']);
    expect([...(p.q as Float64Array)]).toEqual([1, 2, -1]);
    expect(p.constant).toBe(3);
    expect([...(p.rows!.lower as Float64Array)]).toEqual([1.5, 1, 7]);
    expect([...(p.rows!.upper as Float64Array)]).toEqual([4, Infinity, 7]);
    expect([...(p.lower as Float64Array)]).toEqual([0, -1, 0]);
    expect([...(p.upper as Float64Array)]).toEqual([4, 1, Infinity]);
    expect([...sparseToDense(p.P as never)]).toEqual([2, 0.5, 0, 0.5, 0, 0, 0, 0, 0]);
  });
  test('fixed files may have blanks in names and an unnamed right-hand side', () => {
    const card = (...f: string[]): string =>
      `    ${f[0].padEnd(8)}  ${f[1].padEnd(8)}  ${f[2].padStart(12)}${f.length > 3 ? `   ${f[3].padEnd(8)}  ${f[4].padStart(12)}` : ''}\n`;
    const text = `NAME          BLANKS\nROWS\n N  COST\n L  ROW A\nCOLUMNS\n${card('COL 1', 'COST', '-1.', 'ROW A', '2.')}RHS\n${card('', 'ROW A', '6.')}ENDATA\n`;
    const f = readMps(text);
    expect(f.variableNames).toEqual(['COL 1']);
    expect(quadraticProgram(f.program).objective).toBeCloseTo(-3, 6);
  });
  test('a maximisation is negated, and says so', () => {
    const f = readMps('NAME\nOBJSENSE\n MAX\nROWS\n N c\n L r\nCOLUMNS\n x c 2 r 1\nRHS\n rhs r 3\nENDATA\n');
    expect(f.sense).toBe('maximize');
    expect(quadraticProgram(f.program).objective).toBeCloseTo(-6, 6);
  });
  test.each<[string, (s: string) => string, RegExp]>([
    ['a truncated file', (s) => s.slice(0, 300), /without ENDATA|line \d+/],
    ['an unknown section', (s) => s.replace('RANGES', 'RAGNES'), /line 16: an unknown section "RAGNES"/],
    ['an unknown row', (s) => s.replace('LIM2         1.0\n    Y', 'LIMX         1.0\n    Y'), /line 9: row "LIMX" is not in ROWS/],
    ['a word for a number', (s) => s.replace('COST         2.0', 'COST         two'), /line 10: "two" where a number is needed/],
    ['NaN', (s) => s.replace('COST         2.0', 'COST         NaN'), /line 10: "NaN"/],
    [
      'a doubled entry',
      (s) => s.replace('Y         MYEQN       -1.0', 'Y         LIM1        -1.0'),
      /line 11: the entry of this row and column stands twice/,
    ],
    ['a doubled row', (s) => s.replace(' G  LIM2', ' G  LIM1'), /line 5: row LIM1 stands twice/],
    ['integers', (s) => s.replace(' UP BND       X            4.0', ' BV BND       X'), /line 19: a bound of kind BV/],
    ['crossed bounds', (s) => s.replace('Y           -1.0', 'Y            2.0'), /variable Y has the lower bound 2 above/],
    ['an infinite coefficient', (s) => s.replace('COST         2.0', 'COST         Inf'), /line 10: the coefficient Inf/],
  ])('refuses %s, with its line', (_name, edit, message) => {
    expect(() => readMps(edit(MPS))).toThrow(message);
  });
  test('an empty file, and one beyond maxBytes', () => {
    expect(() => readMps('')).toThrow(/without ENDATA/);
    expect(() => readMps(MPS, { maxBytes: 10 })).toThrow(/maxBytes = 10/);
  });
});

describe('LP', () => {
  test('objective with a square, two-sided rows, bounds', () => {
    const f = readLp(`\\ a comment
Maximize
 obj: 2 x + 3 y - [ 2 x^2 + x * y ] / 2 + 5
Subject To
 c1: x + y <= 4
 range: -2 <= x - y <= 2
 c3: 3 >= y + z
Bounds
 x <= 10
 -5 <= z <= 5
 y free
End`);
    const p = f.program;
    expect(f.variableNames).toEqual(['x', 'y', 'z']);
    expect([...(p.q as Float64Array)]).toEqual([-2, -3, 0]);
    expect(p.constant).toBe(-5);
    expect([...sparseToDense(p.P as never)]).toEqual([2, 0.5, 0, 0.5, 0, 0, 0, 0, 0]);
    expect([...(p.rows!.lower as Float64Array)]).toEqual([-Infinity, -2, -Infinity]);
    expect([...(p.rows!.upper as Float64Array)]).toEqual([4, 2, 3]);
    expect([...(p.lower as Float64Array)]).toEqual([0, -Infinity, -5]);
  });
  test.each<[string, string, RegExp]>([
    ['nothing', '', /without End/],
    ['no objective', 'Bounds\n x free\nEnd', /does not start with an objective/],
    ['no end', 'Minimize\n obj: x\nSubject To\n c: x >= 1', /without End/],
    ['integers', 'Minimize\n x\nSubject To\n c: x >= 1\nGeneral\n x\nEnd', /line 5: integer variables/],
    ['a square in a constraint', 'Minimize\n x\nSubject To\n c: [ x^2 ] <= 1\nEnd', /line 4: a quadratic term in a constraint/],
    ['a cube', 'Minimize\n [ x^3 ]\nEnd', /line 2: the power 3/],
    ['a missing comparison', 'Minimize\n x\nSubject To\n c: x + y\nEnd', /line 5: "end" where <=/],
    ['a strange sign', 'Minimize\n x | y\nEnd', /line 2/],
  ])('refuses %s', (_name, text, message) => {
    expect(() => readLp(text)).toThrow(message);
  });
});

const coefficient = fc.oneof(fc.constant(0), fc.double({ min: -100, max: 100, noNaN: true }));
const limit = fc.oneof(fc.constant(Infinity), fc.integer({ min: 0, max: 9 }));
const programs: fc.Arbitrary<QuadraticProgram> = fc
  .record({
    a: fc.array(coefficient, { minLength: 6, maxLength: 6 }),
    q: fc.array(coefficient, { minLength: 3, maxLength: 3 }),
    l: fc.array(limit, { minLength: 5, maxLength: 5 }),
    u: fc.array(limit, { minLength: 5, maxLength: 5 }),
    c: coefficient,
  })
  .map(({ a, q, l, u, c }) => ({
    P: [
      [Math.abs(a[0]), a[1] / 2, 0],
      [a[1] / 2, Math.abs(a[2]), 0],
      [0, 0, 0],
    ],
    q,
    constant: c,
    rows: { matrix: [a.slice(0, 3), a.slice(3)], lower: l.slice(3).map((v) => -v), upper: u.slice(3) },
    lower: l.slice(0, 3).map((v) => -v),
    upper: u.slice(0, 3),
  }));
const plain = (f: NamedProgram): unknown => {
  const p = f.program;
  return [
    [...(p.q as Float64Array)].map((v) => v + 0),
    p.constant,
    [...(p.lower as Float64Array)].map((v) => v + 0),
    [...(p.upper as Float64Array)].map((v) => v + 0),
    p.P === undefined ? null : [...sparseToDense(p.P as never)],
  ];
};

test('what is written is read again, in both formats', () => {
  fc.assert(
    fc.property(programs, (p) => {
      const mps = readMps(writeMps(p));
      const again = readMps(writeMps(mps.program));
      expect(plain(again)).toEqual(plain(mps));
      expect(plain(mps)).toEqual(plain(readLp(writeLp(p))));
    }),
    { numRuns: 60 },
  );
});

test('mutilated files end in an error of ours or in a program, never in another error', () => {
  fc.assert(
    fc.property(fc.nat(MPS.length), fc.nat(40), fc.string({ maxLength: 8 }), (at, cut, paste) => {
      for (const read of [readMps, readLp]) {
        try {
          read(MPS.slice(0, at) + paste + MPS.slice(at + cut));
        } catch (e) {
          if (!isAdjointError(e)) throw e;
        }
      }
    }),
    { numRuns: 300 },
  );
});
