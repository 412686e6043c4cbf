/** What can be claimed of a point with multipliers, and what each claim says. */
import { ArgumentError, type Certificate, type Check, certificate } from '@adjoint/tensor';

export type KktClaim = 'kkt-point' | 'local-minimum' | 'global-minimum';
export interface CertifyKktOptions {
  /** Default 'kkt-point'. */
  readonly claim?: KktClaim;
  /** Relative tolerance ε (default 1e-8; 1e-6 for nonlinear problems). */
  readonly tolerance?: number;
}

const SCOPE: Record<KktClaim, string> = {
  'kkt-point': 'x and these multipliers satisfy the first-order conditions of the problem as given, to the tolerance',
  'local-minimum':
    'x is a strict local minimum of the problem as given: first-order conditions to the tolerance, curvature beyond rounding',
  'global-minimum': 'no feasible point is better by more than the gap: first-order conditions to the tolerance, convexity to rounding',
};

/** @throws ArgumentError for a claim that is none */
export function requireClaim({ claim = 'kkt-point' }: CertifyKktOptions): KktClaim {
  if (Object.hasOwn(SCOPE, claim)) return claim;
  throw new ArgumentError(`certifyKkt: the claim ${String(claim)}`, "claim 'kkt-point', 'local-minimum' or 'global-minimum'");
}

export const claimCertificate = (claim: KktClaim, checks: readonly Check[]): Certificate =>
  certificate(claim, 'numerical', SCOPE[claim], checks);
