import { ArgumentError } from '@adjoint/tensor';

/** @throws ArgumentError unless `value` is an integer ≥ `least` */
export function requireSize(what: string, value: number, least = 1): void {
  if (!Number.isInteger(value) || value < least) throw new ArgumentError(`${what} = ${value}`, `it must be an integer ≥ ${least}`);
}
