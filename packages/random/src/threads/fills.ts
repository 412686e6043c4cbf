/** The draws that can begin at any element, and so be made in parts by several threads. */
import type { Fill } from '../draws/draw.ts';
import { bitsFill } from '../draws/bits.ts';
import { exponentialFill } from '../draws/exponential.ts';
import { normalFill } from '../draws/normal.ts';
import { type UniformParams, uniformFill } from '../draws/uniform.ts';

export type FillName = 'bits' | 'uniform' | 'normal' | 'exponential';
/** `low` and `high` are of `uniform` alone. */
export type FillParams = Pick<UniformParams, 'dtype' | 'low' | 'high'>;

export const FILLS: Readonly<Record<FillName, Fill<UniformParams>>> = {
  bits: bitsFill,
  uniform: uniformFill,
  normal: normalFill,
  exponential: exponentialFill,
};
