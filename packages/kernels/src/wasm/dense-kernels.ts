/** Dense linear algebra on one arena, made on first use. */
import type { DenseKernels } from '../dense-contract.ts';
import type { Arena } from './arena.ts';
import { createResidentBlas } from './resident-blas.ts';

export function createDenseKernels(arena: Arena, fused: boolean): DenseKernels {
  return { resident: createResidentBlas(arena, 'float64', fused) };
}
