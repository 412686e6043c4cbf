import pc from 'picocolors';
import { expect, test } from 'vitest';
import { certificate, check } from '@adjoint/tensor';
import { certified, near } from '../demo/findings.ts';
import { text } from '../demo/text.ts';
import { actLines } from './act-text.ts';
import { formatNumber } from './format-number.ts';

test('answers, references and certificates are printed in both languages', () => {
  const report = {
    act: 1,
    title: text('One', '하나'),
    formula: 'y = x',
    data: text('none', '없음'),
    verdict: 'holds' as const,
    seconds: 0.1,
    findings: [near(text('slope', '기울기'), 2, 2, 1e-9, 'closed form')],
    certificates: [
      certified(text('planted', '심은 오류'), certificate('gradient', 'evidence', 'here', [check('direction-0', 2, '<=', 1)]), 'fails'),
    ],
  };
  const plain = pc.createColors(false);
  expect(actLines(report, 'en', plain)).toContain('✓ slope: 2   2 ± 1.000e-9 (closed form)');
  expect(actLines(report, 'en', plain)).toContain('✓ planted: FAILS (as it must be)');
  expect(actLines(report, 'ko', plain)).toContain('✓ 심은 오류: 불성립 (예상대로)');
});

test('numbers are short', () => {
  expect([0, 24, -14.4149, 3.1671e-5, 1e9, NaN].map(formatNumber)).toEqual(['0', '24', '-14.4149', '3.167e-5', '1.000e+9', 'NaN']);
});
