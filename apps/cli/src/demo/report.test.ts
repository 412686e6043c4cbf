import { expect, test } from 'vitest';
import { certificate, check } from '@adjoint/tensor';
import type { ActOutcome } from './act.ts';
import { atMost, certified, fact, near } from './findings.ts';
import { overall, verdictOf } from './report.ts';
import { text } from './text.ts';

const label = text('x', 'x');
const holds = certificate('c', 'numerical', '', [check('a', 0, '<=', 1)]);
const fails = certificate('c', 'numerical', '', [check('a', 2, '<=', 1)]);
const outcome = (findings: ActOutcome['findings'], certificates: ActOutcome['certificates'] = []): ActOutcome => ({
  findings,
  certificates,
});

test('an act holds when every finding holds and every certificate is as it must be', () => {
  expect(
    verdictOf(outcome([near(label, 1, 1 + 1e-12, 1e-9, 'closed form')], [certified(label, holds), certified(label, fails, 'fails')])),
  ).toBe('holds');
  expect(verdictOf(outcome([], [certified(label, fails)]))).toBe('fails');
  expect(verdictOf(outcome([], [certified(label, holds, 'fails')]))).toBe('fails'); // a planted fault that was not found
});

test('a number that is not one never holds', () => {
  expect(near(label, NaN, 1, 1e9, '').verdict).toBe('fails');
  expect(atMost(label, NaN, 1e9, '').verdict).toBe('fails');
  expect(fact(label, '', false).verdict).toBe('fails');
});

test('one act that fails decides the run', () => {
  const report = (verdict: 'holds' | 'fails') => ({ ...outcome([]), act: 1, title: label, formula: '', data: label, seconds: 0, verdict });
  expect(overall([report('holds'), report('fails')])).toBe('fails');
  expect(overall([report('holds')])).toBe('holds');
});
