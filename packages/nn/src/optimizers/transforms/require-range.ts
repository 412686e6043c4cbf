import { ArgumentError } from '@adjoint/tensor';

/** @throws ArgumentError unless 0 ≤ value < 1 */
export function requireFraction(what: string, value: number): void {
  if (typeof value !== 'number' || !(value >= 0 && value < 1)) throw new ArgumentError(`${what} ${value}`, 'it is at least 0 and below 1');
}

/** @throws ArgumentError unless value is finite and ≥ 0 */
export function requireNonNegative(what: string, value: number): void {
  if (typeof value !== 'number' || !(value >= 0 && value < Infinity))
    throw new ArgumentError(`${what} ${value}`, 'it is a finite number ≥ 0');
}

/** @throws ArgumentError unless value is finite and > 0 */
export function requirePositive(what: string, value: number): void {
  if (typeof value !== 'number' || !(value > 0 && value < Infinity))
    throw new ArgumentError(`${what} ${value}`, 'it is a finite number > 0');
}
