/** The report of a run as plain JSON: what `--json` prints. */
import type { Verdict } from '@adjoint/tensor';
import type { Act, ActOutcome } from './act.ts';

export interface ActReport extends ActOutcome {
  readonly act: number;
  readonly title: Act['title'];
  readonly formula: string;
  readonly data: Act['data'];
  readonly verdict: Verdict;
  readonly seconds: number;
  /** Set when the act threw. */
  readonly error?: string;
}

export interface DemoReport {
  readonly version: 1;
  readonly seed: number;
  readonly plugins: { readonly optimizer: string; readonly batchSampler: string; readonly sampler: string };
  readonly verdict: Verdict;
  readonly seconds: number;
  readonly acts: readonly ActReport[];
}

/** Holds when every finding holds and every certificate has the verdict it must have. */
export function verdictOf({ findings, certificates }: ActOutcome): Verdict {
  if (findings.some((f) => f.verdict === 'fails') || certificates.some((c) => c.certificate.verdict !== c.expected)) return 'fails';
  return findings.some((f) => f.verdict === 'undecided') ? 'undecided' : 'holds';
}

export const overall = (acts: readonly ActReport[]): Verdict =>
  acts.some((a) => a.verdict === 'fails') ? 'fails' : acts.some((a) => a.verdict === 'undecided') ? 'undecided' : 'holds';
