import { isAdjointError } from '@adjoint/tensor';

/** An error from a turn of a loop says which one. */
export function inTurn(e: unknown, loop: string, turn: number): unknown {
  if (isAdjointError(e)) e.message = `${loop}, turn ${turn}: ${e.message}`;
  return e;
}
