import { expect, test } from 'vitest';
import { certificate, check, combine, formatCertificate, withVerdict } from '../index.ts';

test('a check holds, fails, or is undecided within its own error', () => {
  expect(check('x', 1, '<=', 2).verdict).toBe('holds');
  expect(check('x', 3, '<=', 2).verdict).toBe('fails');
  expect(check('x', 2, '<=', 2).verdict).toBe('holds');
  expect(check('x', 1.9, '<=', 2, 0.2).verdict).toBe('undecided');
  expect(check('x', 5, '>=', 2, 0.2).verdict).toBe('holds');
});

test('a value that is not a number never holds, and stays JSON', () => {
  const c = check('x', NaN, '<=', 2);
  expect(c).toMatchObject({ value: 'nan', verdict: 'fails' });
  expect(check('x', Infinity, '<=', 2).value).toBe('inf');
  expect(check('x', 1, '<=', NaN).verdict).toBe('fails');
  expect(JSON.parse(JSON.stringify(c))).toEqual(c);
});

test('verdicts combine: one failure decides, no check decides nothing', () => {
  const holds = check('a', 0, '<=', 1);
  const fails = check('b', 2, '<=', 1);
  const open = withVerdict(holds, 'undecided');
  expect(combine([holds, holds])).toBe('holds');
  expect(combine([holds, open])).toBe('undecided');
  expect(combine([open, fails])).toBe('fails');
  expect(combine([])).toBe('undecided');
});

test('prints as a table in English and Korean', () => {
  const c = certificate('linear-solve', 'numerical', '16 × 7', [check('backward-error', 3e-17, '<=', 1e-15)]);
  expect(formatCertificate(c)).toBe(
    'x solves A x = b: holds (numerical: recomputed from the problem to a stated tolerance)\n  16 × 7\n  backward error  3.00e-17  ≤ 1.00e-15  holds',
  );
  expect(formatCertificate(c, 'ko')).toContain('성립');
  const numbered = certificate('gradient', 'evidence', '', [
    check('direction-3', 0, '<=', 1),
    check('agreement:grads[0].W', 0, '<=', 1),
    check('coordinates-x.w', 0, '<=', 1),
    check('k-hat', 0, '<=', 1),
    check('my-own-2b', 0, '<=', 1),
  ]);
  expect(
    formatCertificate(numbered)
      .split('\n')
      .slice(2)
      .map((l) => l.trim().split(/\s{2,}/)[0]),
  ).toEqual([
    'difference along a random direction 3',
    'disagreement grads[0].W',
    'differences along coordinates, in their bounds x.w',
    'tail shape k̂ of w',
    'my-own-2b',
  ]);
  expect(formatCertificate({ ...c, claim: 'my/claim' }, 'ko', { 'my/claim': { en: 'mine', ko: '내 주장' } })).toContain('내 주장');
});
