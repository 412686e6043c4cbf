/** The vector code of each precision on one arena, made on first use. */
import type { AnyArray, Floats } from '../contract.ts';
import type { Arena } from './arena.ts';
import { type VectorCode, vectorCode } from './vector-code.ts';

export interface Side {
  readonly code: VectorCode;
  readonly bytes: 4 | 8;
  view(): Floats;
}
export type SideOf = (x: Floats) => Side;

export function createSides(arena: Arena): SideOf {
  let float64: Side | undefined;
  let float32: Side | undefined;
  return (x) =>
    x instanceof Float64Array
      ? (float64 ??= { code: vectorCode(arena, 'float64'), bytes: 8, view: () => arena.float64() })
      : (float32 ??= { code: vectorCode(arena, 'float32'), bytes: 4, view: () => arena.float32() });
}
export const isFloats = (x: AnyArray): x is Floats => x instanceof Float64Array || x instanceof Float32Array;
export const alike = (x: Floats, y: Floats): boolean =>
  (x instanceof Float64Array && y instanceof Float64Array) || (x instanceof Float32Array && y instanceof Float32Array);
