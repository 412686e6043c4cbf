/** What a script can tell from the exit code of `adjoint solve`. Wrong usage and unreadable files are 2, as everywhere here. */
import type { Certificate } from '@adjoint/tensor';
import type { SolveStatus } from '@adjoint/optim-kkt';

const CODES: Readonly<Record<SolveStatus, number>> = {
  'solved': 0,
  'almost': 3,
  'primal-infeasible': 4,
  'dual-infeasible': 5,
  'iteration-limit': 6,
  'time-limit': 6,
  'aborted': 6,
  'numerical': 7,
};

/** 1 when the certificate refutes what the status says. */
export const exitCode = (status: SolveStatus, certificate: Certificate | null): number =>
  CLAIMING.has(status) && certificate?.verdict === 'fails' ? 1 : CODES[status];

/** Statuses that claim something which a certificate can refute. */
export const CLAIMING: ReadonlySet<SolveStatus> = new Set<SolveStatus>(['solved', 'primal-infeasible', 'dual-infeasible']);

export const EXIT_CODES = `Exit codes:
  0  solved                        4  no point satisfies the constraints
  1  the certificate refutes it    5  the objective improves without end
  2  the file cannot be read       6  stopped at a limit
  3  almost solved                 7  no further progress in floating point`;
