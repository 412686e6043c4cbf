/**
 * Element types: what they hold, how two of them meet.
 *
 * bool < integers (int32, uint32) < floats (float32, float64). Two types of one class meet in the larger;
 * int32 and uint32 meet in float64, which holds both exactly; an integer with float32 gives float32.
 */
import { DTypeError } from '../errors.ts';

export type DType = 'float64' | 'float32' | 'int32' | 'uint32' | 'bool';
export type FloatDType = 'float64' | 'float32';

interface Arrays {
  float64: Float64Array<ArrayBuffer>;
  float32: Float32Array<ArrayBuffer>;
  int32: Int32Array<ArrayBuffer>;
  uint32: Uint32Array<ArrayBuffer>;
  bool: Uint8Array<ArrayBuffer>;
}
/** The typed array behind a tensor of dtype D; bool is stored as 0 and 1 in bytes. */
export type TypedArrayOf<D extends DType = DType> = Arrays[D];
export type AnyTypedArray = TypedArrayOf;

/** A typed array that the type checker will not let anyone write to. */
export interface ReadonlyArrayOf<D extends DType = DType> extends Iterable<number> {
  readonly length: number;
  readonly [index: number]: number;
  slice(from?: number, to?: number): TypedArrayOf<D>;
  indexOf(value: number, from?: number): number;
}

export const DTYPES: readonly DType[] = ['float64', 'float32', 'int32', 'uint32', 'bool'];

export const isFloat = (dtype: DType): dtype is FloatDType => dtype === 'float64' || dtype === 'float32';

/** A new array of n zeros. */
export function allocate<D extends DType>(dtype: D, n: number): TypedArrayOf<D>;
export function allocate(dtype: DType, n: number): AnyTypedArray {
  switch (dtype) {
    case 'float64':
      return new Float64Array(n);
    case 'float32':
      return new Float32Array(n);
    case 'int32':
      return new Int32Array(n);
    case 'uint32':
      return new Uint32Array(n);
    case 'bool':
      return new Uint8Array(n);
  }
}

/** The dtype that a typed array holds, or null for one that has none (Int8Array, BigInt64Array …). */
export function dtypeOfArray(x: ArrayBufferView): DType | null {
  return x instanceof Float64Array
    ? 'float64'
    : x instanceof Float32Array
      ? 'float32'
      : x instanceof Int32Array
        ? 'int32'
        : x instanceof Uint32Array
          ? 'uint32'
          : null;
}

/** The dtype in which two operands meet. */
export function promote(a: DType, b: DType): DType {
  if (a === b) return a;
  if (a === 'bool') return b;
  if (b === 'bool') return a;
  const fa = isFloat(a);
  const fb = isFloat(b);
  if (fa && fb) return 'float64';
  if (fa) return a;
  if (fb) return b;
  return 'float64';
}

/** 0 for bool, 1 for integers, 2 for floats: a rank-0 operand yields to another of its class. */
export const classOf = (dtype: DType): 0 | 1 | 2 => (dtype === 'bool' ? 0 : isFloat(dtype) ? 2 : 1);

/** Whether `value` is exactly a value of `dtype` (floats round, so they hold every number). */
export function holds(dtype: DType, value: number): boolean {
  switch (dtype) {
    case 'float64':
    case 'float32':
      return true;
    case 'int32':
      return (value | 0) === value;
    case 'uint32':
      return value >>> 0 === value;
    case 'bool':
      return value === 0 || value === 1;
  }
}

export function requireDType(name: string, dtype: unknown): asserts dtype is DType {
  if (!DTYPES.includes(dtype as DType)) throw new DTypeError(`${name}: ${String(dtype)} is not a dtype`, `use one of ${DTYPES.join(', ')}`);
}
