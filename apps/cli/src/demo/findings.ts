/** Makers of findings: each says what is compared with what, and how close it must be. */
import type { Certificate, Verdict } from '@adjoint/tensor';
import { formatNumber } from '../render/format-number.ts';
import type { CertificateFinding, Finding } from './act.ts';
import type { Text } from './text.ts';

/** A number beside its reference; holds when they differ by at most `tolerance`. */
export function near(label: Text, answer: number, reference: number, tolerance: number, source: string): Finding {
  const verdict: Verdict = Math.abs(answer - reference) <= tolerance ? 'holds' : 'fails';
  return { label, answer: formatNumber(answer), reference: `${formatNumber(reference)} ± ${formatNumber(tolerance)} (${source})`, verdict };
}

/** A number that must not exceed a bound. NaN fails. */
export const atMost = (label: Text, answer: number, bound: number, why: string): Finding => ({
  label,
  answer: formatNumber(answer),
  reference: `≤ ${formatNumber(bound)} (${why})`,
  verdict: answer <= bound ? 'holds' : 'fails',
});

/** A number that must reach a bound. NaN fails. */
export const atLeast = (label: Text, answer: number, bound: number, why: string): Finding => ({
  label,
  answer: formatNumber(answer),
  reference: `≥ ${formatNumber(bound)} (${why})`,
  verdict: answer >= bound ? 'holds' : 'fails',
});

/** Something that is or is not so. */
export const fact = (label: Text, answer: string, holds: boolean, reference?: string): Finding => ({
  label,
  answer,
  verdict: holds ? 'holds' : 'fails',
  ...(reference === undefined ? null : { reference }),
});

/** Shown for its own sake, without a judgement. */
export const shown = (label: Text, answer: string | number, reference?: string): Finding => ({
  label,
  answer: typeof answer === 'number' ? formatNumber(answer) : answer,
  verdict: 'holds',
  ...(reference === undefined ? null : { reference }),
});

export const certified = (label: Text, certificate: Certificate, expected: Verdict = 'holds'): CertificateFinding => ({
  label,
  certificate,
  expected,
});
