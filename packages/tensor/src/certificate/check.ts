import { type Certificate, type Check, type CheckValue, type ClaimId, type Strength, type Verdict } from './certificate.ts';

const toJson = (x: number): CheckValue => (Number.isNaN(x) ? 'nan' : x === Infinity ? 'inf' : x === -Infinity ? '-inf' : x);

/**
 * One comparison of a measured value with its bound. NaN never holds. With `error`, a value nearer to the bound than
 * its own error is undecided.
 *
 * @example check('backward-error', 3e-17, '<=', 1e-15).verdict // 'holds'
 */
export function check(id: string, value: number, relation: '<=' | '>=', bound: number, error?: number): Check {
  const margin = relation === '<=' ? bound - value : value - bound;
  const verdict: Verdict =
    Number.isNaN(value) || Number.isNaN(bound) || Number.isNaN(error ?? 0)
      ? 'fails'
      : error !== undefined && Math.abs(margin) < error
        ? 'undecided'
        : (relation === '<=' ? value <= bound : value >= bound)
          ? 'holds'
          : 'fails';
  return { id, value: toJson(value), relation, bound, verdict, ...(error === undefined ? null : { error }) };
}

/** The same check, with a verdict that was decided otherwise (e.g. undecided, because a premise could not be shown). */
export const withVerdict = (c: Check, verdict: Verdict): Check => ({ ...c, verdict });

/** Fails if one fails; else undecided if one is or there are none; else holds. */
export function combine(checks: readonly Check[]): Verdict {
  if (checks.some((c) => c.verdict === 'fails')) return 'fails';
  return checks.length === 0 || checks.some((c) => c.verdict === 'undecided') ? 'undecided' : 'holds';
}

/** A certificate whose verdict is that of its checks together. */
export function certificate(claim: ClaimId, strength: Strength, scope: string, checks: readonly Check[]): Certificate {
  return { version: 1, claim, strength, verdict: combine(checks), scope, checks };
}
