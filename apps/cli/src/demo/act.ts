/**
 * An act: one subject, computed on real data and held against an independent reference.
 *
 * It is an async generator: what it yields moves a progress bar, what it returns is reported.
 */
import type { Certificate, Verdict } from '@adjoint/tensor';
import type { Registry } from '@adjoint/plugin';
import type { Key } from '@adjoint/random';
import type { Text } from './text.ts';

export interface ActContext {
  /** The root key of the demo; an act folds in its own number. */
  readonly key: Key;
  readonly registry: Registry;
  /** Names of the plugins to use. */
  readonly optimizer: string;
  readonly batchSampler: string;
  readonly sampler: string;
  /** Files of plugins named on the command line, for threads that make a registry of their own. */
  readonly pluginFiles: readonly string[];
  readonly signal: AbortSignal;
}

/** `done` in [0, 1]. */
export interface Progress {
  readonly done: number;
  readonly note?: string;
}

/** An answer of ours, and what says that it is right. */
export interface Finding {
  readonly label: Text;
  readonly answer: string;
  readonly reference?: string;
  readonly verdict: Verdict;
}

/** A certificate, and the verdict it must have: a planted fault must be refused. */
export interface CertificateFinding {
  readonly label: Text;
  readonly certificate: Certificate;
  readonly expected: Verdict;
}

export interface ActOutcome {
  readonly findings: readonly Finding[];
  readonly certificates: readonly CertificateFinding[];
  readonly remarks?: readonly Text[];
}

export interface Act {
  readonly number: number;
  readonly title: Text;
  /** The formula of the subject in one line. */
  readonly formula: string;
  /** The data it runs on. */
  readonly data: Text;
  run(context: ActContext): AsyncGenerator<Progress, ActOutcome>;
}
