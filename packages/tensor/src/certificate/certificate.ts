/**
 * Certificates: what was checked, how strictly, and what came out. Plain JSON.
 *
 * `proof`: rigorous rounding bounds. `numerical`: recomputed from the problem to a stated tolerance. `evidence`:
 * statistics or random directions; there 'holds' means that none of these checks failed.
 */
export type Verdict = 'holds' | 'fails' | 'undecided';
export type Strength = 'proof' | 'numerical' | 'evidence';
/** What is claimed, e.g. 'linear-solve', 'kkt-point'. Stable. */
export type ClaimId = string;

/** JSON has no NaN and no infinities: they are written as words. */
export type CheckValue = number | 'nan' | 'inf' | '-inf';

export interface Check {
  /** Stable name, e.g. 'backward-error'; its text in people's languages lives in a dictionary. */
  readonly id: string;
  readonly value: CheckValue;
  readonly relation: '<=' | '>=';
  readonly bound: number;
  readonly verdict: Verdict;
  /** Estimated error of `value`: a check closer to its bound than this is undecided. */
  readonly error?: number;
}

export interface Certificate {
  readonly version: 1;
  readonly claim: ClaimId;
  readonly strength: Strength;
  readonly verdict: Verdict;
  /** What exactly the claim is about, in a sentence. */
  readonly scope: string;
  readonly checks: readonly Check[];
}
