/** Options of another kind than their type says, as callers without types and files of options give them. */
import { ArgumentError } from '@adjoint/tensor';

const shown = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value));

/** 'false' would count as true. @throws ArgumentError unless the value is a boolean */
export function requireFlag(what: string, value: boolean): void {
  if (typeof value !== 'boolean') throw new ArgumentError(`${what} = ${shown(value)}`, 'it is true or false');
}

/** @throws ArgumentError unless the value is a function */
export function requireFunction(what: string, value: unknown): void {
  if (typeof value !== 'function') throw new ArgumentError(`${what} = ${shown(value)}`, 'it is a function');
}

/** @throws ArgumentError unless the value is a list of lengths, at least `axes` of them */
export function requireLengths(what: string, value: readonly number[], axes = 0): void {
  if (!Array.isArray(value) || value.length < axes || !value.every((n) => Number.isInteger(n) && n >= 0))
    throw new ArgumentError(`${what} [${shown(value)}]`, `it is a list of integers ≥ 0${axes > 0 ? `, at least ${axes}` : ''}`);
}

/** @throws ArgumentError unless the value is a finite number */
export function requireFinite(what: string, value: number): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new ArgumentError(`${what} = ${shown(value)}`, 'it is a finite number');
}
