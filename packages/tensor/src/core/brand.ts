/** Registered symbols: marks that other installed copies of this package, and Node's console, look for. */
import { ABI, VERSION } from '../version.ts';

/** Marks tensors of every installed copy of this package. */
export const TENSOR_BRAND: unique symbol = Symbol.for('adjoint.tensor') as never;
/** Node's console prints what this method returns. */
export const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never;

export interface Brand {
  readonly abi: number;
  readonly version: string;
}
export const BRAND: Brand = { abi: ABI, version: VERSION };
