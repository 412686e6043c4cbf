/** Where a parameter may lie, and the check that names it when it does not. */
import { ArgumentError, type DenseTensor, type Tensor, type Tracer, interpreterOf } from '@adjoint/tensor';

export interface Constraint {
  readonly says: string;
  readonly holds: (x: number) => boolean;
}

export const real: Constraint = { says: 'a finite number', holds: (x) => Number.isFinite(x) };
export const extended: Constraint = { says: 'a number or ±Infinity', holds: (x) => x === x };
export const positive: Constraint = { says: 'a finite number > 0', holds: (x) => x > 0 && x < Infinity };
export const nonNegative: Constraint = { says: 'a finite number ≥ 0', holds: (x) => x >= 0 && x < Infinity };
export const probability: Constraint = { says: 'a number in [0, 1]', holds: (x) => x >= 0 && x <= 1 };
export const positiveProbability: Constraint = { says: 'a number in (0, 1]', holds: (x) => x > 0 && x <= 1 };
export const count: Constraint = { says: 'an integer ≥ 0', holds: (x) => Number.isSafeInteger(x) && x >= 0 };

/** The numbers of a tensor that is dense behind its tracers; null inside a program that is being captured. */
export function concreteValues(x: Tensor): ArrayLike<number> | null {
  let t: Tensor | null = x;
  while (t !== null && interpreterOf(t) !== null) t = (t as Tracer).value;
  return t === null ? null : (t as DenseTensor).packed();
}

/** @throws ArgumentError naming the family, the parameter and the first wrong value */
export function requireParameter(family: string, name: string, constraint: Constraint, x: Tensor): void {
  const values = concreteValues(x);
  if (values === null) return;
  for (let i = 0; i < values.length; i++) {
    if (!constraint.holds(values[i])) {
      throw new ArgumentError(`${family}: ${name} is ${values[i]}${values.length > 1 ? ` at ${i}` : ''}`, `${name} is ${constraint.says}`);
    }
  }
}
