import { full } from '@adjoint/tensor';
import type { Initialiser } from './initialiser.ts';

/** Every weight the same number. */
export const constant =
  (value: number): Initialiser =>
  (_key, shape, { dtype }) =>
    full(shape, value, dtype);
export const zerosInitialiser = (): Initialiser => constant(0);
export const onesInitialiser = (): Initialiser => constant(1);
