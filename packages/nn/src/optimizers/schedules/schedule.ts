import type { Tensor } from '@adjoint/tensor';

/** A learning rate that depends on the number of steps made so far, from 0; both of rank 0. Tensor operations only, so that a step can be compiled. */
export type Schedule = (step: Tensor) => Tensor;
