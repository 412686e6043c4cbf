/** Where in a loop an error came from: the same error, with the turn before its message. */
import { isAdjointError } from '@adjoint/tensor';

export function inTurn(e: unknown, loop: string, turn: number): unknown {
  if (isAdjointError(e)) e.message = `${loop}, turn ${turn}: ${e.message}`;
  return e;
}
